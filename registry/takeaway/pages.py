"""A page of the site as a page of the copy.

Links lead to the files of the copy, and where it has none, to the site. Forms that need a server
lead there too. No script of the site goes along: a browser loads no module from a disk, and every
page works without. The shapes of the map stand in the page, because a browser takes none out of
another file of a disk.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from registry.common.languages import LANGUAGES
from registry.takeaway.addresses import normal

TAG = re.compile(r"<(a|area|link|img|source|use|image|script|iframe|video|audio)\b[^<>]*>")
LINK = re.compile(r'(\s(?:href|xlink:href|src|poster)=")([^"]*)(")')
SEVERAL = re.compile(r'(\ssrcset=")([^"]*)(")')
SHAPE = re.compile(r'<use\b[^<>]*?\shref="([^"#]+)#([^"]+)"')
MODULE = re.compile(r"<script\b[^<>]*\btype=\"module\"[^<>]*>.*?</script>", re.DOTALL)
FORM = re.compile(r"<form\b([^<>]*)>(.*?)</form>", re.DOTALL)
ACTION = re.compile(r'\saction="([^"]*)"')
IS_POST = re.compile(r'\smethod="post"', re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|#)", re.IGNORECASE)
MOST_MOVES = 5
SEARCH_PLACES = {f"/{code}/search/": f"{code}/search/index.html" for code in LANGUAGES}
# As strict as that of the site; "file:" is this very disk, where some browsers take "self" for
# nothing
POLICY = (
    "default-src 'none'; img-src 'self' file: data:; style-src 'self' file:;"
    " script-src 'self' file:; base-uri 'none'; form-action 'self' file: {site}"
)


@dataclass(frozen=True, slots=True)
class Table:
    """`places`: where each address is in the copy. `moved`: addresses that lead to another.
    `sources`: the files that hold them. `day`: of the content, in words, by language."""

    places: Mapping[str, str]
    moved: Mapping[str, str]
    sources: Mapping[str, str]
    day: Mapping[str, str]

    def place_of(self, address: str) -> str:
        """ "" where the copy has no such page."""
        for _move in range(MOST_MOVES):
            if address in self.places:
                return self.places[address]
            address = self.moved.get(address, "")
        return ""


@dataclass(slots=True)
class CopiedPage:
    """`beyond`: the addresses of the site that its links lead to, because the copy has no such
    page."""

    address: str
    place: str
    table: Table
    beyond: set[str] = field(default_factory=set)
    shapes: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.place[:2]

    def made_from(self, text: str) -> str:
        with translation.override(self.language):
            text = MODULE.sub("", text)
            text = FORM.sub(self.form, text)
            text = SHAPE.sub(self.shape, text)
            text = TAG.sub(self.tag, text)
            return self.framed(text)

    def framed(self, text: str) -> str:
        site = urlsplit(settings.SITE_URL)
        policy = POLICY.format(site=f"{site.scheme}://{site.netloc}")
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        text = text.replace("<head>", f"<head>\n    {meta}", 1)
        head, main, rest = text.partition("<main")
        if not main:
            return text
        attributes, end, rest = rest.partition(">")
        shown = {"day": self.table.day[self.language], "address": self.on_the_site(self.address)}
        notice = render_to_string("takeaway/notice.html", shown)
        text = f"{head}{main}{attributes}{end}\n{notice}{rest}"
        return text.replace("</body>", f"{self.shapes_used()}</body>", 1)

    # Links

    def tag(self, found: re.Match[str]) -> str:
        tag = SEVERAL.sub(self.several, found[0])
        return LINK.sub(self.attribute, tag)

    def attribute(self, found: re.Match[str]) -> str:
        return f"{found[1]}{escape(self.link(unescape(found[2])))}{found[3]}"

    def several(self, found: re.Match[str]) -> str:
        sizes = [one.split(maxsplit=1) for one in unescape(found[2]).split(",") if one.strip()]
        links = ", ".join(" ".join([self.link(one[0]), *one[1:]]) for one in sizes)
        return f"{found[1]}{escape(links)}{found[3]}"

    def link(self, link: str) -> str:
        """As the copy needs it: relative, or to the site."""
        if not link or ELSEWHERE.match(link):
            return link
        whole, mark, fragment = link.partition("#")
        address = normal(whole, self.address)
        place = self.table.place_of(address)
        if place:
            return f"{self.relative(place)}{mark}{fragment}"
        self.beyond.add(self.on_the_site(address))
        return f"{self.on_the_site(address)}{mark}{fragment}"

    def relative(self, place: str) -> str:
        return quote(os.path.relpath(place, os.path.dirname(self.place)))  # noqa: PTH120

    @staticmethod
    def on_the_site(address: str) -> str:
        return f"{settings.SITE_URL}{address}"

    # Forms

    def form(self, found: re.Match[str]) -> str:
        named = ACTION.search(found[1])
        address = normal(unescape(named[1]) if named else "", self.address)
        if IS_POST.search(found[1]):
            where = {"address": self.on_the_site(self.address)}
            return render_to_string("takeaway/form.html", where)
        if address in SEARCH_PLACES:
            to = self.relative(SEARCH_PLACES[address])
        else:
            to = self.on_the_site(address)
        attributes = ACTION.sub("", found[1])
        return f'<form action="{escape(to)}"{attributes}>{found[2]}</form>'

    # Shapes

    def shape(self, found: re.Match[str]) -> str:
        source = self.table.sources.get(normal(unescape(found[1]), self.address), "")
        drawn = drawn_in(source).get(found[2], "") if source else ""
        if not drawn:
            return found[0]
        self.shapes[found[2]] = drawn
        return found[0].replace(f"{found[1]}#{found[2]}", f"#shape-{found[2]}")

    def shapes_used(self) -> str:
        drawn = "".join(self.shapes[name] for name in sorted(self.shapes))
        return f"<svg hidden><defs>{drawn}</defs></svg>" if drawn else ""


@cache
def drawn_in(source: str) -> dict[str, str]:
    """Each shape of a drawing, by the name that it has there; as it stands in a page, whose parser
    knows no namespaces."""
    found = {}
    drawing = ElementTree.fromstring(Path(source).read_text())  # noqa: S314  (ours)
    for element in drawing.iter():
        element.tag = element.tag.rpartition("}")[2]
    for element in drawing.iter():
        name = element.get("id")
        if name:
            element.set("id", f"shape-{name}")
            found[name] = ElementTree.tostring(element, encoding="unicode")
            element.set("id", name)
    return found


def links_of(text: str) -> Iterator[str]:
    """As they stand in the page."""
    for tag in TAG.finditer(text):
        for link in LINK.finditer(tag[0]):
            yield link[2]
        for several in SEVERAL.finditer(tag[0]):
            for one in several[2].split(","):
                yield one.split()[0] if one.strip() else ""
