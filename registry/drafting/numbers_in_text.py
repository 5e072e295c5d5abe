"""Numbers that stand in a text, as people write them in either language: 3.72 million; 76 960;
48 %."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from registry.common.numbers import with_mark

SPACES = re.compile(r"[\s\u00a0\u202f]+")
TAGS = re.compile(r"<[^>]*>")
END_OF_BLOCK = re.compile(r"</(?:p|li|tr|h[1-6]|blockquote|figcaption)>|<br\s*/?>")
END_OF_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\"«“(]?[A-ZА-ЯЁ])")
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)")
MONEY = re.compile(r"[$€]|\bUSD\b|\bEUR\b|dollar|euro\b|долл|евро\b", re.IGNORECASE)

MARKS = {"en": ".", "ru": ","}
SCALES = {
    "en": ("thousand", "million", "billion", "trillion"),
    "ru": (
        r"тыс(?:яч\w*|\.|\b)",
        r"(?:млн\b|миллион\w*)",
        r"(?:млрд\b|миллиард\w*)",
        r"(?:трлн\b|триллион\w*)",
    ),
}
PERCENT = {"en": r"%|per\s?cent\b", "ru": r"%|процент\w*"}


def pattern(language: str) -> re.Pattern[str]:
    mark = MARKS[language]
    group = r"[,\s]" if mark == "." else r"[.\s]"
    scales = "|".join(f"(?P<scale{power}>{word})" for power, word in enumerate(SCALES[language], 1))
    return re.compile(
        rf"(?<![\d.,])(?P<digits>[-−]?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:[{mark}]\d+)?)(?!\d)"
        rf"\s?(?:{scales})?\s?(?P<percent>{PERCENT[language]})?",
        re.IGNORECASE,
    )


PATTERNS = {language: pattern(language) for language in MARKS}


@dataclass(frozen=True, slots=True)
class Number:
    """`precision`: what one of its last figure is worth; `words`: as it is written."""

    value: Decimal
    precision: Decimal
    words: str
    is_scaled: bool
    is_percent: bool

    def says(self, value: Decimal) -> bool:
        """Rounded either way, as people do."""
        return abs(self.value - value) < self.precision

    def is_among(self, values: Sequence[Decimal]) -> bool:
        """Whether it says one of them. `values`: from the smallest on."""
        place = bisect_right(values, self.value - self.precision)
        return place < len(values) and self.says(values[place])

    def scale_apart(self, value: Decimal) -> bool:
        """The same figures, a thousand, million or billion times as much or as little."""
        steps = [Decimal(1000) ** power for power in (-3, -2, -1, 1, 2, 3)]
        apart = [abs(self.value - value * step) < self.precision for step in steps]
        return self.figures > 1 and any(apart)

    @property
    def figures(self) -> int:
        """How many of them say something: 3.7 million has two."""
        return len(self.value.normalize().as_tuple().digits)


def sentences_of(html: str) -> Iterator[str]:
    """Of a text, without mark-up; a row of a table is one."""
    for block in END_OF_BLOCK.split(html):
        text = SPACES.sub(" ", unescape(TAGS.sub(" ", block))).strip()
        if text:
            yield from END_OF_SENTENCE.split(text)


def numbers_in(text: str, language: str, *, most: int | None = None) -> list[Number]:
    """Years too: the caller knows which are. None of them where there are more than `most`."""
    found: list[Number] = []
    for match in PATTERNS[language].finditer(SPACES.sub(" ", text)):
        if len(found) == most:
            return []
        number = number_of(match, MARKS[language])
        if number:
            found.append(number)
    return found


def number_of(match: re.Match[str], mark: str) -> Number | None:
    digits = match["digits"]
    try:
        value = with_mark(digits, mark)
    except ValueError:
        return None
    power = next((power for power in range(1, 5) if match[f"scale{power}"]), 0)
    places = len(digits.partition(mark)[2])
    scale = Decimal(1000) ** power
    return Number(
        value=value * scale,
        precision=Decimal(1).scaleb(-places) * scale,
        words=match[0].strip(),
        is_scaled=power > 0,
        is_percent=bool(match["percent"]),
    )


def years_in(text: str) -> list[int]:
    return [int(year) for year in YEAR.findall(text)]
