"""A state's flows as a small map: what is drawn, and what it weighs."""

import re

import pytest

from registry.imap.shapes import paths, shapes
from registry.imap.small_map import ends_on_map, extent, land, outline_of, rings, simplified
from registry.states.models import State
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

HEAVIEST = 40_000  # bytes of a picture


def test_the_outline_has_every_state_and_weighs_a_tenth():
    assert land().count("Z") >= len(shapes()["states"])
    assert len(land()) < sum(map(len, paths().values())) / 6
    for state in State.objects.participating(TODAY):
        assert re.fullmatch(r"(M[-\d,L]+Z)+", outline_of(state)), state


def test_the_coarse_line_stays_near_the_true_one():
    ring = max(rings(paths()["GE"]), key=extent)
    coarse = simplified(ring)
    assert coarse[0] == ring[0]
    assert set(coarse) <= set(ring)
    assert 3 < len(coarse) < len(ring) / 2
    assert extent(coarse) == pytest.approx(extent(ring), abs=4)


def test_lines_go_to_the_largest_ends_that_the_map_shows(georgia):
    abroad = next(one for one in ends_on_map(georgia) if "emigrant" in one.ends.indicator.slug)
    known = [row for row in abroad.ends.top.rows if row["end"].state_id]
    assert [flow.words for flow in reversed(abroad.flows)] == [
        f"{row['name']}: {row['value']}" for row in known
    ]
    assert abroad.flows[-1].width == 14  # the widest lies on top


def test_the_page_shows_the_map_beside_its_table(client, georgia):
    text = client.get("/en/states/georgia/").content.decode()
    section = re.search(r'<section aria-labelledby="ends">.*?</section>', text, re.DOTALL)[0]
    cards = section.split('class="card small"')[1:]
    assert len(cards) == len(ends_on_map(georgia)) == 2
    assert section.count('id="land"') == 1
    for card in cards:
        drawn, table = card.split('<table class="bars">')
        assert len(land()) + len(drawn) < HEAVIEST
        named = re.search(r'aria-label="(.*?)"', drawn)[1]
        assert named.startswith("Map: ")
        assert "the table below has the largest" in named
        lines = dict(re.findall(r"<title>(.*?): ([\d,]+)</title>", drawn))
        rows = dict(
            re.findall(r'<th scope="row">(.*?)</th>.*?<td class="n">(.*?)</td>', table, re.DOTALL)
        )
        assert len(rows) == 5
        both = lines.keys() & rows.keys()
        assert len(both) >= 4
        assert {name: lines[name] for name in both} == {name: rows[name] for name in both}


def test_an_earlier_day_has_the_flows_of_then(client):
    text = client.get("/en/states/georgia/?as_of=2021-05-01").content.decode()
    links = re.findall(r'href="(/en/map/\?layer=[\w-]+&amp;state=georgia[^"]*)"', text)
    assert links
    assert all("as_of=2021-05-01" in link for link in links)
