"""Lists of parts compare no texts: how far a language lags is kept on the row."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.common import difference
from registry.drafting import parity, review, starting, writing
from registry.drafting.desk_pages import parts_of
from registry.drafting.sections import Section
from tests import make
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(georgia, nino):
    """A draft whose parts lag in each way: behind, not translated, in step."""
    made = make.written_edition(georgia)
    first, second = made.sections.in_order()[:2]
    writing.save_section(
        first, {"text_en": "<p>Words, and more.</p>"}, by=nino.account, on=TODAY, seen=1
    )
    writing.save_section(second, {"text_ru": ""}, by=nino.account, on=TODAY, seen=1)
    return made


@pytest.fixture
def comparisons(monkeypatch):
    """How many comparisons of texts were begun."""
    begun = []
    real = difference.Comparison

    def counted(*args, **kwargs):
        begun.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(difference, "Comparison", counted)
    return begun


def test_the_desk_and_the_page_of_an_edition_compare_no_texts(edition, nino, comparisons):
    desk = signed_in(nino.account)
    for address in ("/en/desk/", f"/en/desk/editions/{edition.pk}/"):
        text = desk.get(address).content.decode()
        assert "behind the English" in text
        assert "not translated yet" in text
    assert comparisons == []


def test_the_lists_of_the_admin_compare_no_texts(edition, staff, comparisons):
    for address in ("section/", "edition/", f"edition/{edition.pk}/change/"):
        assert staff.get(f"/admin/registry/{address}", follow=True).status_code == 200
    assert comparisons == []


def test_the_count_of_comparisons_would_be_noticed(edition, comparisons):
    assert difference.count_changes("<p>a b c</p>", "<p>a b d</p>") == 1
    assert len(comparisons) == 1


def test_a_list_reads_all_parts_in_one_query_and_none_of_their_texts(edition):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = parts_of(edition)
        states = [(row["section"].has_text, row["section"].can_be_confirmed) for row in rows]
    assert len(rows) == len(states) == edition.template.sections.count()
    (query,) = queries.captured_queries
    columns = query["sql"].split(" FROM ")[0]
    assert '"en_reflects",' not in columns
    assert '"registry_section"."text_en",' not in columns


def test_a_list_says_the_same_as_the_texts(edition):
    rows = parts_of(edition)
    assert rows
    for row in rows:
        whole = Section.objects.get(pk=row["section"].pk)
        assert row["section"].has_text == whole.has_text
        assert row["section"].can_be_confirmed == whole.can_be_confirmed


def as_counted(section: Section) -> tuple[int | None, int | None]:
    return parity.count_behind(section, "en"), parity.count_behind(section, "ru")


def test_whatever_is_written_the_row_keeps_what_the_texts_say(edition, nino, editor):
    """Random acts on one part."""
    chance = random.Random(7)
    words = ["", "<p>a</p>", "<p>a b</p>", "<p>a</p><p>c</p>", "<p>d e f</p>"]
    section = edition.sections.first()
    for _act in range(60):
        section = Section.objects.get(pk=section.pk)
        if chance.random() < 0.2 and section.text_en and section.text_ru:
            writing.mark_in_step(section, by=nino.account, on=TODAY)
        elif chance.random() < 0.3:
            for row in review.suggest(section, "en", section.text_en, chance.choice(words)):
                review.take_in(row, by=nino.account, on=TODAY)
        else:
            texts = {"text_en": chance.choice(words), "text_ru": chance.choice(words)}
            chosen = dict([chance.choice(list(texts.items()))])
            writing.save_section(section, chosen, by=nino.account, on=TODAY, seen=section.version)
        section.refresh_from_db()
        assert (section.en_behind, section.ru_behind) == as_counted(section)


def test_a_new_edition_and_a_correction_keep_it_too(light_georgia, editor):
    started = starting.start_edition(light_georgia.profile, 2031, by=editor, on=TODAY)
    corrected = starting.start_correction(
        light_georgia, by=editor, on=TODAY, note_en="x", note_ru="x"
    )
    for section in [*started.sections.all(), *corrected.sections.all()]:
        assert (section.en_behind, section.ru_behind) == as_counted(section)


def test_a_part_that_is_added_in_the_admin_keeps_it(georgia, staff):
    edition = make.edition(georgia)
    heading = edition.template.sections.get(slug="challenges")
    data = {
        "edition": edition.pk,
        "template_section": heading.pk,
        "text_en": "<p>Only English.</p>",
        "text_ru": "",
        "gap": "",
        "seen_version": 1,
    }
    staff.post("/admin/registry/section/add/", data)
    section = edition.sections.get()
    assert (section.en_behind, section.ru_behind) == (0, None)
