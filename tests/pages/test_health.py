"""What a monitor is told: alive, able to save, and everything there; never a path or a value."""

import os

import pytest
from django.db import OperationalError, connection

from registry.common import faults
from registry.pages import health
from tests.clients import Client

pytestmark = pytest.mark.django_db
CLOSED_PORT = "redis://127.0.0.1:1/0"


def names(client) -> list[str]:
    return client.get("/healthz/ready").json()["failing"]


@pytest.fixture
def broken(monkeypatch):
    """Sets a function of the module aside for one that raises."""

    def break_(owner, name: str, error: Exception) -> None:
        def fails(*args, **kwargs):
            raise error

        monkeypatch.setattr(owner, name, fails)

    return break_


def test_all_is_well(client):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/healthz/live").content == b"ok"
    assert client.get("/healthz/ready").json() == {"ready": True, "failing": []}


def test_a_silent_database(client, broken):
    broken(connection, "cursor", OperationalError("could not connect to server at 10.0.0.7"))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.content == b"the database does not answer"
    assert client.get("/healthz/live").status_code == 200
    assert client.get("/healthz/ready").status_code == 503
    assert names(client) == ["database"]


def test_a_full_disk(client, broken):
    broken(health.tempfile, "TemporaryFile", OSError(28, "No space left on device", "/srv/secret"))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert b"disk is full" in answer.content
    assert b"/srv" not in answer.content
    assert {"state", "media"} <= set(names(client))
    assert client.get("/healthz/live").status_code == 200


def test_a_disk_that_is_nearly_full(client, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 60)
    assert client.get("/healthz").status_code == 503


def test_a_directory_of_uploads_that_was_never_made_is_none_of_its_troubles(
    client, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path / "not" / "yet")
    assert names(client) == []
    assert not (tmp_path / "not").exists()


def test_nothing_is_left_by_asking(client, settings, tmp_path):
    before = sorted(os.listdir(tmp_path))
    for _time in range(3):
        client.get("/healthz/ready")
    assert sorted(os.listdir(tmp_path)) == before


def test_a_database_that_is_only_to_be_read(client, monkeypatch):
    parts = [part for part in health.PARTS if part.name != "writing"]
    writing = next(part for part in health.PARTS if part.name == "writing")
    monkeypatch.setattr(
        health, "PARTS", (*parts, health.Part("writing", writing.trouble, lambda: False))
    )
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert b"the database cannot be written" in answer.content


def test_a_replica_of_postgresql_is_known_as_such():
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL alone")
    assert health.database_can_be_written()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert not health.database_can_be_written()


def test_a_database_older_than_the_program(client, monkeypatch):
    monkeypatch.setattr(health, "newest_migrations", lambda: [("registry", "9999_not_applied")])
    assert client.get("/healthz").content.startswith(b"ok; the database is older")
    assert names(client) == ["migrations"]
    monkeypatch.undo()
    assert ("registry", "9999_not_applied") not in health.newest_migrations()


def test_a_cache_that_is_gone_stops_no_reader(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CLOSED_PORT,
        }
    }
    client = Client()
    for address in ("/en/", "/ru/states/georgia/", "/api/v1/states/", "/en/library/?format=csv"):
        assert client.get(address).status_code == 200, address
    assert client.get("/healthz").content == b"ok; the cache does not answer"
    assert names(client) == ["cache"]


def test_a_fault_is_known_through_what_it_caused():
    outer = RuntimeError("in a template")
    outer.__cause__ = OSError(28, "No space left on device")
    assert faults.is_passing(outer)
    assert not faults.is_passing(RuntimeError("ours"))
    assert not faults.is_passing(FileNotFoundError(2, "gone"))
    assert not faults.is_passing(None)


def test_a_table_that_does_not_exist_is_no_passing_fault():
    from django.db import DatabaseError, transaction

    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1 FROM no_such_table")
    assert not faults.is_passing(caught.value)
