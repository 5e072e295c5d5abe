"""Where several sources count the same, every door shows the same one of them."""

import json
from decimal import Decimal

import pytest

from registry.compare.indicators import compare_indicator
from registry.drafting.figures_beside import figures_beside
from registry.drafting.prefill import prefill
from registry.figures.ends import SHOWN
from registry.figures.indicator_chart import View
from registry.figures.key_figures import key_figures
from registry.figures.models import Indicator, Observation, Rank, Source
from registry.figures.pairs import TOP, latest_tops, top_of
from registry.figures.panel import panel_of
from registry.figures.series import series_of, values_in
from registry.imap.catalogue import Wanted, layer_of
from registry.profiles.templates import ProfileTemplate
from registry.states.models import State
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

YEAR = 2024
OWN, INDICATORS, FIRST_OTHER, SECOND_OTHER = 111, 222, 333, 444
REASON = "not_published"
SECTION = "background-size-borders"  # of the Light template, with the population


@pytest.fixture
def population():
    return Indicator.objects.get(slug="population")


@pytest.fixture
def sources(population):
    own = Source.objects.create(slug="own", title_en="Profiles of the states", is_state_own=True)
    first, second = Source.objects.filter(slug__in=["unhcr", "wpp"]).order_by("slug")
    return {"own": own, "indicators": population.source, "first": first, "second": second}


def plant(state, sources, **said):
    """What each source says of the population: a number, or a reason for having none."""
    Observation.versions.filter(indicator__slug="population", state=state).delete()
    for name, value in said.items():
        given = {"gap": value} if isinstance(value, str) else {"value": value}
        make.observation(state, "population", YEAR, source=sources[name], **given)


def in_json(client, address, state):
    found = json.loads(client.get(address).content)["figures"]
    values = [row.get("value") for row in found if row["state"] == state.iso_alpha3]
    return values[-1] if values else None


def shown(client, state, indicator):
    """The value at each door, None for a reason."""
    participating = list(State.objects.participating(TODAY))
    armenia = State.objects.get(iso_alpha3="ARM")
    panel = panel_of(indicator, participating)
    series = series_of(state, [indicator])[indicator.pk]
    layer = layer_of(Wanted("population", YEAR), TODAY)
    compared = compare_indicator(indicator, View((state, armenia)), participating, TODAY).rows[0]
    section = make.section(make.edition(state, year=2040), SECTION)
    beside = next(row for row in figures_beside(section) if row.indicator == indicator)
    key = next(figure for figure in key_figures(state) if figure.indicator == indicator)
    return {
        "panel": panel.values(YEAR).get(state.pk),
        "page": in_json(client, f"/en/data/population/?year={YEAR}&format=json", state),
        "series": series.latest[1] if series.latest else None,
        "values": values_in([indicator], [state]).get((indicator.pk, YEAR), {}).get(state.pk),
        "map": next(shape.sort for shape in layer.shapes if shape.state == state),
        "comparison": compared.cell.value if compared.cell else None,
        "comparison as a file": in_json(
            client,
            "/en/compare/?indicator=population&state=georgia&state=armenia&format=json",
            state,
        ),
        "state page": Decimal(key.value) if key.value else None,
        "part of a profile": Decimal(beside.open[1]) if beside.open else None,
        "first text": in_first_text(state),
    }


def in_first_text(state):
    drafts = prefill(state, ProfileTemplate.objects.get(kind="light"), TODAY)
    text = next(draft for draft in drafts if draft.template_section.slug == SECTION).html["en"]
    found = [
        value
        for value in (OWN, INDICATORS, FIRST_OTHER, SECOND_OTHER)
        if f"The population was {value} in {YEAR}" in text
    ]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"own": OWN, "indicators": INDICATORS, "first": FIRST_OTHER}, OWN),
        ({"own": OWN, "first": FIRST_OTHER}, OWN),
        ({"own": REASON, "indicators": INDICATORS, "first": FIRST_OTHER}, INDICATORS),
        ({"indicators": INDICATORS, "first": FIRST_OTHER, "second": SECOND_OTHER}, INDICATORS),
        ({"indicators": REASON, "first": FIRST_OTHER}, None),
        ({"second": SECOND_OTHER, "first": FIRST_OTHER}, FIRST_OTHER),
        ({"own": REASON, "second": SECOND_OTHER}, SECOND_OTHER),
        ({"own": REASON, "indicators": REASON}, None),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
def test_every_door_shows_the_same_source(client, georgia, population, sources, said, expected):
    plant(georgia, sources, **said)
    found = shown(client, georgia, population)
    assert found == dict.fromkeys(found, expected)


def test_the_api_hides_nothing_and_names_the_source(client, georgia, sources):
    plant(georgia, sources, own=OWN, indicators=INDICATORS, first=FIRST_OTHER, second=REASON)
    address = "/api/v1/observations/?indicator=population&state=georgia"
    rows = json.loads(client.get(address).content)["results"]
    assert {row["source"]: row["value"] or row["gap"] for row in rows} == {
        "own": OWN,
        "wdi": INDICATORS,
        "unhcr": FIRST_OTHER,
        "wpp": REASON,
    }


def test_one_other_source_is_read_for_all_years(georgia, population, sources):
    plant(georgia, sources, second=SECOND_OTHER)
    make.observation(georgia, "population", 2020, FIRST_OTHER, source=sources["first"])
    panel = panel_of(population, [georgia])
    assert panel.points(georgia.pk) == [(2020, FIRST_OTHER)]
    assert series_of(georgia, [population])[population.pk].points == [(2020, FIRST_OTHER)]


def test_where_the_line_passes_to_the_states_own_figure_it_breaks(georgia, population, sources):
    plant(georgia, sources, own=OWN, indicators=INDICATORS)
    make.observation(georgia, "population", 2020, 5, source=population.source)
    assert panel_of(population, [georgia]).breaks(georgia.pk) == {YEAR}
    assert series_of(georgia, [population])[population.pk].breaks == {YEAR}


def test_ends_of_one_state_are_of_one_source(georgia, sources):
    rows = Observation.objects.filter(indicator__slug="emigrant-stock", state=georgia, year=2020)
    end = rows.filter(counterpart__isnull=False).first().counterpart
    make.observation(georgia, "emigrant-stock", 2020, 1, source=sources["first"], counterpart=end)
    chosen = rows.filter(counterpart__isnull=False).of_preferred_source()
    assert {row.source.slug for row in chosen} == {"ims"}
    assert {row.rank for row in chosen} == {Rank.INDICATORS}


def test_the_largest_ends_on_a_states_page_are_of_one_source(georgia, sources):
    """However large what another source says of one of them."""
    rows = Observation.objects.filter(indicator__slug="emigrant-stock", state=georgia)
    latest = max(rows.filter(counterpart__isnull=False).values_list("year", flat=True))
    end = rows.filter(counterpart__isnull=False, value__gt=0).first().counterpart
    other = {"source": sources["first"], "counterpart": end}
    make.observation(georgia, "emigrant-stock", latest, 10**8, **other)
    indicators = list(Indicator.objects.for_page().by_slugs(SHOWN))
    tops = latest_tops(georgia, indicators)
    assert len(tops) == len(SHOWN)
    for indicator in indicators:
        assert tops[indicator.pk] == top_of(indicator, georgia, latest, [latest])
        assert tops[indicator.pk].source.slug == "ims"
        assert len(tops[indicator.pk].rows) == TOP
