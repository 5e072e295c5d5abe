"""A result in words, for the page and the API: hits, the best bet above them, and ways on."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.common.dates import today
from registry.common.languages import LANGUAGE_NAMES, active, other
from registry.common.numbers import grouped
from registry.common.scope import remembered
from registry.figures.models import Indicator
from registry.figures.series import series_of
from registry.process.models import CooperationArea
from registry.profiles.models import Edition
from registry.search.finding import Result, Row, catalogue
from registry.search.models import Kind, SearchEntry, SearchText
from registry.search.passages import Passage, Piece, Wanted, marked_title, passage, wanted_phrases
from registry.states.designations import designation, footnotes_in
from registry.states.models import RegionalGroup, State

PER_PAGE = 20
MOST_PAGES = 25
YEAR_DIGITS = 4
MOST_NAMED = 3  # states beside a hit
LOOKED_AT = 60  # hits among which a part and a figure of a state are looked for


@dataclass(frozen=True, slots=True)
class Hit:
    """`place`: the states it is about, where they are few; `note`: in which language it is, where
    that is not the reader's."""

    key: str
    kind: str
    kind_code: str
    title: str
    marked: list[Piece]
    address: str
    place: str
    detail: str
    status: str
    look: str
    passage: Passage
    note: str


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of an indicator of a state."""

    title: str
    address: str
    state: State
    value: str
    unit: str
    year: int
    source: str


@dataclass(frozen=True, slots=True)
class StateCard:
    """A state that was named, with what of it answers the rest of the question."""

    state: State
    other_name: str
    group: RegionalGroup | None
    edition: Edition | None
    links: list[tuple[str, str]] = field(default_factory=list)


def states_by_code() -> dict[str, State]:
    def read() -> dict[str, State]:
        return {state.iso_alpha3: state for state in State.objects.all()}

    return remembered("states by code", read)


def in_language(address: str) -> str:
    return f"/{active()}/{address}"


def hits(result: Result, page: int = 1, per_page: int = PER_PAGE) -> list[Hit]:
    numbers = result.numbers[(page - 1) * per_page : page * per_page]
    entries = SearchEntry.objects.in_bulk(numbers)
    texts = SearchText.objects.only("text_en", "text_ru").in_bulk(numbers)
    wanted = wanted_phrases(result.question)
    return [hit(entries[pk], texts[pk], wanted) for pk in numbers if pk in entries]


def note(result: Result) -> str:
    """For machines, what the page says above its hits."""
    question = result.question
    said = []
    if question.has_no_words:
        said.append(_("There is no word in this that can be looked for."))
    elif not result.numbers:
        said.append(_("Nothing was found."))
    if question.is_cut:
        said.append(
            _("Only the first words were searched for: the text is longer than a search takes.")
        )
    if result.is_partial and result.missing:
        missing = ", ".join(result.missing)
        said.append(_("No page has all of these words. Left out: %(words)s") % {"words": missing})
    return " ".join(said)


def hit(entry: SearchEntry, text: SearchText, wanted: Wanted) -> Hit:
    language = active()
    title = title_of(entry)
    found = passage({"en": text.text_en, "ru": text.text_ru}, wanted, language)
    languages = entry.languages.split()
    is_elsewhere = languages and language not in languages
    return Hit(
        key=entry.key,
        kind=one(entry.kind),
        kind_code=entry.kind,
        title=title,
        marked=marked_title(title, wanted),
        address=in_language(entry.address),
        place=place_of(entry),
        detail=entry.detail,
        status=entry.status,
        look=entry.look,
        passage=found,
        note=str(LANGUAGE_NAMES[languages[0]]) if is_elsewhere else "",
    )


def one(kind: str) -> str:
    """Of one of a kind."""
    words = {
        Kind.STATE: _("State"),
        Kind.PART: _("Part of a profile"),
        Kind.EDITION: _("Profile"),
        Kind.INDICATOR: _("Indicator"),
        Kind.FIGURE: _("Figure"),
        Kind.PROJECT: _("Project"),
        Kind.PLAN: _("Action plan"),
        Kind.AREA: _("Co-operation area"),
        Kind.ACTION: _("Action"),
        Kind.MEETING: _("Meeting"),
        Kind.DOCUMENT: _("Document"),
        Kind.NEWS: _("News"),
        Kind.AUTHORITY: _("Authority"),
        Kind.PERSON: _("Contact person"),
        Kind.PAGE: _("Page"),
    }
    return words[Kind(kind)]


def title_of(entry: SearchEntry) -> str:
    """A state by its designation, with its footnote."""
    state = states_by_code().get(entry.about) if entry.kind == Kind.STATE else None
    return designation(state).name if state else entry.title


def place_of(entry: SearchEntry) -> str:
    """Names of states: of the one it belongs to, or of all where they are few."""
    if entry.kind == Kind.STATE:
        return ""
    codes = [entry.about] if entry.about else entry.states.split()
    found = [states_by_code()[code] for code in codes if code in states_by_code()]
    if len(found) > MOST_NAMED:
        return ""
    return ", ".join(designation(state).name for state in found)


def best_bet(result: Result) -> StateCard | Figure | None:
    """The figure that was asked for, or the state that was named."""
    rows = catalogue().rows
    if not result.numbers or result.is_partial:
        return None
    first = rows[result.numbers[0]]
    if first.kind == Kind.FIGURE:
        return figure(first, year_asked(result))
    named = [concept.state for concept in result.question.concepts if concept.state]
    if len(named) != 1 or named[0] not in states_by_code():
        return None
    return state_card(states_by_code()[named[0]], result, rows)


def year_asked(result: Result) -> int | None:
    question = result.question
    texts = [question.filters.get("year", ""), *(concept.typed for concept in question.concepts)]
    years = [int(text) for text in texts if len(text) == YEAR_DIGITS and text.isdecimal()]
    return years[0] if years else None


def figure(row: Row, year: int | None) -> Figure | None:
    """Of the year that was asked for, else the latest."""
    slug, _slash, state_slug = row.key.removeprefix("figure:").partition("/")
    indicator = Indicator.objects.by_slugs([slug]).first()
    state = states_by_code().get(row.about)
    if indicator is None or state is None:
        return None
    series = series_of(state, [indicator])[indicator.pk]
    points = dict(series.points)
    if not points:
        return None
    shown = year if year in points else series.points[-1][0]
    source = series.own[shown].source if shown in series.own else series.source
    return Figure(
        title=indicator.title,
        address=f"{indicator.get_absolute_url()}?{urlencode({'state': state_slug})}",
        state=state,
        value=grouped(points[shown], indicator.decimals),
        unit=indicator.unit,
        year=shown,
        source=source.title if source else "",
    )


def state_card(state: State, result: Result, rows: dict[int, Row]) -> StateCard:
    links = []
    if len(result.question.concepts) > 1:
        links = [
            (title_of(entry), in_language(entry.address))
            for entry in best_of_state(state, result, rows)
        ]
    return StateCard(
        state=state,
        other_name=designation(state, language=other(active())).name,
        group=state.group_on(today()),
        edition=Edition.objects.of_state(state).first(),
        links=links,
    )


def best_of_state(state: State, result: Result, rows: dict[int, Row]) -> list[SearchEntry]:
    """Its best part and its best figure among the first hits."""
    chosen: dict[str, int] = {}
    for number in result.numbers[:LOOKED_AT]:
        row = rows[number]
        if row.about == state.iso_alpha3 and row.kind in (Kind.PART, Kind.FIGURE):
            chosen.setdefault(row.kind, number)
    found = SearchEntry.objects.in_bulk(list(chosen.values()))
    return [found[number] for number in chosen.values() if number in found]


def facets(result: Result, query: dict[str, str]) -> list[Facet]:
    """`query`: the address's parameters, which the links keep."""
    chosen = result.question.filters
    labels = {
        "kind": _("Kind"),
        "state": _("State"),
        "year": _("Year"),
        "area": _("Co-operation area"),
        "lang": _("Language"),
    }
    made = []
    for name, values in result.facets.items():
        options = [option(name, *pair, query, chosen.get(name, "")) for pair in values]
        options = [one for one in options if one.label]
        if options:
            made.append(Facet(name=name, label=labels[name], options=options))
    return made


def option(name: str, value: str, count: int, query: dict[str, str], chosen: str) -> Option:
    return Option(
        value=value,
        label=label_of(name, value),
        count=count,
        address=address_with(query, name, "" if chosen == value else value),
        is_chosen=chosen == value,
    )


def label_of(name: str, value: str) -> str:
    if name == "kind":
        return str(Kind(value).label)
    if name == "state":
        state = states_by_code().get(value)
        return designation(state).name if state else ""
    if name == "area":
        area = areas_by_slug().get(value)
        return area.name if area else ""
    if name == "lang":
        return str(LANGUAGE_NAMES.get(value, ""))
    return value


def areas_by_slug() -> dict[str, CooperationArea]:
    def read() -> dict[str, CooperationArea]:
        return {area.slug: area for area in CooperationArea.objects.all()}

    return remembered("areas by slug", read)


def address_with(query: dict[str, str], name: str, value: str) -> str:
    """The same search with another value of a parameter, from its first page."""
    changed = {key: text for key, text in query.items() if text and key != "page"}
    changed.pop(name, None)
    if value:
        changed[name] = value
    return f"{reverse('search')}?{urlencode(changed)}"


def suggestions(result: Result, most: int = 8) -> list[dict[str, str]]:
    """For the list below the field: title, kind, place, footnote of their names, address."""
    numbers = result.numbers[:most]
    entries = SearchEntry.objects.in_bulk(numbers)
    made = []
    for number in numbers:
        entry = entries.get(number)
        if entry is None:
            continue
        title, place = title_of(entry), place_of(entry) if entry.about else ""
        made.append(
            {
                "title": title,
                "kind": one(entry.kind),
                "place": place,
                "footnote": " ".join(footnotes_in(f"{title}; {place}")),
                "address": in_language(entry.address),
            }
        )
    return made
