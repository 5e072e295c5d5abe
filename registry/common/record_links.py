"""Links within a text that lead to a record of the registry: stored by the record and not by its
address, so that they follow it wherever it goes.

An editor pastes the address of any page of a record; saving turns it into a reference. Reading
turns each reference into the address of today, and leaves the words without a link where readers
would not find the record.

A picture of the library and the file of a document are linked in the same way. A link to a picture
that is a paragraph of its own is shown as the picture, with the words of the link as its caption:
so no text holds an address of a picture, its sizes or what it shows, and none from elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from registry.common import former_addresses
from registry.common.appearing import Appearing
from registry.common.former_addresses import is_found
from registry.common.languages import LANGUAGES, active
from registry.common.models import FormerAddress
from registry.common.richtext import is_rich_text

LINK = re.compile(r'<a href="([^"<>]{1,500})">')
PICTURE_ALONE = re.compile(r'<p><a href="/record/picture/([0-9]{1,12})/">([^<>]*)</a>(?:<br>)?</p>')
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
PLACED = {  # by route: the model, and what of the address finds the row
    "picture": ("picture", {"key": "key"}),
    "document_file": ("documentversion", {"slug": "document__slug", "language": "language"}),
}
READ_WITH = {"documentversion": ("document", "file")}


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
    address = link[1].replace("&amp;", "&")
    path = own_path(address)
    key = record_at(path) if path else placed_at(address)
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


def placed_at(address: str) -> tuple[str, int] | None:
    """A picture or a file at an address of ours. Raises ValidationError where there is none."""
    path = address.removeprefix(settings.SITE_URL)
    if not path.startswith(("/pictures/", "/files/")):
        return None
    try:
        match = resolve(path.partition("#")[0])
    except Resolver404:
        match = None
    if match and match.url_name == "earlier_file":
        return None  # that one file and no other
    kind, parts = PLACED.get(match.url_name or "", ("", {})) if match else ("", {})
    if match and kind:
        names = {name: match.kwargs[part] for part, name in parts.items()}
        rows = apps.get_model("registry", kind)._base_manager.filter(**names)
        if key := rows.values_list("pk", flat=True).first():
            return kind, key
    raise ValidationError(
        _("There is no picture or file at %(address)s. Find it by “Find a record to link to”.")
        % {"address": path[:200]},
        code="unknown_target",
    )


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
        if kind not in former_addresses.kinds() | placed_kinds():
            continue
        manager = apps.get_model("registry", kind)._base_manager
        rows = manager.select_related(*READ_WITH.get(kind, ())).in_bulk(map(int, keys))
        for key in keys:
            found[kind, key] = Target(rows.get(int(key)))
    return found


def linking_to(row: Model) -> Iterator[Model]:
    """The records whose texts link to this one, or show it. A query for each kind of record that
    has such texts."""
    mark = f'"/record/{row._meta.model_name}/{row.pk}/"'
    for model in apps.get_app_config("registry").get_models():
        if not issubclass(model, Appearing):
            continue
        texts = [field.name for field in model._meta.concrete_fields if is_rich_text(field)]
        if texts:
            linking = reduce(or_, [Q((f"{name}__contains", mark)) for name in texts])
            yield from model._base_manager.filter(linking).order_by("pk")


def placed_kinds() -> set[str]:
    return {kind for kind, _parts in PLACED.values()}


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

    def figure(paragraph: re.Match[str]) -> str:
        target = known.get(("picture", paragraph[1]))
        if target is None or target.row is None:
            return f"<p>{paragraph[2]}</p>"
        return figure_of(target.row, paragraph[2])

    return REFERENCE.sub(address, PICTURE_ALONE.sub(figure, html))


def figure_of(picture: Any, words: str) -> str:
    """`words`: of the link, with their entities; an address that was pasted is no caption."""
    caption = "" if words.strip().startswith(("http", "/pictures/")) else words.strip()
    shown = mark_safe(caption)  # noqa: S308
    context = {"picture": picture, "shown": picture.whole, "caption": shown}
    return render_to_string("pages/_placed_picture.html", context)
