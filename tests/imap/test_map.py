"""The layers of the i-Map: what is coloured how, what is a gap, what is taken away, and how
disputed areas are drawn."""

import csv
import io
import json
import math
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from registry.figures.models import Indicator, Observation
from registry.imap.catalogue import Wanted, layer_of, names, with_totals
from registry.imap.classes import class_limits, class_of
from registry.imap.indicator_layer import width_of
from registry.imap.layers import OF_THE_PROCESS
from registry.imap.looks import HATCHES, fill_of
from registry.imap.shapes import outlines, paths, shapes
from registry.pictures.maps import curve
from registry.states.models import Participation, State
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


def look(layer, code):
    return next(shape for shape in layer.shapes if shape.state.iso_alpha3 == code)


@pytest.mark.parametrize("slug", [*OF_THE_PROCESS, "population", "hdi", "net-migration"])
def test_every_participating_state_is_on_every_layer(client, slug):
    text = client.get(f"/en/map/?layer={slug}").content.decode()
    layer = layer_of(Wanted(slug), TODAY)
    count = State.objects.participating(TODAY).count()
    assert len(layer.shapes) >= count
    assert text.count("<a href=") > count * 2  # on the map and in the table
    assert sum(entry.count for entry in layer.whole_legend) == len(layer.shapes)
    assert "The boundaries and names shown do not imply endorsement." in text


def test_the_profiles_layer_says_what_each_state_has():
    layer = layer_of(Wanted(), TODAY)
    assert look(layer, "MLT").look == "none"  # which is the state's choice
    assert look(layer, "KAZ").words == "profile endorsed by the state"
    assert look(layer, "CZE").look == "unconfirmed"  # a reading of a list, which says no more


def test_groups_are_those_of_the_day():
    from datetime import date

    assert look(layer_of(Wanted("groups"), TODAY), "HRV").look == "eu"
    assert look(layer_of(Wanted("groups"), date(2012, 1, 1)), "HRV").look == "western-balkans"


def test_participation_over_time():
    early, now = (
        layer_of(Wanted("participation", 2009), TODAY),
        layer_of(Wanted("participation"), TODAY),
    )
    assert early.year == 2009
    assert now.years == list(range(2009, TODAY.year + 1))
    assert {shape.look for shape in early.shapes} >= {"out", "taking-part"}
    assert sum(one.look == "out" for one in early.shapes) >= sum(
        one.look == "out" for one in now.shapes
    )


@pytest.mark.parametrize(("language", "words"), [("en", "suspended"), ("ru", "приостановлено")])
def test_a_suspended_state_is_hatched_and_has_words_in_the_legend_and_the_table(
    client, georgia, language, words
):
    row = georgia.participations.get()
    row.until = TODAY - timedelta(days=1)
    row.save()
    Participation.objects.create(state=georgia, status="suspended", since=TODAY)
    with translation.override(language):
        made = layer_of(Wanted("participation"), TODAY)
    shape = look(made, "GEO")
    assert (shape.category, shape.gap) == ("suspended", "suspended")
    assert shape.words.startswith(words)
    [entry] = [one for one in made.legend if one.gap == "suspended"]
    assert (entry.words, entry.count) == (words, 1)
    page = client.get(f"/{language}/map/?layer=participation").content.decode()
    assert 'fill="url(#gap-suspended)"' in page
    assert '<pattern id="gap-suspended"' in page
    file = client.get(f"/{language}/map/layer.csv?layer=participation").content.decode()
    assert ",suspended," in next(line for line in file.splitlines() if line.startswith("GEO"))


def test_meetings_add_up_over_the_years():
    first, last = layer_of(Wanted("meetings", 2009), TODAY), layer_of(Wanted("meetings"), TODAY)
    assert look(first, "CZE").sort >= 1  # Prague, April 2009
    assert sum(shape.sort for shape in last.shapes) > sum(shape.sort for shape in first.shapes)
    early, late = (layer_of(Wanted("meetings", 2012), day) for day in (date(2012, 1, 2), TODAY))
    assert sum(shape.sort for shape in early.shapes) < sum(shape.sort for shape in late.shapes)


def test_classes_have_round_limits_and_about_as_many_states():
    limits = class_limits([Decimal(number) for number in range(1, 51)])
    assert limits == [10, 20, 30, 40]
    classes = [class_of(Decimal(value), limits) for value in (1, 9, 10, 50)]
    assert classes == ["q1", "q1", "q2", "q5"]
    assert class_of(Decimal(-7), limits) == "q1"  # below all, where classes are those of all years


@pytest.mark.parametrize(("count", "classes"), [(1, 1), (2, 1), (3, 2), (6, 3), (12, 4), (50, 5)])
def test_few_values_have_few_classes(count, classes):
    limits = class_limits([Decimal(number * 100) for number in range(count)])
    assert len(limits) == classes - 1
    assert class_of(Decimal(10**6), limits) == "q5"


def test_values_that_coincide_are_in_one_class():
    assert class_limits([Decimal(5)] * 9) == []
    assert class_of(Decimal(5), []) == "q5"


def test_losses_and_gains_are_in_different_classes():
    assert 0 in class_limits([Decimal(number) for number in range(-20, 31)])


def test_every_indicator_has_round_limits_that_its_legend_says_in_full():
    """No class of any layer is empty in the year whose values made it, and each state is in the
    class that its words name."""
    for indicator in with_totals():
        layer = layer_of(Wanted(indicator.slug), TODAY)
        known = [shape.sort for shape in layer.shapes if shape.sort is not None]
        limits = class_limits(known)
        assert all(len(str(limit.normalize().as_tuple().digits)) < 14 for limit in limits)
        assert len(layer.scale) == len(limits) + 1, indicator.slug
        assert sum(entry.count for entry in layer.scale) == len(known)
        assert all(entry.count for entry in layer.scale), indicator.slug


def test_the_same_classes_for_all_years_do_not_move():
    one, other = (
        layer_of(Wanted("population", year, is_same_for_all=True), TODAY) for year in (1990, 2020)
    )
    assert {entry.words for entry in one.scale if entry.look == "q5"} == {
        entry.words for entry in other.scale if entry.look == "q5"
    }
    one, other = (layer_of(Wanted("population", year), TODAY) for year in (1990, 2020))
    assert {entry.words for entry in one.scale if entry.look == "q5"} != {
        entry.words for entry in other.scale if entry.look == "q5"
    }


def test_each_reason_of_a_gap_has_a_pattern_of_its_own(client):
    assert set(HATCHES) == {"none", "suspended", *Observation.Gap.values}
    assert len({(hatch.angle, hatch.step) for hatch in HATCHES.values()}) == len(HATCHES)
    text = client.get("/en/map/?layer=hdi").content.decode()
    assert 'id="gap-not_published"' in text
    assert 'fill="url(#gap-not_published)"' in text
    assert "not published by the source" in text
    assert look(layer_of(Wanted("hdi"), TODAY), "XKX").gap == "not_published"


def test_the_words_are_the_figure_with_unit_and_year():
    assert (
        look(layer_of(Wanted("population", 2024), TODAY), "GEO").words == "3,699,557 persons, 2024"
    )


def test_the_table_is_sorted_by_value_and_complete():
    layer = layer_of(Wanted("population"), TODAY)
    values = [shape.sort for shape in layer.rows if shape.sort is not None]
    assert values == sorted(values, reverse=True)
    assert len(layer.rows) == len(layer.shapes)
    assert layer.rows[-1].sort is None


def test_flows_are_curves_with_width_and_a_list(georgia, client):
    layer = layer_of(Wanted("emigrant-stock", state=georgia), TODAY)
    assert look(layer, "GEO").look == "self"
    assert look(layer, "RUS").sort == max(shape.sort for shape in layer.shapes if shape.sort)
    widths = [flow.width for flow in layer.flows]
    assert widths == sorted(widths)
    assert widths[-1] == 14
    assert layer.flows[-1].words.startswith("Russian Federation: ")
    assert layer.notes[0].startswith("Lines have five widths")
    assert layer.notes[1].startswith("Outside the map: ")
    text = client.get("/en/map/?layer=emigrant-stock&state=georgia").content.decode()
    assert text.count('class="flow"') == len(layer.flows) >= 10


@pytest.mark.parametrize(
    ("share", "width"),
    [("1", 14), ("0.5", 14), ("0.49", 9.5), ("0.05", 6), ("0.01", 3.5), ("0", 2)],
)
def test_lines_have_few_widths_that_can_be_told_apart(share, width):
    assert width_of(Decimal(share)) == width


def test_a_flow_between_neighbours_is_bent_so_that_it_can_be_seen():
    """Ukraine to the Republic of Moldova; where it is the largest, 14 wide."""
    known = shapes()["states"]
    path = curve(known["UA"]["label"], known["MD"]["label"])
    x1, y1, x, y, x2, y2 = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    away = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / math.hypot(x2 - x1, y2 - y1)
    assert away >= 25


def test_a_flow_has_lighter_edges_and_a_dot_at_its_end(georgia, client):
    layer = layer_of(Wanted("emigrant-stock", state=georgia), TODAY)
    largest = layer.flows[-1]
    assert largest.edge > largest.width == 14
    assert largest.end == tuple(shapes()["states"]["RU"]["label"])
    svg = client.get("/en/map/layer.svg?layer=emigrant-stock&state=georgia").content.decode()
    assert svg.count('stroke-width="14.0"') == 1
    assert svg.count('stroke-width="16.4"') == 1


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("layer=population&year=1950", "This layer has nothing for 1950: 2024 is shown."),
        ("layer=profiles&year=2015", "This layer is not by year"),
    ],
)
def test_another_year_than_asked_is_told(client, query, told):
    assert told in client.get(f"/en/map/?{query}").content.decode()
    for form in ("svg", "csv", "geojson"):
        answer = client.get(f"/en/map/layer.{form}?{query}")
        assert answer.status_code == 404
        assert told in answer.content.decode()


@pytest.mark.parametrize("query", ["layer=hdi&state=georgia", "layer=hdi&jahr=2020"])
def test_what_a_layer_does_not_have_is_told(client, query):
    assert client.get(f"/en/map/?{query}").status_code == 400
    assert client.get(f"/en/map/layer.csv?{query}").status_code == 404


def test_a_layer_that_is_not_there_says_what_to_do(client):
    answer = client.get("/en/map/?layer=happiness")
    assert answer.status_code == 404
    assert "The map lists all layers." in answer.content.decode()
    assert client.get("/en/map/?layer=returns-forced").status_code == 404  # nobody has a figure
    assert client.get("/en/map/layer.pdf").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["layer=population&state=atlantis", "layer=profiles&year=soon", "layer=groups&classes=many"],
)
def test_an_address_that_cannot_be_read_whole_says_so_and_shows_what_it_can(client, query):
    answer = client.get(f"/en/map/?{query}")
    assert answer.status_code == 400
    assert "The address could not be read whole." in answer.content.decode()
    assert answer.content.decode().count("data-name") > 40


def test_every_indicator_with_figures_is_in_the_choice():
    slugs = {slug for _heading, rows in names() for slug, _title in rows}
    assert slugs >= set(OF_THE_PROCESS)
    assert slugs - set(OF_THE_PROCESS) == set(with_totals().values_list("slug", flat=True))


def test_every_layer_in_the_choice_can_be_shown():
    """What is counted for women and men apart only is no layer."""
    assert "unemployment-modelled" in Indicator.objects.with_figures().values_list(
        "slug", flat=True
    )
    for _heading, rows in names():
        for slug, _title in rows:
            assert layer_of(Wanted(slug), TODAY), slug


@pytest.mark.charts
@pytest.mark.parametrize("layer", ["profiles", "population", "emigrant-stock&state=georgia"])
def test_the_layer_shown_is_taken_away(client, layer):
    svg = client.get(f"/en/map/layer.svg?layer={layer}").content.decode()
    assert svg.count("<path") > 50
    assert "do not imply endorsement" in svg
    assert client.get(f"/en/map/layer.png?layer={layer}").content.startswith(b"\x89PNG")
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(f"/en/map/layer.csv?layer={layer}").content.decode("utf-8-sig"))
        )
    )
    shapes_taken = json.loads(client.get(f"/en/map/layer.geojson?layer={layer}").content)
    assert [row["state"] for row in rows] == [one["id"] for one in shapes_taken["features"]]
    assert len(rows) == State.objects.participating(TODAY).count()
    kosovo = next(one for one in shapes_taken["features"] if one["id"] == "XKX")
    assert kosovo["properties"]["state_name"] == "Kosovo*"
    assert any("UNSCR 1244" in notice for notice in shapes_taken["notices"])


def test_every_look_has_a_colour_in_the_file_and_in_the_style_sheet(settings):
    styles = (settings.BASE_DIR / "registry/static/registry/css/site.css").read_text()
    used = {
        shape.look
        for slug in [*OF_THE_PROCESS, "population"]
        for shape in layer_of(Wanted(slug), TODAY).shapes
    }
    for name in used - {"gap"}:
        assert fill_of(name, "")
        assert re.search(rf"\.{name}\b", styles), name


def test_on_an_earlier_day_the_map_shows_what_was_published_then(client, georgia):
    from datetime import date

    edition = make.written_edition(georgia, 2031)
    make.publish(edition, on=TODAY)
    early = layer_of(Wanted(), date(2012, 1, 1))
    assert look(early, "GEO").look == "unconfirmed"  # the extended profile of 2010-2011
    text = client.get("/en/map/?as_of=2012-01-01").content.decode()
    assert "As of 1 January 2012." in text
    assert "figures" not in {shape.look for shape in early.shapes}  # nothing was compiled yet


# How disputed areas are drawn


def projected(longitude, latitude):
    """Lambert azimuthal equal-area, centre 52 N 33 E, as the shapes were made."""
    radius, scale, left, top = 6371007.2, 0.00013477088948787063, -3560000.0, 2400000.0
    lam, phi, lam0, phi0 = map(math.radians, (longitude, latitude, 33, 52))
    k = math.sqrt(
        2
        / (
            1
            + math.sin(phi0) * math.sin(phi)
            + math.cos(phi0) * math.cos(phi) * math.cos(lam - lam0)
        )
    )
    x = radius * k * math.cos(phi) * math.sin(lam - lam0)
    y = (
        radius
        * k
        * (math.cos(phi0) * math.sin(phi) - math.sin(phi0) * math.cos(phi) * math.cos(lam - lam0))
    )
    return (x - left) * scale, (top - y) * scale


def rings(path):
    """Polygons of a path of absolute M and relative l commands."""
    for part in path.split("M")[1:]:
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", part)]
        x, y = numbers[:2]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=False):
            x, y = x + dx, y + dy
            points.append((x, y))
        yield points


def is_inside(path, x, y):
    inside = False
    for points in rings(path):
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def drawn_in(longitude, latitude):
    x, y = projected(longitude, latitude)
    return {code for code, path in paths().items() if is_inside(path, x, y)}


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "code"),
    [
        ("Simferopol", 34.1, 45.0, "UA"),
        ("Donetsk", 37.8, 48.0, "UA"),
        ("Kyrenia", 33.25, 35.25, "CY"),
        ("Pristina", 21.16, 42.66, "XK"),
        ("Sukhumi", 41.1, 43.0, "GE"),
        ("Tskhinvali", 43.97, 42.2, "GE"),
        ("Tiraspol", 29.55, 46.85, "MD"),
        ("Stepanakert", 46.75, 39.82, "AZ"),
        ("Prague", 14.4, 50.1, "CZ"),
        ("Belgrade", 20.46, 44.8, "RS"),
        ("Kaliningrad", 20.5, 54.7, "RU"),
    ],
)
def test_how_disputed_areas_are_drawn(place, longitude, latitude, code):
    """Per UN General Assembly resolution 68/262, Security Council resolutions 541 and 550, and
    the source's own shapes."""
    assert drawn_in(longitude, latitude) == {code}, place


def test_shapes_outlines_and_states_go_together():
    codes = set(State.objects.ever_participating().values_list("iso_alpha2", flat=True))
    assert codes <= set(shapes()["states"])
    assert codes <= set(outlines())
    assert codes <= set(paths())
    for code, known in shapes()["states"].items():
        assert all(
            code in shapes()["states"][other]["neighbours"] for other in known["neighbours"]
        ), code
