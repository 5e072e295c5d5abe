"""A feed as Atom (RFC 4287), in pages (RFC 5005).

Ids are tag: addresses (RFC 4151) of the number of a record, so that neither a new slug nor a new
title makes an entry look new.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _

from registry.common.languages import active, other
from registry.following.entries import Entry
from registry.following.topics import Topic

TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
TAGGED = "2026"  # the year from which on the ids are given
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`before` and `after`: numbers of the pages beside it; 0 where there is none."""

    topic: Topic
    entries: Sequence[Entry]
    number: int
    before: int
    after: int


def tag(key: str) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{TAGGED}:{key}"


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def paged(path: str, number: int) -> str:
    if number == 1:
        return address(path)
    return address(f"{path}{'&' if '?' in path else '?'}page={number}")


def written(page: Page) -> bytes:
    """In the active language."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": active()})
    topic = page.topic
    path = topic.feed(active())
    key = "/".join(filter(None, [str(topic.kind), topic.of]))
    add(root, "id", tag(f"{active()}/feed/{key}"))
    add(root, "title", _("%(title)s · Prague Process Registry") % {"title": topic.title})
    newest = max((entry.updated for entry in page.entries), default=None)
    add(root, "updated", moment(newest or datetime(int(TAGGED), 1, 1, tzinfo=UTC)))
    author = ElementTree.SubElement(root, "author")
    add(author, "name", _("Prague Process Secretariat"))
    add(author, "uri", settings.SITE_URL)
    link(root, "self", paged(path, page.number), TYPE)
    link(root, "alternate", address(topic.page()), "text/html", active())
    link(root, "alternate", address(topic.feed(other(active()))), TYPE, other(active()))
    link(root, "first", paged(path, 1), TYPE)
    for relation, number in (("previous", page.before), ("next", page.after)):
        if number:
            link(root, relation, paged(path, number), TYPE)
    for entry in page.entries:
        add_entry(root, entry)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def add_entry(root: ElementTree.Element, entry: Entry) -> None:
    element = ElementTree.SubElement(root, "entry")
    add(element, "id", tag(f"{active()}/{entry.key}"))
    title = add(element, "title", entry.title)
    if entry.language != active():
        title.set("xml:lang", entry.language)
    add(element, "updated", moment(entry.updated))
    if entry.published:
        add(element, "published", f"{entry.published:%Y-%m-%d}T00:00:00Z")
    if entry.author:
        add(ElementTree.SubElement(element, "author"), "name", entry.author)
    link(element, "alternate", address(entry.address), "text/html", active())
    ElementTree.SubElement(element, "category", {"term": clean(entry.kind)})
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in entry.lines)
    add(element, "summary", paragraphs).set("type", "html")


def add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = clean(text)
    return element


def link(
    parent: ElementTree.Element, relation: str, to: str, media_type: str, language: str = ""
) -> None:
    values = {"rel": relation, "href": clean(to), "type": media_type}
    if language:
        values["hreflang"] = language
    ElementTree.SubElement(parent, "link", values)


def clean(text: str) -> str:
    """What XML has no way to write is left out."""
    return NOT_IN_XML.sub("", text)
