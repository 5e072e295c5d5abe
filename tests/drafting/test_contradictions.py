"""A sentence that gives another figure than the draft itself is asked about before the draft is
submitted, on the page of its part and at the review; what nobody has touched never is."""

from decimal import Decimal

import pytest

from registry.drafting import starting
from registry.drafting.before_submitting import before_submitting
from registry.drafting.contradictions import contradictions_of
from registry.drafting.numbers_in_text import numbers_in
from registry.drafting.sections import Section, SectionFigure
from registry.figures.models import Indicator
from registry.figures.series import series_of
from registry.profiles.models import Edition, MigrationProfile
from registry.states.models import State
from tests.clients import one_line
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(georgia, editor) -> Section:
    """The part of a draft that begins with a sentence about the population."""
    profile = MigrationProfile.objects.get(state=georgia, kind="light")
    edition = starting.start_edition(profile, 2031, by=editor, on=TODAY)
    return edition.sections.get(template_section__slug="background-size-borders")


def own_figure(section, slug: str, value: str, year: int) -> None:
    indicator = Indicator.objects.get(slug=slug)
    section.template_section.section_indicators.get_or_create(
        indicator=indicator, defaults={"order": 90}
    )
    SectionFigure.objects.create(
        section=section, indicator=indicator, value=Decimal(value), year=year, source="Geostat"
    )


def written(section, *, en: str = "", ru: str = "") -> Section:
    Section.objects.filter(pk=section.pk).update(text_en=en, text_ru=ru)
    section.refresh_from_db()
    return section


def found_in(section) -> list[tuple[str, str, tuple[str, str], tuple[str, int]]]:
    return [
        (row.indicator.slug, row.language, row.said, row.figure)
        for row in contradictions_of(section.edition, [section], TODAY)
    ]


def latest(section, slug: str) -> tuple[int, Decimal]:
    indicator = Indicator.objects.get(slug=slug)
    return series_of(section.edition.profile.state, [indicator])[indicator.pk].latest


def test_no_text_that_nobody_touched_is_asked_about(section, editor):
    """Light editions that were compiled from open figures, and drafts that start so."""
    for state in State.objects.participating(TODAY).order_by("slug")[::7]:
        profile, _made = MigrationProfile.objects.get_or_create(state=state, kind="light")
        starting.start_edition(profile, 2032, by=editor, on=TODAY)
    editions = list(Edition.objects.filter(sections__is_prefilled=True).distinct())
    assert len(editions) > 8
    for edition in editions:
        rows = list(edition.sections.in_order().select_related("template_section"))
        assert contradictions_of(edition, rows, TODAY) == [], edition


def test_a_sentence_with_an_older_figure_than_the_states_own_is_asked_about(section):
    own_figure(section, "unemployment", "12.7", 2030)
    written(
        section,
        en="<p>The unemployment rate was 48 % in 2021; rank 1 of 9.</p>",
        ru="<p>Уровень безработицы в 2021 году составлял 48\xa0%.</p>",
    )
    assert found_in(section) == [
        ("unemployment", "en", ("48", "2021"), ("12.7", 2030)),
        ("unemployment", "ru", ("48", "2021"), ("12.7", 2030)),
    ]


@pytest.mark.parametrize(
    ("en", "ru"),
    [
        ("In 2030 the unemployment rate fell to 48 %.", ""),
        ("The unemployment rate is 48 per cent.", ""),
        ("", "В 2030 году уровень безработицы снизился до 48 %."),
        ("", "Уровень безработицы – 48 процентов."),
        ("<table><tr><td>Unemployment rate</td><td>2030</td><td>48 %</td></tr></table>", ""),
    ],
)
def test_a_sentence_in_the_writers_own_words_is_asked_about(section, en, ru):
    own_figure(section, "unemployment", "12.7", 2030)
    written(section, en=f"<p>{en}</p>", ru=f"<p>{ru}</p>")
    assert [row[:2] for row in found_in(section)] == [("unemployment", "en" if en else "ru")]


@pytest.mark.parametrize(
    "en",
    [
        "In 2030 the unemployment rate fell to 12.7 %, from 48 % before.",
        "In 2030 the unemployment rate fell to 13 %.",
        "In 1994 the unemployment rate was 48 %.",
        "Of 48 % nothing is known.",
        "The unemployment rate of 48 states is known.",
        "The population of the capital was 1.2 million in 2030.",
        "In 2023, 372 people came by sea.",
        "The programme cost US$ 3.7 billion.",
    ],
)
def test_what_may_be_right_is_not_asked_about(section, en):
    own_figure(section, "unemployment", "12.7", 2030)
    own_figure(section, "population", "3700000", 2030)
    written(section, en=f"<p>{en}</p>")
    assert found_in(section) == []


@pytest.mark.parametrize(
    ("en", "ru", "said"),
    [
        ("The population was 3.7 billion in 2030.", "", "3.7 billion"),
        ("Some 3.7 billion people live here.", "", "3.7 billion"),
        ("Some 3,700 people live here.", "", "3,700"),
        ("", "В стране проживают 3,7 млрд человек.", "3,7 млрд"),
        ("", "В стране проживают 3,7 тысячи человек.", "3,7 тысячи"),
    ],
)
def test_a_figure_a_thousand_times_too_large_or_small_is_asked_about(section, en, ru, said):
    own_figure(section, "population", "3700000", 2030)
    written(section, en=f"<p>{en}</p>", ru=f"<p>{ru}</p>")
    assert [row[2][0] for row in found_in(section)] in ([said], [said.replace(" billion", "")])


def test_a_sentence_against_the_open_figure_of_its_year_is_asked_about(section):
    year, value = latest(section, "population")
    assert found_in(section) == []
    text = section.text_en.replace("\xa0", " ").replace(" million in", " billion in", 1)
    assert text != section.text_en.replace("\xa0", " ")
    written(section, en=text, ru=section.text_ru)
    ((slug, language, said, figure),) = found_in(section)
    assert (slug, language, said[1], figure[1]) == ("population", "en", str(year), year)


def test_it_is_listed_with_a_link_before_submitting_on_the_part_and_at_the_review(
    section, nino, staff
):
    own_figure(section, "unemployment", "12.7", 2030)
    written(
        section,
        en="<p>The unemployment rate was 48 % in 2021.</p>",
        ru="<p>Уровень безработицы в 2021 году составлял 48 %.</p>",
    )
    edition, slug = section.edition, section.template_section.slug
    findings = before_submitting(edition, TODAY)
    (row,) = [one for one in findings if "“48” (2021)" in one.text]
    assert "the text says “48” (2021), the state’s own figure is 12.7 (2030)" in row.text
    assert row.places[0].url.endswith(f"/parts/{slug}/#contradictions")
    desk = signed_in(nino.account)
    page = one_line(desk.get(row.places[0].url).content.decode())
    assert 'id="contradictions"' in page
    assert "The unemployment rate was 48 % in 2021." in page
    submitting = desk.get(f"/en/desk/editions/{edition.pk}/steps/submit/").content.decode()
    assert row.text in submitting
    review = one_line(staff.get(f"/admin/registry/edition/{edition.pk}/review/").content.decode())
    assert "the text says “48” (2021)" in review
    assert f'href="#part-{slug}"' in review


def test_a_part_that_contradicts_is_not_ticked_as_right(section, nino):
    edition = section.edition
    other = edition.sections.exclude(pk=section.pk).filter(is_prefilled=True).first()
    own_figure(other, "population", "3700000", latest(section, "population")[0] + 1)
    page = signed_in(nino.account).get(f"/en/desk/editions/{edition.pk}/filled-in/")
    ticks = {part.pk: tick.initial for part, tick, _seen, _is in page.context["form"].rows()}
    assert ticks[section.pk] is False
    assert True in ticks.values()


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "3.72 million", "3720000"),
        ("en", "76,960", "76960"),
        ("en", "−1.5 %", "-1.5"),
        ("ru", "3,72 млн", "3720000"),
        ("ru", "76 960", "76960"),
        ("ru", "2 тыс.", "2000"),
        ("ru", "1,2 миллиарда", "1200000000"),
    ],
)
def test_numbers_are_read_as_people_write_them(language, text, value):
    (number,) = numbers_in(text, language)
    assert number.value == Decimal(value)
