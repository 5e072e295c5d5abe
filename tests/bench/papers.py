"""How quick the files for paper are: an edition of sixty parts, and a very long table.
`make bench`, or alone `python -m tests.bench.papers` on the database of `DATABASE_URL`."""

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any


def measure() -> dict[str, float]:
    """Seconds; of the long table also the processor time of the process that answers readers."""
    from django.test.utils import override_settings

    from registry.paper import keeping, typesetting
    from registry.paper.edition_paper import edition_paper
    from registry.profiles.models import Edition

    edition = Edition.objects.compiled().for_page().first()
    # back as it was afterwards: what is measured next writes there
    with tempfile.TemporaryDirectory() as name, override_settings(STATE_DIR=Path(name)):
        paper = edition_paper(edition)
        typesetting.pdf(paper | {"parts": []})  # the program has begun
        long = paper | {"parts": sixty(paper)}
        start = time.perf_counter()
        keeping.made("1", "pdf", long, "en")
        first = time.perf_counter() - start
        kept = [seconds_of(lambda: keeping.made("1", "pdf", long, "en")) for _ in range(20)]
        whole = [seconds_of(lambda: keeping.kept(edition, "pdf")) for _ in range(10)][1:]
        table = paper | {"parts": [{**long["parts"][0], "text": [long_table()]}]}
        start, worked = time.perf_counter(), time.thread_time()
        keeping.made("2", "pdf", table, "en")
        return {
            "first": first,
            "kept": statistics.median(kept),
            "kept_of_the_database": statistics.median(whole),
            "table": time.perf_counter() - start,
            "table_of_the_worker": time.thread_time() - worked,
        }


def seconds_of(act: Any) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def sixty(paper: dict) -> list[dict]:
    part = next(part for part in paper["parts"] if part.get("heading"))
    words = [{"n": "p", "c": ["Words about migration and what follows. " * 25]}] * 4
    return [part | {"number": str(place), "text": words} for place in range(60)]


def long_table() -> dict:
    """196,000 characters."""
    cells = []
    for place in range(9800):
        words = {"n": "p", "c": ["twenty characters it "]}
        cells.append(
            {
                "x": place % 7,
                "y": place // 7,
                "colspan": 1,
                "rowspan": 1,
                "is_head": False,
                "is_number": False,
                "c": [words],
            }
        )
    return {"n": "table", "columns": 7, "heads": 0, "rows": 1400, "c": cells}


def measured() -> list[tuple[str, str, str]]:
    """What, how much, and the aim."""
    found = measure()
    own = f"in another process; the worker's own: {found['table_of_the_worker']:.2f} s"
    return [
        ("PDF of an edition of 60 parts, first", f"{found['first']:.2f} s", "under 1 s"),
        ("  kept", f"{found['kept'] * 1000:.0f} ms", ""),
        ("  kept, read from the database", f"{found['kept_of_the_database'] * 1000:.0f} ms", ""),
        ("  a table of 196,000 characters", f"{found['table']:.1f} s", own),
    ]


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
    django.setup()
    for what, number, aim in measured():
        print(f"{what:<40}{number:>10}   {aim}")
