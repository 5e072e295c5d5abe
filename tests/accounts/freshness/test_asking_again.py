"""Who is asked for a fresh sign-in shows who they are, and nothing that was typed is lost."""

import re
import time
from urllib.parse import parse_qs, urlparse

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.accounts.events import SecurityEvent
from registry.common import freshness
from tests.accounts.freshness.asking import AGAIN, is_asked
from tests.conftest import signed_in, stale

pytestmark = pytest.mark.django_db


def code_in(post, address: str) -> str:
    return re.search(r"(?:code|код): (\S+)", post.last(address).body)[1]


def show_again(client, post, address: str, after) -> object:
    """As a person does: the page, its button, the code; what comes after the last one."""
    page = after["Location"]
    assert client.get(page).status_code == 200
    client.post(page, {"send": "1"})
    done = client.post(page, {"code": code_in(post, address)})
    assert done["Location"] == page
    return client.get(page)


def inputs(response) -> dict:
    kept = response.context["kept"]
    return dict(kept.fields)


# How long


@pytest.mark.parametrize(
    ("who", "minutes", "expected"),
    [("nino", 119, True), ("nino", 121, False), ("editor", 14, True), ("editor", 16, False)],
)
def test_staff_for_a_quarter_of_an_hour_others_for_two_hours(
    request, nino, editor, rf, who, minutes, expected
):
    user = {"nino": nino.account, "editor": editor}[who]
    client = signed_in(user, second_factor=True, ago=minutes * 60)
    found = rf.get("/")
    found.user, found.session = user, client.session
    assert freshness.is_fresh(found) is expected


def test_a_sign_in_of_tomorrow_is_not_fresh(nino, rf):
    """The clock was set back meanwhile."""
    found = rf.get("/")
    found.user, found.session = nino.account, signed_in(nino.account, ago=-3600).session
    assert not freshness.is_fresh(found)


def test_who_has_a_second_factor_shows_it(nino):
    TOTP.activate(nino.account, generate_totp_secret())
    client = signed_in(nino.account)  # a code by e-mail a moment ago
    response = client.get("/en/desk/privacy/erasure/")
    assert is_asked(response)
    assert "/second-factor/reauthenticate/" in client.get(response["Location"])["Location"]


# The way back


def test_a_contact_point_endorses_after_a_code(post, nino, with_state):
    client = stale(nino.account)
    address = f"/en/desk/editions/{with_state.pk}/steps/endorse/"
    response = client.post(address, {"reason": ""})
    assert is_asked(response)
    with_state.refresh_from_db()
    assert with_state.status == "with_state"
    kept = show_again(client, post, "nino@example.org", response)
    assert "Endorse" in kept.content.decode()
    assert client.post(address, inputs(kept)).status_code == 302
    with_state.refresh_from_db()
    assert with_state.status == "endorsed"
    after = client.get(response["Location"])
    assert after.status_code == 302  # what was sent is no longer kept
    assert after["Location"] == address


def test_a_typed_reason_is_kept(post, nino, with_state):
    client = stale(nino.account)
    address = f"/en/desk/editions/{with_state.pk}/steps/decline/"
    response = client.post(address, {"reason": "Not this year, by decision no. 5."})
    kept = show_again(client, post, "nino@example.org", response)
    assert "Not this year, by decision no. 5." in kept.content.decode()
    client.get(response["Location"])  # loaded once more
    assert "decision no. 5" in client.get(response["Location"]).content.decode()
    client.post(address, inputs(kept))
    assert with_state.transitions.get(step="decline").reason == "Not this year, by decision no. 5."


def test_opening_the_page_asks_first(post, nino):
    client = stale(nino.account)
    response = client.get("/en/desk/privacy/erasure/")
    after = show_again(client, post, "nino@example.org", response)
    assert after["Location"] == "/en/desk/privacy/erasure/"
    assert client.get("/en/desk/privacy/erasure/").status_code == 200


def test_a_letter_is_chosen_again_and_the_note_is_kept(post, editor, with_state):
    TOTP.activate(editor, generate_totp_secret())
    client = stale(editor, second_factor=True)
    address = f"/admin/registry/edition/{with_state.pk}/act/endorse/"
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 x")
    response = client.post(address, {"letter": letter, "reason": "Note verbale 7"})
    assert is_asked(response)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    text = client.get(response["Location"]).content.decode()
    assert "Choose the file again" in text
    assert 'type="file" name="letter"' in text
    assert "Note verbale 7" in text
    assert 'action="' + address in text


def test_what_is_too_long_is_not_kept_and_that_is_said(post, nino, with_state):
    client = stale(nino.account)
    address = f"/en/desk/editions/{with_state.pk}/steps/decline/"
    response = client.post(address, {"reason": "x" * (freshness.LARGEST_KEPT + 1)})
    assert "too long to be kept" in client.get(response["Location"]).content.decode()


def test_a_kept_form_is_of_that_address_and_that_session(post, nino, with_state):
    client = stale(nino.account)
    base = f"/en/desk/editions/{with_state.pk}/steps/"
    client.post(f"{base}decline/", {"reason": "For the other page"})
    response = client.get("/en/desk/privacy/erasure/")
    after = show_again(client, post, "nino@example.org", response)
    assert after["Location"] == "/en/desk/privacy/erasure/"


def test_the_way_back_stays_on_this_site(nino):
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        response = signed_in(nino.account).get(f"/en{AGAIN}", {"next": wanted})
        assert response["Location"] == "/en/desk/"


# The code


def test_wrong_codes_are_counted_and_remembered(post, nino):
    client = stale(nino.account)
    page = client.get("/en/desk/privacy/erasure/")["Location"]
    client.post(page, {"send": "1"})
    code = code_in(post, "nino@example.org")
    for _try in range(5):
        assert "not the code" in client.post(page, {"code": "XXXX-XXXX"}).content.decode()
    assert "no longer serves" in client.post(page, {"code": code}).content.decode()
    assert is_asked(client.get("/en/desk/privacy/erasure/"))
    what = SecurityEvent.What
    assert SecurityEvent.objects.filter(what=what.AGAIN_FAILED, account=nino.account).count() == 5


def test_a_code_expires_and_serves_in_its_own_session(post, nino, monkeypatch):
    client, other = stale(nino.account), stale(nino.account)
    page = client.get("/en/desk/privacy/erasure/")["Location"]
    client.post(page, {"send": "1"})
    code = code_in(post, "nino@example.org")
    assert "no longer serves" in other.post(page, {"code": code}).content.decode()
    at = time.time()
    monkeypatch.setattr("registry.accounts.again.time.time", lambda: at + 16 * 60)
    assert "no longer serves" in client.post(page, {"code": code}).content.decode()


@pytest.mark.parametrize("which", [0, 1])
def test_the_newest_code_and_the_one_before_both_serve(post, nino, which):
    client, again = stale(nino.account), f"/en{AGAIN}?next=/en/desk/mail/"
    codes = []
    for _time in range(2):
        client.post(again, {"send": "1"})
        codes.append(code_in(post, "nino@example.org"))
    client.post(again, {"code": codes[which]})
    assert client.get(again)["Location"] == "/en/desk/mail/"


def test_codes_are_limited(post, nino):
    client = stale(nino.account)
    page = client.get("/en/desk/privacy/erasure/")["Location"]
    for _try in range(5):
        client.post(page, {"send": "1"})
    assert "Too many tries" in client.post(page, {"send": "1"}).content.decode()
    assert len(post.to("nino@example.org")) == 5


def test_opening_the_page_sends_nothing(post, nino):
    client = stale(nino.account)
    client.get(client.get("/en/desk/privacy/erasure/")["Location"])
    assert post.outbox == []
    assert parse_qs(urlparse(f"/en{AGAIN}?next=/x").query) == {"next": ["/x"]}
