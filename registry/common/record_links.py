"""Links within a text that lead to a record of the registry: stored by the record and not by its
address, so that they follow it wherever it goes.

An editor pastes the address of any page of a record; saving turns it into a reference. Reading
turns each reference into the address of today, and leaves the words without a link where readers
would not find the record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve

from registry.common import former_addresses
from registry.common.former_addresses import is_found
from registry.common.languages import LANGUAGES, active
from registry.common.models import FormerAddress

LINK = re.compile(r'<a href="([^"<>]{1,500})">')
REFERENCE = re.compile(r'<a href="/record/([a-z]{1,40})/([0-9]{1,12})/">')
# The pages of records themselves, not those beneath them
ROUTES = {
    "state",
    "indicator",
    "project",
    "meeting",
    "action_plan",
    "cooperation_area",
    "document",
    "news_item",
    "page",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a link of a text leads to; `row` is None where it was deleted."""

    row: Any

    @property
    def is_found(self) -> bool:
        return self.row is not None and is_found(self.row)


def with_references(html: str) -> str:
    """The text with each link to a record of ours as a reference."""
    return LINK.sub(as_reference, html)


def as_reference(link: re.Match[str]) -> str:
    path = own_path(link[1].replace("&amp;", "&"))
    key = record_at(path) if path else None
    return f'<a href="/record/{key[0]}/{key[1]}/">' if key else link[0]


def own_path(address: str) -> str:
    """Of an address on this site, without anything behind its path; "" for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.query or parts.fragment:
        return ""  # it means more than the record
    is_ours = f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL
    is_path = not parts.scheme and not parts.netloc
    in_language = parts.path.startswith(tuple(f"/{language}/" for language in LANGUAGES))
    return parts.path if (is_ours or is_path) and in_language else ""


def record_at(path: str) -> tuple[str, int] | None:
    rest = path.split("/", 2)[2]
    try:
        match = resolve(f"/{active()}/{rest}")  # addresses are resolved in one language at a time
    except Resolver404:
        return None
    if match.url_name not in ROUTES:
        return None
    part, kind = former_addresses.place_of(match.url_name)
    slug = match.kwargs[part]
    rows = apps.get_model("registry", kind)._base_manager.filter(slug=slug)
    key = rows.values_list("pk", flat=True).first()
    if key is None:
        known = FormerAddress.objects.filter(kind=kind, slug=slug, record__isnull=False)
        key = known.values_list("record", flat=True).first()
    return (kind, key) if key else None


def targets(*texts: str) -> dict[tuple[str, str], Target]:
    """By kind and number as they are written. A query for each kind that a text leads to."""
    wanted: dict[str, set[str]] = {}
    for kind, key in references_in(texts):
        wanted.setdefault(kind, set()).add(key)
    found: dict[tuple[str, str], Target] = {}
    for kind, keys in wanted.items():
        if kind not in former_addresses.kinds():
            continue
        rows = apps.get_model("registry", kind)._base_manager.in_bulk(map(int, keys))
        for key in keys:
            found[kind, key] = Target(rows.get(int(key)))
    return found


def references_in(texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for reference in REFERENCE.finditer(text):
            yield reference[1], reference[2]


def with_addresses(html: str) -> str:
    """The text for reading, in the active language."""
    if "/record/" not in html:
        return html
    known = targets(html)

    def address(reference: re.Match[str]) -> str:
        target = known.get((reference[1], reference[2]))
        if target is None or not target.is_found:
            return "<a>"
        return f'<a href="{target.row.get_absolute_url()}">'

    return REFERENCE.sub(address, html)
