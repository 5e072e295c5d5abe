"""What is new among the hits of a search that somebody keeps as an address.

A hit that has an entry of its own elsewhere (an edition, a document, a meeting, a news item) is
told by it, with its notice. Persons are left out: a feed is copied by whoever reads it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from registry.common.languages import active, text_in
from registry.following import entries
from registry.following.entries import Entry
from registry.following.topics import Kind as Followed
from registry.following.topics import Topic
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.profiles.models import Edition
from registry.profiles.notices import notice
from registry.projects.models import Project
from registry.search.answers import in_language, one, place_of, title_of
from registry.search.asked import asked
from registry.search.finding import catalogue, find
from registry.search.models import Kind, SearchEntry
from registry.states.designations import footnotes_in

RECORDS: dict[str, Callable[[], Any]] = {
    Kind.NEWS: NewsItem.objects.public,
    Kind.DOCUMENT: Document.objects.public().for_page,
    Kind.MEETING: Meeting.objects.public().for_page,
    Kind.PROJECT: Project.objects.public,
}
MAKERS: dict[str, Callable[[Any, datetime], Entry]] = {
    Kind.NEWS: entries.news_entry,
    Kind.DOCUMENT: entries.document_entry,
    Kind.MEETING: entries.meeting_entry,
}


def what_is_new(topic: Topic, most: int) -> list[Entry]:
    """Of any topic."""
    return hits(topic, most) if topic.kind == Followed.SEARCH else entries.newest_of(topic, most)


def hits(topic: Topic, most: int) -> list[Entry]:
    """Those that changed last. Where no entry has all the words, there are none: the next best are
    an answer to a reader, and no news."""
    wanted = asked(dict(parse_qsl(topic.of)))
    result = find(wanted.text, filters=wanted.filters, only_exact=wanted.is_exact)
    if result.is_partial:
        return []
    rows = catalogue().rows
    seen = [pk for pk in result.numbers if pk in rows and rows[pk].kind != Kind.PERSON]
    ranked = [(rows[pk].changed_at, -place, pk) for place, pk in enumerate(seen)]
    numbers = [pk for _when, _place, pk in sorted(ranked, reverse=True)[:most]]
    found = SearchEntry.objects.in_bulk(numbers)
    shown = [found[pk] for pk in numbers if pk in found]
    behind = records_of(shown)
    made = [entry_of(hit, behind.get(record_key(hit))) for hit in shown]
    return sorted(made, key=lambda entry: entry.updated, reverse=True)


def record_key(hit: SearchEntry) -> tuple[str, str]:
    """A part of an edition by its edition."""
    name = hit.key.partition(":")[2]
    if hit.kind == Kind.PART:
        return Kind.EDITION, name.rpartition("/")[0]
    return hit.kind, name


def records_of(hits: list[SearchEntry]) -> dict[tuple[str, str], Any]:
    """What is behind them, a query for each kind."""
    names: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        kind, name = record_key(hit)
        names[kind].add(name)
    found: dict[tuple[str, str], Any] = {}
    for kind, ask in RECORDS.items():
        if names[kind]:
            rows = ask().filter(slug__in=names[kind])
            found |= {(kind, row.slug): row for row in rows}
    if names[Kind.EDITION]:
        slugs = {name.partition("/")[0] for name in names[Kind.EDITION]}
        editions = Edition.objects.current().for_page()
        for row in editions.filter(profile__state__slug__in=slugs):
            name = f"{row.profile.state.slug}/{row.profile.kind}/{row.year}"
            found[Kind.EDITION, name] = row
    return found


def entry_of(hit: SearchEntry, record: Any) -> Entry:
    if record is not None:
        if hit.kind in MAKERS:
            return MAKERS[hit.kind](record, hit.changed_at)
        if hit.kind == Kind.EDITION:
            # as its own address, which stays when a correction takes its place
            made = entries.edition_entry(record, hit.changed_at)
            return replace(made, address=record.get_absolute_url())
    told = notice(record) if hit.kind == Kind.PART and record else None
    lines = [hit.detail, hit.status, str(told) if told else ""]
    place = place_of(hit)
    title = title_of(hit)
    if not record:
        lines += footnotes_in(f"{title} {place}")
    return Entry(
        key=f"found/{hit.key}",
        kind=one(hit.kind),
        title=f"{place}: {title}" if place and hit.about else title,
        language=active() if hit.kind == Kind.STATE else text_in(hit, "title", active())[1],
        address=in_language(hit.address),
        updated=hit.changed_at,
        lines=entries.worded(record, lines) if record else tuple(filter(None, lines)),
    )
