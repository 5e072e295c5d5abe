"""Lists of a million figures and more: `python -m tests.bench.volume [--rows N]`.

On a database of its own (SQLite), or on the one that DATABASE_URL names, which is filled up to N.
Times are of the processor in this process and of the clock; on PostgreSQL the database works
beside it, so that only the clock counts its work.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent.parent.parent
ROUNDS = 30
LIST = "/api/v1/observations/"
FIGURES = "/admin/registry/observation/"
FILTERS = (
    "",
    "indicator=emigration-flow",
    "state=georgia",
    "year=2000",
    "sex=total",
    "is_gap=true",
)
ORDERS = (
    "year",
    "-updated_at",
    "state",
    "-state",
    "indicator",
    "state,year",
    "updated_at,state",
    "year&indicator=population",
)
LISTS = ("", "?q=georgia", "?status__exact=estimated", "?gap__exact=expected", "?o=-3", "?p=200")
FILL = """
INSERT INTO registry_observation (version, created_at, updated_at, year, sex, value, gap, status,
    note_en, note_ru, counterpart_id, indicator_id, source_id, state_id)
SELECT 2, {at}, {at}, years.year, 'total', years.year * 1.25 + c.id, '', 'official', '', '',
    c.id, i.id, {source}, s.id
FROM registry_indicator i, years, registry_state s, registry_counterpart c
WHERE i.counterpart_role <> '' OR i.id IN (SELECT id FROM registry_indicator ORDER BY id LIMIT 6)
ORDER BY i.id, years.year, s.id, c.id LIMIT %s
"""
YEARS = (
    "WITH RECURSIVE years (year) AS"
    " (SELECT 1900 UNION ALL SELECT year + 1 FROM years WHERE year < 2100)"
)


def fill(rows: int) -> int:
    """Figures by state of the other end, of six indicators and more, written by the database
    itself, with a source that has none yet."""
    from django.db import connection

    from registry.figures.models import Observation, Source

    source, _made = Source.objects.get_or_create(slug="volume", defaults={"title_en": "Volume"})
    at = "CURRENT_TIMESTAMP"
    with connection.cursor() as cursor:
        cursor.execute(f"{YEARS} {FILL.format(at=at, source=source.pk)}", [rows])
        cursor.execute("ANALYZE registry_observation")
    return Observation.versions.count()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=1_000_000)
    rows = asked.parse_args().rows
    os.environ["DJANGO_SETTINGS_MODULE"] = "pragueprocess.settings"
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("STATE_DIR", directory)
        if "DATABASE_URL" not in os.environ:
            os.environ["DATABASE_URL"] = f"sqlite:///{directory}/registry.sqlite3"
            for command in ("migrate", "seed"):
                subprocess.run(
                    [sys.executable, "manage.py", command],
                    cwd=HERE,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
        import django

        django.setup()
        for what, measured, beside in measure(rows):
            print(f"{what:<62} {measured:>16}   {beside}", flush=True)


def measure(rows: int) -> Iterator[tuple[str, str, str]]:
    from django.db import connection

    from registry.figures.models import Observation

    there = Observation.versions.count()
    if there < rows:
        there = fill(rows - there)
    load = f"load {os.getloadavg()[0]:.0f}"
    yield f"figures, {connection.vendor}", f"{there:,}", load
    yield from pages()
    yield from whole_sets()
    yield from lists_of_the_admin()


def pages() -> Iterator[tuple[str, str, str]]:
    from django.test import Client

    from tests.bench.bare_client import bare_client

    client, bare = Client(HTTP_HOST="127.0.0.1"), bare_client()
    ours, theirs = turns(lambda: client.get(LIST), lambda: bare.get("/observations/"))
    beside = f"{ours.processor:.1f} : {theirs.processor:.1f} ms of the processor of this process"
    times = theirs.processor / ours.processor
    yield "100 rows against a plain ModelSerializer", f"{times:.1f} times", beside
    beside = f"{ours.clock:.1f} : {theirs.clock:.1f} ms, the count of the table left to each"
    yield "  by the clock", f"{theirs.clock / ours.clock:.1f} times", beside
    for question in (*FILTERS, *(f"ordering={name}" for name in ORDERS)):
        address = f"{LIST}?{question}"
        following = client.get(address).json()["next"]
        here = least(lambda address=address: client.get(address))
        beside = f"{here.clock:.1f} by the clock"
        if following:
            spent = least(lambda following=following: client.get(following))
            beside += f"; the next {spent.processor:.1f} ms, {spent.clock:.1f}"
        yield f"page of {question or 'all'}", f"{here.processor:.1f} ms", beside
    far = client.get(f"{LIST}?page=10000").json().get("next")
    if far:
        spent = least(lambda: client.get(far))
        beside = f"by its cursor; {spent.clock:.1f} by the clock"
        yield "page after a million rows", f"{spent.processor:.1f} ms", beside


def whole_sets() -> Iterator[tuple[str, str, str]]:
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    for form in ("csv", "jsonl"):
        began, of_clock = time.process_time(), time.perf_counter()
        lines = 0
        for piece in client.get(f"{LIST}?format={form}").streaming_content:
            lines += piece.count(b"\n")
        seconds, passed = time.process_time() - began, time.perf_counter() - of_clock
        beside = f"{lines / passed:,.0f} by the clock; at most {memory():.0f} MB"
        yield (
            f"whole set, {form}, rows a second of the processor",
            f"{lines / seconds:,.0f}",
            beside,
        )


def lists_of_the_admin() -> Iterator[tuple[str, str, str]]:
    from registry.accounts.models import User
    from tests.conftest import signed_in

    by, _made = User.objects.get_or_create(
        email="volume@example.org", defaults={"is_staff": True, "is_superuser": True}
    )
    client = signed_in(by, second_factor=True)
    client.defaults["HTTP_HOST"] = "127.0.0.1"
    for question in LISTS:
        answer = client.get(f"{FIGURES}{question}")
        beside = "" if answer.status_code == 200 else f"answered {answer.status_code}"
        spent = least(lambda question=question: client.get(f"{FIGURES}{question}"))
        yield f"list of the admin {question}", f"{spent.clock:.0f} ms", beside


class Spent(NamedTuple):
    """In milliseconds."""

    processor: float
    clock: float


def turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple["Spent", "Spent"]:
    """Medians, taking turns."""
    ours(), theirs()
    pairs = [(spent(ours), spent(theirs)) for _round in range(ROUNDS)]
    return middle_of([mine for mine, _ in pairs]), middle_of([yours for _, yours in pairs])


def middle_of(found: list["Spent"]) -> "Spent":
    return Spent(*map(statistics.median, zip(*found, strict=True)))


def spent(act: Callable[[], object]) -> "Spent":
    began, of_clock = time.process_time(), time.perf_counter()
    act()
    processor, clock = time.process_time() - began, time.perf_counter() - of_clock
    return Spent(processor=1000 * processor, clock=1000 * clock)


def least(act: Callable[[], object]) -> Spent:
    """Of three times: what others do meanwhile only adds."""
    found = [spent(act) for _time in range(3)]
    return Spent(*map(min, zip(*found, strict=True)))


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
