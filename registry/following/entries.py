"""What is new of a topic, the newest first: the entries of its feed, and what a mail says of it.

Each asks the same question as the page does, so that nothing is in it which readers do not see. How
sure a record is, the notice on an edition's standing and the notes on designations are part of its
words: they travel with it wherever it is read.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Max, Min, Model, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.dates import Precision
from registry.common.languages import active, text_in
from registry.common.richtext import words_of
from registry.figures.caveats import reaches
from registry.figures.models import Indicator, Observation
from registry.following.topics import Kind, Topic
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.designations import designation, footnotes_in
from registry.states.models import State

FIRST_WORDS = 80
LONGEST_LOOKED_AT = 20_000
MOST_CAVEATS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`key` stays the same whatever else changes: "news/12". `lines`: its words, a paragraph each.
    `language`: of the title, where the reader's own is missing."""

    key: str
    kind: str
    title: str
    language: str
    address: str
    updated: datetime
    published: date | None = None
    author: str = ""
    lines: tuple[str, ...] = ()


def newest_of(topic: Topic, most: int) -> list[Entry]:
    """At most so many, of what is no search (found.py)."""
    if topic.kind == Kind.STATE:
        return list(islice(of_state(topic.record, most), most))
    if topic.kind == Kind.INDICATOR:
        return of_indicator(topic.record, most)
    return LISTED[topic.kind](most)


def news(most: int) -> list[Entry]:
    return all_of(news_entry, NewsItem.objects.public(), most)


def documents(most: int) -> list[Entry]:
    return all_of(document_entry, Document.objects.public().for_page(), most)


def meetings(most: int) -> list[Entry]:
    return all_of(meeting_entry, Meeting.objects.public().for_page(), most)


def editions(most: int) -> list[Entry]:
    return all_of(edition_entry, Edition.objects.current().for_page(), most)


def all_of(maker: Callable[[Any, datetime], Entry], rows: QuerySet, most: int) -> list[Entry]:
    return [maker(row, row.changed_at) for row in newest(rows, most)]


LISTED: dict[Kind, Callable[[int], list[Entry]]] = {
    Kind.NEWS: news,
    Kind.EDITIONS: editions,
    Kind.DOCUMENTS: documents,
    Kind.MEETINGS: meetings,
}


def newest(rows: QuerySet, most: int) -> Iterable[Any]:
    """By when readers could first read it as it is now: what was written before it appeared is new
    when it appears."""
    when: Any = F("updated_at")
    if hasattr(rows.model, "appears_at"):
        when = Greatest(when, Coalesce(F("appears_at"), when))
    return rows.annotate(changed_at=when).order_by("-changed_at", "-pk")[:most]


def of_state(state: State, most: int) -> Iterator[Entry]:
    """All that is about a state, merged."""
    meetings = Meeting.objects.public().hosted_by(state).for_page()
    parts = [
        all_of(edition_entry, Edition.objects.of_state(state), most),
        all_of(news_entry, NewsItem.objects.public().filter(states=state), most),
        all_of(document_entry, Document.objects.about(state), most),
        all_of(meeting_entry, meetings, most),
        figures_of_state(state, most),
    ]
    return merge(*parts, key=attrgetter("updated"), reverse=True)


def news_entry(row: NewsItem, at: datetime) -> Entry:
    title, language = text_in(row, "title", active())
    body = text_in(row, "body", active())[0]
    return Entry(
        key=f"news/{row.pk}",
        kind=_("News"),
        title=title,
        language=language,
        address=row.get_absolute_url(),
        updated=at,
        published=day_of(row.date, row.date_precision),
        lines=worded(row, [row.date_worded, first_words(body)], on=row.date),
    )


def edition_entry(row: Edition, at: datetime) -> Entry:
    state = row.profile.state
    mark = stamp(row)
    name = designation(state).name
    told = notice(row)
    texts = [mark.text, str(told) if told else "", row.correction_note, row.standing_note]
    authors = {
        Edition.Origin.STATE: designation(state).official_name,
        Edition.Origin.NATIONAL: row.publisher_named or designation(state).official_name,
    }
    return Entry(
        key=f"edition/{row.pk}",
        kind=_("Migration profile"),
        title=f"{name}: {row.profile.get_kind_display()} {row.years}",
        language=active(),
        address=row.version_url(),
        updated=at,
        published=row.published_on,
        author=authors.get(Edition.Origin(row.origin), ""),
        lines=worded(row, [*texts, first_words(row.summary)], states=[state]),
    )


def document_entry(row: Document, at: datetime) -> Entry:
    title, language = text_in(row, "title", active())
    facts = [row.get_kind_display(), row.published_worded, row.publisher]
    languages = [str(version.get_language_display()) for version in row.versions.all()]
    shown = [" · ".join(filter(None, facts)), first_words(row.abstract)]
    if languages:
        shown.append(_("Original: %(languages)s.") % {"languages": ", ".join(languages)})
    return Entry(
        key=f"document/{row.pk}",
        kind=_("Document"),
        title=title,
        language=language,
        address=row.get_absolute_url(),
        updated=at,
        published=day_of(row.published_on, row.published_precision),
        author=row.authors or row.publisher,
        lines=worded(row, shown, on=row.published_on),
    )


def meeting_entry(row: Meeting, at: datetime) -> Entry:
    title, language = text_in(row, "title", active())
    facts = [
        _("cancelled") if row.is_cancelled else "",
        row.get_kind_display(),
        row.dates_worded or _("date not known"),
        place_of(row),
    ]
    shown = [" · ".join(filter(None, facts)), first_words(row.summary), row.note]
    return Entry(
        key=f"meeting/{row.pk}",
        kind=_("Meeting"),
        title=title,
        language=language,
        address=row.get_absolute_url(),
        updated=at,
        lines=worded(row, shown, states=[row.country] if row.country else [], on=row.starts_on),
    )


def place_of(row: Meeting) -> str:
    """Town and state, as the state was called then; "online" where it was nowhere else."""
    country = designation(row.country, row.starts_on).name if row.country else ""
    named = ", ".join(filter(None, [row.place, country]))
    return named or (_("online") if row.is_online else "")


def of_indicator(indicator: Indicator, most: int) -> list[Entry]:
    """Its figures by the day on which they came or changed."""
    rows = Observation.objects.filter(indicator=indicator).totals()
    days = counted(rows.values("updated_at__date"), most)
    sources = sources_by_day(rows)
    made = []
    for row in days:
        day = row["updated_at__date"]
        by = _("Source: %(sources)s.") % {"sources": "; ".join(sources.get(day, []))}
        lines = [figures_worded(row), by, f"{indicator.unit}. {indicator.definition}"]
        made.append(
            Entry(
                key=f"indicator/{indicator.pk}/{day:%Y-%m-%d}",
                kind=_("Figures"),
                title=indicator.title,
                language=text_in(indicator, "title", active())[1],
                address=indicator.get_absolute_url(),
                updated=row["changed_at"],
                lines=worded(indicator, [*lines, *caveats_of(indicator)]),
            )
        )
    return made


def figures_of_state(state: State, most: int) -> list[Entry]:
    """An entry for each indicator of which the state has figures."""
    rows = counted(state.observations.totals().values("indicator"), most)
    indicators = Indicator.objects.in_bulk([row["indicator"] for row in rows])
    made = []
    for row in rows:
        indicator = indicators[row["indicator"]]
        held = _("New or changed. Figures on record: %(count)s, %(years)s.")
        lines = [
            held % {"count": row["figures"], "years": years_of(row)},
            *caveats_of(indicator, state),
        ]
        made.append(
            Entry(
                key=f"state/{state.pk}/indicator/{indicator.pk}",
                kind=_("Figures"),
                title=f"{designation(state).name}: {indicator.title}",
                language=active(),
                address=f"{indicator.get_absolute_url()}?state={state.slug}",
                updated=row["changed_at"],
                lines=worded(indicator, lines, states=[state]),
            )
        )
    return made


def counted(groups: QuerySet, most: int) -> QuerySet:
    return groups.annotate(
        changed_at=Max("updated_at"),
        figures=Count("pk"),
        states=Count("state", distinct=True),
        first=Min("year"),
        last=Max("year"),
    ).order_by("-changed_at")[:most]


def sources_by_day(rows: QuerySet) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    titles = rows.order_by("source__slug").values_list(
        "updated_at__date", f"source__title_{active()}", "source__title_en"
    )
    for day, title, english in titles.distinct():
        found.setdefault(day, []).append(title or english)
    return found


def years_of(row: dict[str, Any]) -> str:
    return str(row["last"]) if row["first"] == row["last"] else f"{row['first']}–{row['last']}"


def figures_worded(row: dict[str, Any]) -> str:
    """Of a day."""
    number = ngettext(
        "%(count)s figure is new or changed", "%(count)s figures are new or changed", row["figures"]
    )
    states = ngettext("%(count)s state", "%(count)s states", row["states"])
    shown = [number % {"count": row["figures"]}, states % {"count": row["states"]}, years_of(row)]
    return " · ".join(shown)


def caveats_of(indicator: Indicator, state: State | None = None) -> list[str]:
    """What a reader must know beside its figures."""
    of_it = [one for one in reaches() if one.concerns(indicator.pk, indicator.source_id or 0)]
    return [reach.text for reach in of_it if concerns(reach, state)][:MOST_CAVEATS]


def concerns(reach: Any, state: State | None) -> bool:
    return state is None or not reach.states or state.pk in reach.states


def worded(
    row: Model, texts: list[str], *, states: Iterable[State] = (), on: date | None = None
) -> tuple[str, ...]:
    """Texts that are there, how sure the record is, and the notes on the designations in them."""
    lines = [text for text in texts if text]
    doubt = getattr(row, "doubt", "")
    if doubt:
        lines.append(_("How sure it is: %(doubt)s.") % {"doubt": doubt})
    notes = dict.fromkeys(footnotes_in(" ".join([*lines, str(row)]), on))
    for state in states:
        note = designation(state, on).footnote
        if note:
            notes[note] = None
    return (*lines, *notes)


def first_words(text: str) -> str:
    return Truncator(words_of(text, longest=LONGEST_LOOKED_AT)).words(FIRST_WORDS, truncate=" …")


def day_of(day: date | None, precision: str) -> date | None:
    """None where the day itself is not known."""
    return day if precision == Precision.DAY else None
