"""Which addresses of the site belong to a copy, and where each is in it.

What a copy holds is found by following links, so this says only what a file cannot be: an answer to
a question. Of addresses with a question it takes the pages of a list, the layers of the map, and
the files (CSV, JSON, SVG) that pages name.
"""

import hashlib
import re
from contextlib import suppress
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from registry.common.languages import LANGUAGES

PLACES = (*(f"/{language}/" for language in LANGUAGES), "/files/", "/pictures/", "/static/")
# forms, what is somebody's own, and the search, of which the copy has its own
NEEDS_A_SERVER = ("account", "desk", "follow", "paste", "preview", "search")
CATALOGUES = ("/catalog.ttl", "/catalog.rdf", "/catalog.jsonld")
SITEMAP = "/sitemap.xml"
PAGE_PARAMETERS = ({"page"}, {"layer"})
FILE_FORMS = ("csv", "json")
# pages as PDF, which the copy has as pages; of an edition it has the PDF, and no Word file
SHEET = re.compile(r"/((states|projects|pilot-projects|data)/[^/]+|compare|changes)\.pdf$")
PLAIN = re.compile(r"[\w./+-]+", re.ASCII)
LONGEST = 80  # characters of a name that is made from a question


def first() -> set[str]:
    """Where following links begins: the home pages, and what the site has for machines."""
    found = {f"/{language}/" for language in LANGUAGES}
    for address in (*CATALOGUES, SITEMAP):
        with suppress(Resolver404):
            resolve(address)
            found.add(address)
    return found


@cache
def above(address: str) -> tuple[str, ...]:
    """The pages above a page, which the site has and perhaps nothing links to: the current edition
    of a profile above that of a year."""
    path = PurePosixPath(address.partition("?")[0])
    found = []
    for parent in path.parents:
        with suppress(Resolver404):
            resolve(f"{parent}/")
            found.append(f"{parent}/")
    return tuple(address for address in found if belongs(address))


def normal(link: str, base: str = "/") -> str:
    """The address that a link of the page at `base` leads to, without its fragment; "" for what is
    not of this site."""
    try:
        whole = urljoin(f"{settings.SITE_URL}{base}", link.strip())
    except ValueError:  # an address that somebody mistyped in a text
        return ""
    if whole.partition("#")[0] == settings.SITE_URL:
        return "/"
    if not whole.startswith(f"{settings.SITE_URL}/"):
        return ""
    parts = urlsplit(whole.removeprefix(settings.SITE_URL))
    question = sorted(pair for pair in parse_qsl(parts.query) if pair != ("page", "1"))
    return parts.path + (f"?{urlencode(question)}" if question else "")


def belongs(address: str) -> bool:
    path, _mark, query = address.partition("?")
    if address in (*CATALOGUES, SITEMAP):
        return True
    parts = unquote(path).split("/")
    if not path.startswith(PLACES) or ".." in parts or not PLAIN.fullmatch(unquote(path)):
        return False
    if SHEET.search(path) or path.endswith(".docx"):
        return False
    if path.endswith((".xlsx", ".png")) and not path.startswith("/static/"):
        return path.startswith(("/files/", "/pictures/"))
    return parts[2] not in NEEDS_A_SERVER and question_belongs(path, dict(parse_qsl(query)))


def question_belongs(path: str, question: dict[str, str]) -> bool:
    if not question or set(question) in PAGE_PARAMETERS:
        return True
    if "as_of" in question:
        return False
    return question.get("format") in FILE_FORMS or path.endswith(".svg")


def place_of(address: str, *, is_page: bool) -> str:
    """Where the answer is in the copy, relative to its top."""
    path, _mark, query = address.partition("?")
    question = parse_qsl(query)
    form = dict(question).get("format", "")
    asked = name_of([pair for pair in question if pair[0] != "format"])
    where = PurePosixPath(unquote(path).lstrip("/"))
    if is_page:
        return str(where / f"{asked or 'index'}.html")
    if path.endswith("/"):
        return str(where / f"{asked or where.name}.{form}")
    return str(where.with_name(f"{where.stem}-{asked}{where.suffix}") if asked else where)


def name_of(question: list[tuple[str, str]]) -> str:
    """ "page-2" for page=2. A long one, or one with other signs, is told apart by its hash."""
    whole = "-".join(f"{name}-{value}" for name, value in question)
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", whole)[:LONGEST]
    if plain == whole:
        return whole
    return f"{plain}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
