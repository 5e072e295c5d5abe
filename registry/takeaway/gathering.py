"""Every address that belongs to a copy, found by following links from the first pages on, and kept
as the site answered until the copy is written.

What is kept is of one version of the content. An interrupted run goes on with it; of another
version it begins anew.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from html import unescape
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.db import connections

from registry.common.store import content_version
from registry.takeaway import addresses, asking, finding
from registry.takeaway.pages import links_of

MOST_PROCESSES = 4
MOST_AT_ONCE = 32
IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)")
IN_SITEMAP = re.compile(r"<loc>([^<]+)</loc>")
Each = Callable[[Callable, Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What an address answered. `place`: in the copy; "" where it is not in it. `moved_to`: the
    address that took its place. `source`: the file that holds the answer. `title` and `words`: of
    a page, for the search."""

    address: str
    place: str = ""
    source: str = ""
    is_page: bool = False
    moved_to: str = ""
    status: int = 200
    links: list[str] = field(default_factory=list)
    title: str = ""
    words: list[str] = field(default_factory=list)


class Gathering:
    """`directory`: where answers are kept meanwhile."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.version = f"{content_version() & (2**64 - 1):016x}"

    def begin(self) -> None:
        """Goes on with what an interrupted run has left of this version of the content."""
        mark = self.directory / "version"
        if not mark.exists() or mark.read_text() != self.version:
            shutil.rmtree(self.directory, ignore_errors=True)
            self.directory.mkdir(parents=True)
            mark.write_text(self.version)

    @property
    def is_of_now(self) -> bool:
        return self.version == Gathering(self.directory).version

    def file(self, address: str, ending: str) -> Path:
        name = hashlib.sha256(address.encode()).hexdigest()
        return self.directory / f"{name}{ending}"

    def gather(self, each: Each, also: Iterable[str]) -> dict[str, Gathered]:
        """By address. `each`: maps a function over addresses, in several processes or none.
        `also`: addresses that no page of the site leads to."""
        found: dict[str, Gathered] = {}
        known = {*addresses.first(), *also}
        waiting = sorted(known)
        while waiting:
            links: set[str] = set()
            for one in each(self.fetch, waiting):
                found[one.address] = one
                links.update(one.links)
            waiting = sorted(links - known)
            known.update(waiting)
        return found

    def fetch(self, address: str) -> Gathered:
        kept = self.file(address, ".json")
        if kept.exists():
            return Gathered(**json.loads(kept.read_text()))
        one = static(address) if address.startswith("/static/") else self.asked(address)
        unfinished = kept.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(one)))
        unfinished.rename(kept)
        return one

    def asked(self, address: str) -> Gathered:
        answer = asking.ask(address)
        if answer.moved_to:
            to = addresses.normal(answer.moved_to, address)
            links = [to] if addresses.belongs(to) else []
            return Gathered(address, moved_to=to, status=answer.status, links=links)
        if not answer.is_public:
            return Gathered(address, status=answer.status)
        is_page = answer.kind == "text/html"
        source = self.file(address, ".body")
        source.write_bytes(answer.body)
        text = answer.body.decode() if is_page or address == addresses.SITEMAP else ""
        return Gathered(
            address,
            place=addresses.place_of(address, is_page=is_page),
            source=str(source),
            is_page=is_page,
            links=belonging(links_of(text) if is_page else IN_SITEMAP.findall(text), address),
            title=finding.title_of(text),
            words=finding.words_of_page(text),
        )


def static(address: str) -> Gathered:
    path = asking.static_file(address)
    if path is None:
        return Gathered(address, status=404)
    links = IN_STYLE.findall(path.read_text()) if path.suffix == ".css" else []
    return Gathered(
        address,
        place=addresses.place_of(address, is_page=False),
        source=str(path),
        links=belonging(links, address),
    )


def belonging(links: Iterable[str], base: str) -> list[str]:
    found = {addresses.normal(unescape(link), base) for link in links}
    here = {address for address in found if address and addresses.belongs(address)}
    return sorted(here.union(*map(addresses.above, here)))


@contextmanager
def crew(processes: int) -> Iterator[Each]:
    """As many processes; 1: this one does it all. No connection to the database is shared."""
    if processes == 1:
        yield map
        return
    connections.close_all()
    executor = ProcessPoolExecutor(processes, mp_context=get_context("fork"))
    try:

        def each(act: Callable, given: Iterable[Any]) -> Iterable[Any]:
            rows = list(given)
            share = len(rows) // (processes * 4)
            return executor.map(act, rows, chunksize=min(max(1, share), MOST_AT_ONCE))

        yield each
    finally:
        executor.shutdown(cancel_futures=True)


def usual_processes() -> int:
    return min(MOST_PROCESSES, max(2, os.cpu_count() or 1))
