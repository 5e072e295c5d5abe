"""Marks are planted wherever somebody says something about themselves; no line of the log, of the
recent faults or of the metrics has one of them, whatever goes wrong."""

import io
import logging

import pytest
from django.core.handlers.base import BaseHandler
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from registry.common import logs, outbox
from registry.common.log_lines import JsonFormatter, LineFormatter
from registry.common.models import WaitingMessage
from registry.operating import recent_errors
from tests.common.test_outbox import write
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
MARK = "Zyxwvutia"
EMAIL = f"{MARK.lower()}@planted.example"
NETWORKS = ("203.0.113.77", "2001:db8:77::9")
TOKEN = "Zm9vYmFyYmF6cXV4Zm9v:c2lnbmF0dXJl"
SESSION = "planted-session-key"
MARKS = (MARK, MARK.lower(), *NETWORKS, TOKEN, SESSION, "planted.example", "+995 32 999999")


@pytest.fixture(params=["lines", "json"])
def told(request, monkeypatch):
    console = next(
        one for one in logging.getLogger().handlers if isinstance(one.formatter, LineFormatter)
    )
    written = io.StringIO()
    monkeypatch.setattr(console, "stream", written)
    if request.param == "json":
        monkeypatch.setattr(console, "formatter", JsonFormatter())
    return written.getvalue


def assert_discreet(told) -> None:
    text = told()
    assert text
    for place in (text, recent_errors.file().read_text() if recent_errors.file().exists() else ""):
        for mark in MARKS:
            assert mark not in place, (mark, place[max(0, place.find(mark) - 300) :][:600])


def planted(client: Client, method: str, path: str, **more) -> int:
    client.raise_request_exception = False
    network = {"REMOTE_ADDR": NETWORKS[0], "HTTP_X_FORWARDED_FOR": NETWORKS[1]}
    agent = {"HTTP_USER_AGENT": f"{MARK}/1.0", "HTTP_REFERER": f"http://x/{EMAIL}"}
    data = {"email": EMAIL, "name_latin": MARK, "q": MARK, "phone": "+995 32 999999"}
    client.cookies["own"] = SESSION
    return getattr(client, method)(path, data, **network, **agent, **more).status_code


def test_refusals_of_every_kind(told, nino, editor):
    everybody = (Client(enforce_csrf_checks=True), signed_in(nino.account), signed_in(editor))
    for client in everybody:
        for method in ("get", "post"):
            for path in (
                f"/en/library/{EMAIL}/",
                f"/en/confirm/{TOKEN}/",
                f"/en/follow/stop/{TOKEN}/x/",
                f"/admin/registry/user/{EMAIL}/change/",
                "/en/account/sign-in/",
                "/en/account/sign-in/code/",
                f"/api/v1/states/{EMAIL}/",
                "/en/desk/details/999999/",
                f"/nothing/{NETWORKS[0]}/{NETWORKS[1]}/",
            ):
                planted(client, method, path)
    assert_discreet(told)


FAULTS = [
    ValueError(f"invalid literal for int() with base 10: '{MARK}'"),
    KeyError(MARK),
    KeyError(EMAIL),
    UnicodeEncodeError("ascii", MARK, 0, 1, "ordinal not in range"),
    LookupError(f"no person “{MARK}” of «{MARK}»"),
    RuntimeError(f"cannot write to {EMAIL} from {NETWORKS[0]} or [{NETWORKS[1]}]:25"),
    OSError(2, "No such file", f"/srv/media/{MARK}.pdf"),
    AttributeError(f"'str' object has no attribute '{MARK}'"),
    TypeError(f"""unexpected "{MARK}'s" argument"""),
]


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_faults_with_values_in_their_words(told, monkeypatch, error):
    def fails(request):
        try:
            raise error
        except type(error) as cause:
            raise ValueError(f"of '{MARK}'") from cause

    monkeypatch.setattr(BaseHandler, "resolve_request", lambda handler, request: (fails, (), {}))
    assert planted(Client(), "post", f"/en/states/?q={EMAIL}") in (500, 503)
    assert_discreet(told)
    assert type(error).__name__ in told()  # the kind is told, and where
    assert "test_planted_marks.py" in told()


def test_mail_that_fails(told, georgia, settings):
    settings.EMAIL_BACKEND = "tests.operating.test_planted_marks.Quoting"
    write(georgia, to=EMAIL)
    WaitingMessage.objects.update(due_at=timezone.now())
    outbox.drain()
    assert "was not sent" in told()
    assert_discreet(told)


class Quoting:
    """A mail server that says back what it was told."""

    def __init__(self, *args, **kwargs) -> None:
        self.connection = None

    def open(self) -> None:
        return None

    def close(self) -> None:
        return None

    def send_messages(self, messages: list[EmailMessage]) -> int:
        raise OSError(f"550 <{messages[0].to[0]}> {NETWORKS[0]} {MARK}")


def test_what_is_no_address_stays_readable():
    for text in (
        "at 12:34:56 on 2026-11-27, version 5.2.19",
        "registry/pages/errors.py:120 in page",
        "message 17 was not sent: TimeoutError",
        "rows[1:2]",
    ):
        assert logs.discreet(text) == text
