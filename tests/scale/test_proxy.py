"""nginx as README and the containers set it up, before servers that only say who they are."""

import http.client
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

from tests.conftest import need
from tests.scale.services import free_port, listens, until

pytestmark = pytest.mark.once
SIGNED_IN = (
    "sessionid=3k2j",
    "language=ru; sessionid=3k2j",
    "__Host-sessionid=3k2j",
    "__Host-language=ru; __Host-sessionid=3k2j; other=1",
)
READERS = ("", "language=ru", "sessionid=", "mysessionid=3k2j", "note=sessionid; language=en")


def of_readme() -> str:
    text = (settings.BASE_DIR / "README.md").read_text()
    sample = text.partition("nginx, inside `http`:\n\n```\n")[2].partition("\n```")[0]
    here = {
        "listen 443 ssl http2": "listen PORT",
        "/var/log/nginx/": "",
        "127.0.0.1:8001": "READERS",
        "127.0.0.1:8002": "READERS",
        "127.0.0.1:8003": "OWN",
    }
    return with_these(here, sample)


def of_containers() -> str:
    here = {
        "listen 8080": "listen PORT",
        "first:8000": "READERS",
        "second:8000": "READERS",
        "third:8000": "OWN",
    }
    return with_these(here, (settings.BASE_DIR / ".ci/containers/nginx.conf").read_text())


def with_these(words: dict[str, str], text: str) -> str:
    for old, new in words.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def saying(name: str) -> Iterator[ThreadingHTTPServer]:
    class Saying(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(name)))
            self.end_headers()
            self.wfile.write(name.encode())

        do_POST = do_GET  # noqa: N815 (named by the library)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Saying)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def nginx(text: str, place: Path, *, readers: int, own: int) -> Iterator[int]:
    """The port that it serves."""
    port = free_port()
    for word, number in {"PORT": port, "READERS": readers, "OWN": own}.items():
        text = re.sub(rf"\b{word}\b", f"127.0.0.1:{number}", text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {place}/{kind};\n" for kind in kinds)
    file = place / "nginx.conf"
    file.write_text(
        f"pid {place}/pid;\nerror_log {place}/error.log;\nevents {{}}\n"
        f"http {{\n{temporary}access_log off;\n{text}\n}}\n"
    )
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    command = [need(program, "nginx-light"), "-p", str(place), "-c", str(file)]
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        until(lambda: listens(port), 10, "nginx did not start")
        yield port
    finally:
        process.terminate()
        process.wait(10)


def who_answers(port: int, cookie: str, path: str = "/en/", method: str = "GET") -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={"Cookie": cookie} if cookie else {})
        return connection.getresponse().read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("text", [of_readme, of_containers])
def test_who_is_signed_in_has_a_process_of_their_own(text, tmp_path):
    with ExitStack() as stack:
        readers, own = (stack.enter_context(saying(name)) for name in ("readers", "own"))
        ports = {"readers": readers.server_port, "own": own.server_port}
        port = stack.enter_context(nginx(text(), tmp_path, **ports))
        for cookie in READERS:
            assert who_answers(port, cookie) == "readers", cookie
        for cookie in SIGNED_IN:
            assert who_answers(port, cookie) == "own", cookie
        for path in ("/admin/", "/ru/account/", "/api/v1/states/", "/ru/desk/"):
            assert who_answers(port, SIGNED_IN[0], path) == "own", path
        assert who_answers(port, SIGNED_IN[0], method="POST") == "own"


@pytest.mark.parametrize("text", [of_readme, of_containers])
def test_the_readers_processes_stand_in_for_it(text, tmp_path):
    with saying("readers") as readers:
        ports = {"readers": readers.server_port, "own": free_port()}
        with nginx(text(), tmp_path, **ports) as port:
            assert who_answers(port, SIGNED_IN[0]) == "readers"
