"""Two to four states side by side; nothing unlike stands in one row without a note."""

import csv
import io

import pytest

from registry.compare.peers import peers_of
from registry.compare.sections import compare_section, figure_row, section_of
from registry.figures.panel import Footnotes
from registry.publication.workflow import perform
from registry.states.models import State
from tests import make
from tests.clients import one_line
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SECTION = "/en/compare/?section=asylum&state=georgia&state=kosovo"
FIGURE = "/en/compare/?indicator=population&state=georgia&state=moldova"


def figure(year, value, source="WB", **more):
    return {
        "slug": "x",
        "title": "X",
        "unit": "persons",
        "latest": [year, value],
        "by_sex": [],
        "source": source,
        "gap": "",
        **more,
    }


def test_a_section_of_the_latest_editions_with_year_standing_and_notice(client):
    text = one_line(client.get(SECTION).content.decode())
    assert "Asylum and international protection: comparison of states" in text
    assert "Light Migration Profile 2026" in text
    assert "not endorsed" in text
    assert "Does not reflect the state’s official position." in text
    assert "Kosovo*" in text
    assert "UNSCR 1244" in text
    assert 'href="/en/profiles/georgia/light/2026/#asylum"' in text


def test_other_years_and_sources_have_a_note_beside_the_number():
    notes = Footnotes()
    row = figure_row(
        [
            figure(2020, "1"),
            figure(2020, "2"),
            figure(2015, "3"),
            figure(2020, "4", source="UNHCR"),
            None,
        ],
        notes,
    )
    assert row.year == 2020
    assert [entry.mark for entry in row.entries] == [None, None, 1, 2, None]
    assert notes.texts == ["2015; compare with care", "source: UNHCR; compare with care"]
    assert row.entries[4].is_gap


def test_the_states_own_figure_is_named_as_such():
    notes = Footnotes()
    figure_row([figure(2020, "1"), figure(2020, "2", source="Geostat", is_own=True)], notes)
    assert notes.texts == ["the state’s own figure: Geostat; compare with care"]


def test_a_state_without_such_a_profile_is_no_gap(georgia):
    other = State.objects.get(slug="austria")
    found = compare_section(section_of("asylum"), [georgia, other])
    assert [bool(column.edition) for column in found.columns] == [True, False]


def test_what_the_state_made_comes_before_what_was_compiled(georgia, editor):
    given = {
        "status": "endorsed",
        "endorsement": "endorsed",
        "endorsed_on": TODAY,
        "submitted_on": TODAY,
    }
    made = perform(make.written_edition(georgia, 2025, **given), "publish", by=editor, on=TODAY)
    found = compare_section(section_of("asylum"), [georgia])
    assert found.columns[0].edition == made


def test_the_file_carries_the_notes(client):
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{SECTION}&format=csv").content.decode("utf-8-sig")))
    )
    assert {row["state"] for row in rows} == {"GEO", "XKX"}
    assert all("Does not reflect" in row["notice"] for row in rows)
    assert any(row["gap"] for row in rows)
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{FIGURE}&format=csv").content.decode("utf-8-sig")))
    )
    assert {row["state"] for row in rows} == {"GEO", "MDA"}


@pytest.mark.charts
def test_an_indicator_as_chart_and_table(client, georgia):
    make.observation(georgia, "population", 2025, 5, status="provisional")
    text = client.get(FIGURE).content.decode()
    assert "Line chart of 2 states" in text
    assert "median of the region" not in text  # of numbers of persons
    notes = text.split('class="notes')[1].split("</ol>")[0]
    assert "<li>provisional" in notes
    assert "<li>2024" in notes  # the other state's latest figure is of another year


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("section=nothing&state=georgia&state=moldova", "No template has this section."),
        ("indicator=happiness&state=georgia&state=moldova", "valid choice"),
        ("section=asylum&state=georgia&state=atlantis", "valid choice"),
        (
            "section=asylum&state=georgia&state=moldova&state=armenia&state=ukraine&state=poland",
            "Four states at most",
        ),
        ("as_of=2020-01-01&section=" + "x" * 61, "at most 60"),
    ],
)
def test_an_address_that_cannot_be_read_says_why(client, query, told):
    answer = client.get(f"/en/compare/?{query}")
    assert answer.status_code == 400
    assert told in answer.content.decode()


def test_one_wrong_state_does_not_lose_the_others(client):
    text = client.get(
        "/en/compare/?section=asylum&state=georgia&state=atlantis&state=kosovo"
    ).content.decode()
    assert "The address could not be read whole." in text
    assert 'id="of-georgia"' in text
    assert 'id="of-kosovo"' in text


def test_one_state_is_asked_for_another(client):
    text = client.get("/en/compare/?section=asylum&state=georgia").content.decode()
    assert "Choose two to four states." in text
    assert "?section=asylum&amp;state=georgia&amp;state=armenia" in text


def test_two_peers_are_proposed_neighbours_before_the_same_group(georgia):
    participating = list(State.objects.participating(TODAY).for_page())
    beside = peers_of([georgia], participating, TODAY)
    assert [state.slug for state in beside] == ["armenia", "azerbaijan"]
    alike = peers_of([State.objects.get(slug="malta")], participating, TODAY)
    assert {state.group_on(TODAY).slug for state in alike} == {"eu"}
    assert len(alike) == 2


def test_every_part_of_a_profile_leads_here(client):
    text = client.get("/en/profiles/georgia/light/2026/").content.decode()
    assert 'href="/en/compare/?section=asylum&amp;state=georgia"' in text


def test_on_an_earlier_day_names_and_states_are_those_of_the_day(client):
    text = client.get(
        "/en/compare/?indicator=population&state=georgia&state=moldova&as_of=2012-01-01"
    ).content.decode()
    assert "As of 1 January 2012." in text
    assert "2013" not in text.split("Latest")[1]


def test_a_range_of_years_holds_for_chart_table_and_file(client):
    query = f"{FIGURE}&year_from=2001&year_to=2010"
    text = client.get(query).content.decode()
    assert "2001–2010" in text
    assert '<option value="2010" selected>' in one_line(text)
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{query}&format=csv").content.decode("utf-8-sig")))
    )
    assert {int(row["year"]) for row in rows} == set(range(2001, 2011))


def test_the_figures_come_before_the_texts(client):
    text = client.get(SECTION).content.decode()
    assert text.index('id="figures"') < text.index('id="of-georgia"')


def test_states_alone_have_their_key_figures_side_by_side(client):
    text = one_line(client.get("/en/compare/?state=georgia&state=moldova").content.decode())
    assert "3.7 m" in text
    assert "indicator=population&amp;state=georgia&amp;state=moldova" in text


def test_a_scale_that_cannot_be_drawn_is_told(client):
    answer = client.get(
        "/en/compare/?indicator=net-migration&state=georgia&state=moldova&scale=log"
    )
    assert answer.status_code == 400
    assert "A logarithmic scale needs values above zero." in answer.content.decode()
