"""One act on many: preview, act, one undo."""

import pytest

from registry.accounts.models import Invitation
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts import bulk
from registry.contacts.models import ContactPoint
from registry.contacts.traces import BulkAct, ConfirmationRequest, Look
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/registry/contactpoint/"


@pytest.fixture
def three(georgia, nino):
    """One who signs in, one to be invited, one without an address."""
    return [
        nino,
        make.contact_point(georgia, email="a@example.org"),
        make.contact_point(georgia, email=""),
    ]


def post_action(staff, action, rows, **data):
    return staff.post(
        LIST, {"action": action, "_selected_action": [row.pk for row in rows]} | data, follow=True
    )


def test_the_preview_says_who_is_left_out_and_why_and_changes_nothing(post, staff, three):
    text = post_action(staff, "invite", three).content.decode()
    assert "Invite: 1" in text
    assert "signs in already" in text
    assert "no personal e-mail" in text
    assert post.outbox == []
    assert not BulkAct.objects.exists()


def test_invited_and_taken_back(client, post, staff, three):
    text = post_action(staff, "invite", three, confirmed="1").content.decode()
    act = BulkAct.objects.get()
    assert f"/admin/registry/bulkact/{act.pk}/act/undo/" in text
    path, _digits = post.link("a@example.org", "invitation")
    assert client.get(path).status_code == 200
    staff.post(f"/admin/registry/bulkact/{act.pk}/act/undo/")
    assert client.get(path).status_code == 410
    assert Invitation.objects.count() == 1


def test_asked_and_taken_back(client, post, staff, three):
    post_action(staff, "ask_to_confirm", three, confirmed="1")
    assert ConfirmationRequest.objects.count() == 2
    path, _digits = post.link("nino@example.org", "confirm")
    assert client.get(path).status_code == 200
    staff.post(f"/admin/registry/bulkact/{BulkAct.objects.get().pk}/act/undo/")
    assert client.get(path).status_code == 410


def test_ended_and_taken_back(post, staff, three):
    client = signed_in(three[0].account)
    post_action(staff, "end_term", three, confirmed="1")
    assert ContactPoint.objects.in_office(today()).count() == 0
    assert client.get("/en/desk/").status_code in (302, 403)
    act = BulkAct.objects.get()
    staff.post(f"/admin/registry/bulkact/{act.pk}/act/undo/")
    assert ContactPoint.objects.in_office(today()).count() == 3
    assert signed_in(three[0].account).get("/en/desk/").status_code == 200
    told = staff.post(f"/admin/registry/bulkact/{act.pk}/act/undo/", follow=True).content.decode()
    assert "undone before" in told


def test_nothing_to_do_is_told(three, editor):
    with pytest.raises(RuleError, match="Nothing to do"):
        bulk.perform(bulk.Kind.INVITE, [three[0]], by=editor, on=today())


def test_seeing_as_is_logged_and_read_only(post, staff, nino, editor):
    start = f"/admin/registry/contactpoint/{nino.pk}/act/see_as/"
    assert "nothing can be changed" in staff.get(start).content.decode()
    assert not Look.objects.exists()
    assert staff.post(start)["Location"] == "/en/desk/"
    assert Look.objects.get().where == "see_as"
    text = staff.get("/en/desk/").content.decode()
    assert "You see this desk as its contact point sees it" in text
    assert "Georgia" in text
    details = f"/en/desk/details/{nino.pk}/"
    assert staff.get(details).status_code == 200
    assert staff.post(details, {"seen": 1, "phone": "9", "language": "en"}).status_code == 403
    for own in ("privacy/", "privacy/data/", "mail/", "privacy/erasure/"):
        assert staff.get(f"/en/desk/{own}").status_code == 403
    staff.post("/en/desk/see-as/stop/")
    assert staff.get("/en/desk/").status_code == 403
    assert (
        "seen as this person"
        in signed_in(nino.account).get(f"/en/desk/details/{nino.pk}/seen/").content.decode()
    )


def test_seeing_as_ends_with_the_right(post, staff, nino, editor):
    staff.post(f"/admin/registry/contactpoint/{nino.pk}/act/see_as/")
    editor.groups.clear()
    assert staff.get("/en/desk/").status_code == 403


def test_opening_a_record_in_the_admin_is_a_look(staff, nino, editor):
    staff.get(f"/admin/registry/contactpoint/{nino.pk}/change/")
    row = Look.objects.get()
    assert (row.contact_point, row.by, row.where) == (nino, editor, "admin")
