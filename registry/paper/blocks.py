"""What a sheet is made of, as plain data for the layout (sheet.typ): headings, texts, facts,
tables, lists, charts, notes. Words in a line are strings and nodes as in passages.py."""

from collections.abc import Iterable, Sequence
from typing import Any

from registry.common.mail import site_address
from registry.paper.passages import passage

Block = dict[str, Any]
Inline = list[Any]


def heading(words: str, level: int = 1, stamp: str = "") -> Block:
    return {"b": "heading", "level": level, "text": words, "stamp": stamp}


def text(html: str, below: int, language: str = "", is_marked: bool = False) -> Block:
    """A formatted text. `language`: where it is not that of the sheet; `is_marked`: it says which
    words came and went."""
    found = passage(html, below, is_marked=is_marked)
    return {"b": "text", "language": language, "c": found}


def paragraph(*words: Any) -> Block:
    return {"b": "p", "c": list(words)}


def small(*words: Any) -> Block:
    return {"b": "small", "c": list(words)}


def lag(words: str) -> Block:
    """What a reader must know of the text below it."""
    return {"b": "lag", "c": [words]}


def facts(rows: Iterable[tuple[str, Inline]]) -> Block:
    """Term and words; those without words are left out."""
    return {"b": "facts", "rows": [[term, words] for term, words in rows if any(words)]}


def listing(items: Iterable[Inline]) -> Block:
    return {"b": "list", "items": list(items)}


def notes(rows: Iterable[tuple[int, str]]) -> list[Block]:
    """Numbered, below figures that carry the numbers; nothing where there are none."""
    found = [[number, words] for number, words in rows]
    return [{"b": "notes", "rows": found}] if found else []


def columns(found: list[list[Block]]) -> Block:
    return {"b": "columns", "columns": found}


def table(
    head: Sequence[Block], rows: list[list[Block]], *, widths: Sequence[int], caption: str = ""
) -> Block:
    """`widths`: shares of the line; 0 for as wide as its words are."""
    return {
        "b": "table",
        "caption": caption,
        "columns": list(widths),
        "head": [one | {"head": True} for one in head],
        "rows": rows,
    }


def cell(*words: Any, number: bool = False, colspan: int = 1) -> Block:
    found = [one for one in words if one]
    return {"c": found, "number": number, "colspan": colspan}


def numeric(*words: Any) -> Block:
    return cell(*words, number=True)


def chart(
    svg: str, alt: str, *, title: str, unit: str, source: str, remarks: Iterable[str]
) -> Block:
    """`alt`: in words what it shows."""
    return {
        "b": "chart",
        "title": title,
        "unit": unit,
        "svg": svg,
        "alt": alt,
        "source": source,
        "remarks": list(remarks),
    }


def quiet(*words: Any) -> Block:
    return {"n": "quiet", "c": list(words)}


def strong(words: str) -> Block:
    return {"n": "strong", "c": [words]}


def stamp(words: str, look: str = "open") -> Block:
    return {"n": "stamp", "look": look, "c": [words]}


def mark(number: int | None) -> Block | str:
    """The number of a note; "" where there is none."""
    return {"n": "sup", "c": [str(number)]} if number else ""


def link(words: str, address: str) -> Block | str:
    """`address`: a path of the registry, or a whole address; "" where there is none to lead to."""
    if not address:
        return words
    whole = site_address(address) if address.startswith("/") else address
    return {"n": "a", "href": whole, "c": [words]}


def bar(start: float, length: float, *, is_negative: bool = False, zero: float = 0) -> Block:
    """In hundredths of its column. The number beside it says the same."""
    return {"n": "bar", "start": start, "length": length, "negative": is_negative, "zero": zero}
