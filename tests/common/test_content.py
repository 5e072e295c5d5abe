"""The version of the pages rises with what public pages show, and with nothing else."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from registry.accounts.inviting import invite
from registry.api import router
from registry.common import content, store
from registry.common.dates import today
from registry.contacts import details
from registry.contacts.looks import remember_look
from registry.drafting import review, writing
from registry.drafting.rescue import ticket
from registry.drafting.starting import start_edition
from registry.pages.models import Page
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from registry.states.models import Designation
from tests import make
from tests.conftest import form_data, signed_in
from tests.test_contract import PAGES

pytestmark = pytest.mark.django_db
READ = re.compile(r'(?:FROM|JOIN) "(registry_\w+)"')
MODELS = sorted(
    (
        model
        for model in apps.get_app_config("registry").get_models(include_auto_created=True)
        if model is not Edition
    ),
    key=lambda model: model.__name__,
)


def renews(act) -> bool:
    """Whether finished pages are made anew after an act within a request."""
    before = store.content_version()
    with content.renewed_afterwards():
        act()
    return store.content_version() != before


def posting_renews(client, address: str, data: dict) -> bool:
    before = store.content_version()
    answer = client.post(address, data)
    assert answer.status_code in (200, 302), answer.content.decode()
    assert answer.status_code == 302 or not answer.get("Content-Type", "").startswith("text/html")
    return store.content_version() != before


def test_every_table_that_a_public_page_reads_counts(client):
    """Whoever lets a public page read another model is told here to take it off the index."""
    found: dict[str, str] = {}
    address = ""

    def look(execute, sql, params, many, context):
        found.update(dict.fromkeys(READ.findall(sql), address))
        return execute(sql, params, many, context)

    lists = [f"/api/v1/{prefix}/?page_size=2" for prefix, _viewset, _name in router.registry]
    with connection.execute_wrapper(look):
        for address in [*(f"/en/{page}" for page in PAGES), *lists]:
            assert client.get(address).status_code == 200, address
    silent = content.unpublished_tables()
    assert {table: where for table, where in found.items() if table in silent} == {}
    assert len(found) > 30


def test_every_name_on_the_index_is_a_model():
    names = {model.__name__ for model in apps.get_app_config("registry").get_models()}
    assert content._index.models <= names
    assert content._index.in_part.keys() <= names


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_write_counts_for_each_model_as_the_index_says(model):
    """Whatever way it is written: here past `save`, history and signals."""
    column = next(field for field in model._meta.concrete_fields if not field.primary_key)

    def update() -> None:
        model._base_manager.filter(pk=0).update(**{column.name: None})

    def delete() -> None:
        model._base_manager.filter(pk=0)._raw_delete("default")

    expected = not content.is_unpublished(model)
    assert renews(update) is expected
    assert renews(delete) is expected


@pytest.fixture
def draft(nino, editor) -> Edition:
    return start_edition(make.profile(nino.state, "light"), 2031, by=editor, on=today())


def test_writing_a_draft_empties_no_store(draft, nino, dato, editor):
    section = draft.sections.in_order().first()

    def save() -> None:
        values = {"text_en": "<p>New.</p>"}
        writing.save_section(section, values, by=nino.account, on=today(), seen=section.version)

    def submit_and_return() -> None:
        draft.status = "submitted"
        draft.save()
        draft.status = "returned"
        draft.save()

    assert not renews(save)
    assert not renews(lambda: review.comment(section, "Why?", by=editor))
    assert not renews(submit_and_return)
    assert not renews(lambda: Edition.objects.filter(pk=draft.pk).update(publisher="x"))
    assert not renews(lambda: remember_look([dato], by=editor, where="admin"))
    assert not renews(lambda: invite("x@example.org", role="editor", language="en", by=None))


def test_an_autosave_and_a_sign_in_empty_no_store(draft, nino, client, post):
    section = draft.sections.in_order().first()
    part = f"/en/desk/editions/{draft.pk}/parts/{section.template_section.slug}/"
    desk = signed_in(nino.account)
    typed = {"seen": section.version, "text_en": "<p>Typed.</p>", "text_ru": "", "gap": ""}
    typed["ticket"] = ticket(section, nino.account)
    assert not posting_renews(desk, f"{part}autosave/", typed)
    section.refresh_from_db()
    assert "Typed." in section.text_en
    assert not posting_renews(desk, f"{part}comment/", {"text": "A question."})
    address = {"email": nino.email}
    assert not posting_renews(client, "/en/account/sign-in/", address)
    code = re.search(r"code: (\S+)", post.last(nino.email).body)[1]
    assert not posting_renews(client, "/en/account/sign-in/code/", {"code": code})
    assert client.get("/en/desk/").status_code == 200


def test_a_draft_that_staff_save_in_the_admin_empties_no_store(draft, staff):
    section = draft.sections.in_order().first()
    address = f"/admin/registry/section/{section.pk}/change/"
    data = form_data(staff, address) | {"text_en": "<p>By staff.</p>"}
    assert not posting_renews(staff, address, data)
    section.refresh_from_db()
    assert "By staff" in section.text_en


def test_a_publication_and_what_follows_it_renew_the_pages(georgia, editor):
    edition = make.written_edition(georgia, 2032)
    assert not renews(lambda: Edition.objects.filter(pk=edition.pk).update(origin="compiled"))
    assert renews(lambda: perform(edition, "publish_compiled", by=editor, on=today()))
    rows = Edition.objects.filter(pk=edition.pk)
    assert rows.get().is_public
    assert renews(lambda: rows.update(standing_note_en="A note for readers."))
    assert not renews(lambda: rows.update(standing_note_en="A note for readers."))


def test_an_edit_of_what_pages_show_renews_them(staff, nino):
    page = Page.objects.get(slug="privacy")
    address = f"/admin/registry/page/{page.pk}/change/"
    data = form_data(staff, address) | {"title_en": "Privacy and more"}
    assert posting_renews(staff, address, data)
    assert renews(lambda: Designation.objects.filter(pk=0).update(short_name_en="x"))
    assert renews(lambda: details.change_own(nino, {"room": "5"}, by=nino.account, seen=1))


def test_reading_writes_nothing_that_counts(client, staff, nino):
    before = store.content_version()
    for address in ("/en/", "/en/states/georgia/", "/en/contact-points/"):
        client.get(address)
    staff.get("/admin/registry/contactpoint/")
    staff.get(f"/admin/registry/contactpoint/{nino.pk}/change/")
    signed_in(nino.account).get("/en/desk/")
    assert store.content_version() == before


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """Whether an act outside of a request renews the pages when its transaction is committed."""

    def renews_on_commit(act) -> bool:
        connection.run_on_commit.clear()  # of the rows that the test itself has made
        before = store.content_version()
        with django_capture_on_commit_callbacks(execute=True):
            act()
            assert store.content_version() == before
        return store.content_version() != before

    return renews_on_commit


def test_commands_renew_the_pages_when_they_wrote_what_is_shown(commits, draft):
    assert commits(lambda: Page.objects.filter(slug="privacy").update(order=7))
    assert not commits(lambda: Edition.objects.filter(pk=draft.pk).update(publisher="x"))
    assert not commits(lambda: call_command("remind", stdout=io.StringIO()))


def test_a_write_that_is_rolled_back_is_noted_again(commits):
    from django.db import transaction

    def failed_then_done() -> None:
        try:
            with transaction.atomic():
                Page.objects.filter(slug="privacy").update(order=8)
                raise ValueError
        except ValueError:
            pass
        Page.objects.filter(slug="privacy").update(order=9)

    assert commits(failed_then_done)


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('INSERT INTO "registry_page" ("slug") VALUES (%s)', {"registry_page"}),
        ("INSERT OR IGNORE INTO registry_page (slug) SELECT slug FROM x", {"registry_page"}),
        ('WITH a AS (SELECT 1) UPDATE "registry_state" SET x = 1', {"registry_state"}),
        ("\n  DELETE FROM registry_state WHERE id = 1", {"registry_state"}),
        ('TRUNCATE "registry_state"', {"registry_state"}),
        ('SELECT 1 FROM "registry_state" FOR UPDATE', set()),
        ('UPDATE "registry_section" SET "text_en" = %s', set()),
        ('UPDATE "django_session" SET "x" = %s', set()),
        ("SAVEPOINT a", set()),
    ],
)
def test_what_a_statement_writes_to(statement, tables):
    assert content.written_tables(statement) == tables
