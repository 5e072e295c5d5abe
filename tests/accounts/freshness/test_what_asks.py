"""Grave acts ask for a fresh sign-in, by every door; nothing else does."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import get_resolver, reverse

from registry.accounts.events import SecurityEvent
from registry.accounts.inviting import invite
from registry.accounts.models import Invitation, User
from registry.accounts.urls import OPEN_FACTOR_PAGES
from registry.common.dates import today
from registry.contacts.handover import name_successor
from registry.publication import workflow
from tests import make
from tests.accounts.freshness.asking import is_asked
from tests.conftest import form_data, signed_in, stale
from tests.test_address_by_role import addresses_of

pytestmark = pytest.mark.django_db

GRAVE_STEPS = {
    "endorse",
    "endorse_later",
    "publish",
    "publish_compiled",
    "enter_document",
    "withdraw",
    "decline",
}

GRAVE_ACTS = {
    ("user", "sign_out"),
    ("contactpoint", "erase"),
    ("contactpoint", "see_as"),
    ("officechange", "accept"),
    ("handover", "confirm"),
    ("merge", "undo"),
    ("bulkact", "undo"),
    *(("edition", name) for name in GRAVE_STEPS),
}

FORMS_OF_RIGHTS = {"user", "group", "invitation"}


# Which acts


def test_the_grave_steps_are_those_that_endorse_publish_and_withdraw():
    assert {name for name, step in workflow.STEPS.items() if step.is_grave} == GRAVE_STEPS & set(
        workflow.STEPS
    )


def test_the_grave_acts_of_the_admin_are_those_of_the_list():
    found = {
        (model._meta.model_name, name)
        for model, page in admin.site._registry.items()
        for name, act in getattr(page, "acts", {}).items()
        if act.is_grave
    }
    assert found == GRAVE_ACTS


def test_every_act_of_the_admin_asks_or_does_not(georgia, nino, editor, with_state, administrator):
    """GET of each act's page, of a row of its model, in a session that is not fresh."""
    name_successor(
        nino, by=nino.account, name_latin="M", email="m@example.org", language="en", since=today()
    )
    client, tried = stale(administrator, second_factor=True), set()
    for model, page in admin.site._registry.items():
        row = model._base_manager.order_by("pk").first()
        for name, act in getattr(page, "acts", {}).items() if row else ():
            pk = nino.account_id if model is User else row.pk
            opts = model._meta
            address = reverse(f"admin:{opts.app_label}_{opts.model_name}_act", args=[pk, name])
            assert is_asked(client.get(address)) == act.is_grave, address
            if act.is_grave:
                assert is_asked(client.post(address, {"reason": "x"})), address
            tried.add((opts.model_name, name))
    assert {"user", "contactpoint", "handover", "edition"} <= {model for model, _name in tried}
    nino.refresh_from_db()
    assert nino.erased_on is None


def test_every_page_of_the_admin_asks_or_does_not(nino, administrator, editor, with_state):
    """Lists, forms, deletion, history, import and export: rights and exports of persons ask, all
    else opens."""
    client = stale(administrator, second_factor=True)
    invite("x@example.org", role="editor", language="en", by=None)
    make.contact_point(nino.state, email="y@example.org")
    asked, opened = set(), set()
    for model in admin.site._registry:
        opts, row = model._meta, model._base_manager.order_by("pk").first()
        base = f"/admin/{opts.app_label}/{opts.model_name}/"
        pages = {
            "changelist": base,
            "add": f"{base}add/",
            "import": f"{base}import/",
            "export": f"{base}export/",
        }
        if row:
            pages |= {name: f"{base}{row.pk}/{name}/" for name in ("change", "delete", "history")}
        for name, address in pages.items():
            response = client.get(address)
            (asked if is_asked(response) else opened).add((opts.model_name, name))
    assert {pair for pair in asked if pair[1] in ("add", "change")} == {
        (model, name) for model in FORMS_OF_RIGHTS for name in ("add", "change")
    }
    personal = {
        model._meta.model_name
        for model, page in admin.site._registry.items()
        if getattr(model, "personal_details", ()) and hasattr(page, "export_action")
    }
    assert personal
    assert {pair[0] for pair in asked if pair[1] == "export"} == personal | {"groupmail"}
    assert {pair[0] for pair in asked if pair[1] == "delete"} <= FORMS_OF_RIGHTS | personal
    assert ("contactpoint", "delete") in asked
    assert ("user", "delete") in asked
    assert ("contactpoint", "change") in opened
    assert {pair for pair in asked if pair[1] in ("changelist", "history")} == set()
    assert {pair[0] for pair in asked if pair[1] == "import"} == {"contactpoint", "escalation"}


def test_every_desk_page_asks_or_does_not(nino, with_state):
    client = stale(nino.account)
    grave = {
        f"/en/desk/details/{nino.pk}/address/",
        "/en/desk/privacy/erasure/",
        "/en/desk/privacy/data/?format=json",
        "/en/desk/network.vcf",
        f"/en/desk/editions/{with_state.pk}/steps/endorse/",
        f"/en/desk/editions/{with_state.pk}/steps/decline/",
    }
    free = {"/en/desk/privacy/data/", f"/en/desk/editions/{with_state.pk}/steps/submit/"}
    for route, name in addresses_of(get_resolver()):
        if name.startswith("desk_") and "/editions/" not in route:
            address = f"/{route}".replace("<int:pk>", str(nino.pk)).replace("<int:change>", "1")
            if address not in grave:
                free.add(address)
    assert len(free) > 12
    assert {address for address in grave | free if is_asked(client.get(address))} == grave
    fresh = signed_in(nino.account)
    assert not {address for address in grave if is_asked(fresh.get(address))}


def test_every_page_that_shows_or_changes_a_factor_asks(nino, editor):
    """The first factor's too: nobody enrols one in a session that was left open."""
    names = {
        name: route
        for route, name in addresses_of(get_resolver())
        if name.startswith("mfa_") and "account/second-factor" in route
    }
    assert len(names) > 10
    for user in (nino.account, editor):
        client, fresh = stale(user), signed_in(user)
        for name, route in names.items():
            address = f"/{route.replace('<int:pk>', '1')}"
            expected = name not in OPEN_FACTOR_PAGES
            assert is_asked(client.get(address)) == expected, name
            assert is_asked(client.post(address, {"code": "123456"})) == expected, name
            assert not is_asked(fresh.get(address)), name
    assert not Authenticator.objects.exists()


# What else gives rights


def test_a_role_changes_only_after_a_fresh_sign_in(administrator, editor):
    address = f"/admin/registry/user/{editor.pk}/change/"
    data = form_data(signed_in(administrator, second_factor=True), address) | {"is_superuser": "on"}
    client = stale(administrator, second_factor=True)
    assert is_asked(client.post(address, data))
    editor.refresh_from_db()
    assert not editor.is_superuser
    assert is_asked(
        client.post(
            "/admin/registry/invitation/add/",
            {"email": "x@example.org", "role": "administrator", "language": "en"},
        )
    )
    assert not Invitation.objects.exists()


def test_bulk_acts_that_take_rights_or_persons_away_ask(editor, nino):
    client = stale(editor, second_factor=True)
    chosen = {"_selected_action": [nino.pk]}
    for action, expected in (
        ("end_term", True),
        ("delete_selected", True),
        ("ask_to_confirm", False),
        ("invite", False),
    ):
        response = client.post("/admin/registry/contactpoint/", chosen | {"action": action})
        assert is_asked(response) == expected, action
    assert is_asked(client.get(f"/admin/registry/contactpoint/merge/{nino.pk}/{nino.pk}/"))


def test_seeing_a_desk_as_its_person_asks_once(editor, nino):
    client = signed_in(editor, second_factor=True)
    client.post(f"/admin/registry/contactpoint/{nino.pk}/act/see_as/")
    assert client.get(f"/en/desk/details/{nino.pk}/address/").status_code == 200


@pytest.mark.parametrize("index", ["0", "1"])
@pytest.mark.parametrize("grave", ["end_term", "delete_selected"])
def test_of_several_actions_of_a_list_none_passes_by(editor, nino, grave, index):
    """The admin chooses among several by `index`; Django's own `POST.get` reads the last one."""
    named = [grave, "invite"] if index == "0" else ["invite", grave]
    posted = {"action": named, "index": index, "_selected_action": nino.pk}
    client = stale(editor, second_factor=True)
    address = "/admin/registry/contactpoint/"
    assert is_asked(client.post(address, posted | {"confirmed": "1", "post": "yes"}))
    nino.refresh_from_db()
    assert nino.until is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "deputy"),
        ("until", "2026-02-01"),
        ("phone_visibility", "public"),
        ("state", "moldova"),
    ],
)
def test_an_office_changes_by_its_form_with_a_fresh_sign_in_only(editor, nino, ion, field, value):
    address = f"/admin/registry/contactpoint/{nino.pk}/change/"
    posted = form_data(signed_in(editor, second_factor=True), address)
    posted[field] = ion.state_id if field == "state" else value
    if field == "state":
        posted["authority"] = ion.authority_id
    client = stale(editor, second_factor=True)
    assert is_asked(client.post(address, posted))
    before = nino.version
    nino.refresh_from_db()
    assert nino.version == before
    assert signed_in(editor, second_factor=True).post(address, posted).status_code == 302
    nino.refresh_from_db()
    assert nino.version == before + 1
    if field != "phone_visibility":
        what = SecurityEvent.What.RIGHTS_CHANGED
        assert SecurityEvent.objects.filter(what=what, account=nino.account).exists()


def test_a_harmless_change_of_a_contact_point_asks_nothing(editor, nino):
    address = f"/admin/registry/contactpoint/{nino.pk}/change/"
    client = stale(editor, second_factor=True)
    posted = form_data(client, address) | {"room": "12"}
    response = client.post(address, posted)
    assert response.status_code == 302
    assert not is_asked(response)


def test_offices_come_by_file_with_a_fresh_sign_in_only(editor, nino):
    client = stale(editor, second_factor=True)
    for page in ("import", "process_import"):
        assert is_asked(client.post(f"/admin/registry/contactpoint/{page}/", {"format": "1"}))


def test_seeing_a_desk_as_somebody_asks(editor, nino):
    client = stale(editor, second_factor=True)
    address = f"/admin/registry/contactpoint/{nino.pk}/act/see_as/"
    assert is_asked(client.post(address))
    assert client.post("/admin/registry/contactpoint/abc/act/see_as/").status_code in (302, 404)
    fresh = signed_in(editor, second_factor=True)
    assert fresh.post("/admin/registry/contactpoint/abc/act/see_as/").status_code == 404


def test_rights_are_given_by_administrators_alone(editor):
    """Whatever permission somebody was given by hand."""
    editor.user_permissions.set(
        Permission.objects.filter(codename__in=("change_user", "view_user", "change_group"))
    )
    client = signed_in(editor, second_factor=True)
    address = f"/admin/registry/user/{editor.pk}/change/"
    client.post(
        address, {"email": editor.email, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    )
    editor.refresh_from_db()
    assert not editor.is_superuser
    group = editor.groups.get()
    before = group.permissions.count()
    client.post(f"/admin/auth/group/{group.pk}/change/", {"name": group.name})
    assert group.permissions.count() == before
