"""Each request has a name: in its answer, on its error page, in its log lines, and for staff."""

import io
import json
import logging
import re

import pytest
from django.core.handlers.base import BaseHandler
from django.db import OperationalError

from registry.common import request_ids
from registry.common.log_lines import JsonFormatter, LineFormatter
from registry.common.store import PageStore
from registry.operating import recent_errors
from registry.operating.door import Door, noted_as_made
from tests.common.a_site import Site, ask

ID = re.compile(r"[0-9a-f]{16}")


@pytest.fixture
def told(monkeypatch):
    """What the console handler writes, as lines or as JSON."""
    console = next(
        one for one in logging.getLogger().handlers if isinstance(one.formatter, LineFormatter)
    )
    written = io.StringIO()
    monkeypatch.setattr(console, "stream", written)

    def lines(formatter=None) -> list[str]:
        if formatter:
            monkeypatch.setattr(console, "formatter", formatter)
        return written.getvalue().splitlines()

    return lines


@pytest.fixture
def breaks(client, monkeypatch):
    """Asks for an address whose view raises."""
    client.raise_request_exception = False

    def ask_for(error: Exception, address: str = "/en/states/"):
        def fails(request):
            raise error

        monkeypatch.setattr(
            BaseHandler, "resolve_request", lambda handler, request: (fails, (), {})
        )
        return client.get(address)

    return ask_for


def door_of(site: Site) -> Door:
    return Door(PageStore(noted_as_made(site)))


def test_every_answer_has_an_id_of_its_own_and_so_has_a_stored_page():
    site = Site()
    door = door_of(site)
    ids = [ask(door)[1][request_ids.HEADER] for _time in range(50)]
    assert site.asked == 1
    assert len(set(ids)) == 50
    assert all(ID.fullmatch(one) for one in ids)


@pytest.mark.parametrize("given", ["abcdef12", "3f1e-88.a_b" * 5])
def test_a_trusted_proxy_names_the_request(settings, given):
    settings.PROXIES = 1
    assert ask(door_of(Site()), HTTP_X_REQUEST_ID=given)[1][request_ids.HEADER] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "a b c d e f g", "<script>alert", "äöüäöüäöü", "a\r\nSet: x"]
)
def test_what_is_no_name_is_not_taken(settings, given):
    settings.PROXIES = 1
    assert ID.fullmatch(ask(door_of(Site()), HTTP_X_REQUEST_ID=given)[1][request_ids.HEADER])


def test_a_stranger_names_nothing():
    taken = ask(door_of(Site()), HTTP_X_REQUEST_ID="of-a-stranger")[1][request_ids.HEADER]
    assert taken != "of-a-stranger"


def test_lines_of_a_request_carry_its_id_and_others_none(told):
    log = logging.getLogger("registry.limits")
    note = request_ids.begin({})
    log.warning("of the request")
    request_ids._current.set(None)
    log.warning("of none")
    first, second = told()
    assert f" [{note.id}]: of the request" in first
    assert second.endswith("registry.limits: of none")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_error_page_has_the_id_by_which_staff_find_it(
    breaks, told, staff, language, monkeypatch
):
    answer = breaks(ZeroDivisionError("of ours"), f"/{language}/states/")
    assert answer.status_code == 500
    number = re.search(r"<code>([0-9a-f]{16})</code>", answer.content.decode())[1]
    line = next(line for line in told() if "Internal Server Error" in line)
    assert f"[{number}]" in line
    monkeypatch.undo()
    found = staff.get("/admin/errors/", {"number": number}).content.decode()
    assert "ZeroDivisionError" in found
    assert "tests/" not in found  # the place is of our program, or else named shortly
    assert (
        "No fault that is still kept" in staff.get("/admin/errors/?number=other").content.decode()
    )


@pytest.mark.django_db
def test_the_api_names_it_too(breaks):
    answer = breaks(ZeroDivisionError(), "/api/v1/states/")
    assert ID.fullmatch(answer.json()["request_id"])


@pytest.mark.django_db
def test_the_line_for_machines_says_the_same(breaks, told):
    told(JsonFormatter())
    breaks(ZeroDivisionError("of ours"), "/en/states/?q=nino@example.org")
    said = [json.loads(line) for line in told()]
    fault = next(one for one in said if one["level"] == "ERROR")
    assert fault["status"] == 500
    assert fault["method"] == "GET"
    assert ID.fullmatch(fault["request"])
    assert "ZeroDivisionError: of ours" in fault["exception"]
    assert "nino" not in json.dumps(said)


def fault(number: int = 0) -> recent_errors.Fault:
    at = f"2026-11-27T10:{number // 60 % 60:02}:{number % 60:02}+00:00"
    return recent_errors.Fault(
        id=f"{number:016x}", at=at, kind="ValueError", place="registry/x.py:1", page="en/"
    )


def test_faults_are_counted_by_kind_and_place_and_bounded_in_number(monkeypatch):
    monkeypatch.setattr(recent_errors, "LARGEST", 20_000)
    for number in range(1000):
        recent_errors.keep(fault(number))
    (kind,) = recent_errors.recent()
    assert kind.ids[0] == f"{999:016x}"
    assert 100 < kind.count < 400
    files = (recent_errors.file(), recent_errors.earlier_file())
    assert sum(path.stat().st_size for path in files) < 45_000
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_on_a_full_disk_the_last_ones_wait_in_memory(settings, tmp_path):
    settings.STATE_DIR = tmp_path / "nowhere"
    for number in range(300):
        recent_errors.keep(fault(number))
    assert recent_errors.recent()[0].count == recent_errors.MOST_IN_MIND
    settings.STATE_DIR = tmp_path
    recent_errors.keep(fault(300))
    assert len(recent_errors.file().read_text().splitlines()) == recent_errors.MOST_IN_MIND
    assert not recent_errors._unwritten


def test_a_half_written_line_hides_no_other():
    recent_errors.keep(fault(1))
    with recent_errors.file().open("a") as file:
        file.write('{"id": "half\n')
    recent_errors.keep(fault(2))
    assert recent_errors.recent()[0].count == 2


@pytest.mark.django_db
def test_a_dead_database_is_kept_as_well(breaks):
    assert breaks(OperationalError("could not connect to server at 10.0.0.7")).status_code == 503
    (kind,) = recent_errors.recent()
    assert kind.kind == "OperationalError"
    assert "10.0.0.7" not in recent_errors.file().read_text()


@pytest.mark.django_db
def test_what_a_stranger_sends_is_a_refusal_and_no_fault(client, settings):
    """Django logs it as an error."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    answer = client.post("/en/account/sign-in/", {f"x{number}": 1 for number in range(9)})
    assert answer.status_code == 400
    assert "more fields or files" in answer.content.decode()
    assert not recent_errors.faults()
