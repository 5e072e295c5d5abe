"""A feed as Atom (RFC 4287), in pages (RFC 5005); what it no longer holds by RFC 6721.

Ids are tag: addresses (RFC 4151) of the number of a record, so that neither a new slug nor a new
title makes an entry look new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _

from registry.common.languages import active, other
from registry.common.mail import site_address
from registry.common.moments import utc_stamp
from registry.common.xml_texts import clean
from registry.following.entries import Entry
from registry.following.removed import Removed
from registry.following.topics import Topic

TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
TAGGED = "2026"  # the year from which on the ids are given

ElementTree.register_namespace("at", TOMBSTONES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`before` and `after`: numbers of the pages beside it; 0 where there is none. `removed`: what
    the feed no longer holds."""

    topic: Topic
    entries: Sequence[Entry]
    number: int
    before: int
    after: int
    removed: Sequence[Removed] = ()


def tag(key: str) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{TAGGED}:{key}"


def paged(path: str, number: int) -> str:
    if number == 1:
        return site_address(path)
    return site_address(f"{path}{'&' if '?' in path else '?'}page={number}")


def written(page: Page) -> bytes:
    """In the active language."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": active()})
    topic = page.topic
    path = topic.feed(active())
    key = "/".join(filter(None, [str(topic.kind), topic.of]))
    add(root, "id", tag(f"{active()}/feed/{key}"))
    add(root, "title", _("%(title)s · Prague Process Registry") % {"title": topic.title})
    add(root, "updated", utc_stamp(last_change(page)))
    author = ElementTree.SubElement(root, "author")
    add(author, "name", _("Prague Process Secretariat"))
    add(author, "uri", settings.SITE_URL)
    link(root, "self", paged(path, page.number), TYPE)
    link(root, "alternate", site_address(topic.page()), "text/html", active())
    link(root, "alternate", site_address(topic.feed(other(active()))), TYPE, other(active()))
    link(root, "first", paged(path, 1), TYPE)
    for relation, number in (("previous", page.before), ("next", page.after)):
        if number:
            link(root, relation, paged(path, number), TYPE)
    for entry in page.entries:
        add_entry(root, entry)
    for one in page.removed:
        values = {"ref": tag(f"{active()}/{one.key}"), "when": utc_stamp(one.at)}
        ElementTree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", values)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def last_change(page: Page) -> datetime:
    times = [entry.updated for entry in page.entries] + [one.at for one in page.removed]
    return max(times, default=datetime(int(TAGGED), 1, 1, tzinfo=UTC))


def add_entry(root: ElementTree.Element, entry: Entry) -> None:
    element = ElementTree.SubElement(root, "entry")
    add(element, "id", tag(f"{active()}/{entry.key}"))
    title = add(element, "title", entry.title)
    if entry.language != active():
        title.set("xml:lang", entry.language)
    add(element, "updated", utc_stamp(entry.updated))
    if entry.published:
        add(element, "published", f"{entry.published:%Y-%m-%d}T00:00:00Z")
    if entry.author:
        add(ElementTree.SubElement(element, "author"), "name", entry.author)
    link(element, "alternate", site_address(entry.address), "text/html", active())
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
