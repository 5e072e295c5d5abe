"""What can be found: the states, and what belongs to one of them. Each gatherer gives what
everybody may read, and names the tables that it reads (a test compares them)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.text import slugify

from registry.common.languages import LANGUAGES
from registry.common.scope import scope
from registry.contacts.models import Authority, ContactPoint, Visibility
from registry.contacts.visibility import is_visible
from registry.figures.models import Indicator, Observation
from registry.profiles.models import Edition
from registry.profiles.notices import stamp
from registry.publication.contents import EditionContent
from registry.search.models import ALWAYS, FOR_EVER, Kind, Synonyms
from registry.states.designations import designation, names_of
from registry.states.models import Designation, State

Texts = dict[str, str]
MOST_YEARS = 100  # of a series


@dataclass(slots=True, kw_only=True)
class Found:
    """An entry to be. Texts by language. `names`: what else it is called; `lead`: what is as good
    as its title; `about`: the state it belongs to, `states`: all that it is about, as codes."""

    kind: Kind
    key: str
    address: str
    title: Texts
    names: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    body: Texts = field(default_factory=dict)
    detail: Texts = field(default_factory=dict)
    status: Texts = field(default_factory=dict)
    look: str = ""
    about: str = ""
    states: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    languages: tuple[str, ...] = ()
    since: date = ALWAYS
    until: date = FOR_EVER
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gatherer:
    """`tables`: whose rows it reads, by the models' names."""

    kinds: tuple[Kind, ...]
    gather: Callable[[], Iterable[Found]]
    tables: tuple[str, ...]


def both(row: Any, *names: str) -> Texts:
    """The texts of some two-language fields, those of a language together."""
    found = {}
    for language in LANGUAGES:
        texts = (getattr(row, f"{name}_{language}") for name in names)
        found[language] = "\n".join(text_of(text) for text in texts if text)
    return found


def text_of(html: str) -> str:
    """What a reader reads of it: no tags, and signs instead of their names (&nbsp;)."""
    return unescape(strip_tags(html)).replace("\xa0", " ")


def titles(row: Any, name: str = "title") -> Texts:
    """As they are: a title is no rich text."""
    return {code: getattr(row, f"{name}_{code}") for code in LANGUAGES}


def in_both(say: Callable[[], object]) -> Texts:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(say())
    return found


def address_of(route: str, *args: object, anchor: str = "") -> str:
    """Without the language, which is the reader's."""
    with translation.override("en"):
        path = reverse(route, args=args).removeprefix("/en/")
    return f"{path}#{anchor}" if anchor else path


def written_in(*texts: Texts) -> tuple[str, ...]:
    written = (set(filter(text.get, LANGUAGES)) for text in texts)
    languages = set().union(*written)
    return tuple(code for code in LANGUAGES if code in languages)


def year_of(*days: date | None) -> list[int]:
    """The years from the first of the days to the last."""
    years = [day.year for day in days if day]
    return list(range(min(years), max(years) + 1)) if years else []


def states() -> Iterator[Found]:
    names = defaultdict(list)
    for row in Designation.objects.order_by("-since"):
        names[row.state_id].append(row)
    others: dict[int, list[str]] = defaultdict(list)
    for group in Synonyms.objects.filter(state__isnull=False).select_related("state"):
        if group.state:
            others[group.state.pk] += group.phrases
    for state in State.objects.prefetch_related("memberships__group", "participations"):
        rows = names[state.pk]
        if not rows:
            continue
        called = list(chain.from_iterable(map(names_of, rows)))
        yield Found(
            kind=Kind.STATE,
            key=f"state:{state.slug}",
            address=address_of("state", state.slug),
            title=names_now(state),
            names=[*called, *others[state.pk], state.iso_alpha3],
            lead=[state.capital_en, state.capital_ru],
            body=groups_of(state),
            about=state.iso_alpha3,
            states=[state.iso_alpha3],
            languages=LANGUAGES,
            weight=1.0,
        )


def editions() -> Iterator[Found]:
    """The current editions, and each part of those that have a text."""
    rows = list(Edition.objects.current().select_related("profile__state"))
    newest: dict[int, int] = {}
    for row in rows:
        newest[row.profile_id] = max(newest.get(row.profile_id, 0), row.year)
    contents: dict[int, dict[str, dict]] = defaultdict(dict)
    for text in EditionContent.objects.filter(edition__in=rows).defer("changes"):
        contents[text.edition_id][text.language] = text.content
    for row in rows:
        yield edition_itself(row, is_newest=newest[row.profile_id] == row.year)
        yield from parts_of(row, contents[row.pk], newest[row.profile_id] == row.year)


def names_now(state: State | int) -> Texts:
    """Without a footnote remembered for the page that is being made."""
    with scope():
        return {code: designation(state, language=code).name for code in LANGUAGES}


def groups_of(state: State) -> Texts:
    groups = [row.group for row in state.memberships.all()]
    english, russian = [row.name_en for row in groups], [row.name_ru for row in groups]
    return {"en": "\n".join(english), "ru": "\n".join(russian)}


def edition_itself(row: Edition, *, is_newest: bool) -> Found:
    state = row.profile.state
    kind = in_both(row.profile.get_kind_display)
    languages = LANGUAGES if row.has_text else tuple(filter(None, row.languages.split(",")))
    return Found(
        kind=Kind.EDITION,
        key=f"edition:{state.slug}/{row.profile.kind}/{row.year}",
        address=address_of("edition", state.slug, row.profile.kind, row.year),
        title={code: f"{kind[code]} {row.years}" for code in LANGUAGES},
        lead=["migration profile", "миграционный профиль"],
        body=both(row, "summary", "standing_note", "correction_note"),
        status=status_of(row),
        look=stamp(row).look,
        about=state.iso_alpha3,
        states=[state.iso_alpha3],
        years=[row.year, *([row.last_year] if row.last_year else [])],
        languages=languages,
        weight=0.4 if is_newest else 0.2,
    )


def status_of(row: Edition) -> Texts:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = stamp(row).text
    return found


def parts_of(row: Edition, contents: dict[str, dict], is_newest: bool) -> Iterator[Found]:
    state, kind = row.profile.state, row.profile.kind
    by_code: dict[str, dict[str, dict]] = defaultdict(dict)
    for language, content in contents.items():
        for part in content["sections"]:
            by_code[part["code"]][language] = part
    named = in_both(row.profile.get_kind_display)
    status = status_of(row)
    for code, parts in by_code.items():
        texts = {language: text_of_part(part) for language, part in parts.items()}
        yield Found(
            kind=Kind.PART,
            key=f"part:{state.slug}/{kind}/{row.year}/{code}",
            address=address_of("edition", state.slug, kind, row.year, anchor=code),
            title={
                language: f"{part['number']} {part['heading']}".strip()
                for language, part in parts.items()
            },
            lead=["profile профиль"],
            body=texts,
            detail={language: f"{named[language]} {row.years}" for language in LANGUAGES},
            status=status,
            look=stamp(row).look,
            about=state.iso_alpha3,
            states=[state.iso_alpha3],
            years=[row.year],
            languages=written_in(texts) or LANGUAGES,
            weight=0.35 if is_newest else 0.1,
        )


def text_of_part(part: dict) -> str:
    figures = "; ".join(figure["title"] for figure in part["figures"])
    spaced = part["html"].replace("<", " <")
    return " ".join(filter(None, [" ".join(text_of(spaced).split()), part["gap"], figures]))


def indicators() -> Iterator[Found]:
    for row in Indicator.objects.select_related("source"):
        yield Found(
            kind=Kind.INDICATOR,
            key=f"indicator:{row.slug}",
            address=address_of("indicator", row.slug),
            title=titles(row),
            names=[row.slug.replace("-", " ")],
            lead=[*in_both(row.get_topic_display).values()],
            body=both(row, "definition"),
            languages=LANGUAGES,
            weight=0.9,
        )


def span(years: list[int]) -> str:
    first, last = min(years), max(years)
    return f"{first}–{last}" if first < last else str(first)


def figures() -> Iterator[Found]:
    """An indicator of a state of which there is a figure, with its years; a value is read when it
    is shown."""
    indicators = Indicator.objects.in_bulk()
    states = State.objects.in_bulk()
    rows = Observation.objects.filter(counterpart__isnull=True, value__isnull=False)
    years: dict[tuple[int, int], list[int]] = defaultdict(list)
    places = rows.order_by("-year").values_list("indicator", "state", "year").distinct()
    for indicator_pk, state_pk, year in places:
        years[indicator_pk, state_pk].append(year)
    for (indicator_pk, state_pk), its_years in sorted(years.items()):
        row, state = indicators[indicator_pk], states[state_pk]
        yield Found(
            kind=Kind.FIGURE,
            key=f"figure:{row.slug}/{state.slug}",
            address=f"{address_of('indicator', row.slug)}?state={state.slug}",
            title=titles(row),
            names=[row.slug.replace("-", " ")],
            about=state.iso_alpha3,
            states=[state.iso_alpha3],
            years=its_years[:MOST_YEARS],
            detail=dict.fromkeys(LANGUAGES, span(its_years)),
            languages=LANGUAGES,
            weight=0.3,
        )


def authorities() -> Iterator[Found]:
    for row in Authority.objects.select_related("state"):
        yield Found(
            kind=Kind.AUTHORITY,
            key=f"authority:{row.state.slug}/{slugify(row.name_en)}/{row.pk}",
            address=f"{address_of('contact_points')}?state={row.state.slug}",
            title=titles(row, "name"),
            body=both(row, "seen_as"),
            about=row.state.iso_alpha3,
            states=[row.state.iso_alpha3],
            languages=written_in(both(row, "name")),
            weight=0.25,
        )


def people() -> Iterator[Found]:
    """Whose name is for everyone, and nothing else of them."""
    rows = ContactPoint.objects.not_merged().filter(
        name_visibility=Visibility.PUBLIC, ended_at__isnull=True, erased_on__isnull=True
    )
    for row in rows.select_related("state", "authority"):
        if not row.has_name or not is_visible(row, "name", Visibility.PUBLIC):
            continue
        yield Found(
            kind=Kind.PERSON,
            key=f"person:{row.pk}",
            address=address_of("contact_point", row.pk),
            title={"en": row.name_latin or row.name_cyrillic, "ru": row.name_cyrillic},
            detail=in_both(row.get_role_display),
            body=both(row.authority, "name"),
            about=row.state.iso_alpha3,
            states=[row.state.iso_alpha3],
            languages=LANGUAGES,
            since=row.since or ALWAYS,
            until=row.until or FOR_EVER,
        )


OF_STATES = (
    Gatherer(
        kinds=(Kind.STATE,),
        gather=states,
        tables=(
            "State",
            "Designation",
            "GroupMembership",
            "RegionalGroup",
            "Participation",
            "Synonyms",
        ),
    ),
    Gatherer(
        kinds=(Kind.EDITION, Kind.PART),
        gather=editions,
        tables=("Edition", "EditionContent", "MigrationProfile", "State"),
    ),
    Gatherer(kinds=(Kind.INDICATOR,), gather=indicators, tables=("Indicator", "Source")),
    Gatherer(kinds=(Kind.FIGURE,), gather=figures, tables=("Observation", "Indicator", "State")),
    Gatherer(kinds=(Kind.AUTHORITY,), gather=authorities, tables=("Authority", "State")),
    Gatherer(kinds=(Kind.PERSON,), gather=people, tables=("ContactPoint", "Authority", "State")),
)
