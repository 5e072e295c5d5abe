"""Lists that several sheets have, as their pages show them: documents, meetings, sources; a text in
the other language, with what must be said of it."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from registry.common.languages import active, text_in
from registry.common.record_links import with_addresses
from registry.common.richtext import is_rich_text
from registry.library.models import Document
from registry.paper.blocks import (
    Block,
    Inline,
    heading,
    lag,
    link,
    listing,
    quiet,
    small,
    stamp,
    text,
)
from registry.process.models import Meeting


def section(title: str, items: list[Inline]) -> list[Block]:
    """A heading with a list; nothing where it is empty."""
    return [heading(title), listing(items)] if items else []


def doubtful(words: str) -> list[Block]:
    return [stamp(words)] if words else []


def dated(when: str, *words: Any) -> Inline:
    return [quiet(f"{when}  "), *words]


def documents(rows: Iterable[Document]) -> list[Block]:
    items = []
    for row in rows:
        versions = ", ".join(version.worded for version in row.versions.all())
        kind = " · ".join(filter(None, [str(row.get_kind_display()), versions]))
        title = link(row.title, row.get_absolute_url())
        words = [title, " ", quiet(kind), *doubtful(row.doubt)]
        items.append(dated(row.published_worded or _("no date"), *words))
    return section(_("Documents"), items)


def meetings(rows: Iterable[Meeting]) -> list[Block]:
    items = []
    for row in rows:
        place = row.place or (_("online") if row.is_online else "")
        kind = ", ".join(filter(None, [str(row.get_kind_display()), place]))
        words = [link(row.title, row.get_absolute_url()), " ", quiet(kind)]
        if row.is_cancelled:
            words.append(stamp(_("cancelled")))
        when = row.dates_worded or _("date not known")
        items.append(dated(when, *words, *doubtful(row.doubt)))
    return section(_("Meetings"), items)


def noted(row: Any) -> list[Block]:
    return [small(row.note)] if row.note else []


def sources(row: Any) -> list[Block]:
    """Where a record comes from."""
    return section(_("Sources"), [[link(address, address)] for address in row.source_links])


def prose(row: Any, name: str, below: int) -> list[Block]:
    """A field for reading in two languages; nothing where it is empty in both."""
    written, language = text_in(row, name, active())
    if not written:
        return []
    field = row._meta.get_field(f"{name}_{language}")
    html = with_addresses(written) if is_rich_text(field) else linebreaks(written, autoescape=True)
    if language == active():
        return [text(html, below)]
    told = {
        "en": _("This text is available in English only."),
        "ru": _("This text is available in Russian only."),
    }
    return [lag(told[language]), text(html, below, language)]
