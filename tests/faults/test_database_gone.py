"""PostgreSQL goes away and comes back: finished pages go on being read, the rest says so, and
nobody has to restart anything."""

import contextlib
import os
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.databases import database_url
from tests.faults.serving import Registry

pytestmark = pytest.mark.skipif(
    "sqlite" in settings.DATABASES["default"]["ENGINE"],
    reason="the suite runs on SQLite, which cannot go away",
)


class Cable:
    """What lies between the registry and the database: a port that can be cut."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.ends: list[socket.socket] = []
        self.listener: socket.socket | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def mend(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=50)
        threading.Thread(target=self.accept, args=[self.listener], daemon=True).start()

    def accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            self.ends += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=[source, sink], daemon=True).start()

    def carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)

    def drop_connections(self) -> None:
        """As a restart of the database does."""
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def cut(self) -> None:
        with contextlib.suppress(OSError):  # cut already, where a test failed meanwhile
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.drop_connections()


@pytest.fixture(scope="module")
def cable():
    parts = urlsplit(os.environ["DATABASE_URL"])
    made = Cable(parts.hostname or "127.0.0.1", parts.port or 5432)
    made.mend()
    yield made
    made.cut()


@pytest.fixture(scope="module")
def registry(cable, tmp_path_factory):
    directory = tmp_path_factory.mktemp("gone") / "var"
    directory.mkdir()
    parts = urlsplit(database_url(directory, "gone", copy_of="migrated"))
    person = parts.netloc.rpartition("@")[0]
    made = Registry(directory, f"postgres://{person}@127.0.0.1:{cable.port}{parts.path}")
    made.set_up()
    made.start()
    yield made
    made.stop()


def test_readers_and_writers_while_the_database_is_gone_and_after(registry, cable):
    assert registry.get("/en/states/").status == 200
    assert registry.get("/healthz").text == "ok"
    cable.cut()
    try:
        look_at_it_without_a_database(registry)
    finally:
        cable.mend()
    for path in ("/en/projects/", "/ru/library/", "/api/v1/projects/"):
        assert registry.get(path).status == 200, path
    assert registry.get("/admin/", signed_in=True).status == 200
    assert registry.get("/healthz").text == "ok"


def look_at_it_without_a_database(registry):
    assert registry.get("/en/states/").status == 200  # finished, and kept
    for path in ("/en/projects/", "/ru/library/", "/api/v1/projects/", "/en/desk/"):
        answer = registry.get(path, signed_in=True)
        assert answer.status == 503, path
        assert answer.headers["Retry-After"]
    assert "не отвечает" in registry.get("/ru/meetings/").text
    assert registry.get("/healthz").status == 503
    assert registry.get("/healthz").text == "the database does not answer"
    assert registry.get("/healthz/live").status == 200


def test_nobody_notices_that_the_database_was_started_anew_between_two_requests(registry, cable):
    pages = ["/en/action-plans/", "/en/process/", "/en/pilot-projects/", "/en/news/", "/en/names/"]
    for _thread in range(8):
        registry.get("/admin/", signed_in=True)
    cable.drop_connections()
    for path in pages:
        assert registry.get(path).status in (200, 404), path
    for _thread in range(8):
        assert registry.get("/admin/", signed_in=True).status == 200


SOURCES = "from registry.models import Source; print(Source.objects.filter(slug='midst').count())"


def test_the_database_is_started_anew_in_the_midst_of_a_write(registry, cable):
    """Who saved at that time reads that nothing was saved, and that is so; saved again, it is."""
    import psycopg

    fields = {"slug": "midst", "title_en": "A source", "obtained_from": "x", "seen_version": ""}
    direct = registry.environment["DATABASE_URL"].replace(
        f"127.0.0.1:{cable.port}", "{}:{}".format(*cable.target)
    )
    answers: list = []
    with psycopg.connect(direct) as other:
        other.execute("LOCK TABLE registry_source IN EXCLUSIVE MODE")  # may be read, not written
        writer = threading.Thread(
            target=lambda: answers.append(registry.post("/admin/registry/source/add/", fields))
        )
        writer.start()
        waits_for_the_lock(other)
        cable.drop_connections()
        writer.join(40)
        other.rollback()
    assert answers[0].status == 503
    assert "Nothing of what you sent was saved" in answers[0].text
    assert registry.manage("shell", "-v0", "-c", SOURCES).split() == ["0"]
    assert registry.post("/admin/registry/source/add/", fields).status == 302
    assert registry.manage("shell", "-v0", "-c", SOURCES).split() == ["1"]


def waits_for_the_lock(other) -> None:
    until = time.monotonic() + 40
    while not other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchall():
        assert time.monotonic() < until
        time.sleep(0.1)
