"""The index follows what is published, whoever writes it; and holds nothing else."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from registry.common import store
from registry.common.appearing import Stage, this_minute
from registry.common.dates import today
from registry.contacts.models import ContactPoint, Visibility
from registry.library.models import Document
from registry.pages.models import NewsItem, Page
from registry.process.models import Meeting
from registry.projects.models import Project
from registry.search import behind, indexing
from registry.search.finding import catalogue, find
from registry.search.gathering_records import GATHERERS
from registry.search.models import (
    MissedSearch,
    NearWord,
    SearchBehind,
    SearchEntry,
    SearchText,
    SearchWord,
)
from tests import make
from tests.common.test_content import READ

pytestmark = pytest.mark.django_db
MARK = "qwyzplim"  # a word that nothing has


def keys(text: str, **asked) -> list[str]:
    rows = catalogue().rows
    return [rows[number].key for number in find(text, **asked).numbers]


def everywhere() -> str:
    """All that the search keeps, as text."""
    rows = [*SearchEntry.objects.values_list(), *SearchText.objects.values_list()]
    rows += [*SearchWord.objects.values_list(), *NearWord.objects.values_list()]
    return str(rows).casefold()


def page(word: str) -> Page:
    return Page.objects.create(slug=word, title_en=f"Page {word}", body_en=f"<p>About {word}</p>")


def test_what_is_saved_is_found_and_what_is_deleted_is_not():
    assert not keys(MARK)
    row = page(MARK)
    assert keys(MARK) == [f"page:{MARK}"]
    row.title_en, row.body_en = "Other", "<p>words</p>"
    row.slug = "other"
    row.save()
    assert not keys(MARK)
    assert MARK not in everywhere()
    row.title_en = MARK
    row.save()
    assert keys(MARK)
    row.delete()
    assert not keys(MARK)
    assert MARK not in everywhere()


def test_raw_sql_and_bulk_updates_are_followed():
    row = page("plainpage")
    keys("plainpage")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_page SET title_en = %s WHERE id = %s", [MARK, row.pk])
    assert keys(MARK) == ["page:plainpage"]
    Page.objects.filter(pk=row.pk).update(title_en="nothing")
    assert not keys(MARK)


def test_what_is_rolled_back_was_never_there():
    keys("georgia")
    with transaction.atomic():
        page(MARK)
        transaction.set_rollback(True)
    assert not SearchBehind.objects.exists()
    assert not keys(MARK)
    with transaction.atomic():  # a mark that was rolled back is set again
        page(MARK)
    assert keys(MARK)


def test_a_search_within_the_transaction_sees_what_it_wrote():
    row = page(MARK)
    assert keys(MARK)
    Page.objects.filter(pk=row.pk).update(title_en="x", body_en="", slug="x")
    assert not keys(MARK)


def test_a_commit_brings_the_index_up_to_date(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page(MARK)
        assert SearchBehind.objects.exists()
    assert not SearchBehind.objects.exists()
    assert SearchEntry.objects.filter(key=f"page:{MARK}").exists()


def test_drafts_leave_no_mark(georgia):
    indexing.index()
    make.written_edition(georgia)
    tables = set(SearchBehind.objects.values_list("table", flat=True))
    assert "registry_edition" not in tables


def test_a_record_is_found_from_its_minute_on_until_it_goes_without_a_write(monkeypatch):
    now = this_minute()
    appears, goes = now + timedelta(hours=1), now + timedelta(hours=2)
    words = {"title_en": f"Coming {MARK}", "body_en": "Text"}
    NewsItem.objects.create(slug="coming", date=today(), appears_at=appears, goes_at=goes, **words)
    assert not keys(MARK)
    assert not keys("qwyzplin")  # nor by a letter
    assert not keys("qwyz", is_prefix=True)
    assert find(f"coming {MARK}").question.corrected == {}
    monkeypatch.setattr(store, "clock", appears.timestamp)
    assert keys(MARK) == ["news:coming"]
    monkeypatch.setattr(store, "clock", goes.timestamp)
    assert not keys(MARK)
    assert MARK not in everywhere()


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.OFFLINE])
@pytest.mark.parametrize("model", [NewsItem, Page, Document, Project, Meeting])
def test_what_is_a_draft_or_offline_is_nowhere_in_the_search(model, stage):
    row = model.objects.first()
    row.title_en, row.stage = MARK, stage
    model.objects.bulk_update([row], ["title_en", "stage"])
    assert not keys(MARK)
    assert MARK not in everywhere()


def test_what_is_not_published_is_nowhere_in_the_search(georgia):
    edition = make.written_edition(georgia)
    for section in edition.sections.all():
        section.text_en = f"<p>{MARK}</p>"
        section.save()
    Document.objects.filter(slug="hb-readmission").update(editor_note=f"{MARK}", source_url=MARK)
    indexing.index()
    indexing.rebuild()
    assert MARK not in everywhere()


def test_only_who_lets_everybody_see_their_name_is_found(georgia):
    person = make.contact_point(georgia, name_latin=f"Nino {MARK}", email=f"{MARK}@example.org")
    person.phone = "+995 555 777 999"
    person.phone_visibility = person.email_visibility = Visibility.NETWORK
    for visibility in (Visibility.SECRETARIAT, Visibility.NETWORK):
        person.name_visibility = visibility
        person.save()
        assert not keys(MARK)
        assert MARK not in everywhere()
    person.name_visibility = Visibility.PUBLIC
    person.save()
    assert keys(MARK) == [f"person:{person.pk}"]
    assert "777 999" not in everywhere()
    assert f"{MARK}@" not in everywhere()
    ContactPoint.objects.filter(pk=person.pk).update(until=today() - timedelta(days=1))
    assert not keys(MARK)
    ContactPoint.objects.filter(pk=person.pk).update(until=None, name_latin="", name_cyrillic="")
    assert not keys(MARK)
    assert MARK not in everywhere()


def test_a_part_is_found_from_its_publication_on(georgia):
    edition = make.written_edition(georgia)
    section = edition.sections.exclude(text_en="").first()
    section.text_en = section.text_ru = f"<p>About {MARK} and more</p>"
    section.save()
    assert not keys(MARK)
    make.publish(edition, on=today())
    found = keys(MARK)
    assert f"part:georgia/light/2031/{section.template_section.slug}" in found


@pytest.mark.parametrize("gatherer", GATHERERS, ids=lambda gatherer: gatherer.kinds[0])
def test_a_gatherer_names_each_table_that_it_reads(gatherer):
    """Whoever lets one read another table is told here: else its writes would not be followed."""
    found: set[str] = set()

    def look(execute, sql, params, many, context):
        found.update(READ.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        assert list(gatherer.gather()) is not None
    assert found <= {behind.table_of(name) for name in gatherer.tables}


def test_following_gives_the_same_as_making_it_anew():
    Page.objects.filter(slug="terms").update(title_en=f"Terms {MARK}")
    NewsItem.objects.filter(slug="2019-bucharest").delete()
    page("another")
    indexing.index()
    followed = contents()
    indexing.rebuild()
    assert contents() == followed


def contents() -> tuple[list, list]:
    texts = SearchText.objects.values_list("entry__key", "title_terms", "body_terms")
    words = SearchWord.objects.values_list("word", "since", "until", "entries", "in_titles")
    return sorted(texts), sorted(words)


def test_the_command_says_how_long_it_took(capsys):
    call_command("index_search", behind=True)
    assert "0 entries written" in capsys.readouterr().out
    call_command("index_search")
    out = capsys.readouterr().out
    assert f"{SearchEntry.objects.count():,} in the index, in " in out


def test_no_search_is_kept_of_whoever_searched():
    assert {field.name for field in MissedSearch._meta.fields} == {
        "id",
        "words",
        "language",
        "count",
        "last_on",
    }
