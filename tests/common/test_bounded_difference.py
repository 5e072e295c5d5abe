"""However alike two texts are, comparing them takes bounded work, loses nothing, and says where
it is coarse."""

import random
import re

import pytest

from registry.common import matching
from registry.common.budget import Budget
from registry.common.difference import (
    MOST_REGIONS,
    blocks,
    changes,
    count_changes,
    marked,
    three_way,
)
from registry.common.errors import RuleError
from registry.common.scope import scope
from registry.drafting import review
from registry.drafting.exchange import Suggestion
from tests import make
from tests.bounded import assert_bounded

pytestmark = pytest.mark.once

LENGTH = 74_000


def random_text(words: str, seed: int, in_block: int) -> str:
    chance = random.Random(seed)
    found, size = [], 0
    while size < LENGTH:
        words_of_block = chance.choices(words.split(), k=in_block)
        found.append(f"<p>{' '.join(words_of_block)}</p>")
        size += len(found[-1])
    return "".join(found)


def twice(piece: str, other: str, before: str = "<p>", after: str = "</p>") -> tuple[str, str]:
    return tuple(before + one * (LENGTH // len(one)) + after for one in (piece, other))


PAIRS = {
    "two words": lambda: (random_text("a b", 1, 37_000), random_text("a b", 2, 37_000)),
    "two Russian words": lambda: (random_text("и в", 1, 37_000), random_text("и в", 2, 37_000)),
    "few words": lambda: (random_text("a b c d", 1, 5_000), random_text("a b c d", 2, 5_000)),
    "one word": lambda: twice("a ", "a a b "),
    "one word, and one more": lambda: (f"<p>{'a ' * 37_000}</p>", f"<p>{'a ' * 36_000}b</p>"),
    "two words in turn": lambda: twice("a b ", "b a "),
    "marks": lambda: twice(".,", ",."),
    "equal blocks": lambda: twice("<p>a b</p>", "<p>a b</p>", "", ""),
    "equal blocks, one before": lambda: (
        "<p>x</p>" + "<p>a b</p>" * 7_000,
        "<p>a b</p>" * 7_000 + "<p>y</p>",
    ),
    "tiny blocks in turn": lambda: twice("<p>a</p><p>b</p>", "<p>b</p><p>a</p>", "", ""),
    "tiny blocks": lambda: (random_text("a b", 1, 1), random_text("a b", 2, 1)),
    "small blocks": lambda: (random_text("a b c", 1, 8), random_text("в и c", 2, 8)),
    "blocks that differ in one word": lambda: tuple(
        "".join(f"<p>the same words {number + step}</p>" for number in range(3_000))
        for step in (0, 1)
    ),
    "a large table": lambda: twice(
        "<tr><td>1</td><td>2</td></tr>",
        "<tr><td>2</td><td>1</td></tr>",
        "<table><tbody>",
        "</tbody></table>",
    ),
    "a list in lists": lambda: twice("a ", "b a ", "<ul><li>" * 25, "</li></ul>" * 25),
    "less than": lambda: twice("<", "<<x", "", ""),
    "tags without end": lambda: twice("<a", "<a <p", "", ""),
    "ampersands": lambda: twice("&a", "&amp;a"),
    "one long word": lambda: twice("a", "aab"),
}


@pytest.fixture
def steps(monkeypatch):
    """Of every comparison made: a list of what was paid."""
    paid: list[int] = []
    spend = Budget.spend

    def counted(self, steps=1):
        spend(self, steps)
        if self.within is None:
            paid.append(steps)

    monkeypatch.setattr(Budget, "spend", counted)
    return paid


def words(html: str, without: str) -> list[str]:
    html = re.sub(rf"<{without}>[^<]*</{without}>", " ", html)
    return re.sub(r"<[^<>]+>", " ", html).split()


@pytest.mark.parametrize("pair", PAIRS)
def test_two_texts_are_marked_in_bounded_work_and_nothing_is_lost(pair, steps):
    old, new = PAIRS[pair]()
    found = []
    assert_bounded(lambda: found.append(marked(old, new) or new))
    assert sum(steps) <= matching.MOST_STEPS
    if "<p>" in old:
        (html,) = found
        assert "".join(words(html, without="del")) == "".join(words(new, without="none"))
        assert len("".join(words(html, without="ins"))) >= len("".join(words(old, "none")))


@pytest.mark.parametrize("pair", PAIRS)
def test_counting_single_changes_and_merging_are_bounded_too(pair, steps):
    old, new = PAIRS[pair]()
    mine = new[: len(new) // 2] + old[len(old) // 2 :]
    for work in (
        lambda: count_changes(old, new),
        lambda: changes(old, new),
        lambda: three_way(old, new, mine),
    ):
        steps.clear()
        assert_bounded(work)
        assert sum(steps) <= matching.MOST_STEPS


@pytest.mark.parametrize("pair", PAIRS)
def test_what_is_merged_is_whole_and_no_more_than_somebody_can_choose_from(pair):
    base, theirs = PAIRS[pair]()
    mine = base[: len(base) // 2] + theirs[len(theirs) // 2 :]
    regions = three_way(base, theirs, mine)
    assert sum(region.kind != "same" for region in regions) <= MOST_REGIONS
    for name, text in (("base", base), ("theirs", theirs), ("mine", mine)):
        assert "".join(getattr(region, name) for region in regions) == "".join(blocks(text))


def test_a_request_has_one_budget_for_all_its_comparisons(steps):
    old, new = random_text("a b c d", 1, 400), random_text("a b c d", 2, 400)
    with scope():
        coarse = [marked(old, new).is_coarse for _part in range(8)]
    assert sum(steps) <= matching.MOST_STEPS_OF_REQUEST
    assert all(coarse)
    assert not marked("<p>One two.</p>", "<p>One three.</p>").is_coarse


def test_a_coarse_comparison_keeps_what_is_equal_at_both_ends():
    old, new = random_text("a b", 1, 37_000), random_text("a b", 2, 37_000)
    html = marked(old.replace("<p>", "<p>First "), new.replace("<p>", "<p>First "))
    assert html.is_coarse
    assert html.startswith("<p>First ")
    assert html.count("<del>") < 5


def test_one_word_in_a_long_text_is_found_however_long_it_is():
    chance = random.Random(3)
    vocabulary = [f"word{number}" for number in range(3_000)]
    found = [chance.choice(vocabulary) for _word in range(20_000)]
    old = f"<p>{' '.join(found)}</p>"
    found[7_000], found[13_000] = "first", "second"
    html = marked(old, f"<p>{' '.join(found)}</p>")
    assert (html.count("<ins>"), html.count("<del>"), html.is_coarse) == (2, 2, False)
    assert count_changes(old, f"<p>{' '.join(found)}</p>") == 2


@pytest.mark.django_db
def test_a_suggestion_of_very_many_changes_is_refused_with_a_sentence(georgia, editor):
    section = make.written_edition(georgia).sections.first()
    text = "".join(f"<p>Passage {number}</p>" for number in range(review.MOST_CHANGES + 5))
    with pytest.raises(RuleError, match="text in English differs in 50. passages; 500 are taken"):
        review.suggest(section, "en", section.text_en, text, by=editor)
    assert not Suggestion.objects.exists()


def test_the_largest_texts_that_a_part_holds_are_compared_in_bounded_work(monkeypatch):
    monkeypatch.setitem(globals(), "LENGTH", 195_000)
    for vocabulary, in_block in (("a b c", 60_000), ("и в", 1), ("закон о миграции", 400)):
        old, new = (random_text(vocabulary, seed, in_block) for seed in (1, 2))
        assert_bounded(lambda old=old, new=new: marked(old, new))
