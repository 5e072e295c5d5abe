"""What differs between two texts: word by word for readers, block by block for taking in
suggestions and merging.

A block is a paragraph, heading, list, quote or table: the top-level elements of clean HTML
(common/richtext.py), so that blocks can be exchanged without breaking the text around them.

The work is bounded (matching.py): where its steps are spent, what differs between equal ends counts
as replaced.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from registry.common.matching import Comparison

TOKEN = re.compile(r"<[^<>]*>|&#?\w+;|\w+|\s+|[^\w\s<&]|[<&]")
TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>")
ANY_TAG = re.compile(r"<[^<>]*>")
TEXT = re.compile(r"(^|>)(\s*)([^\s<>][^<>]*)")  # from one tag to the next, and what is before it
BLOCK_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table"}
HOLDERS = {"p", "h2", "h3", "h4", "li", "td", "th"}  # what may hold running text
MOST_MATES = (
    2_500  # blocks × blocks among which versions of a block are looked for; beyond, only in order
)
MOST_REGIONS = 200  # of a merge that somebody chooses from; beyond, the rest is one region
ALIKE = 0.35  # share of common words from which two blocks are versions of one


def blocks(html: str) -> list[str]:
    """The top-level elements, in order; text that stands outside of them is a block of its own."""
    found, depth, start, inside = [], 0, 0, ""
    for tag in TAG.finditer(html):
        closing, name = tag[1] == "/", tag[2]
        if depth == 0 and not closing and name in BLOCK_TAGS:
            found.append(html[start : tag.start()])
            start, depth, inside = tag.start(), 1, name
        elif depth and name == inside:
            depth += -1 if closing else 1
            if depth == 0:
                found.append(html[start : tag.end()])
                start = tag.end()
    found.append(html[start:])
    return [block.strip() for block in found if block.strip()]


def words(block: str) -> list[str]:
    return [
        token for token in TOKEN.findall(block) if not token.startswith("<") and not token.isspace()
    ]


def are_same(old: str, new: str) -> bool:
    """The same words between the same tags; what kind of space stands between them says nothing."""
    if not (old and new):
        return not (old + new).replace("&nbsp;", " ").strip()
    return old == new or without_space(old) == without_space(new)


def without_space(block: str) -> list[str]:
    return [token for token in TOKEN.findall(block.replace("&nbsp;", " ")) if not token.isspace()]


def pairs(old: str, new: str, comparison: Comparison) -> Iterator[tuple[str, str]]:
    """(old, new) of each block in reading order; "" where one side has none. Blocks that are
    alike are paired."""
    before, after = blocks(old), blocks(new)
    for kind, i1, i2, j1, j2 in comparison.matcher(before, after).get_opcodes():
        if kind == "equal":
            yield from zip(before[i1:i2], after[j1:j2], strict=True)
        else:
            yield from paired(before[i1:i2], after[j1:j2], comparison)


def first_alike(
    blocks: list[list[str]], places: range, wanted: list[str], comparison: Comparison
) -> int | None:
    """The first of the places whose block is like the words; None where none is."""
    for place in places:
        if are_alike(blocks[place], wanted, comparison):
            return place
    return None


def paired(
    before: list[str], after: list[str], comparison: Comparison
) -> Iterator[tuple[str, str]]:
    if not before or not after or not comparison.may_read(before + after):
        yield from (("", block) for block in after)
        yield from ((gone, "") for gone in before)
        return
    is_small = len(before) * len(after) <= MOST_MATES
    old_words = [words(block) for block in before]
    start = 0
    for block in after:
        new_words = words(block)
        end = len(before) if is_small else min(start + 1, len(before))
        mate = first_alike(old_words, range(start, end), new_words, comparison)
        if mate is None:
            yield "", block
            continue
        yield from ((gone, "") for gone in before[start:mate])
        yield before[mate], block
        start = mate + 1
    yield from ((gone, "") for gone in before[start:])


def matches(old: list[str], new: list[str], comparison: Comparison) -> dict[int, int]:
    """Where each block that both have is in the old text and in the new."""
    found: dict = {}
    for run in comparison.matcher(old, new).get_matching_blocks():
        found |= {run.a + step: run.b + step for step in range(run.size)}
    return found


def are_alike(mine: list[str], theirs: list[str], comparison: Comparison) -> bool:
    """Whether two blocks, as their words, are versions of one: by their order, else by how often
    each comes."""
    if not mine or not theirs or not comparison.may_take(len(mine) + len(theirs)):
        return False
    matcher = comparison.matcher(mine, theirs)
    return (
        matcher.real_quick_ratio() >= ALIKE
        and matcher.quick_ratio() >= ALIKE
        and (matcher.ratio() >= ALIKE or matcher.is_coarse)
    )


class Marked(str):
    """The HTML of a comparison. `is_coarse` as of the comparison: pages say so to their readers."""

    is_coarse = False


def marked(old: str, new: str) -> Marked:
    """The new text as HTML, with <ins> around what came and <del> around what went. "" where
    nothing differs."""
    comparison = Comparison()
    parts = [
        (before, after, are_same(before, after)) for before, after in pairs(old, new, comparison)
    ]
    if all(is_same for _one, _other, is_same in parts):
        return Marked()
    html = Marked(
        "".join(
            after if is_same else marked_block(before, after, comparison)
            for before, after, is_same in parts
        )
    )
    html.is_coarse = comparison.is_coarse
    return html


def marked_block(old: str, new: str, comparison: Comparison) -> str:
    if not new:
        return f"<p><del>{' '.join(ANY_TAG.sub(' ', old).split())}</del></p>"
    if not old:
        return TEXT.sub(r"\1\2<ins>\3</ins>", new)
    went, came = TOKEN.findall(old), TOKEN.findall(new)
    shown = [token for token in went if is_break(token) or not token.startswith("<")]
    texts = [" " if is_break(token) else token for token in shown]
    marker = Marker()
    own = [token for token in came if not token.startswith("<")]
    places = iter(range(len(own)))
    fate = dict.fromkeys(range(len(own)), False)
    gone_before: dict[int, list[str]] = {}
    for kind, i1, i2, j1, j2 in comparison.matcher(spaced(texts), spaced(own)).get_opcodes():
        if kind != "equal":
            gone_before.setdefault(j1, []).extend(texts[i1:i2])
            fate |= dict.fromkeys(range(j1, j2), True)
    number = 0
    for token in came:
        if token.startswith("<"):
            marker.tag(token)
            continue
        number = next(places)
        marker.gone(gone_before.pop(number, []))
        marker.text(token, is_new=fate[number])
    for left in gone_before.values():
        marker.gone(left)
    return marker.close()


def is_break(token: str) -> bool:
    """A tag that keeps words apart: the end of a cell, an item or a line."""
    tag = TAG.match(token)
    return tag is not None and (tag[2] == "br" or (tag[1] == "/" and tag[2] in HOLDERS))


def spaced(tokens: list[str]) -> list[str]:
    """Every kind of space is a space."""
    return [" " if piece.isspace() or piece == "&nbsp;" else piece for piece in tokens]


class Marker:
    """Writes the new text's tags as they are and marks only words, so that the result is as well
    formed as the new text."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.open = ""  # "ins" while one stands open
        self.waiting: list[str] = []  # words that went, until a place may hold them

    def gone(self, tokens: list[str]) -> None:
        self.waiting += tokens

    def flush(self) -> None:
        if "".join(self.waiting).strip():
            self.end()
            self.parts.append(f"<del>{''.join(self.waiting)}</del>")
        self.waiting = []

    def tag(self, token: str) -> None:
        self.end()
        closing = TAG.match(token)
        if self.waiting and closing and closing[1] and closing[2] in HOLDERS:
            self.flush()
        self.parts.append(token)

    def text(self, token: str, *, is_new: bool) -> None:
        if not token.isspace() or self.open:
            self.flush()
        if is_new and not self.open and not token.isspace():
            self.parts.append("<ins>")
            self.open = "ins"
        elif not is_new:
            self.end()
        self.parts.append(token)

    def end(self) -> None:
        if self.open:
            self.parts.append("</ins>")
            self.open = ""

    def close(self) -> str:
        self.end()
        text = "".join(self.parts)
        if "".join(self.waiting).strip():
            text += f"<p><del>{''.join(self.waiting)}</del></p>"
        return text


def count_changes(old: str, new: str) -> int:
    """How many passages differ; 0 where the two say the same."""
    comparison = Comparison()
    count = 0
    for before, after in pairs(old, new, comparison):
        if are_same(before, after):
            continue
        if not (before and after):
            count += 1
            continue
        opcodes = comparison.matcher(words(before), words(after)).get_opcodes()
        count += sum(kind != "equal" for kind, *_rest in opcodes) or 1
    return count


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that a suggestion changes: the block `old` becomes `new`; either may be "".

    For a block that is new the place is found by the one before it: `follows` in the new text, else
    `after` in the old one.
    """

    old: str
    new: str
    follows: str = ""
    after: str = ""


def changes(old: str, new: str) -> list[Change]:
    """Block by block, each to be taken in by itself."""
    found: list[Change] = []
    last_old, last_new = "", ""
    for old_block, new_block in pairs(old, new, Comparison()):
        if not are_same(old_block, new_block):
            found.append(Change(old_block, new_block, follows=last_new, after=last_old))
        last_old, last_new = old_block or last_old, new_block or last_new
    return found


def apply(text: str, change: Change) -> str | None:
    """The text with one change made; None where the passage is no longer as the change found it.

    A new block whose neighbours are both gone comes last: nothing of it is lost.
    """
    found = blocks(text)
    if change.old:
        if change.old not in found:
            return None
        place = found.index(change.old)
        found[place : place + 1] = [change.new] if change.new else []
        return "".join(found)
    neighbour = next(
        (block for block in (change.follows, change.after) if block and block in found), None
    )
    last = len(found) if change.follows or change.after else 0
    found.insert(found.index(neighbour) + 1 if neighbour else last, change.new)
    return "".join(found)


Kind = Literal["same", "theirs", "mine", "conflict"]


@dataclass(frozen=True, slots=True)
class MergeRegion:
    """A stretch of three texts. `kind`: who changed it; "conflict": both did, differently."""

    kind: Kind
    base: str
    theirs: str
    mine: str


def three_way(base: str, theirs: str, mine: str) -> list[MergeRegion]:
    """The regions of a merge in reading order. Each text is the sum of its regions.

    The library merge3 finds the same regions. It is not used because its licence (GPL 2 or later)
    is not that of the registry, and it would save twenty lines: the comparison whose work is
    bounded, the limit of regions and the blocks are ours in any case.
    """
    root = blocks(base)
    left, right = as_before(root, blocks(theirs)), as_before(root, blocks(mine))
    comparison = Comparison()
    to_left, to_right = matches(root, left, comparison), matches(root, right, comparison)
    found: list[MergeRegion] = []
    at = [0, 0, 0]
    anchors = [place for place in range(len(root)) if place in to_left and place in to_right]
    for anchor in [*anchors, None]:
        ends = (
            (anchor, to_left[anchor], to_right[anchor])
            if anchor is not None
            else (len(root), len(left), len(right))
        )
        stretch = zip((root, left, right), at, ends, strict=True)
        add_stretch(found, *(tokens[i:j] for tokens, i, j in stretch))
        if anchor is not None:
            add(found, root[anchor], root[anchor], root[anchor])
            at = [end + 1 for end in ends]
    return few_enough(found)


def add_stretch(
    found: list[MergeRegion], base: list[str], theirs: list[str], mine: list[str]
) -> None:
    """Block by block where each side has as many: one paragraph changed here and the next one
    there is no conflict."""
    if len(base) == len(theirs) == len(mine):
        for blocks_of_place in zip(base, theirs, mine, strict=True):
            add(found, *blocks_of_place)
    else:
        add(found, "".join(base), "".join(theirs), "".join(mine))


def as_before(before: list[str], after: list[str]) -> list[str]:
    """Blocks whose words are the same stay as they were: an editor that only opens a text writes
    its spaces anew."""
    known = {tuple(without_space(block)): block for block in before}
    return [known.get(tuple(without_space(block)), block) for block in after]


def few_enough(regions: list[MergeRegion]) -> list[MergeRegion]:
    differing = [number for number, region in enumerate(regions) if region.kind != "same"]
    if len(differing) <= MOST_REGIONS:
        return regions
    kept = regions[: differing[MOST_REGIONS - 1]]
    rest = regions[len(kept) :]
    add(
        kept,
        base="".join(region.base for region in rest),
        theirs="".join(region.theirs for region in rest),
        mine="".join(region.mine for region in rest),
    )
    return kept


def add(found: list[MergeRegion], base: str, theirs: str, mine: str) -> None:
    if not (base or theirs or mine):
        return
    if theirs == mine:
        kind: Kind = "same"
    elif base == mine:
        kind = "theirs"
    elif base == theirs:
        kind = "mine"
    else:
        kind = "conflict"
    found.append(MergeRegion(kind, base, theirs, mine))
