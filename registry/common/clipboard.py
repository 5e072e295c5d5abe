"""What word processors and browsers put on the clipboard, told in the few elements of a text.

Bold that is said by a style, headings that are paragraphs with a level, marks of lists in an
element of their own. What is not the author's text is left out and reported: remarks of
reviewers, tracked deletions, hidden text, pictures.

It works on the stream of pieces (markup.py) and so in linear time. An element that is begun and
never ended is left out nowhere: its text might be the rest of the page.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.budget import Budget
from registry.common.markup import MARK, Tag, resolved

READ = frozenset(
    {
        "style",
        "class",
        "hidden",
        "role",
        "aria-level",
        "data-aria-level",
        "href",
        "start",
        "type",
        "colspan",
        "rowspan",
        "width",
        "height",
    }
)  # attributes that are looked at, of every element
KEPT = {"href", "start", "type", "colspan", "rowspan"}
LEVEL, TYPE = "list level", "list type"  # no attribute that somebody writes has a space in it
PICTURES, EMBEDDED = {"img", "svg", "canvas"}, {"iframe", "object", "embed", "video", "audio"}
PARTS_OF_PAGES = {"nav", "button", "select", "textarea"}
NEVER_IN_ITSELF = {"p", "li", "tr", "td", "th"}  # ended where the next one begins
WITHOUT_END = {"img", "br", "hr", "input", "col", "embed", "wbr", "meta", "link"}
DELETIONS = {"msodel", "trackchangetextdeletion"}
LIST_TYPES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
HEADING_CLASS = re.compile(r"mso(?:heading|title|subtitle)(\d?)")
LIST_LEVEL = re.compile(r"\blevel(\d)\b")
SHOWN = 60  # characters of what was left out, to recognise it by


class Kind(StrEnum):
    REMARK = "remark"
    REMARK_SIGN = "remark sign"
    DELETION = "deletion"
    HIDDEN = "hidden"
    PICTURE = "picture"
    EMBEDDED = "embedded"
    FORMULA = "formula"
    PAGE = "page"
    LIST_MARK = "list mark"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`sample`: how the first of them begins; "" where it has no words."""

    kind: Kind
    count: int
    sample: str = ""

    def __str__(self) -> str:
        words = sentence(self.kind, self.count)
        if not self.sample:
            return words
        return _("%(what)s: “%(sample)s”") % {"what": words, "sample": self.sample}


def sentence(kind: Kind, count: int) -> str:
    """Each form is said in full: Russian declines by number."""
    words = {
        Kind.REMARK: ngettext("%(count)s comment", "%(count)s comments", count),
        Kind.DELETION: ngettext(
            "%(count)s passage that was deleted with changes tracked",
            "%(count)s passages that were deleted with changes tracked",
            count,
        ),
        Kind.HIDDEN: ngettext(
            "%(count)s passage of hidden text", "%(count)s passages of hidden text", count
        ),
        Kind.PICTURE: ngettext("%(count)s picture", "%(count)s pictures", count),
        Kind.EMBEDDED: ngettext("%(count)s embedded object", "%(count)s embedded objects", count),
        Kind.FORMULA: ngettext("%(count)s formula", "%(count)s formulas", count),
        Kind.PAGE: ngettext(
            "%(count)s menu or button of a web page",
            "%(count)s menus or buttons of a web page",
            count,
        ),
        Kind.UNSEEN: ngettext(
            "%(count)s invisible character", "%(count)s invisible characters", count
        ),
    }
    return words[kind] % {"count": count}


def declarations(tag: Tag) -> dict[str, str]:
    """The style of an element: property and value, in small letters."""
    found = {}
    for part in resolved(tag.attributes.get("style", "")).split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip().lower()
    return found


def classes(tag: Tag) -> set[str]:
    return set(tag.attributes.get("class", "").lower().split())


def is_heavy(weight: str) -> bool:
    return weight in ("bold", "bolder") or (weight.isdecimal() and int(weight[:5]) >= 600)


def weight_and_slant(tag: Tag, style: dict[str, str]) -> list[str]:
    """The elements that say what the style of a span, or of bold and italic, says."""
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    is_strong = tag.name in ("b", "strong") if not weight else is_heavy(weight)
    is_slanted = tag.name in ("i", "em") if not slant else slant in ("italic", "oblique")
    names = ["strong"] * is_strong + ["em"] * is_slanted
    place = {"super": "sup", "sub": "sub"}.get(style.get("vertical-align", ""))
    return [*names, place] if place else names


def heading_of(tag: Tag, style: dict[str, str]) -> str:
    """h1 to h6 where a paragraph is a heading by its style or its role; "" for any other."""
    level = style.get("mso-outline-level", "")
    if tag.attributes.get("role", "").lower() == "heading":
        level = tag.attributes.get("aria-level", "2")
    for name in classes(tag):
        found = HEADING_CLASS.fullmatch(name)
        if found:
            level = found[1] or ("2" if "sub" in name else "1")
    return f"h{level}" if level in ("1", "2", "3", "4", "5", "6") else ""


def kind_of(tag: Tag, style: dict[str, str]) -> Kind | None:
    """As what an element is left out with its text; None for what stays."""
    if tag.name in WITHOUT_END or tag.is_closed:
        return None
    named, element = classes(tag), style.get("mso-element", "")
    if style.get("mso-list") == "ignore":
        return Kind.LIST_MARK
    if element == "comment" or "msocomtxt" in named:
        return Kind.REMARK
    if "msocomanchor" in named or style.get("mso-special-character") == "comment":
        return Kind.REMARK_SIGN
    if tag.name == "del" or named & DELETIONS:
        return Kind.DELETION
    is_hidden = style.get("display") == "none" or style.get("mso-hide") == "all"
    if is_hidden or "hidden" in tag.attributes or style.get("visibility") == "hidden":
        return Kind.HIDDEN
    return Kind.PAGE if tag.name in PARTS_OF_PAGES else None


def seen_as(tag: Tag) -> Kind | None:
    """What is left out because its element is not wanted. A picture of one pixel counts who
    reads, and is no loss."""
    if tag.name in PICTURES:
        is_dot = {tag.attributes.get("width"), tag.attributes.get("height")} & {"0", "1"}
        return None if is_dot else Kind.PICTURE
    if tag.name in EMBEDDED:
        return Kind.EMBEDDED
    return Kind.FORMULA if tag.name == "math" else None


@dataclass
class Clipboard:
    """Reads one text. `left_out` says afterwards what was."""

    source: Iterator[str | Tag]
    budget: Budget
    counts: Counter[Kind] = field(default_factory=Counter)
    samples: dict[Kind, str] = field(default_factory=dict)
    open: dict[str, list[list[str]]] = field(default_factory=dict)
    heading: tuple[str, str] | None = None  # the paragraph that is one, and what it is then
    next_one: Tag | None = None  # read already, and to be looked at once more

    def pieces(self) -> Iterator[str | Tag]:
        while (piece := self.take()) is not None:
            if isinstance(piece, str):
                yield piece
                continue
            style = {} if piece.is_end else declarations(piece)
            kind = None if piece.is_end else kind_of(piece, style)
            if kind:
                yield from self.leave_out(piece, kind)
            else:
                yield from self.told(piece, style)

    def take(self) -> str | Tag | None:
        piece, self.next_one = self.next_one, None
        return piece or next(self.source, None)

    def leave_out(self, tag: Tag, kind: Kind) -> Iterator[str | Tag]:
        """Reads up to the end of the element. Where it has none its text stays."""
        passed: list[str | Tag] = []
        depth = 1
        while depth and (piece := self.take()) is not None:
            if isinstance(piece, Tag) and piece.name == tag.name and not piece.is_closed:
                if tag.name in NEVER_IN_ITSELF and not piece.is_end:
                    self.next_one, depth = piece, 0
                    break
                depth += -1 if piece.is_end else 1
            passed.append(piece)
        if depth:
            for piece in (tag, *passed):
                if isinstance(piece, str):
                    yield piece
                else:
                    yield from self.told(piece, declarations(piece))
            return
        words = " ".join("".join(piece for piece in passed if isinstance(piece, str)).split())
        if kind == Kind.LIST_MARK:
            yield Tag(MARK, {}, is_end=False, is_closed=False)
            yield words
            yield Tag(MARK, {}, is_end=True, is_closed=False)
        elif words:
            self.note(kind, words)

    def note(self, kind: Kind, words: str = "") -> None:
        self.counts[kind] += 1
        if words:
            short = words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "…"
            self.samples.setdefault(kind, short)

    def told(self, tag: Tag, style: dict[str, str]) -> Iterator[Tag]:
        """A tag in the few elements of a text: none, one or several."""
        if tag.is_end:
            yield from self.ended(tag)
            return
        unseen = seen_as(tag)
        if unseen:
            self.note(unseen)
        if tag.name in ("span", "font", "b", "strong", "i", "em"):
            names = weight_and_slant(tag, style)
            self.open.setdefault(tag.name, []).append(names)
            yield from self.begun(names)
        elif tag.name in ("p", "div"):
            yield self.paragraph(tag, style)
        elif tag.name == "br" and any(name.startswith("page-break") for name in style):
            return
        else:
            yield self.with_list_type(tag, style)
            if tag.name in ("td", "th"):
                names = weight_and_slant(tag, style)
                names = [name for name in names if name in ("strong", "em")]
                self.open[tag.name] = [names]
                yield from self.begun(names)

    def begun(self, names: list[str]) -> Iterator[Tag]:
        self.budget.spend(len(names))
        for name in names:
            yield Tag(name, {}, is_end=False, is_closed=False)

    def ended(self, tag: Tag) -> Iterator[Tag]:
        waiting = self.open.get(tag.name)
        if waiting:
            for name in reversed(waiting.pop()):
                yield Tag(name, {}, is_end=True, is_closed=False)
            if tag.name in ("td", "th"):
                yield tag
        elif self.heading and self.heading[0] == tag.name:
            yield Tag(self.heading[1], {}, is_end=True, is_closed=False)
            self.heading = None
        else:
            yield tag

    def paragraph(self, tag: Tag, style: dict[str, str]) -> Tag:
        name = heading_of(tag, style)
        if tag.name == "p" or name:
            self.heading = (tag.name, name) if name else None
        if name:
            return Tag(name, {}, is_end=False, is_closed=tag.is_closed)
        level = LIST_LEVEL.search(style.get("mso-list", ""))
        tag.attributes = {LEVEL: level[1]} if level else {}
        return tag

    def with_list_type(self, tag: Tag, style: dict[str, str]) -> Tag:
        """Lists and items say their type by style too; an item of Word in the browser its level."""
        kept = {name: value for name, value in tag.attributes.items() if name in KEPT}
        listed = LIST_TYPES.get(style.get("list-style-type", ""))
        if tag.name == "ol" and listed:
            kept["type"] = listed
        if tag.name == "li" and listed:
            kept[TYPE] = listed
        level = tag.attributes.get("data-aria-level", "")
        if tag.name == "li" and len(level) == 1 and level in "123456789":
            kept[LEVEL] = level
        return Tag(tag.name, kept, tag.is_end, tag.is_closed)

    @property
    def left_out(self) -> list[LeftOut]:
        counts = Counter(self.counts)
        signs = counts.pop(Kind.REMARK_SIGN, 0)
        counts[Kind.REMARK] = max(counts[Kind.REMARK], signs)
        return [
            LeftOut(kind, counts[kind], self.samples.get(kind, "")) for kind in Kind if counts[kind]
        ]
