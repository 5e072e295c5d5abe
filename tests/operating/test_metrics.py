"""Metrics: for who shows the token, counted by all processes together, and of nobody."""

import re
import subprocess
import sys
from datetime import date, datetime

import pytest
from django.conf import settings
from prometheus_client.parser import text_string_to_metric_families

from registry.operating.security_txt import security_txt
from tests.databases import database_url
from tests.faults.serving import Registry

TOKEN = "a-token-of-prometheus-that-nobody-guesses-0123456789"
READ = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "shown"),
    [("", ""), ("", "Bearer "), ("", "Bearer x"), (TOKEN, ""), (TOKEN, f"Bearer {TOKEN}x")],
)
def test_for_others_the_address_does_not_exist(client, settings, setting, shown):
    settings.METRICS_TOKEN = setting
    assert client.get("/metrics", headers={"Authorization": shown}).status_code == 404
    assert client.get("/metrics").status_code == 404


def samples(text: str) -> dict[tuple, float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            found[(one.name, *sorted(one.labels.items()))] = one.value
    return found


COUNTS = """
import sys
from io import BytesIO
from pragueprocess.wsgi import application
env = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
       "wsgi.url_scheme": "http", "HTTP_HOST": "localhost", "REMOTE_ADDR": "203.0.113.9"}
def ask(path, **more):
    said = []
    body = application(
        env | {"PATH_INFO": path, "wsgi.input": BytesIO()} | more, lambda *a: said.append(a)
    )
    return said[0][0], b"".join(body).decode()
for path in sys.argv[2:]:
    ask(path, HTTP_COOKIE="x=nino@example.org", QUERY_STRING="", HTTP_USER_AGENT="Nino")
if sys.argv[1]:
    print(ask("/metrics", HTTP_AUTHORIZATION=f"Bearer {sys.argv[1]}")[1])
else:
    from registry.operating.metrics import write_gathered
    write_gathered()
"""


def process(environment: dict, token: str, *paths: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", COUNTS, token, *paths],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_processes_count_together_and_nobody_is_named(tmp_path):
    url = database_url(tmp_path, "metrics", copy_of="migrated")
    made = Registry(tmp_path, url)
    environment = made.environment | {"METRICS_TOKEN": TOKEN}
    # A process that lives on, so that what the next one finds is not of ended ones alone
    beside = subprocess.Popen(
        [sys.executable, "-c", COUNTS + "\nimport time; time.sleep(300)", "", "/en/names/"],
        cwd=settings.BASE_DIR,
        env=environment,
    )
    try:
        while not [*(tmp_path / "metrics").glob(f"*_{beside.pid}.db")]:
            assert beside.poll() is None
        asked = ["/en/names/"] * 3 + ["/en/nothing/", "/healthz/live", "/en/states/nino@x.example/"]
        said = process(environment, TOKEN, *asked)
    finally:
        beside.kill()
        beside.wait()
    found = samples(said)
    assert found["registry_stored_pages_total", ("status", "200")] == 2
    assert found["registry_request_seconds_count", ("kind", "page"), ("status", "404")] == 2
    assert found["registry_request_seconds_count", ("kind", "page"), ("status", "200")] == 2
    assert found["registry_messages", ("state", "waiting")] == 0
    for state in ("waiting", "at_work", "failed"):
        assert found["registry_tasks", ("state", state)] == 0
    assert found[("registry_database_up",)] == 1
    assert found[("registry_content_changed_timestamp_seconds",)] >= 0
    for mark in ("nino", "203.0.113.9", "Nino", "/en/"):
        assert mark not in said
    labels = {name for line in found for name, _value in line[1:]}
    assert labels <= {
        *("kind", "status", "le", "state", "version", "python", "django", "database"),
    }


def test_what_ended_processes_counted_goes_when_none_is_left(tmp_path):
    url = database_url(tmp_path, "metrics", copy_of="migrated")
    environment = Registry(tmp_path, url).environment | {"METRICS_TOKEN": TOKEN}
    process(environment, "", "/en/nothing/")
    left = set((tmp_path / "metrics").glob("*.db"))
    assert left
    assert {path.stat().st_mode & 0o077 for path in left} == {0}
    # no holes: one would end the process as soon as the disk is full
    for path in left:
        assert path.stat().st_blocks * 512 >= path.stat().st_size, path.name
    said = process(environment, TOKEN, "/healthz/live")
    assert ("registry_request_seconds_count", ("kind", "page"), ("status", "404")) not in samples(
        said
    )


WITHOUT_ROOM = """
import os
def full(*_arguments):
    raise OSError(28, os.strerror(28))
os.posix_fallocate = full
"""


def test_without_room_on_the_disk_a_process_counts_for_itself(tmp_path):
    url = database_url(tmp_path, "metrics", copy_of="migrated")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOM + COUNTS, TOKEN, "/en/nothing/", "/en/nothing/"],
        cwd=settings.BASE_DIR,
        env=Registry(tmp_path, url).environment | {"METRICS_TOKEN": TOKEN},
        capture_output=True,
        text=True,
        check=True,
    )
    found = samples(done.stdout)
    assert found["registry_request_seconds_count", ("kind", "page"), ("status", "404")] == 2
    assert not list((tmp_path / "metrics").glob("*.db"))


@pytest.mark.django_db
def test_where_to_report_a_weakness(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert said["Contact"] == "mailto:security@example.org"
    assert said["Preferred-Languages"] == "en, ru"
    assert said["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_its_day_is_always_ahead_and_less_than_a_year(day):
    until = re.search(r"Expires: (\S+)", security_txt(day))[1]
    ahead = datetime.fromisoformat(until).date() - day
    assert 140 < ahead.days <= 180
