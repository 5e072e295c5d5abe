"""Rows of figures written as JSON or CSV, a string for each and no object between: the longest
answers of the API.

What many rows share (the names of a state, of another end, a source) is written once and kept as it
stands in the answer. `Names.row_of` says the same as a dictionary; a test compares the two.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Context, Decimal
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from django.db.models import Func, TextField

from registry.common.exports import neutralised
from registry.figures.caveats import reaches

DECIMALS = 4  # of the field of a value
MOST_EXACT = 15  # digits: SQLite holds no more, and a number of JSON may be another beyond
MOST_CAVEATS = 50_000  # that are kept as written
MOST_TAILS = 4_000  # of rows, from behind the value on
END_OF_LINE = "\r\n"  # of CSV, as the library ends a row
FIELDS = (
    "indicator",
    "iso_alpha3",
    "state_slug",
    "state",
    "footnote",
    "year",
    "sex",
    "counterpart",
    "counterpart_iso_alpha3",
    "counterpart_name",
    "counterpart_footnote",
    "value",
    "gap",
    "expected_in",
    "status",
    "source",
    "note",
    "caveat",
    "updated_at",
)
# Around these two stand three runs of cells that many rows share, each put together once
YEAR, VALUE = FIELDS.index("year"), FIELDS.index("value")


class NumberText(Func):
    """A number with its four decimals, as text: making a Decimal of each row only to write it takes
    longer than all else. None stays None."""

    arity = 1
    output_field = TextField()
    template = "(%(expressions)s)::text"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            f"iif(%(expressions)s IS NULL, NULL, printf('%%%%.{DECIMALS}f', %(expressions)s))"
        )
        sql, params = self.as_sql(compiler, connection, template=template, **context)
        return sql, (*params, *params)


class MomentText(Func):
    """A moment as it is kept, in UTC: "2026-11-24 08:00:00.5"; PostgreSQL writes "+00" after it."""

    arity = 1
    output_field = TextField()
    template = "(%(expressions)s)::text"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(%(expressions)s AS text)"
        return self.as_sql(compiler, connection, template=template, **context)


@cache
def columns_of(language: str) -> tuple[Any, ...]:
    """What `Writer` unpacks, in this order, and the key behind them."""
    return (
        "indicator_id",
        "state_id",
        "year",
        "sex",
        "counterpart_id",
        NumberText("value"),
        "gap",
        "expected_in",
        "status",
        "source_id",
        f"note_{language}",
        MomentText("updated_at"),
    )


def number_in(text: str) -> Decimal:
    """As the field gives it. Beyond fifteen digits SQLite writes those of its own arithmetic."""
    found = Decimal(text)
    is_long = len(text.lstrip("-")) > MOST_EXACT + 1
    if is_long and connection_is_sqlite():
        rounded = Context(prec=MOST_EXACT).create_decimal(found)
        return rounded.quantize(Decimal(1).scaleb(-DECIMALS), context=Context(prec=20))
    return found


def connection_is_sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def moment_in(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Form(NamedTuple):
    """How an answer writes: a text, a number with decimals, a moment, nothing; and a row."""

    text: Callable[[str], str]
    number: Callable[[str], str]
    moment: Callable[[str], str]
    nothing: str
    row: Callable[[Sequence[str]], str]


def json_text(text: str) -> str:
    return orjson.dumps(text).decode() if text else '""'


def json_number(text: str) -> str:
    if len(text) <= MOST_EXACT:
        return text.rstrip("0").rstrip(".")
    number = number_in(text)
    return str(int(number)) if number == number.to_integral_value() else repr(float(number))


def json_moment(text: str) -> str:
    return orjson.dumps(moment_in(text)).decode()


def json_row(names: Sequence[str]) -> str:
    return "{" + ",".join(f'"{name}":%s' for name in names) + "}"


def csv_cell(cell: Any) -> str:
    """As the library quotes it between others."""
    out = io.StringIO()
    csv.writer(out).writerow(["", neutralised(cell)])
    return out.getvalue()[1 : -len(END_OF_LINE)]


def csv_text(text: str) -> str:
    return csv_cell(text) if text else ""


def csv_number(text: str) -> str:
    return str(number_in(text)) if len(text) > MOST_EXACT else text


def csv_moment(text: str) -> str:
    return csv_cell(moment_in(text))


def csv_row(names: Sequence[str]) -> str:
    return ",".join(["%s"] * len(names)) + END_OF_LINE


JSON = Form(text=json_text, number=json_number, moment=json_moment, nothing="null", row=json_row)
CSV = Form(text=csv_text, number=csv_number, moment=csv_moment, nothing="", row=csv_row)


class Kept(dict[str, str]):
    """Words of a short list, each written once."""

    def __init__(self, write: Callable[[str], str]) -> None:
        super().__init__()
        self.write = write

    def __missing__(self, text: str) -> str:
        self[text] = self.write(text)
        return self[text]


class Writer:
    """Writes rows as `columns_of` reads them, with `fields` in that order; none for all.

    One is kept for many answers, so nothing in it may grow with the rows it has written.
    """

    def __init__(self, names: Any, form: Form, fields: Sequence[str] = ()) -> None:
        self.form, self.names = form, names
        self.words = Kept(form.text)
        write = self.words.__getitem__
        self.indicators = {pk: write(slug) for pk, slug in names.indicators.items()}
        self.sources = {pk: write(slug) for pk, slug in names.sources.items()}
        self.states = {
            pk: (write(code), write(slug), write(named.name), write(named.footnote))
            for pk, (code, slug, named) in names.states.items()
        }
        self.ends = {pk: tuple(map(write, texts)) for pk, texts in names.counterparts.items()}
        self.caveats: dict[tuple[int, int, int, int], str] = {}
        self.without_caveats: set[tuple[int, int]] = set()
        self.row = form.row(fields or FIELDS)
        self.pieces = self.row.split("%s")
        self.heads: dict[tuple[int, int], str] = {}
        self.middles: dict[tuple[str, int | None], str] = {}
        self.tails: dict[tuple, str] = {}
        self.moment = ("", "")  # the last one, as it is kept and as it is written
        places = [FIELDS.index(name) for name in fields]
        self.chosen = itemgetter(*places) if places and tuple(fields) != FIELDS else None
        self.is_single_cell = form is CSV and len(places) == 1

    def write(self, rows: Iterable[Sequence[Any]]) -> Iterator[str]:
        return self.write_chosen(rows, self.chosen) if self.chosen else self.write_whole(rows)

    def write_whole(self, rows: Iterable[Sequence[Any]]) -> Iterator[str]:
        heads, middles, tails = self.heads, self.middles, self.tails
        number, nothing = self.form.number, self.form.nothing
        for one in rows:
            indicator, state, year, sex, end, value, gap, expected, status, source, note, at, _ = (
                one
            )
            try:
                head, middle = heads[indicator, state], middles[sex, end]
            except KeyError:
                head, middle = self.head(indicator, state), self.middle(sex, end)
            shared = (indicator, source, gap, expected, status, at)
            tail = None if note else tails.get(shared)
            if tail is None:
                tail = self.tail(one, shared)
            written = nothing if value is None else number(value)
            yield f"{head}{year}{middle}{written}{tail}"

    def head(self, indicator: int, state: int) -> str:
        cells = (self.indicators[indicator], *self.states[state])
        self.heads[indicator, state] = head = self.run_of(0, cells) + self.pieces[YEAR]
        return head

    def middle(self, sex: str, end: int | None) -> str:
        cells = (self.words[sex], *self.ends[end])
        self.middles[sex, end] = middle = self.run_of(YEAR + 1, cells) + self.pieces[VALUE]
        return middle

    def tail(self, one: Sequence[Any], shared: tuple) -> str:
        """Kept where other rows have it as well: without a note. Where caveats of the source
        concern some of its rows, those with the same caveat share it, and `shared` alone does not
        lead to it."""
        indicator, state, year, _sex, _end, value, *_rest, source, note, _at, _key = one
        if note:
            return self.written_tail(one)
        if value is not None:
            caveat = self.caveat_of(indicator, source, state, year)
            if (indicator, source) not in self.without_caveats:
                shared = (*shared, caveat)
        tail = self.tails.get(shared)
        if tail is None:
            if len(self.tails) >= MOST_TAILS:
                self.tails.clear()
            self.tails[shared] = tail = self.written_tail(one)
        return tail

    def written_tail(self, one: Sequence[Any]) -> str:
        return self.run_of(VALUE + 1, self.behind_the_value(one)) + self.pieces[-1]

    def run_of(self, first: int, cells: Sequence[str]) -> str:
        """Neighbouring cells, each with what stands before it."""
        before = self.pieces[first : first + len(cells)]
        return "".join(map(str.__add__, before, cells))

    def behind_the_value(self, one: Sequence[Any]) -> tuple[str, ...]:
        indicator, state, year, _sex, _end, value, gap, expected, status, source, note, at, _ = one
        form, words = self.form, self.words
        return (
            words[gap],
            form.nothing if expected is None else str(expected),
            words[status],
            self.sources[source],
            form.text(note or ""),
            words[""] if value is None else self.caveat_of(indicator, source, state, year),
            self.written_moment(at),
        )

    def written_moment(self, at: str) -> str:
        """Rows of one import, which stand together, share it."""
        kept, written = self.moment
        if kept != at:
            written = self.form.moment(at)
            self.moment = (at, written)
        return written

    def write_chosen(
        self, rows: Iterable[Sequence[Any]], chosen: Callable[[Any], Any]
    ) -> Iterator[str]:
        number, nothing = self.form.number, self.form.nothing
        for one in rows:
            indicator, state, year, sex, end, value, *_rest = one
            cells = chosen(
                (
                    self.indicators[indicator],
                    *self.states[state],
                    year,
                    self.words[sex],
                    *self.ends[end],
                    nothing if value is None else number(value),
                    *self.behind_the_value(one),
                )
            )
            if self.is_single_cell and cells == "":
                cells = '""'
            yield self.row % cells

    def caveat_of(self, indicator: int, source: int, state: int, year: int) -> str:
        if (indicator, source) in self.without_caveats:
            return self.words[""]
        place = (indicator, source, state, year)
        found = self.caveats.get(place)
        if found is None:
            if not any(reach.concerns(indicator, source) for reach in reaches()):
                self.without_caveats.add((indicator, source))
            caveats = self.names.caveats_of(indicator)
            found = self.form.text(caveats.for_machines(source=source, state=state, year=year))
            if len(self.caveats) >= MOST_CAVEATS:
                self.caveats.clear()
            self.caveats[place] = found
        return found
