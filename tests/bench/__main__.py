"""How quick the registry is, in one run and as ratios, so that a noisy machine does not matter.
`make bench`.

Everything is measured on a database of its own, seeded with all the real fixtures. Ratios of
requests a second are the median of several rounds in which both sides take turns.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.bench import pages
from tests.bench.turns import ratio, timed

HERE = Path(__file__).resolve().parent.parent.parent
PAGE = "/en/profiles/georgia/light/2026/"


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{directory}/registry.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "pragueprocess.settings"
        manage("migrate", "-v0")
        seconds = timed(lambda: manage("seed"))
        line("seed, whole database", f"{seconds:.0f} s", "under 60 s on two cores")
        import django

        django.setup()
        pages.measure(edition_address(), line)
        api()
        search()
        from tests.bench import cold, papers, writing

        for row in [*cold.measured(), *papers.measured()]:
            line(*row)
        writing.measure(edition_address(), line)
        figures(Path(directory))


def search() -> None:
    """In a process of its own, which adds 10,000 pages of documents to the index."""
    from django.db import connection

    measured = subprocess.run(
        [sys.executable, "-m", "tests.search.measuring"], cwd=HERE, check=True, capture_output=True
    )
    manage("index_search")
    found = json.loads(measured.stdout)
    plain = "plain FTS5" if connection.vendor == "sqlite" else "plain tsvector"
    line(
        f"search: {found['queries']} judged queries, mean reciprocal rank",
        f"{found['own_rank']:.2f}",
        f"{plain} with its own stemmers {found['plain_rank']:.2f}",
    )
    line("  of those kept aside", f"{found['own_rank_aside']:.2f}", "at least 0.85")
    line("", f"{plain} {found['plain_rank_aside']:.2f}")
    line(
        "  what was wanted among the first ten hits",
        f"{found['own_recall']:.2f}",
        f"{plain} {found['plain_recall']:.2f}",
    )
    line("  of those kept aside", f"{found['own_recall_aside']:.2f}", "at least 0.95")
    line("", f"{plain} {found['plain_recall_aside']:.2f}")
    line(
        f"  a query among {found['entries']:,} entries, median",
        f"{found['median_ms']:.1f} ms",
        "under 10 ms",
    )
    line("  95th percentile", f"{found['percentile_95_ms']:.1f} ms", "under 40 ms")
    line("  index of all of them anew", f"{found['index_seconds']:.0f} s", "under 60 s")


ROWS = 1_000_000


def figures(directory: Path) -> None:
    """A large file of figures, by the command, in a process of its own whose memory is looked
    at."""
    from registry.common.dates import today
    from registry.figure_imports.importing import undo
    from registry.figure_imports.imports import FigureImport
    from registry.figures.models import Counterpart
    from registry.states.models import State

    slugs = (
        "emigration-flow",
        "work-permits",
        "foreign-students",
        "returns-forced",
        "returns-voluntary",
        "refusals-of-entry",
    )
    states = list(State.objects.values_list("iso_alpha3", flat=True))
    ends = list(Counterpart.objects.order_by("code").values_list("code", flat=True)[:40])
    keys = itertools.product(range(1930, 2100), slugs, states, ends)
    _seconds, _size, small = imported(directory / "small.csv", itertools.islice(keys, ROWS // 10))
    seconds, size, large = imported(directory / "large.csv", itertools.islice(keys, ROWS))
    line(
        f"import of {ROWS:,} figures ({size:.0f} MB of CSV)",
        f"{seconds:.0f} s",
        "in stretches, with progress",
    )
    line(
        "memory of the process that imports",
        f"{large:.0f} MB",
        f"{small:.0f} MB for a tenth of the figures",
    )
    last = FigureImport.objects.first()
    line(
        "undoing it as a whole",
        f"{timed(lambda: undo(last, by=None, reason='measured', on=today())):.0f} s",
        "one transaction",
    )


def imported(path: Path, keys: Iterable[tuple]) -> tuple[float, float, float]:
    """Seconds, megabytes of the file, megabytes of memory at most."""
    with path.open("w") as file:
        file.write("year,indicator,state,counterpart,value,source\n")
        for number, (year, slug, state, end) in enumerate(keys):
            file.write(f"{year},{slug},{state},{end},{number},pp-country-pages\n")
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_figures", str(path)],
        cwd=HERE,
        stdout=subprocess.DEVNULL,
    )
    _pid, status, used = os.wait4(process.pid, 0)
    assert status == 0
    return time.perf_counter() - start, path.stat().st_size / 1024**2, used.ru_maxrss / 1024


def line(what: str, measured: str, aim: str = "") -> None:
    print(f"{what:<62} {measured:>14}   {aim}", flush=True)


def manage(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=HERE, check=True, stdout=subprocess.DEVNULL
    )


def edition_address() -> str:
    """Of an edition that was compiled from figures."""
    from registry.profiles.models import Edition

    year = Edition.objects.compiled().values_list("year", flat=True).first()
    return PAGE.replace("2026", str(year))


# --- the API, in process, the store off on both sides


def api() -> None:
    from django.test import Client

    from tests.bench.bare_client import bare_client

    client, bare = Client(HTTP_HOST="127.0.0.1"), bare_client()
    middle, mine, yours = ratio(
        lambda: client.get("/api/v1/observations/"), lambda: bare.get("/observations/")
    )
    line(
        "a page of 100 observations against a plain ModelSerializer",
        f"{middle:.2f} times",
        "at least 5 times",
    )
    line(
        "",
        f"{mine:.0f} : {yours:.0f} a second",
        "in process, both with all middleware and the count of the table",
    )


if __name__ == "__main__":
    main()
