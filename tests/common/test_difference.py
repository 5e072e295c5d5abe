"""Word by word, and always well formed."""

import random
import re
import time
from xml.etree import ElementTree

import pytest

from registry.common.difference import apply, blocks, changes, count_changes, marked, three_way
from registry.publication.changes import compare

WORDS = [
    "state",
    "migration",
    "law",
    "2024",
    "3,700",
    "&amp;",
    "asylum",
    "return",
    "border",
    "figure",
]


def text(chance: random.Random) -> str:
    made = []
    for _number in range(chance.randint(0, 6)):
        words = " ".join(chance.choice(WORDS) for _word in range(chance.randint(1, 8)))
        made.append(
            chance.choice(
                [
                    f"<p>{words}</p>",
                    f"<h3>{words}</h3>",
                    f"<ul><li>{words}</li><li><strong>{words}</strong> x</li></ul>",
                    (
                        f"<p>{words} <a"
                        f' href="https://example.org/a?b=1&amp;c=2">{words}</a><br>{words}</p>'
                    ),
                    f"<table><tbody><tr><td>{words}</td><td><p>{words}</p></td></tr></tbody></table>",
                ]
            )
        )
    return "".join(made)


def words_of(html: str, without: str) -> list[str]:
    html = re.sub(rf"<{without}>.*?</{without}>", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", html).split()


def test_words_that_came_and_went_are_marked():
    assert (
        marked("<p>In 2024, 79 people.</p>", "<p>In 2025, 81 people lived.</p>")
        == "<p>In <del>2024</del><ins>2025</ins>, <del>79</del><ins>81</ins> people"
        " <ins>lived</ins>.</p>"
    )


def test_a_new_block_and_one_that_went():
    assert (
        marked("<p>Old words only here.</p>", "<h3>Something else</h3>")
        == "<h3><ins>Something else</ins></h3><p><del>Old words only here.</del></p>"
    )


def test_spaces_of_another_kind_are_no_change():
    assert marked("<p>30 million</p>", "<p>30\xa0million</p>") == ""
    assert changes("<p>30 million</p>", "<p>30\xa0million</p>") == []
    assert count_changes("<p>30 million</p>", "<p>30\xa0million</p>") == 0


@pytest.mark.parametrize("seed", range(150))
def test_what_is_marked_is_well_formed_and_holds_both_texts(seed):
    chance = random.Random(seed)
    old, new = text(chance), text(chance)
    html = marked(old, new) or new
    ElementTree.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>")
    assert words_of(html, without="del") == words_of(new, without="none")
    assert set(words_of(html, without="ins")) <= set(words_of(old + new, without="none"))


@pytest.mark.parametrize("seed", range(150))
def test_changes_taken_in_one_by_one_lead_from_one_text_to_the_other(seed):
    chance = random.Random(seed)
    old, new = text(chance), text(chance)
    if len(set(blocks(old))) < len(blocks(old)):
        return  # a passage that stands twice is not told apart
    now = old
    for change in changes(old, new):
        taken = apply(now, change)
        now = now if taken is None else taken
    assert blocks(now) == blocks(new)


@pytest.mark.parametrize("seed", range(60))
def test_changes_taken_in_any_order_lose_no_block(seed):
    chance = random.Random(seed)
    old, new = text(chance), text(chance)
    if len(set(blocks(old))) < len(blocks(old)):
        return
    now, todo = old, changes(old, new)
    chance.shuffle(todo)
    for change in todo:
        now = apply(now, change)
    assert sorted(blocks(now)) == sorted(blocks(new))


@pytest.mark.parametrize("seed", range(150))
def test_each_of_three_texts_is_the_sum_of_its_regions(seed):
    chance = random.Random(seed)
    base, theirs, mine = text(chance), text(chance), text(chance)
    regions = three_way(base, theirs, mine)
    assert "".join(region.base for region in regions) == base
    assert "".join(region.theirs for region in regions) == theirs
    assert "".join(region.mine for region in regions) == mine


def test_a_passage_that_has_changed_is_not_overwritten():
    (change,) = changes("<p>one two three</p>", "<p>one two four</p>")
    assert apply("<p>one two three</p><p>x</p>", change) == "<p>one two four</p><p>x</p>"
    assert apply("<p>one two five</p>", change) is None


def test_long_texts_take_seconds_and_not_minutes():
    chance = random.Random(1)
    long_one = "".join(
        f"<p>{' '.join(chance.choice(WORDS) for _w in range(12))} {n}</p>" for n in range(2000)
    )
    other = "".join(
        f"<p>{' '.join(chance.choice(WORDS) for _w in range(12))} {n}</p>" for n in range(2000)
    )
    single, single2 = f"<p>{'a b c ' * 30_000}</p>", f"<p>{'a d c ' * 30_000}</p>"
    began = time.process_time()
    marked(long_one, other)
    marked(single, single2)
    count_changes(single, single2)
    assert time.process_time() - began < 30


def section(code, html="", latest=None, gap=""):
    figures = [{"slug": "population", "title": "Population", "latest": latest, "gap": gap}]
    return {"code": code, "number": "1", "heading": code, "html": html, "figures": figures}


def test_two_editions_are_compared_by_part_and_figure():
    old = {
        "sections": [
            section("a", "<p>x</p>", [2023, "12 300"]),
            section("b", "<p>y</p>", [2023, "5"]),
            section("old"),
        ]
    }
    new = {
        "sections": [
            section("a", "<p>x</p>", [2024, "13 100"]),
            section("b", "<p>y</p>", [2023, "5"]),
            section("c"),
        ]
    }
    found = {row["code"]: row for row in compare(old, new)}
    assert {code: row["state"] for code, row in found.items()} == {
        "a": "changed",
        "b": "same",
        "c": "new",
        "old": "gone",
    }
    assert found["a"]["figures"] == [
        {"title": "Population", "old": "12 300 (2023)", "new": "13 100 (2024)"}
    ]
