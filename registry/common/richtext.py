"""Formatted text: a short list of elements, cleaned at every way in, so that what is stored can be
shown as it is.

What comes from Word or the web is first put into these elements, so that cleaning loses formatting
but no text of the author: headings of other levels, bold and italic by other names, Word's lists
that are paragraphs with a bullet, its footnotes (clipboard.py, pasted_lists.py). What was left out
all the same is reported.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import nh3
from django.db import models
from django.utils.html import escape
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorField

from registry.common.budget import Budget, BudgetSpentError
from registry.common.clipboard import READ, Clipboard, Kind, LeftOut
from registry.common.hidden_characters import count_hidden, without_hidden
from registry.common.markup import (
    HEADINGS,
    INLINE,
    LISTS,
    MARK,
    Element,
    Reader,
    Wanted,
    pieces,
    resolved,
    written,
)
from registry.common.numbers import grouped
from registry.common.pasted_lists import with_inner_lists, with_lists
from registry.common.refusals import refusal_as_form_error

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Superscript": True,
    "Subscript": True,
    "HardBreak": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": True},
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}
ELEMENTS = {
    "p",
    "br",
    "strong",
    "em",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "table",
    "tbody",
    "tr",
    "th",
    "td",
    "sub",
    "sup",
}
ATTRIBUTES = {
    "a": {"href"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
}
LEVELS = (2, 3, 4)  # of headings
# Their content is not text of the author
WITHOUT_CONTENT = {
    "script",
    "style",
    "xml",
    "title",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
}
SAME_AS = {
    "b": "strong",
    "i": "em",
    "div": "p",
    "pre": "p",
    "dt": "p",
    "dd": "p",
    "figcaption": "p",
    "address": "p",
    "article": "p",
    "section": "p",
    "thead": "tbody",
    "tfoot": "tbody",
}
NOTE = re.compile(r"#(?:_(?:ftn|edn)(?:ref)?\d{1,4}|sd(?:foot|end)note\d{1,4}(?:anc|sym))")
HOLD_LINES = {"p", "strong", "em", "a", "sub", "sup"} | HEADINGS
DROPPED_WHERE_EMPTY = {"p", "h2", "h3", "h4", "blockquote", "strong", "em", "sup", "sub"}

LONGEST = 200_000  # characters of a text with its formatting
DEEPEST = 60  # elements inside of one another; Word's tables in lists in tables come to half of it
MOST_PIECES = 100_000  # tags and attributes; a table of single digits that fills LONGEST has 40,000


@dataclass(frozen=True, slots=True)
class Cleaned:
    html: str
    left_out: list[LeftOut]


def clean_html(text: str) -> str:
    """The text with only the elements above. Rich text fields clean themselves; every other way in
    calls this.

    Raises RuleError where the text is beyond one of the limits above.
    """
    return sanitised(written(read(text, Wanted(ELEMENTS, ATTRIBUTES, WITHOUT_CONTENT))))


def reduced(text: str, *, within: Budget | None = None, levels: tuple[int, ...] = LEVELS) -> str:
    """What somebody wrote or pasted, as clean HTML without loss of text. Plain text becomes
    paragraphs.

    `within`: a budget of pieces for several texts. `levels`: of its headings. Raises RuleError as
    clean_html.
    """
    return cleaned(text, within=within, levels=levels).html


def cleaned(
    text: str,
    *,
    within: Budget | None = None,
    levels: tuple[int, ...] = LEVELS,
    longest: int = LONGEST,
) -> Cleaned:
    """As `reduced`, with what was left out. `longest`: of what comes in."""
    check_length(text, longest)
    if "<" not in text:
        return Cleaned(checked(paragraphs(storable(text))), unseen_in(text))
    elements = ELEMENTS | HEADINGS | {"caption", MARK}
    wanted = Wanted(elements, ATTRIBUTES, WITHOUT_CONTENT, SAME_AS, READ)
    reader, budget = reader_of(wanted, within)
    clipboard = Clipboard(pieces(storable(text), wanted, budget), budget)
    root = reader.read(clipboard.pieces())
    tidy(root)
    fit_headings(root, levels)
    html = written(root)
    return Cleaned(sanitised(html), clipboard.left_out + unseen_in(html) + unseen_in(text))


def without_formatting(text: str) -> str:
    """The words of a text whose formatting is beyond the limits, as paragraphs: so that they can be
    kept all the same.

    Raises RuleError where it is too long.
    """
    check_length(text)
    words = re.sub(r"<[^<>]*>", "\n\n", storable(text))
    return checked(paragraphs(resolved(words)))


def check_length(text: str, longest: int = LONGEST) -> None:
    if len(text) > longest:
        raise BudgetSpentError(
            _(
                "With its formatting this text has %(size)s characters; %(limit)s are taken."
                " Shorten it, or leave out tables that can be found elsewhere and link to them."
            )
            % {"size": grouped(len(text)), "limit": grouped(longest)}
        )


def checked(html: str) -> str:
    check_length(html)
    return html


def storable(text: str) -> str:
    """Without characters that nobody sees, and without halves of a character."""
    return without_hidden(text).encode("utf-8", "replace").decode()


def unseen_in(text: str) -> list[LeftOut]:
    count = count_hidden(text)
    return [LeftOut(Kind.UNSEEN, count)] if count else []


def reader_of(wanted: Wanted, within: Budget | None) -> tuple[Reader, Budget]:
    too_deep = _(
        "Formatting lies inside of formatting more than %(limit)s levels deep. Paste the text"
        " without formatting, then format it here."
    ) % {"limit": DEEPEST}
    budget = Budget(MOST_PIECES, too_many_pieces(MOST_PIECES), within=within)
    return Reader(wanted, budget, deepest=DEEPEST, too_deep=too_deep), budget


def too_many_pieces(limit: int) -> str:
    return _(
        "This text holds more than %(limit)s pieces of formatting. Paste it without formatting,"
        " then format it here."
    ) % {"limit": grouped(limit)}


def read(text: str, wanted: Wanted) -> Element:
    check_length(text)
    reader, budget = reader_of(wanted, None)
    return reader.read(pieces(storable(text), wanted, budget))


def sanitised(html: str) -> str:
    """Whatever was read, the sanitiser has the last word on what is stored. A character may have
    been written by its number."""
    clean = nh3.clean(
        checked(html),
        tags=ELEMENTS,
        attributes=ATTRIBUTES,
        attribute_filter=as_allowed,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        clean_content_tags=WITHOUT_CONTENT,
    )
    return checked(without_hidden(clean).strip())


def as_allowed(element: str, name: str, value: str) -> str | None:
    """Lists are numbered or lettered from where they begin, and cells span a table that somebody
    could read."""
    if name == "type":
        return value if value in ("a", "A", "i", "I") else None
    if name in ("start", "colspan", "rowspan"):
        is_number = value.isascii() and value.isdecimal() and 1 < int(value[:5]) < 1000
        return value if is_number and len(value) < 5 else None
    return value


def paragraphs(text: str) -> str:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r", ""))]
    return "".join(f"<p>{escape(part)}</p>".replace("\n", "<br>") for part in parts if part)


def tidy(element: Element) -> None:
    """Word's lists, footnotes and captions as ours, and nothing that is empty."""
    if element.name in LISTS:
        with_inner_lists(element)
    kept: list[str | Element] = []
    for child in with_lists(element.children):
        if isinstance(child, str):
            kept.append(child)
            continue
        kept += as_ours(child)
        tidy(child)
        if child.name == "a" and child.attributes.get("href", "#").startswith("#"):
            kept += child.children  # to a place within the document that it was copied from
        elif child.name == MARK:
            kept += [*child.children, " "]
        elif child.name == "br" and element.name not in HOLD_LINES and is_stray(child, kept):
            continue
        elif child.name in DROPPED_WHERE_EMPTY and child.is_blank:
            # the space between two words may be the only thing that is bold
            kept += child.children if child.name in INLINE else []
        else:
            kept.append(child)
    element.children = kept


def as_ours(child: Element) -> list[str | Element]:
    """Changes what has another form here; what is to stand before it."""
    if child.name == "table":
        return captions_of(child)
    if child.name == "blockquote":
        child.children = in_paragraphs(child.children)
    elif child.name == "a" and NOTE.fullmatch(child.attributes.get("href", "")):
        words = "".join(words_in(child)).strip()
        child.name, child.attributes, child.children = "sup", {}, [words]
    return []


def fit_headings(root: Element, levels: tuple[int, ...]) -> None:
    """Where a heading has a level that the text does not offer, all of them move: the highest to
    the first, the others below it."""
    found = list(headings_in(root))
    names = [f"h{level}" for level in levels]
    if all(heading.name in names for heading in found):
        return
    ranks = sorted({heading.name for heading in found})
    for heading in found:
        heading.name = names[min(ranks.index(heading.name), len(names) - 1)]


def headings_in(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element):
            if child.name in HEADINGS:
                yield child
            yield from headings_in(child)


def captions_of(table: Element) -> list[str | Element]:
    """The captions of a table, which are taken out of it."""
    found: list[str | Element] = []
    kept: list[str | Element] = []
    for child in table.children:
        if isinstance(child, str) or child.name != "caption":
            kept.append(child)
            continue
        tidy(child)
        is_inline = all(isinstance(part, str) or part.name in INLINE for part in child.children)
        if not child.is_blank:
            found += [Element("p", {}, child.children)] if is_inline else child.children
    table.children = kept
    return found


def in_paragraphs(children: list[str | Element]) -> list[str | Element]:
    """What a quote holds: words that stand in no paragraph get one."""
    found: list[str | Element] = []
    loose: list[str | Element] = []
    for child in [*children, Element("")]:
        if isinstance(child, str) or child.name in INLINE | {"br"}:
            loose.append(child)
            continue
        paragraph = Element("p", {}, loose)
        found += [] if paragraph.is_blank else [paragraph]
        found += [child] if child.name else []
        loose = []
    return found


def words_in(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from words_in(child)


def is_stray(child: Element, before: list[str | Element]) -> bool:
    """A break that ends no line: it stands first, or behind a block."""
    last = next((one for one in reversed(before) if not isinstance(one, str) or one.strip()), None)
    return last is None or (isinstance(last, Element) and last.name not in INLINE | {"br"})


def rich_text_field(
    *levels: int,
    blank: bool = True,
    sanitize: Callable[..., str] | None = None,
    **options: Any,
) -> models.TextField:
    """`levels`: of the headings that its editor offers; the first is one below the heading above
    the text. `sanitize`: in place of the reduction that every text has, which it is to call."""
    extensions = EXTENSIONS | {"Heading": {"levels": list(levels)}}
    return ProseEditorField(
        blank=blank,
        max_length=LONGEST,
        extensions=extensions,
        sanitize=partial(sanitize or reduced_in_form, levels=levels),
        **options,
    )


def is_rich_text(field: object) -> bool:
    return isinstance(field, ProseEditorField)


def words_of(html: str, longest: int | None = None) -> str:
    """A clean text without its formatting, a blank line between paragraphs: for files, machines and
    the first words of a page. `longest`: of the formatted text that is looked at."""
    text = re.sub(r"<br>|</(?:li|tr)>", "\n", html[:longest])
    text = re.sub(r"</(?:p|h[2-4]|ul|ol|blockquote|table)>", "\n\n", text)
    text = re.sub(r"</t[dh]>", " ", text)
    lines = resolved(re.sub(r"<[^<>]*>?", "", text)).strip()
    return re.sub(r"\n{3,}", "\n\n", lines)


def reduced_in_form(text: str, *, levels: tuple[int, ...] = LEVELS) -> str:
    """As `reduced`, for fields: forms, imports and fixtures show a ValidationError beside what
    was typed."""
    with refusal_as_form_error(code="too_much"):
        return reduced(text, levels=levels)
