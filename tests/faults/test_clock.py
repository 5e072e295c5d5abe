"""The machine's clock jumps, forwards and back again: nothing breaks, and nobody is let in or
out by it for good."""

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from registry.common import store
from tests.conftest import signed_in

JUMP = timedelta(days=40)
PUBLIC = ["/en/", "/ru/states/georgia/", "/en/profiles/", "/api/v1/states/", "/healthz"]


@pytest.fixture
def clock(monkeypatch):
    real_time, real_now = time.time, timezone.now

    def move(by: timedelta) -> None:
        monkeypatch.setattr(time, "time", lambda: real_time() + by.total_seconds())
        monkeypatch.setattr(timezone, "now", lambda: real_now() + by)
        monkeypatch.setattr(store, "clock", time.time)

    return move


@pytest.mark.parametrize("jump", [JUMP, -JUMP], ids=["forwards", "back"])
def test_pages_are_answered_after_a_jump_and_after_its_return(client, clock, nino, editor, jump):
    person, staff = signed_in(nino.account), signed_in(editor, second_factor=True)
    for by in (timedelta(0), jump, timedelta(0)):
        clock(by)
        for address in PUBLIC:
            assert client.get(address).status_code == 200, (by, address)
        assert person.get("/en/desk/").status_code in (200, 302), by
        assert staff.get("/admin/").status_code in (200, 302), by
        assert client.post("/en/account/sign-in/", {"login": "x@example.org"}).status_code < 500
        call_command("remind")
    # what ran out meanwhile has ended for good; a session that did not is open still
    assert person.get("/en/desk/").status_code == (302 if jump > timedelta(0) else 200)
