"""The address that signs in changes once its new owner has said so, whoever asks for it and by
whichever door."""

import re

import pytest
from django.core.cache import cache
from django.db import IntegrityError

from registry.accounts.events import SecurityEvent
from registry.accounts.models import Invitation, User
from registry.accounts.roles import set_address
from registry.common.errors import RuleError
from registry.contacts import addresses, merging
from registry.contacts.confirmation import ask_to_confirm
from registry.contacts.naming import invite_contact_point
from registry.contacts.traces import ConfirmationRequest, EmailChange
from tests import make
from tests.clients import Client
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
DOOR, CODE = "/en/account/sign-in/", "/en/account/sign-in/code/"
NEW = "new@example.org"


@pytest.fixture(autouse=True)
def _no_limits_and_no_waiting(monkeypatch):
    cache.clear()
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def page_of(one) -> str:
    return f"/admin/registry/contactpoint/{one.pk}/change/"


def account_page(user) -> str:
    return f"/admin/registry/user/{user.pk}/change/"


def confirm(post, address: str = NEW):
    path, digits = post.link(address, "new-address")
    return Client().post(path, {"digits": digits})


def really_signed_in(post, address: str) -> Client:
    client = Client()
    client.post(DOOR, {"email": address})
    code = re.search(r"(?:code|код): (\S+)", post.last(address).body)[1]
    assert client.post(CODE, {"code": code}).status_code == 302
    return client


def change_at_contact_point(staff, administrator, one, email: str):
    return staff.post(page_of(one), form_data(staff, page_of(one)) | {"email": email}, follow=True)


def change_at_account(staff, administrator, one, email: str):
    client = signed_in(administrator, second_factor=True)
    page = account_page(one.account)
    return client.post(page, form_data(client, page) | {"email": email}, follow=True)


DOORS = pytest.mark.parametrize("change", [change_at_contact_point, change_at_account])


@DOORS
def test_staff_enter_a_new_address_and_its_owner_confirms_it(
    change, staff, administrator, post, nino
):
    desk = really_signed_in(post, "nino@example.org")
    left_open = signed_in(nino.account)
    before = len(post.to("nino@example.org"))
    text = change(staff, administrator, nino, "New@Example.org").content.decode()
    assert "waits for its owner" in text
    nino.refresh_from_db()
    assert nino.email == nino.account.email == "nino@example.org"
    told = [message.body for message in post.to("nino@example.org")[before:]]
    assert any("until then you sign in with this one" in body for body in told)
    assert not any("new-address" in body for body in told)  # it need not answer
    assert desk.get("/en/desk/").status_code == 200
    assert really_signed_in(post, "nino@example.org").get("/en/desk/").status_code == 200

    assert "new address is in force" in confirm(post).content.decode()
    nino.refresh_from_db()
    assert nino.email == User.objects.get(pk=nino.account_id).email == NEW
    for client in (desk, left_open):
        assert client.get("/en/desk/").status_code == 302
    assert len(post.to("nino@example.org")) >= before + 2
    assert "no longer signs in" in post.last("nino@example.org").body
    assert "You sign in with this address from now on" in post.last(NEW).body
    assert really_signed_in(post, NEW).get("/en/desk/").status_code == 200
    what = SecurityEvent.What
    found = set(nino.account.security_events.values_list("what", flat=True))
    assert {what.ADDRESS_ASKED, what.ADDRESS_CONFIRMED, what.SESSIONS_ENDED} <= found


@DOORS
@pytest.mark.parametrize("typed", ["ion@example.org", "ION@Example.Org"])
def test_an_address_in_use_is_an_error_of_the_form(
    change, staff, administrator, post, nino, ion, typed, caplog
):
    User.objects.filter(pk=ion.account_id).update(
        email="Ion@example.org"
    )  # from before addresses were in small letters
    response = change(staff, administrator, nino, typed)
    assert response.status_code == 200
    assert "signs in to one account only" in response.content.decode()
    assert typed in response.content.decode()  # what was typed stays
    assert not EmailChange.objects.exists()
    assert "ion@" not in caplog.text.lower()


@DOORS
def test_an_address_that_waits_for_somebody_else_is_an_error_of_the_form(
    change, staff, administrator, post, nino, ion
):
    addresses.ask_for_account(ion.account, NEW)
    response = change(staff, administrator, nino, "NEW@example.org")
    assert "waits to be confirmed for another account" in response.content.decode()
    assert EmailChange.objects.get().account == ion.account


def test_of_two_who_wait_the_second_is_refused_in_words(post, nino, ion):
    """Both asked at their desks, where nobody learns which addresses are known."""
    for one in (nino, ion):
        addresses.ask_new_address(one, NEW, by=one.account)
    for one, language in ((nino, "en"), (ion, "ru")):
        path, digits = next(
            pair for pair in links_to(post, one.email) if pair[0].startswith(f"/{language}/")
        )
        Client().post(path, {"digits": digits})
    first, second = links_to(post, NEW)
    Client().post(first[0], {"digits": first[1]})
    text = Client().post(second[0], {"digits": second[1]}).content.decode()
    assert "использовать нельзя" in text
    assert User.objects.filter(email=NEW).count() == 1


def links_to(post, address: str) -> list[tuple[str, str]]:
    bodies = [message.body for message in post.to(address) if "/new-address/" in message.body]
    return [
        (
            re.search(r"https?://[^/\s]+(/\S*/new-address/\S+)", body)[1],
            re.search(r"(?:digits|цифры): (\d{4})", body)[1],
        )
        for body in bodies
    ]


def test_two_at_the_same_moment_get_a_sentence_and_no_value(nino, ion, monkeypatch):
    """The database has the last word; its own holds the address ("Key (email)=(…) already
    exists")."""

    def taken(user, email):
        raise IntegrityError(f"Key (email)=({email}) already exists.")

    monkeypatch.setattr(addresses, "set_address", taken)
    with pytest.raises(RuleError, match="cannot be used") as caught:
        addresses.sign_in_with(nino.account, NEW)
    assert NEW not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_address_of_a_member_of_staff(administrator, editor, post):
    set_address(editor, editor.email)
    page, client = account_page(editor), signed_in(administrator, second_factor=True)
    client.post(page, form_data(client, page) | {"email": NEW, "first_name": "Edith"})
    editor.refresh_from_db()
    assert (editor.email, editor.first_name) == ("editor@example.org", "Edith")
    path, _digits = post.link(NEW, "new-address")
    assert Client().get(path).status_code == 200
    confirm(post)
    editor.refresh_from_db()
    assert editor.email == NEW
    assert [row.email for row in editor.emailaddress_set.all()] == [NEW]


def test_everything_else_on_the_form_is_saved_at_once(staff, post, nino):
    data = form_data(staff, page_of(nino)) | {"email": NEW, "room": "12"}
    staff.post(page_of(nino), data)
    nino.refresh_from_db()
    assert (nino.room, nino.email) == ("12", "nino@example.org")
    assert "waits for its owner" in staff.get(page_of(nino)).content.decode()


def test_who_has_no_account_gets_the_new_address_at_once(staff, post, georgia):
    """Mistyped before the first sign-in: what went to the wrong address serves nobody there."""
    one = make.contact_point(georgia, email="mistyped@example.org")
    invite_contact_point(one, by=None)
    ask_to_confirm(one, occasion=("x",))
    path, digits = post.link("mistyped@example.org", "invitation")
    staff.post(page_of(one), form_data(staff, page_of(one)) | {"email": "right@example.org"})
    one.refresh_from_db()
    assert one.email == "right@example.org"
    assert Client().post(path, {"digits": digits, "has_read": "on"}).status_code == 410
    assert not ConfirmationRequest.objects.filter(used_at=None).exists()
    assert not Invitation.objects.filter(used_at=None).exists()
    invite_contact_point(one, by=None)
    path, digits = post.link("right@example.org", "invitation")
    assert Client().post(path, {"digits": digits, "has_read": "on"}).status_code == 302


def test_the_address_of_who_signs_in_is_not_emptied(staff, nino):
    data = form_data(staff, page_of(nino)) | {"email": ""}
    assert "end the term" in staff.post(page_of(nino), data).content.decode()


def test_the_owner_of_the_old_address_may_withdraw_it(post, nino, administrator):
    change = addresses.ask_for_account(nino.account, NEW, contact_point=nino)
    client = signed_in(nino.account)
    assert "The Secretariat entered" in client.get(f"/en/desk/details/{nino.pk}/").content.decode()
    client.post(f"/en/desk/details/{nino.pk}/address/{change.pk}/withdraw/")
    assert "withdrawn" in confirm(post).content.decode()
    nino.refresh_from_db()
    assert nino.email == "nino@example.org"


def test_ones_own_change_ends_the_sessions_too(post, nino):
    desk = really_signed_in(post, "nino@example.org")
    addresses.ask_new_address(nino, NEW, by=nino.account)
    confirm(post, "nino@example.org")
    assert desk.get("/en/desk/").status_code == 200
    confirm(post)
    assert desk.get("/en/desk/").status_code == 302
    assert "no longer signs in" in post.last("nino@example.org").body


def test_who_confirms_the_new_address_is_named_in_the_history(post, nino, staff):
    addresses.ask_for_account(nino.account, NEW, contact_point=nino)
    path, digits = post.link(NEW, "new-address")
    staff.post(path, {"digits": digits})  # the browser in which the link was opened
    nino.refresh_from_db()
    entry = nino.history.first()
    assert nino.email == NEW
    assert (entry.history_user, entry.version) == (nino.account, nino.version)


def test_a_code_sent_to_the_old_address_no_longer_signs_in(post, nino, administrator):
    client = Client()
    client.post(DOOR, {"email": "nino@example.org"})
    code = re.search(r"code: (\S+)", post.last("nino@example.org").body)[1]
    addresses.ask_for_account(nino.account, NEW)
    confirm(post)
    client.post(CODE, {"code": code})
    assert "_auth_user_id" not in client.session


# Merging


def test_a_merge_asks_for_the_address_of_who_signs_in(post, nino, editor):
    other = make.contact_point(nino.state, email=NEW, room="7")
    merging.merge(nino, other, take={"email", "room"}, by=editor)
    nino.refresh_from_db()
    assert (nino.email, nino.room) == ("nino@example.org", "7")
    confirm(post)
    nino.refresh_from_db()
    assert nino.email == nino.account.email == NEW


def test_a_merge_takes_account_and_address_together(nino, dato, editor):
    for take in ({"email"}, {"account"}):
        with pytest.raises(RuleError):
            merging.merge(nino, dato, take=take, by=editor)
    merging.merge(nino, dato, take={"email", "account"}, by=editor)
    nino.refresh_from_db()
    assert (nino.account, nino.email) == (dato.account, "dato@example.org")


def test_undoing_a_merge_moves_no_address(post, nino, georgia, editor):
    other = make.contact_point(georgia, email=NEW)
    row = merging.merge(nino, other, take={"email"}, by=editor)
    merging.undo_merge(row, by=editor)
    assert "withdrawn" in confirm(post).content.decode()
    nino.refresh_from_db()
    assert nino.email == nino.account.email == "nino@example.org"


def test_an_undone_merge_keeps_an_address_confirmed_meanwhile(
    post, nino, dato, editor, administrator
):
    row = merging.merge(nino, dato, take={"email", "account"}, by=editor)
    addresses.ask_for_account(User.objects.get(email="nino@example.org"), NEW)
    confirm(post)
    merging.undo_merge(row, by=editor)
    nino.refresh_from_db()
    assert nino.email == nino.account.email == NEW


def test_a_merge_without_accounts_takes_the_address_at_once(georgia, editor):
    kept, dropped = (
        make.contact_point(georgia, email="a@example.org"),
        make.contact_point(georgia, email=NEW),
    )
    merging.merge(kept, dropped, take={"email"}, by=editor)
    kept.refresh_from_db()
    assert kept.email == NEW
    assert not EmailChange.objects.exists()
