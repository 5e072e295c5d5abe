"""Whole valid bodies at every door of the admin, sent by those who have no right to what they do.

The walk goes over every ModelAdmin that is registered and asks its own pages for what a browser
would post, so that a new one is covered by itself. Nothing in the database may change, sessions
aside; the administrator's same body shows that it is a valid one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction

from registry.accounts.events import SecurityEvent
from registry.accounts.models import PrivacyNotice, User
from registry.common.admin_rights import TAKEN_OUT
from registry.common.dates import today
from registry.common.history import written_by
from registry.common.importing import resource_for
from registry.common.records import Record
from registry.contacts.group_mail import GroupMail
from registry.contacts.letters import letter_storage
from registry.contacts.models import ContactPoint, Escalation
from registry.contacts.traces import Handover, Look
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import CooperationArea
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from tests import everybody, importing, make
from tests.clients import Client
from tests.conftest import form_data, signed_in
from tests.test_api import LISTS as API_LISTS

pytestmark = pytest.mark.django_db
cast = everybody.cast
INTRUDERS = ("staff without rights", "may only view", "contact point of A", "public")
PASSING = ("django_session", "usersessions_usersession", "django_cache")
LETTER = b"%PDF-1.7 letter"


@dataclass
class Body:
    """`proves`: the administrator's post of it changes the database."""

    address: str
    data: dict = field(default_factory=dict)
    proves: bool = False

    def post(self, client: Client):
        files = {
            name: SimpleUploadedFile(value[0], value[1])
            for name, value in self.data.items()
            if isinstance(value, tuple)
        }
        return client.post(self.address, self.data | files)


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


def altered(form: forms.BaseForm) -> dict:
    """One field of a form, otherwise: words where it has any, else a day, a choice or a mark."""
    kept = ("seen_version", "slug", "kind", "code", "number")
    fields = {name: one for name, one in form.fields.items() if name not in kept}
    for name, one in fields.items():
        is_text = type(one.widget) in (AdminTextareaWidget, forms.Textarea, AdminTextInputWidget)
        if is_text and (one.max_length is None or one.max_length > 20):
            return {name: f"{form[name].value() or ''} x".strip()}
    for name, one in fields.items():
        value = form[name].value()
        if isinstance(one, forms.DateField):
            return {name: (value if isinstance(value, date) else today()) + timedelta(days=400)}
        if isinstance(one, forms.BooleanField):
            return {name: "" if value else "on"}
        if isinstance(one, forms.TypedChoiceField):
            return {name: next(key for key, _label in one.choices if key and key != value)}
    return {name: f"<p>{name}</p>" for name in ("text_en",) if name in fields}


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
    chosen = client.get(base).context["action_form"]
    for name, _label in chosen.fields["action"].choices if chosen else ():
        for extra in ({}, {"confirmed": "1", "post": "yes"}):
            yield Body(base, {"action": name, "_selected_action": some.pk, **extra})
    if hasattr(some, "history") and some.history.exists():
        version = some.history.first().history_id
        yield Body(f"{base}{some.pk}/history/{version}/", data if row else {})
    if issubclass(model, Record):
        yield from files(client, row or some)


def files(client: Client, row: models.Model) -> Iterator[Body]:
    model_admin, base = admin.site._registry[type(row)], importing.base(type(row))
    fields = client.get(f"{base}export/").context["form"].fields
    chosen = dict.fromkeys([name for name in fields if "resource_" in name], "on")
    yield Body(f"{base}export/", {"format": "1", "resource": "0"} | chosen, proves=True)
    form = client.get(f"{base}{row.pk}/change/").context["adminform"].form
    columns = set(resource_for(type(row))().fields) - set(model_admin.never_imported)
    shown = {name: one for name, one in form.fields.items() if name in columns}
    for name in set(form.fields) - set(shown):
        del form.fields[name]
    content = importing.as_csv(
        importing.exported(row)
        | {
            name: {"on": "1", "": "0"}.get(value, str(value))
            for name, value in altered(form).items()
        }
    )
    data = {"format": "1", "resource": "0", "import_file": ("rows.csv", content)}
    yield Body(f"{base}import/", data)
    preview = Body(f"{base}import/", data).post(client)
    if importing.confirmation(preview):
        yield Body(f"{base}process_import/", importing.confirmation(preview), proves=True)


PAGES_OF_OUR_OWN = {
    "contactpoint/reachability/": {"state": "{state}"},
    "contactpoint/merge/{pk}/{pk}/": {},
    "edition/{edition}/review/": {"rest": ""},
    "figureimport/bring/": {"file": ("f.csv", b"state,year,value\n"), "reason": "x"},
    "figureimport/{import}/": {"do": "give_up"},
}


@pytest.fixture
def more_rows(cast, georgia) -> None:
    """What may still be changed, beside what the cast has of each kind."""
    GroupMail.objects.create(subject_en="A draft", body_en="Dear {name}")
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


def test_a_version_in_the_history_is_looked_at_and_not_brought_back(cast, georgia):
    item = NewsItem.objects.get(slug="2011-poznan")
    first = item.history.first() or item.history.create(
        **{f.attname: getattr(item, f.attname) for f in item._meta.concrete_fields},
        history_date=item.updated_at,
        history_type="+",
    )
    NewsItem.objects.filter(pk=item.pk).update(title_en="As it is now")
    for role in ("editor", "administrator", "may only view"):
        address = f"/admin/registry/newsitem/{item.pk}/history/{first.history_id}/"
        assert cast[role].post(address, {"title_en": "Back"}).status_code == 403
    item.refresh_from_db()
    assert item.title_en == "As it is now"


def test_a_version_shows_nothing_personal(cast, nino):
    nino.save()
    path = Escalation.objects.get(state=nino.state)
    path.head_of_unit = "Somebody Headova"
    path.save()
    for row, secret in ((nino, "Kapanadze"), (nino, "nino@example.org"), (path, "Headova")):
        address = f"{importing.base(type(row))}{row.pk}/history/{row.history.first().history_id}/"
        for role in ("editor", "may only view"):
            page = cast[role].get(address)
            assert page.status_code == 200
            assert secret not in page.content.decode()


def test_lists_are_narrowed_by_their_filters_only(cast):
    administrator = cast["administrator"]
    for model, model_admin in admin.site._registry.items():
        listed = set(model_admin.listed_names(None))
        for column in model._meta.concrete_fields:
            if column.name in listed:
                continue
            for way in ("", "__startswith", "__gt", "__isnull", "__exact", "__regex"):
                query = f"{importing.base(model)}?{column.name}{way}=1"
                if not column.is_relation or way:
                    assert not model_admin.lookup_allowed(f"{column.name}{way}", "1", None), query
    for query in ("email__startswith=n", "account__email__startswith=n", "phone__gt=1", "email=x"):
        for page in ("", "export/"):
            address = f"/admin/registry/contactpoint/{page}?standing=all&{query}"
            assert administrator.get(address).status_code == 400
    shown = administrator.get("/admin/registry/contactpoint/?role__exact=deputy&standing=all")
    assert shown.status_code == 200
    assert administrator.get("/admin/registry/document/export/?nothing=1").status_code in (400, 404)


def test_who_is_found_by_name_is_looked_at(cast, nino, ion):
    before = Look.objects.count()
    viewer = cast["may only view"]
    viewer.get("/admin/registry/contactpoint/?q=GEO")
    assert Look.objects.count() == before
    viewer.get("/admin/registry/contactpoint/?q=Kapana")
    look = Look.objects.latest("pk")
    assert (Look.objects.count(), look.contact_point) == (before + 1, nino)
    autocomplete = (
        "/admin/autocomplete/?app_label=registry&model_name=handover&field_name=predecessor&term="
    )
    viewer.get(f"{autocomplete}Munt")
    assert Look.objects.latest("pk").contact_point == ion


def test_the_public_page_of_a_record_asks_for_the_right_to_view_it(cast):
    document = Document.objects.first()
    kind = ContentType.objects.get_for_model(Document)
    address = f"/admin/r/{kind.pk}/{document.pk}/"
    assert cast["staff without rights"].get(address).status_code == 403
    assert cast["may only view"].get(address).status_code == 302


def test_the_front_page_shows_only_what_may_be_viewed(cast, georgia):
    news = NewsItem(title_en="A secret draft", slug="secret", date=today(), body_en="x")
    written_by(news, User.objects.get(email="editor@example.org")).save()
    nothing = cast["staff without rights"].get("/admin/").content.decode()
    for words in ("<b>", "secret draft", "Profiles:", "/admin/registry/", "reachable"):
        assert words not in nothing, words
    assert "has no rights yet" in nothing
    everything = cast["may only view"].get("/admin/").content.decode()
    for words in ("secret draft", "Profiles: 50 states", "/admin/registry/edition/"):
        assert words in everything, words
    librarian = User.objects.create_user("library@example.org", is_staff=True)
    librarian.user_permissions.add(Permission.objects.get(codename="view_document"))
    some = signed_in(librarian, second_factor=True).get("/admin/").content.decode()
    assert "/admin/registry/document/" in some
    for words in ("contact points", "secret draft", "Profiles:", "registry/edition/"):
        assert words not in some, words


def test_what_is_taken_out_leaves_a_line_without_values(cast, editor):
    client = cast["editor"]
    for model in (Document, ContactPoint, Edition):
        list(
            body.post(client)
            for body in files(client, model.objects.first())
            if body.address.endswith("/export/")
        )
        entry = LogEntry.objects.filter(action_flag=TAKEN_OUT).latest("pk")
        assert (entry.user, entry.content_type.model_class()) == (editor, model)
        assert entry.change_message.startswith("Export of ")
        assert entry.object_repr == str(model._meta.verbose_name_plural)
    assert "taken out" in client.get("/admin/").content.decode()


def test_letters_that_are_fetched_are_remembered(cast, nino, light_georgia):
    name = letter_storage().save("x.pdf", SimpleUploadedFile("x.pdf", LETTER))
    handover = Handover.objects.get(predecessor=nino)
    Handover.objects.filter(pk=handover.pk).update(letter=name)
    row = Transition.objects.create(
        edition=light_georgia, to_status="published", on=today(), letter=name
    )
    addresses = (
        f"/admin/registry/handover/{handover.pk}/letter/",
        f"/admin/registry/edition/letters/{row.pk}/",
    )
    for address in addresses:
        assert cast["staff without rights"].get(address).status_code == 403
    before = Look.objects.filter(contact_point=nino).count()
    assert cast["may only view"].get(addresses[0]).status_code == 200
    assert Look.objects.filter(contact_point=nino).count() == before + 1
    assert cast["may only view"].get(addresses[1]).status_code == 200
    assert LogEntry.objects.filter(action_flag=TAKEN_OUT, object_id=light_georgia.pk).exists()


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
