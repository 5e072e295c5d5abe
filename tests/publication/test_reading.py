"""How a frozen edition is laid out for reading."""

import pytest

from registry.publication.reading import blocks_of, missing
from tests import make
from tests.conftest import TODAY
from tests.make import publish


def part(code, level, html="", figures=()):
    return {"code": code, "level": level, "html": html, "figures": list(figures), "gap": ""}


def figure(slug, gap="", note=""):
    return {"slug": slug, "gap": gap, "note": note}


def codes(blocks):
    return [
        block.part["code"] if block.part else [one["code"] for one in block.unwritten]
        for block in blocks
    ]


def test_parts_in_a_row_that_have_nothing_are_one_list_at_their_place():
    parts = [
        part("a", 2, "<p>Text.</p>"),
        part("b", 2),
        part("b1", 3),
        part("c", 2),
        part("d", 2, "<p>Text.</p>"),
        part("e", 2),
    ]
    assert codes(blocks_of(parts)) == ["a", ["b", "b1", "c"], "d", ["e"]]


def test_a_heading_stays_where_a_part_under_it_is_read():
    parts = [part("a", 2), part("a1", 3), part("a2", 3, figures=[figure("population")])]
    assert codes(blocks_of(parts)) == ["a", ["a1"], "a2"]


def test_a_part_with_gaps_alone_is_not_read_but_its_gaps_are_told():
    gaps = [figure("area-km2", "not held"), figure("gdp", "not held"), figure("hdi", "no", "Why.")]
    assert codes(blocks_of([part("a", 2, figures=gaps)])) == [["a"]]
    assert [(reason, [one["slug"] for one in rows]) for reason, rows in missing(gaps)] == [
        ("not held", ["area-km2", "gdp"]),
        ("no. Why.", ["hdi"]),
    ]


def test_nothing_is_no_block():
    assert blocks_of([]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_part_keeps_its_place_to_link_to(language, georgia, editor, client):
    edition = make.edition(georgia)
    make.section(edition, "background-size-borders", "<p>Text.</p>", "<p>Текст.</p>")
    make.section(edition, "challenges")
    publish(edition, by=editor, on=TODAY)
    page = client.get(edition.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
    parts = edition.content_in(language)["sections"]
    assert len(parts) == 2
    for row in parts:
        assert page.count(f'id="{row["code"]}"') == 1
        assert row["guidance"] not in page or not row["guidance"]
