"""The only way to a state's name (rule 5 of the Process: designations are exact, by date and
language).

The register is some sixty rows, read once until content changes; a name then costs a dictionary
look-up. The footnote of every designation asked for in a request is remembered, and the page, file
or answer shows those footnotes (`footnotes()`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.common.as_of import day_of_the_answer
from registry.common.exports import Column, cells_of
from registry.common.languages import active, sort_key, text_in
from registry.common.once_a_version import once_a_version
from registry.common.scope import remembered
from registry.states.models import Designation, State


@dataclass(frozen=True, slots=True)
class Named:
    """How a state is called on a date in a language. `footnote` is "" where none belongs to the
    name."""

    name: str
    official_name: str
    footnote: str
    shows_flag: bool = True

    def __str__(self) -> str:
        return self.name


UNNAMED = "—"


def register() -> dict[int, list[Designation]]:
    """All designations by state, latest first."""

    def read() -> dict[int, list[Designation]]:
        rows: dict[int, list[Designation]] = defaultdict(list)
        for row in Designation.objects.order_by("-since"):
            rows[row.state_id].append(row)
        return rows

    return once_a_version("designations", read, of=("states",))


def designation(state: State | int, on: date | None = None, language: str | None = None) -> Named:
    """Name, official name and footnote of a state (or its primary key) on a day and in a
    language (those of the answer). The footnote then stands in the answer."""
    named = unshown(state, on, language)
    if named.footnote:
        used = remembered("footnotes", dict)
        used[named.footnote] = None
    return named


def unshown(state: State | int, on: date | None = None, language: str | None = None) -> Named:
    """The same for a name that the answer does not show, as for an order: no footnote follows."""
    day, language = on or day_of_the_answer(), language or active()
    row = in_force(state if isinstance(state, int) else state.pk, day)
    if row is None:
        return Named(UNNAMED, UNNAMED, "")
    short, official, footnote = (
        text_in(row, field, language)[0] for field in ("short_name", "official_name", "footnote")
    )
    return Named(short, official or short, footnote, row.shows_flag)


def shows_flag(state: State) -> bool:
    """Whether a flag stands beside the name of the day of the answer. It asks for no name, so no
    footnote follows."""
    row = in_force(state.pk, day_of_the_answer())
    return row is None or row.shows_flag


def in_force(state: int, day: date) -> Designation | None:
    """The designation of that day; where none holds, the latest."""
    rows = register().get(state, [])
    return next((row for row in rows if row.holds_on(day)), rows[0] if rows else None)


def footnotes() -> list[str]:
    """Footnotes of the designations asked for so far in this request, in the order of asking."""
    return list(remembered("footnotes", dict))


def by_name(
    states: Iterable[State], language: str | None = None, on: date | None = None
) -> list[State]:
    """The states in the alphabetical order of a language."""
    return sorted(states, key=lambda state: sort_key(unshown(state, on, language).name))


def names_of_all() -> list[tuple[State, list[Designation]]]:
    """Of every state that ever took part its designations, the latest first; states in the order
    of the reader's alphabet."""
    states = by_name(State.objects.ever_participating())
    return [(state, register().get(state.pk, [])) for state in states]


NAME_HEADINGS = (
    "iso_alpha3",
    "since",
    "until",
    "short_name_en",
    "official_name_en",
    "footnote_en",
    "short_name_ru",
    "official_name_ru",
    "footnote_ru",
    "certainty",
)


def name_rows(found: list[tuple[State, list[Designation]]]) -> Iterator[list[str]]:
    """For a file, in the order of NAME_HEADINGS."""
    for state, held in found:
        for row in held:
            cells = {"iso_alpha3": state.iso_alpha3}
            cells |= {"since": row.since_worded, "until": row.until_worded}
            yield [cells[name] if name in cells else getattr(row, name) for name in NAME_HEADINGS]


def every_name() -> dict[str, int]:
    """All names in use at any time, short and official, in both languages: name to the state's
    number."""
    return {name: pk for pk, rows in register().items() for row in rows for name in names_of(row)}


def names_of(row: Designation) -> list[str]:
    names = (row.short_name_en, row.short_name_ru, row.official_name_en, row.official_name_ru)
    return [name for name in names if name]


# The EU writes these two otherwise than ISO (Interinstitutional style guide, 7.1.1)
EU_CODES = {"GB": "UK", "GR": "EL"}


def codes_of(state: State) -> set[str]:
    """As a reader may type them."""
    codes = (state.iso_alpha2, state.iso_alpha3, EU_CODES.get(state.iso_alpha2, ""))
    return {code.casefold() for code in codes if code}


def matching(states: Iterable[State], text: str) -> list[State]:
    """States whose code the text is, or whose name in either language, in any period; else those
    with a name that contains it (begins with it, when short)."""
    wanted = sort_key(text.strip())
    rows = list(states)
    names = {state.pk: names_typed(state) for state in rows}
    exact = [state for state in rows if wanted in {*codes_of(state), *names[state.pk]}]
    return exact or [state for state in rows if is_in_one_of(wanted, names[state.pk])]


def is_in_one_of(wanted: str, names: Iterable[str]) -> bool:
    if len(wanted) > 2:
        return any(wanted in name for name in names)
    return any(name.startswith(wanted) for name in names)


def names_typed(state: State) -> list[str]:
    """As they are compared."""
    names = [state.slug]
    for row in register().get(state.pk, []):
        names += names_of(row)
    return [sort_key(name) for name in names]


def names_with_footnotes(day: date, language: str) -> list[tuple[str, str]]:
    """Short names of that day, each with its footnote."""

    def read() -> list[tuple[str, str]]:
        rows = (row for rows in register().values() for row in rows)
        held = [row for row in rows if row.footnote_en and row.holds_on(day)]
        fields = ("short_name", "footnote")
        found = [tuple(text_in(row, field, language)[0] for field in fields) for row in held]
        return [(name, footnote) for name, footnote in found]

    return remembered(("names with footnotes", day, language), read)


def footnotes_in(text: str, on: date | None = None, language: str | None = None) -> list[str]:
    """Footnotes of the designations that a written text mentions by name, on a day (that of the
    answer)."""
    day, language = on or day_of_the_answer(), language or active()
    known = names_with_footnotes(day, language)
    return list(dict.fromkeys(footnote for name, footnote in known if name in text))


def with_footnotes(text: str, on: date | None = None) -> str:
    """A text that stands alone in an answer, with the footnotes of the names in it."""
    return " ".join(filter(None, [text, *footnotes_in(text, on)]))


def noted(columns: list[Column]) -> list[Column]:
    """With a last column that has the footnotes of the names in the others."""

    def footnotes_of(row: Any) -> str:
        return " ".join(footnotes_in("; ".join(map(str, cells_of(row, columns)))))

    return [*columns, Column("designation_note", footnotes_of)]
