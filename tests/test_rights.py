"""Nobody without the right changes anything, by whatever form or file."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection, models, transaction

from registry.accounts.events import SecurityEvent
from registry.accounts.models import PrivacyNotice, User
from registry.common.admin_rights import TAKEN_OUT
from registry.common.dates import today
from registry.common.records import Record
from registry.contacts.group_mail import GroupMail
from registry.process.models import CooperationArea
from tests import everybody, importing, make
from tests.asked_of_forms import LETTER, Body, altered, files
from tests.clients import Client
from tests.conftest import form_data, signed_in
from tests.test_api import LISTS as API_LISTS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
cast = everybody.cast

INTRUDERS = ("staff without rights", "may only view", "contact point of A", "public")

PASSING = ("django_session", "usersessions_usersession", "django_cache")


def database(*tables: str) -> dict[str, list]:
    """Every row of every table, or of some, but for what passes with each visit."""
    rows = {}
    with connection.cursor() as cursor:
        for table in tables or sorted(set(connection.introspection.table_names()) - set(PASSING)):
            if not table.startswith("search_fts"):
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                rows[table] = cursor.fetchall()
    return rows


def differing(before: dict[str, list], after: dict[str, list]) -> list[str]:
    return [table for table in before if before[table] != after[table]]


def sample(form: forms.BaseForm) -> dict:
    """A valid value for each field of an act's form."""
    data = {}
    for name, one in form.fields.items():
        if isinstance(one, forms.FileField):
            data[name] = ("letter.pdf", LETTER)
        elif isinstance(one, forms.ChoiceField):
            data[name] = next(key for key, _label in one.choices if key)
        elif isinstance(one, forms.IntegerField):
            data[name] = 2034
        elif isinstance(one, forms.DateField):
            data[name] = today()
        else:
            data[name] = "Because."
    return data


def changeable(client: Client, model: type[models.Model]) -> models.Model | None:
    """A row that the administrator may change."""
    for row in model._base_manager.order_by("-pk")[:20]:
        page = client.get(f"{importing.base(model)}{row.pk}/change/")
        if page.status_code == 200 and page.context.get("has_change_permission"):
            return row
    return None


def bodies(client: Client, model: type[models.Model]) -> Iterator[Body]:
    model_admin, base = admin.site._registry[model], importing.base(model)
    row = changeable(client, model)
    some = row or model._base_manager.order_by("-pk").first()
    if row:
        address = f"{base}{row.pk}/change/"
        form = client.get(address).context["adminform"].form
        data = form_data(client, address)
        yield Body(address, data | altered(form), proves=True)
        yield Body(f"{base}add/", data | altered(form))
    yield Body(f"{base}{some.pk}/delete/", {"post": "yes"})
    for name, act in getattr(model_admin, "acts", {}).items():
        form = act.form_class() if act.form_class else None
        yield Body(f"{base}{some.pk}/act/{name}/", sample(form) if form else {})
    shown = client.get(base).context
    chosen = shown.get("action_form")  # None on a page of our own
    for name, _label in chosen.fields["action"].choices if chosen else ():
        for extra in ({}, {"confirmed": "1", "post": "yes"}):
            yield Body(base, {"action": name, "_selected_action": some.pk, **extra})
    if hasattr(some, "history") and some.history.exists():
        version = some.history.first().history_id
        yield Body(f"{base}{some.pk}/history/{version}/", data if row else {})
    if issubclass(model, Record):
        yield from files(client, row or some)


PAGES_OF_OUR_OWN = {
    "contactpoint/reachability/": {"state": "{state}"},
    "contactpoint/merge/{pk}/{pk}/": {},
    "edition/{edition}/review/": {"rest": ""},
    "paperletter/make/{edition}/": {"kind": "submission", "languages": "en", "form": "pdf"},
    "paperletter/nomination/": {"do": "blank", "state": "{state}", "language": "en", "form": "pdf"},
    "figureimport/bring/": {"file": ("f.csv", b"state,year,value\n"), "reason": "x"},
    "figureimport/{import}/": {"do": "give_up"},
    "taskprogress/": {"task": "00000000-0000-0000-0000-000000000000"},
    "linkcheck/reports/links/": {},
    "edition/{edition}/sheets/": {"sheet": ("f.xlsx", b"x")},
    "edition/{edition}/sheets/{sheet}/": {"do": "aside"},
}


@pytest.fixture
def more_rows(cast, georgia) -> None:
    """What may still be changed, beside what the cast has of each kind."""
    GroupMail.objects.create(subject_en="A draft", body_en="Dear {name}")
    make.observation(georgia, "refugees-hosted", 1950, 5)  # the last ones are computed
    PrivacyNotice.objects.create(number=9, date=today() + timedelta(days=9), text_en="<p>x</p>")


ALLOWED = {
    "public": (302,),
    "contact point of A": (404,),
    "staff without rights": (403,),
    "may only view": (
        200,
        302,
        403,
    ),  # a list may be posted to, with an action that it does not offer
}


def test_nobody_without_the_right_changes_anything(cast, more_rows):
    administrator, wrong, number = cast["administrator"], [], 0
    for model in admin.site._registry:
        sent = list(bodies(administrator, model))
        number += len(sent)
        before = database()
        for body in sent:
            for role in INTRUDERS:
                status = body.post(cast[role]).status_code
                is_right = status in ALLOWED[role]
                if role == "may only view" and body.address.endswith("/export/"):
                    is_right = status == 200
                if not is_right:
                    wrong.append(f"{role}: {body.address}: {status}")
        LogEntry.objects.filter(action_flag=TAKEN_OUT, user__email="viewer@example.org").delete()
        SecurityEvent.objects.filter(what="exported", by__email="viewer@example.org").delete()
        found = differing(before, database())
        if found:
            wrong.append(
                f"{model.__name__}: {found} changed by one of {[one.address for one in sent]}"
            )
        wrong += [
            f"not valid: {body}"
            for body in sent
            if body.proves and not proven(body, administrator, model)
        ]
    assert not wrong, "\n".join(wrong)
    assert number > 300


def proven(body: Body, client: Client, model: type[models.Model]) -> bool:
    """The administrator's post of it changes the records, or the log of what was taken out."""
    tables = (model._meta.db_table, LogEntry._meta.db_table)
    before = database(*tables)
    with transaction.atomic():
        body.post(client)
        found = differing(before, database(*tables))
        transaction.set_rollback(True)
    return bool(found)


def test_pages_of_our_own_ask_too(cast, georgia):
    before = database()
    for address, data in PAGES_OF_OUR_OWN.items():
        filled = {
            name: str(value).format(state=georgia.pk) if isinstance(value, str) else value
            for name, value in data.items()
        }
        body = Body(f"/admin/registry/{address.format(**cast.arguments)}", filled)
        answers = {role: body.post(cast[role]).status_code for role in INTRUDERS}
        assert list(answers.values()) == [403, 403, 404, 302], (address, answers)
    assert differing(before, database()) == []


def test_an_act_asks_for_what_it_writes_elsewhere(cast, georgia):
    user = User.objects.create_user("half@example.org", is_staff=True)
    codes = (
        "view_migrationprofile",
        "change_migrationprofile",
        "change_officechange",
        "change_merge",
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client, profile = signed_in(user, second_factor=True), make.profile(georgia)
    before = database()
    address = f"/admin/registry/migrationprofile/{profile.pk}/"
    assert client.post(f"{address}act/start/", {"year": 2034, "origin": "state"}).status_code == 403
    assert "act/start" not in client.get(f"{address}change/").content.decode()
    for model, act in (("officechange", "accept"), ("merge", "undo")):
        assert client.post(f"/admin/registry/{model}/1/act/{act}/").status_code in (403, 404)
    assert differing(before, database()) == []


def test_rows_ask_for_the_right_to_add_or_to_change(cast):
    row = importing.exported(CooperationArea.objects.first()) | {"name_en": "Other"}
    for right, told in (
        ("add", "You may not change records."),
        ("change", "You may not add records."),
    ):
        user = User.objects.create_user(f"{right}@example.org", is_staff=True)
        codes = ("view_cooperationarea", f"{right}_cooperationarea")
        user.user_permissions.set(Permission.objects.filter(codename__in=codes))
        client = signed_in(user, second_factor=True)
        new = row | {"slug": f"area-{right}", "number": f"{right}"}
        sent = row if right == "add" else new
        problems = importing.errors(importing.bring(client, CooperationArea, sent))
        assert [problem for _row, _column, problem in problems] == [told]
        other = new if right == "add" else row
        assert importing.bring(client, CooperationArea, other).status_code == 302


def test_the_api_takes_nothing(cast):
    before = database()
    for name in API_LISTS:
        for client in cast.clients:
            for method in (client.post, client.put, client.patch, client.delete):
                assert method(f"/api/v1/{name}/", {"slug": "x"}).status_code == 405
    assert differing(before, database()) == []
