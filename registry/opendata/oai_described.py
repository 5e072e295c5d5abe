"""An item of OAI-PMH as its formats describe it, in both languages: title, words, who made it,
when, and where it is read.

The words are those of the feeds (following/entries.py): how sure a record is, the notice on an
edition's standing and the notes on designations are among them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from registry.common.languages import LANGUAGES, active
from registry.common.mail import site_address
from registry.figures.about_indicators import cautions, held
from registry.figures.models import Indicator
from registry.following.entries import (
    Entry,
    document_entry,
    edition_entry,
    first_words,
    meeting_entry,
    worded,
)
from registry.library.models import Document, in_full
from registry.opendata.oai_items import Header
from registry.opendata.sdmx import Names
from registry.process.models import Meeting
from registry.profiles.models import Edition
from registry.projects.models import Project
from registry.states.designations import designation, footnotes_in


@dataclass(slots=True, kw_only=True)
class Described:
    """`type`: of the Dublin Core list of types. `address`: without a language; `files`: where its
    text is kept. `date`: as much as is known (2012, 2012-05-10). `states`: by language."""

    type: str
    titles: Names = field(default_factory=dict)
    genres: Names = field(default_factory=dict)
    descriptions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    creators: Names = field(default_factory=dict)
    publishers: Names = field(default_factory=dict)
    addresses: Names = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    date: str = ""
    rights: str = ""


def each_language(found: Described, row: Any, say: Callable[[Described, Any, str], None]) -> None:
    for language in LANGUAGES:
        with translation.override(language):
            found.publishers[language] = _("Prague Process Secretariat")
            say(found, row, language)
            lines = found.descriptions.get(language, ())
            notes = footnotes_in("; ".join([*found.states.get(language, ()), *lines]))
            found.descriptions[language] = tuple(dict.fromkeys([*lines, *notes]))


def take(found: Described, entry: Entry, language: str) -> None:
    """The title where it is in the language; the other language has its own."""
    if entry.language == language or not found.titles:
        found.titles[entry.language] = entry.title
    found.genres[language] = entry.kind
    found.descriptions[language] = entry.lines
    found.addresses[language] = site_address(entry.address)
    if entry.author:
        found.creators[language] = entry.author


def say_edition(found: Described, row: Edition, language: str) -> None:
    take(found, edition_entry(row, row.updated_at), language)
    found.genres[language] = row.profile.get_kind_display()
    found.states[language] = [designation(row.profile.state).name]


def edition(row: Edition) -> Described:
    found = Described(type="Text", rights="")
    each_language(found, row, say_edition)
    found.date = str(row.published_on or row.published_year_stated or row.year)
    coded = [one for one in row.languages.split(",") if one in LANGUAGES]
    found.languages = list(LANGUAGES) if row.has_text else coded
    found.files = [row.document_elsewhere] if row.document_elsewhere else []
    return found


def say_document(found: Described, row: Document, language: str) -> None:
    take(found, document_entry(row, row.updated_at), language)
    found.genres[language] = row.get_kind_display()
    found.states[language] = [designation(state).name for state in row.states.all()]
    publisher = row.publisher_ru if language == "ru" else ""
    found.publishers[language] = publisher or row.publisher or found.publishers[language]


def document(row: Document) -> Described:
    found = Described(type="Text")
    each_language(found, row, say_document)
    versions = row.versions.all()
    found.languages = [version.language for version in versions]
    found.files = list(filter(None, map(in_full, versions)))
    found.date = cut(row.published_on, row.published_precision)
    return found


def cut(day: Any, precision: str) -> str:
    """As much of a day as is known."""
    if day is None:
        return ""
    return day.isoformat()[: {"day": 10, "month": 7}.get(precision, 4)]


def say_meeting(found: Described, row: Meeting, language: str) -> None:
    take(found, meeting_entry(row, row.updated_at), language)
    found.genres[language] = row.get_kind_display()
    if row.country:
        found.states[language] = [designation(row.country, row.starts_on).name]


def meeting(row: Meeting) -> Described:
    found = Described(type="Event", date=cut(row.starts_on, row.date_precision))
    each_language(found, row, say_meeting)
    return found


def say_project(found: Described, row: Project, language: str) -> None:
    own = getattr(row, f"title_{language}")
    if own or not found.titles:
        found.titles[language if own else active()] = row.title
    texts = [row.years_worded, first_words(row.objective), first_words(row.results), row.note]
    found.genres[language] = row.get_kind_display()
    found.descriptions[language] = worded(row, texts)
    found.addresses[language] = site_address(row.get_absolute_url())


def project(row: Project) -> Described:
    found = Described(type="Collection", date=cut(row.starts_on, row.starts_precision))
    each_language(found, row, say_project)
    return found


def say_indicator(found: Described, row: Indicator, language: str) -> None:
    own = getattr(row, f"title_{language}")
    if own or not found.titles:
        found.titles[language if own else active()] = row.title
    texts = [row.unit, row.definition, *(one.text for one in cautions(row))]
    found.genres[language] = _("Figures")
    found.descriptions[language] = worded(row, texts)
    found.addresses[language] = site_address(row.get_absolute_url())
    if row.source:
        found.creators[language] = row.source.title


def indicator(row: Indicator) -> Described:
    found = Described(type="Dataset", languages=list(LANGUAGES))
    each_language(found, row, say_indicator)
    of_it = held().get(row.pk)
    if of_it and of_it.last_change:
        found.date = timezone.localdate(of_it.last_change).isoformat()
    found.files = [site_address(f"/sdmx/{row.slug}.csv")]
    found.rights = row.source.licence if row.source else ""
    return found


WAYS: dict[str, tuple[Callable[[], Any], Callable[[Any], Described]]] = {
    "edition": (Edition.objects.public().for_page, edition),
    "document": (Document.objects.public().for_api, document),
    "project": (Project.objects.public().for_page, project),
    "meeting": (Meeting.objects.public().for_page, meeting),
    "indicator": (Indicator.objects.for_page, indicator),
}


def described(headers: Iterable[Header]) -> dict[str, Described]:
    """By identifier; of a deleted item nothing. A fixed number of statements for a kind."""
    numbers: dict[str, dict[int, str]] = {}
    for one in headers:
        if not one.is_deleted:
            numbers.setdefault(one.kind, {})[one.number] = one.identifier
    found: dict[str, Described] = {}
    for kind, wanted in numbers.items():
        rows, describe = WAYS[kind]
        for row in rows().filter(pk__in=wanted):
            found[wanted[row.pk]] = describe(row)
    return found
