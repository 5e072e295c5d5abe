"""The index of the copy's own search: which words each page of the copy holds.

It is made of the pages that the copy holds, so it knows nothing that they do not show. A script
without a server reads it (copied_search.js), folds what is typed the same way and looks for words
that begin so.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from html import unescape

HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
CONTENT = re.compile(r"<main[^>]*>(.*?)</main>", re.DOTALL)
NOT_READ = re.compile(r"<(script|style|svg|form|nav)\b.*?</\1>", re.DOTALL)
MARKUP = re.compile(r"<[^>]+>")
WORD = re.compile(r"[^\W_]+")
MARKS = re.compile("[\u0300-\u036f]")
SHORTEST = 3
TOO_COMMON = 0.5  # of the pages: a word in more of them than that finds nothing
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def folded(text: str) -> str:
    """Small letters without marks: "Türkiye" is "turkiye", "её" is "ее"."""
    return MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))


def plain(markup: str) -> str:
    return " ".join(unescape(MARKUP.sub(" ", markup)).split())


def title_of(page: str) -> str:
    found = HEADING.search(page)
    return plain(found[1]) if found else ""


def words_of_page(page: str) -> list[str]:
    found = CONTENT.search(page)
    text = folded(plain(NOT_READ.sub(" ", found[1]))) if found else ""
    words = {word for word in WORD.findall(text) if len(word) >= SHORTEST}
    return sorted(word for word in words if not word.isdigit())


def index_of(pages: Iterable[tuple[str, str, list[str]]]) -> bytes:
    """`pages`: place, title and words of each. A script that says `registryIndex`: the pages, and
    each word with the numbers of its pages, each as the distance from the one before."""
    rows = sorted(pages)
    places = defaultdict(list)
    for number, (_place, _title, words) in enumerate(rows):
        for word in words:
            places[word].append(number)
    most = max(20, len(rows) * TOO_COMMON)
    lines = [
        f"{word}:{distances(places[word])}" for word in sorted(places) if len(places[word]) <= most
    ]
    content = {"pages": [row[:2] for row in rows], "words": "\n".join(lines)}
    whole = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"(window.registryIndex ||= []).push({whole});\n".encode()


def distances(numbers: list[int]) -> str:
    before, found = 0, []
    for number in numbers:
        found.append(in_36(number - before))
        before = number
    return ",".join(found)


def in_36(number: int) -> str:
    text = DIGITS[number % 36]
    while number := number // 36:
        text = DIGITS[number % 36] + text
    return text
