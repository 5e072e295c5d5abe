"""A correction that is published without endorsement takes nothing out of the open series that it
still says, and leaves nothing in it that it found wrong."""

import re
from decimal import Decimal

import pytest

from registry.drafting import starting
from registry.drafting.sections import SectionFigure
from registry.figures.models import Indicator, Observation
from registry.figures.series import series_of
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db
WRONG = re.compile(r"\b3,700\b(?!,)")
PAGES = ("/en/data/population/", "/en/map/?layer=population&year=2024")
MARK = "Extended profile 2030, version 1, as the state endorsed it; Geostat"


@pytest.fixture
def population(db):
    return Indicator.objects.get(slug="population")


@pytest.fixture
def permits(db):
    return Indicator.objects.get(slug="work-permits")


@pytest.fixture
def published(georgia, population, permits, editor):
    """Endorsed by Georgia, with a population that is wrong and permits that are right."""
    edition = make.written_edition(georgia, 2030, kind="extended")
    part = edition.sections.get(template_section__slug="front-general-information")
    for indicator, value, note in ((population, 3_700, "Sure."), (permits, 1_234, "")):
        SectionFigure.objects.create(
            section=part,
            indicator=indicator,
            year=2024,
            value=value,
            source="Geostat",
            note_en=note,
            note_ru=note,
        )
    Edition.objects.filter(pk=edition.pk).update(
        status="endorsed", endorsement="endorsed", endorsed_on=TODAY, submitted_on=TODAY
    )
    edition.refresh_from_db()
    return perform(edition, "publish", by=editor, on=TODAY)


def begin_correction(published, editor) -> Edition:
    return starting.start_correction(
        published, by=editor, on=TODAY, note_en="The population was wrong.", note_ru="Ошибка."
    )


def publish_unendorsed(edition, editor) -> Edition:
    """The three months passed without an answer."""
    Edition.objects.filter(pk=edition.pk).update(status="lapsed", submitted_on=TODAY)
    edition.refresh_from_db()
    return perform(edition, "publish", by=editor, on=TODAY)


def own() -> dict:
    rows = Observation.objects.filter(source__is_state_own=True).select_related("indicator")
    return {row.indicator.slug: row for row in rows}


def figure_of(edition, slug):
    return SectionFigure.objects.filter(section__edition=edition, indicator__slug=slug)


def test_what_the_correction_still_says_stays_marked_with_the_endorsed_version(published, editor):
    publish_unendorsed(begin_correction(published, editor), editor)
    assert {slug: row.value for slug, row in own().items()} == {
        "population": 3_700,
        "work-permits": 1_234,
    }
    assert own()["work-permits"].note_en == MARK
    assert "версия 1, одобренная государством" in own()["work-permits"].note_ru


@pytest.mark.parametrize("how", ["dropped", "changed", "moved to another year", "given up"])
def test_a_figure_that_the_correction_finds_wrong_no_longer_stands(published, editor, how):
    correction = begin_correction(published, editor)
    figure = figure_of(correction, "population")
    if how == "dropped":
        figure.delete()
    elif how == "changed":
        figure.update(value=3_700_123)
    elif how == "given up":
        figure.update(value=None, year=None, source="", gap="not_collected")
    else:
        figure.update(year=2023)
    publish_unendorsed(correction, editor)
    assert set(own()) == {"work-permits"}  # nor does what the state has not endorsed


def test_a_figure_that_the_correction_only_confirmed_from_open_sources_is_the_sources(
    published, editor
):
    correction = begin_correction(published, editor)
    figure_of(correction, "population").update(is_confirmed=True)
    publish_unendorsed(correction, editor)
    assert set(own()) == {"work-permits"}


def test_a_figure_that_came_back_in_a_second_correction_had_been_found_wrong(published, editor):
    first = begin_correction(published, editor)
    figure_of(first, "population").update(value=3_700_123)
    first = publish_unendorsed(first, editor)
    second = begin_correction(first, editor)
    figure_of(second, "population").update(value=3_700)
    publish_unendorsed(second, editor)
    assert set(own()) == {"work-permits"}


def test_an_earlier_edition_speaks_again_where_the_later_ones_figure_is_gone(
    published, georgia, population, editor
):
    later = make.written_edition(georgia, 2031, kind="extended", status="endorsed")
    Edition.objects.filter(pk=later.pk).update(endorsement="endorsed", endorsed_on=TODAY)
    part = later.sections.get(template_section__slug="front-general-information")
    SectionFigure.objects.create(
        section=part, indicator=population, year=2024, value=3_800_000, source="Geostat"
    )
    later.refresh_from_db()
    later = perform(later, "publish", by=editor, on=TODAY)
    assert own()["population"].value == 3_800_000
    correction = begin_correction(later, editor)
    figure_of(correction, "population").delete()
    publish_unendorsed(correction, editor)
    assert own()["population"].value == 3_700


def test_from_the_desk_to_the_map_and_to_the_endorsement(
    published, georgia, population, editor, client, nino
):
    for address in PAGES:
        assert WRONG.search(client.get(address).content.decode()), address
    correction = begin_correction(published, editor)
    desk = signed_in(nino.account)
    page = f"/en/desk/editions/{correction.pk}/parts/front-general-information/"
    context = desk.get(page).context
    row = next(one for one in context["figures"] if one.beside.indicator == population)
    data = {name: context["form"][name].value() for name in ("seen", "text_en", "text_ru")}
    data |= {"gap": "", "do": "done"}
    data |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
    data |= {row.add_prefix("value"): "3 700 123", row.add_prefix("note_en"): ""}
    assert desk.post(page, data).status_code == 302
    assert figure_of(correction, "population").get().value == 3_700_123
    correction = publish_unendorsed(correction, editor)
    for address in PAGES:
        text = client.get(address).content.decode()
        assert not WRONG.search(text), address
        assert "3,700,123" not in text, address
    series = series_of(georgia, [population])[population.pk]
    assert not series.latest_source.is_state_own
    perform(correction, "endorse_later", by=nino.account, on=TODAY)
    for address in PAGES:
        assert "3,700,123" in client.get(address).content.decode() or "3.7" in address, address
    assert series_of(georgia, [population])[population.pk].latest == (2024, Decimal(3_700_123))
    assert own()["work-permits"].note_en == "Extended profile 2030; Geostat"
