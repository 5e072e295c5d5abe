"""What a page costs when it is made anew: processor time, queries, and what the worker takes.

Every kind of page that everybody may read is made in a process that is warm, with the store off, in
both languages, after all that is kept for a version of the content was forgotten, save what pages
of many kinds share and what is made anew with figures or states alone. Kinds are found by following
links from the home page: an address of each route, and of routes with a query also the heaviest
that we know. The bare reference is work of the same sort, so that a noisy machine slows both.
`python -m tests.bench.cold`, on the database of DATABASE_URL.
"""

import os
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

AIM_QUERIES, AIM_MILLISECONDS = 12, 80
FIRST = ["/en/", "/ru/"]
HEAVY = [
    "/{}/map/?layer=population",
    "/{}/map/?layer=emigrant-stock&state=georgia",
    "/{}/compare/?section=asylum&state=georgia&state=kosovo",
    "/{}/compare/?indicator=population&state=georgia&state=kosovo",
    "/{}/states/germany/",
    "/{}/states/germany/?as_of=2019-05-11",
    "/{}/process/?as_of=2017-03-01",
    "/{}/data/emigrant-stock/",
    "/{}/data/emigrant-stock/pairs/?state=georgia",
    "/{}/profiles/georgia/extended/2010/",
    "/{}/search/?q=migration",
    "/{}/library/?q=asylum",
]
# Read by the first page after any change, in a query or two each
SHARED = ("frame", "mandates", "profiles with notes")
TRIES = 3  # links of a route that may lead elsewhere
NOT_PAGES = ("/static/", "/media/", "/admin/", "/files/", "/pictures/", "/take-away/")
SENTENCE = re.compile(r"(\w+) (\w+)")


class Cost(NamedTuple):
    address: str
    milliseconds: float
    queries: int
    is_file: bool


def addresses(get: Callable) -> list[str]:
    """One of each route and language, found from the home pages, then the heavy ones."""
    found: dict[tuple[str, str], str] = {}
    tried: Counter[tuple[str, str]] = Counter()
    waiting = list(FIRST)
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in found:
            continue
        answer = get(address)
        if answer.status_code != 200:
            continue
        found[kind] = address
        if "text/html" in answer.headers["Content-Type"]:
            for link in links_in(answer.content.decode(), address):
                other = kind_of(link)
                tried[other] += 1
                if other[0] and tried[other] <= TRIES:
                    waiting.append(link)
    heavy = [address.format(language) for address in HEAVY for language in ("en", "ru")]
    return [*dict.fromkeys([*found.values(), *heavy])]


def kind_of(address: str) -> tuple[str, str]:
    """Route, "" where there is none, and language."""
    from django.urls import Resolver404, resolve
    from django.utils import translation

    language = "ru" if address.startswith("/ru/") else "en"  # an address is known in its own
    try:
        with translation.override(language):
            return resolve(urlsplit(address).path).view_name, address[:4]
    except Resolver404:
        return "", ""


def links_in(text: str, address: str) -> Iterator[str]:
    from tests.walking import Page

    for link in sorted(Page(address, text).links):
        is_ours = link.startswith("/") and not link.startswith(NOT_PAGES)
        if is_ours and "/account/" not in link and "format=" not in link:
            yield link


def forget() -> None:
    """All that is kept for a version, but what pages of many kinds share."""
    from registry.common.once_a_version import _memory, _remembered

    with _memory:
        of_pages = [place for place in _remembered if not place[0] and place[2] not in SHARED]
        for place in of_pages:
            del _remembered[place]


def cost_of(get: Callable, address: str, times: int = 3) -> Cost | None:
    """The first time of all is not counted: it is that of a new process."""
    from django.db import connection

    answer = get(address)
    if answer.status_code != 200 or answer.streaming:
        return None
    asked: list[str] = []

    def count(execute: Callable, sql: str, *others: Any) -> Any:
        asked.append(sql)
        return execute(sql, *others)

    taken = []
    for _time in range(times):
        forget()
        with connection.execute_wrapper(count):
            start = time.thread_time()
            get(address)
            taken.append((time.thread_time() - start) * 1000)
    is_file = "text/html" not in answer.headers["Content-Type"]
    return Cost(address, statistics.median(taken), len(asked) // times, is_file)


def bare() -> float:
    """Milliseconds of some work that no page depends on: texts put together and taken apart."""
    start = time.thread_time()
    for _round in range(20):
        text = " ".join(f"{number} {number * number}" for number in range(2500))
        SENTENCE.sub(r"\2 \1", text)
    return (time.thread_time() - start) * 1000


def costs(get: Callable, times: int = 3) -> list[Cost]:
    """The slowest first."""
    found = (cost_of(get, address, times) for address in addresses(get))
    return sorted(filter(None, found), key=lambda cost: -cost.milliseconds)


def resident() -> float:
    """Megabytes of this process."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def measured() -> list[tuple[str, str, str]]:
    """What, how much, and the aim; the ten slowest pages among them."""
    from django.test import Client

    get = Client(HTTP_HOST="127.0.0.1").get
    before = resident()
    found = costs(get)
    reference = statistics.median(bare() for _ in range(5))
    pages = [cost for cost in found if not cost.is_file]
    rows = [
        (
            f"  {cost.address}"[:62],
            f"{cost.milliseconds:.0f} ms",
            f"{cost.queries} queries, {cost.milliseconds / reference:.1f} times the reference",
        )
        for cost in found[:10]
    ]
    return [
        (
            f"{len(found)} addresses made anew, the slowest page",
            f"{pages[0].milliseconds:.0f} ms",
            f"under {AIM_MILLISECONDS} ms of processor time",
        ),
        ("  a median page", f"{statistics.median(c.milliseconds for c in pages):.0f} ms", ""),
        (
            "  most queries",
            f"{max(cost.queries for cost in pages)}",
            f"at most {AIM_QUERIES}",
        ),
        *rows,
        ("memory of a process before and after all kinds of pages", f"{before:.0f} MB", ""),
        ("", f"{resident():.0f} MB", "under 150 MB"),
    ]


if __name__ == "__main__":
    import sys

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
    django.setup()
    if "--all" in sys.argv:
        from django.test import Client

        get = Client(HTTP_HOST="127.0.0.1").get
        for address in addresses(get):
            if one := cost_of(get, address):
                told = f"{one.milliseconds:7.0f} ms {one.queries:4} queries  {one.address}"
                print(told, flush=True)
        sys.exit()
    for what, number, aim in measured():
        print(f"{what:<62} {number:>10}   {aim}", flush=True)
