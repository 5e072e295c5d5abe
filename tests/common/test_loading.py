"""While a start loads the records, its address says so, in both languages."""

import http.client
import json
import socket

import pytest
from django.core.management import call_command

from registry.common.loading import Progress, Step, answering, progress
from registry.management.commands import start
from tests.in_this_process import in_this_process


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def ask(port: int, path: str, method: str = "GET") -> tuple[int, dict, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, dict(answer.headers), answer.read().decode()


def test_a_page_says_what_is_being_loaded_and_reloads_by_itself(port):
    progress.at(Step.EDITIONS, 10, 50)
    with answering("127.0.0.1", port):
        status, headers, text = ask(port, "/en/states/?group=<script>")
    assert status == 503
    assert headers["Retry-After"] == headers["Refresh"] == "3"
    assert "Step 4 of 6: profiles are being compiled from open figures (10/50)." in text
    assert "Шаг 4 из 6: по открытым данным составляются профили (10/50)." in text
    assert "<script" not in text
    assert "style=" not in text
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"


def test_a_monitor_hears_that_it_is_alive_and_not_ready(port):
    progress.at(Step.FIGURES)
    with answering("127.0.0.1", port):
        assert ask(port, "/healthz/live")[0] == 200
        assert ask(port, "/healthz")[::2] == (
            503,
            "loading: Step 3 of 6: the open figures are being loaded.",
        )
        status, _headers, text = ask(port, "/healthz/ready")
    assert (status, json.loads(text)["step"]) == (503, "figures")


def test_whoever_sends_something_hears_it_too_and_head_has_no_body(port):
    with answering("127.0.0.1", port):
        assert ask(port, "/en/account/login/", "POST")[0] == 503
        assert ask(port, "/en/", "HEAD")[::2] == (503, "")


def test_the_address_is_free_afterwards(port):
    with answering("127.0.0.1", port):
        pass
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_an_address_that_is_taken_stops_nothing(port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with answering("127.0.0.1", port):
            pass


def test_every_step_is_said_in_both_languages():
    from django.utils import translation

    for step in Step:
        with translation.override("ru"):
            russian = Progress(step).worded()
        with translation.override("en"):
            assert russian != Progress(step).worded()


def test_a_start_answers_while_it_sets_up(db, port, monkeypatch):
    told: list[str] = []

    def call(name: str, **options) -> None:
        if name == "serve":
            with pytest.raises(ConnectionRefusedError):
                ask(port, "/healthz")
        else:
            told.append(ask(port, "/healthz")[2])

    monkeypatch.setattr(start, "call_command", call)
    monkeypatch.setattr(start, "beside", in_this_process)
    monkeypatch.setattr(start, "collect_static_files", lambda: None)
    monkeypatch.setattr(start.seeding, "is_whole", lambda: True)
    call_command("start", port=port)
    assert told == [
        "loading: Step 1 of 6: the database is being set up.",
        "loading: Step 5 of 6: the index of the search is being made.",
    ]


def test_a_start_that_fails_answers_no_more(db, port, monkeypatch):
    def call(name: str, **options) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "call_command", call)
    monkeypatch.setattr(start, "beside", in_this_process)
    monkeypatch.setattr(start, "collect_static_files", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        call_command("start", port=port)
    with pytest.raises(ConnectionRefusedError):
        ask(port, "/healthz")
