"""What the fonts of paper have a letter for, and what stands in place of the others.

A PDF for archives must not hold a character without a letter, so one that the fonts lack is written
in Latin letters (an emoji by its name); marks that only steer the direction of writing go.
"""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from anyascii import anyascii

FONTS = Path(__file__).parent / "fonts"
# Every serif and sans has the same letters; the others are asked for signs
READ = ("NotoSerif-Regular.ttf", "NotoSansMath-Regular.ttf", "NotoSansSymbols2-Regular.ttf")
NO_LETTER = "\N{WHITE SQUARE}"
SPACES = {"Zs", "Zl", "Zp"}
UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs"}
KEPT = {"\n", "\N{SOFT HYPHEN}"}
LONG_WORD = re.compile(r"\w{45}(?=\w)")
PICTURES = "\N{VARIATION SELECTOR-16}"


def printable(text: str) -> str:
    """The text in letters that the fonts have."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    known = letters()
    return "".join(char if char in known else in_place_of(char) for char in composed)


def lettered(value: Any) -> Any:
    """All of it in letters that can be printed. Drawings and addresses have no others."""
    if isinstance(value, str):
        return value if value.startswith("<svg ") else printable(value)
    if isinstance(value, list | tuple):
        return [lettered(one) for one in value]
    if isinstance(value, dict):
        return {key: lettered(one) for key, one in value.items()}
    return value


def breakable(text: str) -> str:
    """With places at which a word that is longer than a line may be broken."""
    return LONG_WORD.sub("\\g<0>\N{SOFT HYPHEN}", text)


def in_place_of(char: str) -> str:
    if char in KEPT:
        return char
    kind = unicodedata.category(char)
    if kind in SPACES or char in "\t\r\f\v":
        return " "
    if kind in UNSEEN or char == PICTURES:
        return ""
    return anyascii(char).strip() or ("" if kind.startswith("M") else NO_LETTER)


@cache
def letters() -> frozenset[str]:
    found: set[str] = set()
    for name in READ:
        found |= letters_of((FONTS / name).read_bytes())
    return frozenset(found)


def letters_of(data: bytes) -> set[str]:
    """Every character of a font's table "cmap", format 4."""
    start = table_at(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[str] = set()
    for number in range(count):
        (offset,) = struct.unpack_from(">4xI", data, start + 4 + 8 * number)
        if struct.unpack_from(">H", data, start + offset) == (4,):
            found.update(map(chr, codes_at(data, start + offset)))
    return found - {"\uffff"}


def table_at(data: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        tag, offset = struct.unpack_from(">4s4xI", data, 12 + 16 * number)
        if tag == name:
            return int(offset)
    raise ValueError(f"a font without {name!r}")


def codes_at(data: bytes, start: int) -> set[int]:
    """Runs of characters: the ends of all runs, then their beginnings. The fonts were reduced to
    what they hold, so each character of a run has its letter."""
    (double,) = struct.unpack_from(">H", data, start + 6)
    ends = struct.unpack_from(f">{double // 2}H", data, start + 14)
    firsts = struct.unpack_from(f">{double // 2}H", data, start + 16 + double)
    found: set[int] = set()
    for first, end in zip(firsts, ends, strict=True):
        found.update(range(first, end + 1))
    return found
