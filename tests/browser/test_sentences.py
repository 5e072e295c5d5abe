"""Every sentence that is made from figures, of all fifty states and in both languages: how it ends,
how it names, and that its numbers stand in the table below it."""

import json
import re
import urllib.request
from decimal import Decimal
from html import unescape

import pytest

pytestmark = pytest.mark.browser

PART = re.compile(r'<section id="([^"]+)"\s+class="part[^"]*".*?</section>', re.DOTALL)
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
CELL = re.compile(r'<td class="n">(.*?)</td>', re.DOTALL)
YEAR = re.compile(r'<span class="year">.*?</span>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
MONTHS = "январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь"
NEVER = {
    "en": [r"\.\.", r"\s[.,;]", r";;|,,", r", (?:State|Republic|Islamic Republic) of\b"],
    "ru": [
        r"\.\.",
        r"\s[.,;]",
        r";;|,,",
        rf"\b(?:с|до|от|после|к|в)\s(?:{MONTHS})\b",
        r", Государство\b",
        r"\bСоединенн|\bо-ва\b|Конго — ",
        r"[A-Za-z]{5,}",
    ],
}
# What a sentence says besides its values: years, changes, places in a group
ASIDE = {
    "en": [
        r"[\d.,]+ % (?:more|less) than in \d{4}",
        r"[\d.,]+ times the figure of \d{4}",
        r"\b(?:in|of|In) \d{4}\b",
        r"\b\d{4}(?=:)",
        r"per 1,000",
    ],
    "ru": [
        r"на [\d,]+ % (?:больше|меньше), чем в \d{4} году",
        r"в [\d,]+ раза? (?:больше|превы\w+)[^;]*",
        r"\d{4} год\w*",
        r"на 1000 (?:чел|жителей|человек)",
    ],
}
TIMES = {"en": r"([\d.]+) times the figure", "ru": r"в ([\d,]+) раза? больше"}
NUMBER = r"[−-]?\d(?:[\d,.]|\u00a0(?=\d{3}))*"
POWERS = {"m": 6, "bn": 9, "tn": 12, "million": 6, "billion": 9, "trillion": 12}
POWERS |= {"млн": 6, "млрд": 9, "трлн": 12}
VALUE = re.compile(rf"({NUMBER})(?:[\s\u00a0]({'|'.join(POWERS)})\b)?")
NO_SENTENCES = ("purpose-disclaimer", "sources")


def read(product, address: str) -> str:
    with urllib.request.urlopen(f"{product.url}{address}") as answer:
        return answer.read().decode()


def states_of(product) -> list[str]:
    rows = json.loads(read(product, "/api/v1/states/?page_size=100"))["results"]
    return [row["slug"] for row in rows]


def words(html: str) -> str:
    return unescape(TAG.sub("", html)).strip()


def number(text: str, language: str) -> Decimal:
    text = text.replace("\u00a0", "").replace("−", "-").rstrip(",.")
    return Decimal(text.replace(",", "") if language == "en" else text.replace(",", "."))


def values(text: str, language: str) -> list[tuple[Decimal, Decimal]]:
    """Each number in a text, with half of the unit it is rounded to."""
    found = []
    for digits, word in VALUE.findall(text):
        one, power = number(digits, language), POWERS.get(word, 0)
        unit = Decimal(10) ** (power + int(one.as_tuple().exponent))
        found.append((one * 10**power, unit / 2))
    return found


def sentences_of(part: str) -> list[str]:
    """The sentences of a part; the paragraphs before its figures."""
    text = part.split('<div class="scroll"', maxsplit=1)[0].split("<figure", maxsplit=1)[0]
    return [
        sentence
        for paragraph in PARAGRAPH.findall(text)
        for sentence in re.split(r"(?<=\.)(?<!долл\.)\s+(?=[A-ZА-ЯЁ])", words(paragraph))
    ]


def table_of(part: str, language: str) -> list[tuple[Decimal, Decimal]]:
    cells = [words(YEAR.sub("", cell)) for cell in CELL.findall(part)]
    return [one for cell in cells for one in values(cell, language)]


def told(sentence: str, language: str) -> list[tuple[Decimal, Decimal]]:
    """The values that a sentence tells of its state; not those of countries at the other end."""
    clause = sentence.split(";", maxsplit=1)[0]
    for pattern in ASIDE[language]:
        clause = re.sub(pattern, " ", clause)
    return values(clause, language)


def stands_in(table: list[tuple[Decimal, Decimal]], one: tuple[Decimal, Decimal]) -> bool:
    return any(abs(held - one[0]) <= half + one[1] for held, half in table)


def faults_of(sentence: str, table: list[tuple[Decimal, Decimal]], language: str) -> list[str]:
    found = [rule for rule in NEVER[language] if re.search(rule, sentence)]
    if not sentence.endswith("."):
        found.append("no full stop")
    found += [
        f"{factor} times"
        for factor in re.findall(TIMES[language], sentence)
        if number(factor, language) > 10
    ]
    numbers = told(sentence, language)
    found += [f"{one[0]} is not in the table" for one in numbers if not stands_in(table, one)]
    return found if numbers else [*found, "no number"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_told_of_every_state_is_well_said_and_in_its_table(product, language):
    states = states_of(product)
    assert len(states) == 50
    wrong, count = [], 0
    for state in states:
        page = read(product, f"/{language}/profiles/{state}/light/2026/")
        for found in PART.finditer(page):
            if found[1] not in NO_SENTENCES:
                table = table_of(found[0], language)
                for sentence in sentences_of(found[0]):
                    count += 1
                    faults = faults_of(sentence, table, language)
                    wrong += [(state, found[1], sentence, faults)] if faults else []
    assert count > 800
    assert wrong == []
