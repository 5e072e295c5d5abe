"""A copy of the public registry as files: gathered, written, listed, and packed where the site
offers it (README, "Take-away copy")."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.utils import translation

from registry.common.dates import worded
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGES
from registry.common.scope import scope
from registry.common.store import content_date, renew_pages
from registry.opendata.packages import OWN_LICENCE
from registry.takeaway import asking, finding, sets
from registry.takeaway.folder import CHECKSUMS, FILE, MADE_BY, MANIFEST, Folder, Put
from registry.takeaway.gathering import Gathered, Gathering, crew, usual_processes
from registry.takeaway.pages import SEARCH_PLACES, CopiedPage, Table

LICENCES = settings.BASE_DIR / "fixtures" / "LICENCES.md"
STYLES = ("registry/css/tokens.css", "registry/css/site.css")
SCRIPT = "registry/js/copied_search.js"
CATALOGUE = "datapackage.json"
BEYOND = "links-to-the-site.txt"
FRONT = "index.html"
HOME = "/en/"
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Made:
    """`written` and `removed`: files that differ from those of the copy before. `beyond`: the
    addresses of the site that links lead to. `failed`: what answered with an error, and with
    which."""

    files: int
    pages: int
    size: int
    written: int
    removed: int
    beyond: int
    failed: Mapping[str, int]


def make_copy(directory: Path, *, on: date, processes: int = 0) -> Made:
    """Raises RuleError. `processes`: 1 for none but this one."""
    folder = Folder(directory)
    archive = Path(settings.TAKEAWAY_ARCHIVE).resolve() if settings.TAKEAWAY_ARCHIVE else None
    if archive and archive.is_relative_to(directory.resolve()):
        raise RuleError(f"TAKEAWAY_ARCHIVE names a file within {directory}: put it beside.")
    try:
        with folder.claimed():
            made = Copying(folder, on, processes or usual_processes()).make()
        if archive:
            pack(directory, archive)
            renew_pages()  # they name its day and its size
    except OSError as error:
        raise RuleError(f"The copy could not be written: {error}.") from error
    return made


@dataclass(slots=True)
class Copying:
    folder: Folder
    on: date
    processes: int

    def make(self) -> Made:
        found, lists, version = self.gathered()
        table = self.table(found)
        places = {one.place for one in found.values() if one.place}
        own = [*SEARCH_PLACES.values(), *table_of_indexes().values(), FRONT, BEYOND, LICENCES.name]
        self.folder.announce([*places, *lists, *own, CATALOGUE, MANIFEST, CHECKSUMS])
        put, beyond = self.write(found, table, lists)
        failed = {one.address: one.status for one in found.values() if one.status >= 400}
        put |= self.put_own(found, table, put, beyond, version)
        removed = self.folder.finish(put)
        return Made(
            files=len(put) + 1,
            pages=sum(place.endswith(".html") for place in put),
            size=sum(one.size for one in put.values()),
            written=sum(one.is_new for one in put.values()),
            removed=len(removed),
            beyond=len(beyond),
            failed=failed,
        )

    def gathered(self) -> tuple[dict[str, Gathered], dict[str, Path], str]:
        """Answers by address, the lists' files by place, and the version of the content that all
        of them are of."""
        for _try in range(MOST_TRIES):
            gathering = Gathering(self.folder.unfinished / "answers")
            gathering.begin()
            lists: dict[str, Path] = {}
            with crew(self.processes) as each:
                found = gathering.gather(each, [staticfiles_storage.url(SCRIPT)])
                check_home(found[HOME])
                for written in each(partial(sets.write_set, gathering.directory), sets.names()):
                    lists |= written
            if gathering.is_of_now:
                return found, lists, gathering.version
        raise RuleError("The content changed each time while it was copied. Run this again later.")

    def table(self, found: Mapping[str, Gathered]) -> Table:
        day = content_date() or self.on
        days = {}
        for language in LANGUAGES:
            with translation.override(language):
                days[language] = worded(day)
        places = {address: one.place for address, one in found.items() if one.place}
        return Table(
            places=places | SEARCH_PLACES | table_of_indexes() | {"/": FRONT},
            moved={address: one.moved_to for address, one in found.items() if one.moved_to},
            sources={one.address: one.source for one in found.values() if is_drawing(one)},
            day=days,
        )

    def write(
        self, found: Mapping[str, Gathered], table: Table, lists: Mapping[str, Path]
    ) -> tuple[dict[str, Put], set[str]]:
        put: dict[str, Put] = {}
        beyond: set[str] = set()
        answered = [one for one in found.values() if one.place]
        rows = [(one.address, one.place, one.source, one.is_page) for one in answered]
        rows += [("", place, str(path), False) for place, path in lists.items()]
        with crew(self.processes) as each:
            for one, leads_beyond in each(partial(write_one, self.folder, table), sorted(rows)):
                put[one.place] = one
                beyond.update(leads_beyond)
        return put, beyond

    def put_own(
        self,
        found: Mapping[str, Gathered],
        table: Table,
        put: Mapping[str, Put],
        beyond: set[str],
        version: str,
    ) -> dict[str, Put]:
        """What the site does not have: the search, the first page, lists of what is here."""
        contents: dict[str, bytes] = {}
        for language in LANGUAGES:
            found_here = [one for one in found.values() if is_found_in(language, one)]
            rows = [(one.place, one.title, one.words) for one in found_here]
            contents[index_place(language)] = finding.index_of(rows)
            content, leads_beyond = search_page(language, table)
            contents[SEARCH_PLACES[f"/{language}/search/"]] = content
            beyond.update(leads_beyond)
        contents[CATALOGUE] = sets.catalogue(put, settings.SITE_URL)
        contents[FRONT] = front_page(table, put)
        contents[LICENCES.name] = LICENCES.read_bytes()
        contents[BEYOND] = "".join(f"{address}\n" for address in sorted(beyond)).encode()
        contents[MANIFEST] = self.manifest(len(put) + len(contents) + 1, version)
        return {place: self.folder.put(place, content) for place, content in contents.items()}

    def manifest(self, files: int, version: str) -> bytes:
        day = content_date()
        content = {
            "made_by": MADE_BY,
            "title": "Prague Process Registry, a copy",
            "site": settings.SITE_URL,
            "made_on": self.on.isoformat(),
            "content_date": day.isoformat() if day else None,
            "content_version": version,
            "languages": list(LANGUAGES),
            "files": files,
            "checksums": CHECKSUMS,
            "links_to_the_site": BEYOND,
            "licences": {
                "texts": OWN_LICENCE,
                "figures": sets.sources(),
                "in_words": LICENCES.name,
            },
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def check_home(home: Gathered) -> None:
    if not home.place:
        raise RuleError(
            f"The home page answers {home.status}: SITE_URL must name a host that ALLOWED_HOSTS"
            " has."
        )


Row = tuple[str, str, str, bool]


def write_one(folder: Folder, table: Table, row: Row) -> tuple[Put, set[str]]:
    address, place, source, is_page = row
    content = Path(source).read_bytes()
    if not is_page:
        return folder.put(place, content), set()
    page = CopiedPage(address, place, table)
    return folder.put(place, page.made_from(content.decode()).encode()), page.beyond


def is_drawing(one: Gathered) -> bool:
    return one.address.startswith("/static/") and one.place.endswith(".svg")


def is_found_in(language: str, one: Gathered) -> bool:
    return one.is_page and bool(one.title) and one.place.startswith(f"{language}/")


def index_place(language: str) -> str:
    return f"search/index-{language}.js"


def table_of_indexes() -> dict[str, str]:
    return {f"/{index_place(language)}": index_place(language) for language in LANGUAGES}


def search_page(language: str, table: Table) -> tuple[bytes, set[str]]:
    """The page, and the addresses of the site that it links to."""
    address = f"/{language}/search/"
    shown = {
        "indexes": [f"/{index_place(code)}" for code in sorted(LANGUAGES, key=language.__ne__)],
        "parts": [f"/{language}/{name}/" for name in ("states", "profiles", "data", "library")],
    }
    with scope(), translation.override(language):
        request = WSGIRequest(asking.environ(address))
        text = render_to_string("takeaway/search.html", shown, request)
    page = CopiedPage(address, SEARCH_PLACES[address], table)
    return page.made_from(text).encode(), page.beyond


def front_page(table: Table, put: Mapping[str, Put]) -> bytes:
    """In both languages; it leads to everything."""
    lists = [MANIFEST, CHECKSUMS, CATALOGUE, LICENCES.name, BEYOND]
    files: list[dict[str, str | int]] = [{"place": place} for place in lists]
    for place in sorted(put):
        if place.startswith("datasets/"):
            files.append({"place": place, "size": put[place].size})
    shown = {
        "days": table.day,
        "site": settings.SITE_URL,
        "styles": [table.place_of(staticfiles_storage.url(name)) for name in STYLES],
        "files": files,
    }
    return render_to_string("takeaway/front.html", shown).encode()


# The packed copy


def pack(directory: Path, archive: Path) -> None:
    """One file for keeping, there at once or not at all."""
    unfinished = archive.with_name(f"{archive.name}.part")
    with ZipFile(unfinished, "w", ZIP_DEFLATED, compresslevel=6) as packed:
        for path in files_in(directory):
            packed.write(path, Path(archive.stem) / path.relative_to(directory))
    unfinished.chmod(FILE)
    unfinished.replace(archive)


def files_in(directory: Path) -> Iterable[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())
