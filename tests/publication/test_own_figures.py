"""A state's own figures pass into the open series once it has endorsed and published them, and
come first there."""

import re
from decimal import Decimal

import pytest

from registry.drafting import starting
from registry.drafting.figures_beside import figures_beside
from registry.drafting.sections import SectionFigure
from registry.figures.models import Indicator, Observation
from registry.figures.series import series_of, values_in
from registry.profiles.models import Edition
from registry.publication.own_figures import pass_on
from registry.publication.workflow import perform
from tests import make
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db
WRONG = re.compile(r"\b3,700\b(?!,)")


@pytest.fixture
def population():
    return Indicator.objects.get(slug="population")


def said(edition, indicator, **values):
    values = {"year": 2024, "value": 3_694_600, "source": "Geostat"} | values
    SectionFigure.objects.create(section=edition.sections.first(), indicator=indicator, **values)


@pytest.fixture
def endorsed(georgia, population):
    edition = make.written_edition(
        georgia,
        2030,
        status="endorsed",
        endorsement="endorsed",
        endorsed_on=TODAY,
        submitted_on=TODAY,
    )
    said(edition, population)
    return edition


def own():
    return Observation.objects.filter(source__is_state_own=True)


def test_publication_of_an_endorsed_edition_passes_its_figures_on(
    endorsed, georgia, population, editor
):
    perform(endorsed, "publish", by=editor, on=TODAY)
    row = own().get()
    assert (row.value, row.year, row.state, row.note_en) == (
        3_694_600,
        2024,
        georgia,
        "Light profile 2030; Geostat",
    )
    series = series_of(georgia, [population])[population.pk]
    assert series.latest == (2024, Decimal(3_694_600))
    assert series.international[2024] == Decimal(3_699_557)  # both stay visible
    assert 2024 in series.breaks  # the line passes from one source to the other
    assert series.latest_source.is_state_own
    assert values_in([population], [georgia])[population.pk, 2024] == {
        georgia.pk: Decimal(3_694_600)
    }


def test_without_endorsement_they_stay_in_the_edition(endorsed, editor):
    endorsed.endorsement, endorsed.endorsed_on = "not_endorsed", None
    endorsed.save()
    endorsed.status = "lapsed"
    endorsed.save()
    perform(endorsed, "publish", by=editor, on=TODAY)
    assert not own().exists()


def test_a_later_edition_takes_the_place_of_an_earlier_one_but_not_the_other_way_round(
    endorsed, georgia, population
):
    pass_on(endorsed, on=TODAY)
    later = make.written_edition(
        georgia, 2031, status="published", endorsement="endorsed", endorsed_on=TODAY
    )
    said(later, population, value=3_700_000)
    pass_on(later, on=TODAY)
    assert own().get().value == 3_700_000
    assert own().get().version == 2
    assert pass_on(endorsed, on=TODAY) == 0
    assert own().get().value == 3_700_000


def test_a_reason_is_passed_on_and_never_hides_an_international_figure(endorsed, georgia):
    permits, gdp = Indicator.objects.get(slug="work-permits"), Indicator.objects.get(slug="gdp")
    said(endorsed, permits, value=None, gap="expected", year=2032, source="")
    said(endorsed, gdp, value=None, gap="not_collected", year=None, source="")
    pass_on(endorsed, on=TODAY)
    assert own().get(indicator=permits).gap_worded == "expected in 2032"
    found = series_of(georgia, [permits, gdp])
    assert found[permits.pk].gap.expected_in == 2032
    assert found[gdp.pk].latest


# What an edition gave is taken back with it


def corrected(edition, editor, **changes):
    """A correction of a published edition, endorsed and published, whose figure of the population
    is changed; None: dropped."""
    made = starting.start_correction(
        edition, by=editor, on=TODAY, note_en="The population was wrong.", note_ru="Ошибка."
    )
    figure = SectionFigure.objects.get(section__edition=made, indicator__slug="population")
    if changes.get("value", "") is None:
        figure.delete()
    else:
        SectionFigure.objects.filter(pk=figure.pk).update(**changes)
    Edition.objects.filter(pk=made.pk).update(
        status="endorsed", endorsement="endorsed", endorsed_on=TODAY, submitted_on=TODAY
    )
    made.refresh_from_db()
    return perform(made, "publish", by=editor, on=TODAY)


def test_a_correction_that_changes_a_figure_changes_the_series(endorsed, georgia, editor):
    published = perform(endorsed, "publish", by=editor, on=TODAY)
    corrected(published, editor, value=3_700_123)
    assert own().get().value == 3_700_123


def test_a_correction_of_the_year_leaves_nothing_in_the_year_of_before(endorsed, georgia, editor):
    published = perform(endorsed, "publish", by=editor, on=TODAY)
    corrected(published, editor, year=2023)
    assert [row.year for row in own()] == [2023]


def test_a_correction_that_drops_a_figure_takes_it_out_of_the_series(endorsed, georgia, editor):
    published = perform(endorsed, "publish", by=editor, on=TODAY)
    corrected(published, editor, value=None)
    assert not own().exists()


def test_a_correction_brings_back_what_an_earlier_edition_says(
    endorsed, georgia, population, editor
):
    perform(endorsed, "publish", by=editor, on=TODAY)
    later = make.written_edition(
        georgia, 2031, status="endorsed", endorsement="endorsed", endorsed_on=TODAY
    )
    said(later, population, value=3_700_001)
    later = perform(later, "publish", by=editor, on=TODAY)
    assert own().get().value == 3_700_001
    corrected(later, editor, value=None)
    assert own().get().value == 3_694_600


def test_an_endorsement_that_is_taken_back_takes_its_figures_back(endorsed, georgia, editor):
    perform(endorsed, "publish", by=editor, on=TODAY)
    endorsed.endorsement, endorsed.endorsed_on = "not_endorsed", None
    pass_on(endorsed, on=TODAY)
    assert not own().exists()


def test_a_document_that_takes_an_editions_place_takes_its_figures_back(endorsed, georgia, editor):
    perform(endorsed, "publish", by=editor, on=TODAY)
    document = make.edition(
        georgia, year=2030, number=2, document_url="https://example.org/profile.pdf"
    )
    perform(document, "enter_document", by=editor, on=TODAY)
    assert not own().exists()


def test_what_was_only_confirmed_is_not_passed_on(endorsed, population, editor):
    SectionFigure.objects.update(is_confirmed=True)
    published = perform(endorsed, "publish", by=editor, on=TODAY)
    assert not own().exists()
    figure = figures_of(published)["population"][0]
    assert "is_own" not in figure


def test_the_word_of_why_stands_beside_the_printed_and_the_open_figure(
    endorsed, population, editor, client
):
    SectionFigure.objects.update(value=37_000, note_ru="Новая перепись.")
    published = perform(endorsed, "publish", by=editor, on=TODAY)
    assert own().get().note_en == "Light profile 2030; Geostat; Новая перепись."
    text = client.get(published.get_absolute_url()).content.decode()
    assert "Новая перепись." in text


def test_a_confirmed_figure_says_so_as_long_as_its_source_says_the_same(
    endorsed, georgia, population, editor
):
    SectionFigure.objects.update(is_confirmed=True, value=3_699_557)
    published = perform(endorsed, "publish", by=editor, on=TODAY)
    figure = figures_of(published)["population"][0]
    assert (figure["is_confirmed"], figure["latest"]) == (True, [2024, "3,699,557"])


def test_a_confirmed_figure_that_its_source_changed_since_is_not_called_so(
    endorsed, georgia, population, editor
):
    SectionFigure.objects.update(is_confirmed=True, value=3_699_000)
    published = perform(endorsed, "publish", by=editor, on=TODAY)
    assert figures_of(published)["population"][0]["is_confirmed"] is False


def figures_of(edition) -> dict[str, list[dict]]:
    """Of the frozen edition, by indicator, in each part that prints it."""
    found: dict[str, list[dict]] = {}
    for part in edition.content_in("en")["sections"]:
        for figure in part["figures"]:
            found.setdefault(figure["slug"], []).append(figure)
    return found


def test_what_a_state_gave_in_one_part_is_printed_in_each(georgia, population, editor):
    edition = make.written_edition(
        georgia, 2030, kind="extended", status="endorsed", endorsement="endorsed"
    )
    SectionFigure.objects.create(
        section=edition.sections.get(template_section__slug="front-general-information"),
        indicator=population,
        year=2024,
        value=Decimal("3694600.5"),
        source="Geostat",
        note_en="An average of the year.",
    )
    published = perform(edition, "publish", by=editor, on=TODAY)
    printed = [figure["latest"] for figure in figures_of(published)["population"]]
    assert printed == [[2024, "3,694,600.5"]] * len(printed)
    assert len(printed) > 1


def test_a_wrong_figure_leaves_every_page_with_its_correction(
    georgia, population, editor, client, nino
):
    """Possible, explained, endorsed and published, and yet wrong: from the desk to the map and
    back."""
    edition = make.written_edition(georgia, 2030, kind="extended")
    part = edition.sections.get(template_section__slug="front-general-information")
    desk = signed_in(nino.account)
    page = f"/en/desk/editions/{edition.pk}/parts/front-general-information/"

    def sent(**fields):
        context = desk.get(page).context
        data = {name: context["form"][name].value() for name in ("seen", "text_en", "text_ru")}
        (row,) = [one for one in context["figures"] if one.beside.indicator == population]
        before = row["before"].value()
        data |= {"gap": "", "do": "done", f"figure-{population.pk}-before": before}
        data |= {f"figure-{population.pk}-{name}": text for name, text in fields.items()}
        return desk.post(page, data)

    poisoned = {"value": "3 700", "source": "Geostat", "note_en": "Sure."}
    assert "has not begun yet" in sent(**poisoned, year="2100").content.decode()
    assert not SectionFigure.objects.exists()
    assert sent(**poisoned, year="2024").status_code == 302
    Edition.objects.filter(pk=edition.pk).update(
        status="endorsed", endorsement="endorsed", endorsed_on=TODAY, submitted_on=TODAY
    )
    published = perform(edition, "publish", by=editor, on=TODAY)
    pages = ("/en/data/population/", "/en/map/?layer=population&year=2024")
    for address in pages:
        assert WRONG.search(client.get(address).content.decode()), address
    correction = corrected(published, editor, value=3_700_123, note_en="")
    assert {tuple(figure["latest"]) for figure in figures_of(correction)["population"]} == {
        (2024, "3,700,123")
    }
    for address in pages:
        assert not WRONG.search(client.get(address).content.decode()), address
    assert series_of(georgia, [population])[population.pk].latest == (2024, Decimal(3_700_123))
    following = starting.start_edition(published.profile, 2031, by=editor, on=TODAY)
    text = following.sections.get(template_section__slug=part.template_section.slug).text_en
    assert "3,700 in" not in text
    beside = figures_beside(
        following.sections.get(template_section__slug="front-general-information")
    )[0]
    assert beside.open == (2024, "3,700,123")
