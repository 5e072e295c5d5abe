"""A person's own changes, the requests that wait, and the new address."""

import pytest

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.contacts import addresses, details
from registry.contacts.models import Authority
from registry.contacts.traces import DetailChange, EmailChange, EmailLink
from tests import make

pytestmark = pytest.mark.django_db


def test_a_telephone_changes_at_once_and_the_log_says_which_field(nino):
    assert details.change_own(
        nino, {"phone": "+995 32 1", "room": "5"}, by=nino.account, seen=1
    ) == ["phone", "room"]
    nino.refresh_from_db()
    assert (nino.phone, nino.version) == ("+995 32 1", 2)
    row = DetailChange.objects.get()
    assert (row.fields, row.by) == ("phone, room", nino.account)
    assert nino.history.first().history_change_reason == "changed by the person"


def test_nothing_changed_leaves_no_trace(nino):
    assert details.change_own(nino, {"phone": nino.phone}, by=nino.account, seen=1) == []
    assert not DetailChange.objects.exists()


def test_what_somebody_else_saved_is_not_overwritten_unseen(nino):
    details.change_own(nino, {"phone": "1"}, by=nino.account, seen=1)
    with pytest.raises(RuleError, match="changed elsewhere"):
        details.change_own(nino, {"phone": "2"}, by=nino.account, seen=1)


def test_role_and_address_are_not_among_ones_own_changes(nino):
    details.change_own(
        nino,
        {"role": "deputy", "email": "x@example.org", "authority": None},
        by=nino.account,
        seen=1,
    )
    nino.refresh_from_db()
    assert (nino.role, nino.email) == ("contact_point", "nino@example.org")


def test_the_language_is_that_of_the_account_too(nino):
    details.change_own(nino, {"language": "ru"}, by=nino.account, seen=1)
    assert User.objects.get(pk=nino.account_id).language == "ru"


def ask(one, **fields):
    return details.ask_office_change(
        one,
        **({"role": one.role, "authority": one.authority, "authority_name": ""} | fields),
        by=one.account,
    )


def test_a_change_of_office_waits_and_is_accepted(nino, editor, post):
    change = ask(nino, role="deputy", authority=None, authority_name="Ministry of Novelty")
    nino.refresh_from_db()
    assert nino.role == "contact_point"
    details.decide_office_change(change, accept=True, by=editor)
    nino.refresh_from_db()
    assert (nino.role, nino.authority.name_en) == ("deputy", "Ministry of Novelty")
    assert Authority.objects.get(name_en="Ministry of Novelty").state == nino.state
    assert "accepted" in post.last("nino@example.org").subject


def test_a_change_of_office_is_refused_with_a_reason(nino, editor, post):
    change = ask(nino, role="deputy")
    details.decide_office_change(change, accept=False, by=editor, reason="No letter yet.")
    nino.refresh_from_db()
    assert nino.role == "contact_point"
    assert "No letter yet." in post.last("nino@example.org").body
    with pytest.raises(RuleError, match="decided before"):
        details.decide_office_change(change, accept=True, by=editor)


def test_asking_for_what_is_already_so_is_refused(nino):
    with pytest.raises(RuleError, match="has already"):
        ask(nino)


def test_a_newer_request_replaces_an_open_one(nino):
    first = ask(nino, role="deputy")
    ask(nino, authority_name="Another")
    first.refresh_from_db()
    assert first.decision == "withdrawn"
    assert nino.office_changes.waiting().count() == 1


def answer(client, post, address):
    path, digits = post.link(address, "new-address")
    return client.post(path, {"digits": digits})


@pytest.mark.parametrize(
    "order", [("nino@example.org", "new@example.org"), ("new@example.org", "nino@example.org")]
)
def test_a_new_address_counts_once_both_have_answered(client, post, nino, order):
    addresses.ask_new_address(nino, "New@example.org", by=nino.account)
    assert "other address has still to answer" in answer(client, post, order[0]).content.decode()
    nino.refresh_from_db()
    assert nino.email == "nino@example.org"
    assert "new address is in force" in answer(client, post, order[1]).content.decode()
    nino.refresh_from_db()
    assert nino.email == nino.account.email == "new@example.org"
    assert [row.email for row in nino.account.emailaddress_set.all()] == ["new@example.org"]


def test_wrong_digits_and_withdrawn_changes_do_nothing(client, post, nino):
    change = addresses.ask_new_address(nino, "new@example.org", by=nino.account)
    path, digits = post.link("new@example.org", "new-address")
    client.get(path)
    client.post(path)
    client.post(path, {"digits": f"{(int(digits) + 1) % 10_000:04d}"})
    assert not EmailLink.objects.filter(used_at__isnull=False).exists()
    addresses.withdraw_change(change)
    assert "withdrawn" in client.post(path, {"digits": digits}).content.decode()


def test_somebody_elses_address_is_asked_for_in_silence_and_never_taken(client, post, nino, ion):
    addresses.ask_new_address(nino, "ion@example.org", by=nino.account)
    assert [message.to for message in post.outbox] == [["nino@example.org"]]
    answer(client, post, "nino@example.org")
    assert EmailChange.objects.get().is_open
    assert User.objects.filter(email="ion@example.org").get() == ion.account


def test_both_offices_of_one_person_get_the_new_address(client, post, nino, kosovo):
    second = make.contact_point(kosovo, email="nino@example.org", account=nino.account)
    addresses.ask_new_address(nino, "new@example.org", by=nino.account)
    answer(client, post, "nino@example.org")
    answer(client, post, "new@example.org")
    second.refresh_from_db()
    assert second.email == "new@example.org"


def test_an_authority_of_another_state_is_neither_asked_for_nor_accepted(nino, ion, editor):
    other = Authority.objects.create(state=ion.state, name_en="Ministry elsewhere")
    asked = {"role": "deputy", "authority_name": "", "by": nino.account}
    with pytest.raises(RuleError, match="belongs to another state"):
        details.ask_office_change(nino, authority=other, **asked)
    change = details.ask_office_change(nino, authority=nino.authority, **asked)
    type(change).objects.filter(pk=change.pk).update(authority=other)
    with pytest.raises(RuleError, match="belongs to another state"):
        details.decide_office_change(change, accept=True, by=editor)
    nino.refresh_from_db()
    assert nino.authority != other


def test_details_that_only_the_other_page_changed_stay(nino):
    shown = {"phone": nino.phone, "room": nino.room}
    details.change_own(nino, shown | {"phone": "1"}, by=nino.account, seen=1, shown=shown)
    changed = details.change_own(nino, shown | {"room": "2"}, by=nino.account, seen=1, shown=shown)
    assert changed == ["room"]
    nino.refresh_from_db()
    assert (nino.phone, nino.room) == ("1", "2")
    with pytest.raises(RuleError, match="changed elsewhere"):
        details.change_own(nino, shown | {"phone": "3"}, by=nino.account, seen=1, shown=shown)
