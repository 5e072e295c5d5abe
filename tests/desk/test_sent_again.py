"""Sent twice, loaded again, from another tab, after the session has ended or another sign-in: each
says what happened, nothing is lost, and there is one entry and one message."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from registry.accounts.models import Invitation
from registry.common.dates import today
from registry.common.links import SENT_TWICE_WITHIN
from registry.common.models import SentMessage
from registry.contacts import addresses, confirmation, details
from registry.contacts.naming import invite_contact_point
from registry.contacts.traces import EmailChange, EmailLink, Handover, OfficeChange
from registry.drafting.exchange import Comment, Consultation
from registry.drafting.review import suggest
from registry.drafting.starting import start_edition
from registry.profiles.models import Edition
from tests import make
from tests.clients import Client
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
DOOR, CODE = "/en/account/sign-in/", "/en/account/sign-in/code/"
SUCCESSOR = {
    "name_latin": "Ana Testova",
    "email": "ana@example.org",
    "language": "en",
    "since": "2031-01-31",
}


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def draft(georgia, editor) -> Edition:
    return start_edition(make.profile(georgia, "light"), 2031, by=editor, on=today())


@pytest.fixture
def desk(nino) -> Client:
    return signed_in(nino.account)


def twice(client: Client, path: str, data: dict) -> str:
    """What the page says after the second of two clicks."""
    first = client.post(path, data, follow=True)
    second = client.post(path, data, follow=True)
    assert (first.status_code, second.status_code) == (200, 200), path
    assert 'role="alert"' not in second.content.decode(), path
    return second.content.decode()


def really_signed_in(post, address: str) -> Client:
    client = Client()
    sign_in(client, post, address)
    return client


def sign_in(client: Client, post, address: str, after: str = "") -> str:
    """Where the sign-in leads to."""
    client.post(DOOR, {"email": address})
    code = re.search(r"(?:code|код): (\S+)", post.last(address).body)[1]
    return client.post(CODE, {"code": code} | ({"next": after} if after else {}))["Location"]


def sent(kind: str) -> int:
    return SentMessage.objects.filter(kind=kind).count()


def test_a_confirmation_that_is_loaded_again_says_when_it_was_done(client, post, georgia):
    make.contact_point(georgia, confirmed_on=today() - timedelta(days=360))
    confirmation.ask_all(today())
    path, digits = post.link("testa.personova@example.org", "confirm")
    client.post(path, {"digits": digits})
    at = timezone.localtime().strftime("%H:%M")
    for answer in (client.post(path, {"digits": digits}), client.get(path)):
        assert answer.status_code == 200
        assert f"at {at}; nothing more is needed" in answer.content.decode()


def test_a_question_that_a_newer_one_replaced_was_not_answered(client, post, georgia):
    one = make.contact_point(georgia)
    confirmation.ask_to_confirm(one, occasion=("a",))
    path, _digits = post.link("testa.personova@example.org", "confirm")
    confirmation.ask_to_confirm(one, occasion=("b",))
    assert client.get(path).status_code == 410


def test_a_new_address_that_was_confirmed_says_so_again(client, post, nino):
    addresses.ask_new_address(nino, "nino2@example.org", by=nino.account)
    path, digits = post.link("nino2@example.org", "new-address")
    assert "The other address has still to answer" in twice(client, path, {"digits": digits})
    assert "You answered on" in client.get(path).content.decode()
    old, old_digits = post.link("nino@example.org", "new-address")
    assert "Your new address is in force" in twice(client, old, {"digits": old_digits})
    EmailChange.objects.update(done_at=None, withdrawn_at=timezone.now())
    assert client.get(path).status_code == 410


def test_an_invitation_that_was_accepted_says_so_for_good(client, post, georgia):
    invite_contact_point(make.contact_point(georgia), by=None)
    path, digits = post.link("testa.personova@example.org", "invitation")
    client.post(path, {"digits": digits, "has_read": "on"})
    Invitation.objects.update(used_at=timezone.now() - timedelta(days=3))
    assert "This was done on" in Client().get(path).content.decode()
    assert client.get(path)["Location"] == "/en/desk/"


def test_a_successor_is_named_once(desk, post, nino):
    path = f"/en/desk/hand-over/{nino.pk}/"
    assert (
        "A successor was named on" in twice(desk, path, SUCCESSOR) + desk.get(path).content.decode()
    )
    assert (Handover.objects.count(), sent("named")) == (1, 1)


def test_two_clicks_at_once_name_a_successor_once(post, nino):
    """As when both requests have found nobody named yet."""
    from registry.contacts.handover import name_successor

    named = SUCCESSOR | {"since": today()}
    assert name_successor(nino, by=nino.account, **named) == name_successor(
        nino, by=nino.account, **named
    )
    assert sent("named") == 1


def test_a_new_address_is_asked_for_once(desk, post, nino):
    path = f"/en/desk/details/{nino.pk}/address/"
    assert "messages are on their way" in twice(desk, path, {"email": "nino2@example.org"})
    assert (EmailChange.objects.count(), EmailLink.objects.count()) == (1, 2)
    lately = timezone.now() - SENT_TWICE_WITHIN - timedelta(minutes=1)
    EmailChange.objects.update(asked_at=lately)
    desk.post(path, {"email": "nino2@example.org"})
    assert EmailLink.objects.count() == 4  # asked again, it is sent again


def test_a_change_of_office_is_asked_for_once(desk, nino):
    path = f"/en/desk/details/{nino.pk}/office/"
    data = {"role": "deputy", "authority": nino.authority_id, "authority_name": ""}
    assert "The Secretariat has your request" in twice(desk, path, data)
    assert OfficeChange.objects.count() == 1


@pytest.mark.parametrize("authority", ["own", ""])
def test_an_unchanged_office_is_refused_with_a_word(desk, nino, authority):
    path = f"/en/desk/details/{nino.pk}/office/"
    own = nino.authority_id if authority else ""
    for name in ("", "ministry of testing ", "Министерство проверки"):
        data = {"role": nino.role, "authority": own, "authority_name": name}
        assert "This is what the registry has already" in desk.post(path, data).content.decode()
    assert not OfficeChange.objects.exists()


def test_details_that_are_saved_twice_are_no_conflict(desk, nino):
    path = f"/en/desk/details/{nino.pk}/"
    form = desk.get(path).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"room": "12"}
    assert "changed elsewhere" not in twice(desk, path, data)
    nino.refresh_from_db()
    assert nino.room == "12"
    assert nino.detail_changes.count() == 1


def test_a_comment_is_written_once(desk, draft):
    slug = draft.sections.in_order().first().template_section.slug
    path = f"/en/desk/editions/{draft.pk}/parts/{slug}/comment/"
    assert "Your comment is with the Secretariat" in twice(desk, path, {"text": "Why?"})
    assert Comment.objects.count() == 1
    desk.post(path, {"text": "And then?"})
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(("button", "said"), [("take", "Taken in"), ("decline", "Set aside")])
def test_a_suggestion_is_decided_once(desk, draft, editor, button, said):
    section = draft.sections.in_order().first()
    row = suggest(section, "en", section.text_en, "<p>New words.</p>", by=editor)[0]
    path = f"/en/desk/editions/{draft.pk}/suggestions/{row.pk}/"
    assert said in twice(desk, path, {button: "1"})
    row.refresh_from_db()
    assert row.decision
    other = "decline" if button == "take" else "take"
    assert "decided already" in desk.post(path, {other: "1"}, follow=True).content.decode()


def test_a_ministry_is_asked_once(desk, post, draft):
    section = draft.sections.in_order().first()
    data = {
        "sections": section.pk,
        "organisation": "Ministry",
        "email": "ministry@example.org",
        "language": "en",
        "note": "",
        "days": 14,
    }
    assert "Ministry" in twice(desk, f"/en/desk/editions/{draft.pk}/ask/", data)
    assert (Consultation.objects.count(), sent("consultation")) == (1, 1)


def test_what_was_typed_before_the_session_ended_comes_back(post, nino):
    client = really_signed_in(post, "nino@example.org")
    path = f"/en/desk/hand-over/{nino.pk}/"
    del client.cookies["sessionid"]
    door = client.post(path, SUCCESSOR, HTTP_REFERER=f"http://testserver{path}")["Location"]
    after = sign_in(client, post, "nino@example.org", door.partition("next=")[2])
    assert not Handover.objects.exists()
    after = f"/en/account/sign-in/again/?next={path}"
    page = client.get(after).content.decode()
    assert "Ana Testova" in page
    assert f'action="{path}"' in page
    client.post(path, SUCCESSOR)
    assert Handover.objects.get().email == "ana@example.org"
    assert client.get(after)["Location"] == path  # it is kept no longer


def test_the_way_to_sign_in_leads_to_what_was_kept(post, nino):
    client = really_signed_in(post, "nino@example.org")
    del client.cookies["sessionid"]
    door = client.post(f"/en/desk/hand-over/{nino.pk}/", SUCCESSOR)["Location"]
    assert "next=/en/account/sign-in/again/%3Fnext%3D%252Fen%252Fdesk%252Fhand-over" in door


def test_it_comes_back_to_nobody_else(post, nino, dato):
    client = really_signed_in(post, "nino@example.org")
    path = f"/en/desk/hand-over/{nino.pk}/"
    del client.cookies["sessionid"]
    client.post(path, SUCCESSOR)
    sign_in(client, post, "dato@example.org")
    answer = client.get(f"/en/account/sign-in/again/?next={path}")
    assert answer["Location"] == path
    assert "kept_form" not in client.session


def test_of_strangers_nothing_is_kept(client, nino):
    answer = client.post(f"/en/desk/hand-over/{nino.pk}/", SUCCESSOR)
    assert answer["Location"] == f"{DOOR}?next=/en/desk/"
    assert "sessionid" not in client.cookies


def test_a_form_from_before_another_sign_in_is_sent_with_one_button(desk, nino):
    path = f"/en/desk/hand-over/{nino.pk}/"
    desk.get(path)
    here = {"HTTP_ORIGIN": "http://testserver", "HTTP_X_CSRFTOKEN": "x" * 64}
    answer = desk.post(path, SUCCESSOR, **here)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "You signed in again after this form was opened" in text
    assert 'value="Ana Testova"' in text
    assert not Handover.objects.exists()


def test_a_form_of_another_site_is_not_shown_again(desk, nino):
    for origin in ("https://elsewhere.example", "null"):
        answer = desk.post(
            f"/en/desk/hand-over/{nino.pk}/", SUCCESSOR, HTTP_ORIGIN=origin, HTTP_X_CSRFTOKEN="x"
        )
        assert answer.status_code == 403
        assert "Ana Testova" not in answer.content.decode()


def test_a_second_save_of_the_same_values_asks_nothing(nino):
    values = {"room": "7"}
    assert details.change_own(nino, values, by=nino.account, seen=nino.version) == ["room"]
    assert details.change_own(nino, values, by=nino.account, seen=nino.version) == []
