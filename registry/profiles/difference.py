"""What differs between two texts: word by word for readers, block by block for taking in suggestions and merging.

A block is a paragraph, heading, list or table: the top-level elements of clean HTML (common/richtext.py), so that blocks can be
exchanged without breaking the text around them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOKEN = re.compile(r"<[^>]*>|&#?\w+;|\w+|\s+|[^\w\s<&]|[<&]")
TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
BLOCK_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "table"}
HOLDERS = {"p", "h2", "h3", "h4", "li", "td", "th"}  # what may hold running text
MOST_PAIRS = 4_000_000  # tokens × tokens that are compared word by word; beyond, a block counts as replaced
MOST_MATES = 2_500  # blocks × blocks among which versions of one are looked for; beyond, only in order
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
    return [block for block in (one.strip() for one in found) if block]


def words(block: str) -> list[str]:
    return [token for token in TOKEN.findall(block) if not token.startswith("<") and not token.isspace()]


def are_same(old: str, new: str) -> bool:
    """The same words between the same tags; what kind of space stands between them says nothing."""
    return old == new or plain(old) == plain(new)


def plain(block: str) -> list[str]:
    return [token for token in TOKEN.findall(block.replace("&nbsp;", " ")) if not token.isspace()]


def pairs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """(old, new) of each block in reading order; "" where one side has none. Blocks that are alike are paired."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
            continue
        before, after = old[i1:i2], new[j1:j2]
        is_small = len(before) * len(after) <= MOST_MATES
        for block in after:
            candidates = enumerate(before if is_small else before[:1])
            mate = next((place for place, one in candidates if are_alike(one, block)), None)
            if mate is None:
                yield "", block
                continue
            yield from ((gone, "") for gone in before[:mate])
            yield before[mate], block
            before = before[mate + 1 :]
        yield from ((gone, "") for gone in before)


def are_alike(old: str, new: str) -> bool:
    mine, theirs = words(old), words(new)
    if not mine or not theirs or len(mine) * len(theirs) > MOST_PAIRS:
        return False
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def marked(old: str, new: str) -> str:
    """The new text as HTML, with <ins> around what came and <del> around what went. "" where nothing differs."""
    parts = list(pairs(blocks(old), blocks(new)))
    if all(are_same(one, other) for one, other in parts):
        return ""
    return "".join(other if are_same(one, other) else marked_block(one, other) for one, other in parts)


def marked_block(old: str, new: str) -> str:
    if not new:
        return f"<p><del>{' '.join(words_of_text(old))}</del></p>"
    went, came = TOKEN.findall(old), TOKEN.findall(new)
    texts = [" " if is_break(token) else token for token in went if is_break(token) or not token.startswith("<")]
    if len(texts) * len(came) > MOST_PAIRS:
        return f"<p><del>{''.join(texts)}</del></p>" + Marker().all_new(came).close()
    marker = Marker()
    own = [token for token in came if not token.startswith("<")]
    places = iter(range(len(own)))
    fate = dict.fromkeys(range(len(own)), False)
    gone_before: dict[int, list[str]] = {}
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, spaced(texts), spaced(own), autojunk=False).get_opcodes():
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
    return bool(tag) and (tag[2] == "br" or (tag[1] == "/" and tag[2] in HOLDERS))


def spaced(tokens: list[str]) -> list[str]:
    """Every kind of space is a space."""
    return [" " if piece.isspace() or piece == "&nbsp;" else piece for piece in tokens]


def words_of_text(block: str) -> list[str]:
    return "".join(token if not token.startswith("<") else " " for token in TOKEN.findall(block)).split()


class Marker:
    """Writes the new text's tags as they are and marks only words, so that the result is as well formed as the new text."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.open = ""  # "ins" while one stands open
        self.waiting: list[str] = []  # words that went, until a place may hold them

    def all_new(self, tokens: list[str]) -> "Marker":
        for token in tokens:
            self.tag(token) if token.startswith("<") else self.text(token, is_new=True)
        return self

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
    count = 0
    for one, other in pairs(blocks(old), blocks(new)):
        if are_same(one, other):
            continue
        mine, theirs = words(one), words(other)
        if len(mine) * len(theirs) > MOST_PAIRS:
            count += 1
            continue
        opcodes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
        count += sum(kind != "equal" for kind, *_rest in opcodes) or 1
    return count


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that a suggestion changes: the block `old` becomes `new`; either may be "".

    For a block that is new the place is found by the one before it: `follows` in the new text, else `after` in the old one.
    """

    old: str
    new: str
    follows: str = ""
    after: str = ""


def changes(old: str, new: str) -> list[Change]:
    """Block by block, each to be taken in by itself."""
    found, before, new_before = [], "", ""
    for one, other in pairs(blocks(old), blocks(new)):
        if not are_same(one, other):
            found.append(Change(one, other, new_before, before))
        before, new_before = one or before, other or new_before
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
    neighbour = next((one for one in (change.follows, change.after) if one and one in found), None)
    last = len(found) if change.follows or change.after else 0
    found.insert(found.index(neighbour) + 1 if neighbour else last, change.new)
    return "".join(found)


Kind = Literal["same", "theirs", "mine", "conflict"]


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of three texts. `kind`: who changed it; "conflict": both did, differently."""

    kind: Kind
    base: str
    theirs: str
    mine: str


def three_way(base: str, theirs: str, mine: str) -> list[Region]:
    """The regions of a merge in reading order. Each text is the sum of its regions."""
    root, left, right = blocks(base), blocks(theirs), blocks(mine)
    to_left, to_right = matches(root, left), matches(root, right)
    found: list[Region] = []
    at = [0, 0, 0]
    anchors = [place for place in range(len(root)) if place in to_left and place in to_right]
    for anchor in [*anchors, None]:
        ends = (anchor, to_left[anchor], to_right[anchor]) if anchor is not None else (len(root), len(left), len(right))
        add(found, *("".join(one[i:j]) for one, i, j in zip((root, left, right), at, ends, strict=True)))
        if anchor is not None:
            add(found, root[anchor], root[anchor], root[anchor])
            at = [end + 1 for end in ends]
    return found


def matches(old: list[str], new: list[str]) -> dict[int, int]:
    found = {}
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        found |= {block.a + step: block.b + step for step in range(block.size)}
    return found


def add(found: list[Region], base: str, theirs: str, mine: str) -> None:
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
    found.append(Region(kind, base, theirs, mine))
