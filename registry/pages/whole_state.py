"""Everything that the registry says of a state as one file: a workbook with a sheet for each kind
of record, or the same as JSON; or all its figures as CSV. Nothing is cut."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from operator import attrgetter, methodcaller
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from registry.common.exports import XLSX, Column, as_json, as_workbook, cells_of, download_rows
from registry.common.languages import active
from registry.common.mail import site_address
from registry.figures.of_a_state import HEADINGS, figures_of
from registry.library.models import Document, in_full
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.designations import designation, footnotes
from registry.states.models import State
from registry.states.standing import standing_of

WHOLE_FORMS = ("csv", "xlsx", "json")
Sheet = tuple[list[str], Iterable[Iterable[Any]]]


def addresses_of(document: Document) -> str:
    return "; ".join(filter(None, map(in_full, document.versions.all())))


def status_of(edition: Edition) -> str:
    return stamp(edition).text


def notice_of(edition: Edition) -> str:
    return str(notice(edition) or "")


def languages_of(edition: Edition) -> str:
    return ", ".join(edition.language_list)


def version_address(edition: Edition) -> str:
    return site_address(edition.version_url())


def own_address(row: Any) -> str:
    return site_address(row.get_absolute_url())


def project_address(partner: Any) -> str:
    return own_address(partner.project)


def role_of(partner: Any) -> str:
    return str(partner.get_role_display())


EDITIONS = [
    Column("kind", attrgetter("profile.kind")),
    Column("years", attrgetter("years")),
    Column("version", attrgetter("number")),
    Column("status", status_of),
    Column("notice", notice_of),
    Column("published", attrgetter("published_worded")),
    Column("languages", languages_of),
    Column("address", version_address),
    Column("original", attrgetter("document_url")),
    Column("original_kind", attrgetter("elsewhere")),
]
PARTS = [
    Column("project", attrgetter("project.title")),
    Column("acronym", attrgetter("project.acronym")),
    Column("role", role_of),
    Column("years", attrgetter("project.years_worded")),
    Column("certainty", attrgetter("project.certainty")),
    Column("note", attrgetter("project.note")),
    Column("address", project_address),
]
MEETINGS = [
    Column("date", attrgetter("dates_worded")),
    Column("title", attrgetter("title")),
    Column("kind", methodcaller("get_kind_display")),
    Column("place", attrgetter("place")),
    Column("certainty", attrgetter("certainty")),
    Column("note", attrgetter("note")),
    Column("address", own_address),
]
NEWS = [
    Column("date", attrgetter("date_worded")),
    Column("title", attrgetter("title")),
    Column("certainty", attrgetter("certainty")),
    Column("address", own_address),
]
DOCUMENTS = [
    Column("date", attrgetter("published_worded")),
    Column("title", attrgetter("title")),
    Column("kind", methodcaller("get_kind_display")),
    Column("certainty", attrgetter("certainty")),
    Column("note", attrgetter("note")),
    Column("address", own_address),
    Column("original", addresses_of),
]
MANDATES = [
    Column("office", methodcaller("get_kind_display")),
    Column("since", attrgetter("since_worded")),
    Column("until", attrgetter("until_worded")),
    Column("certainty", attrgetter("certainty")),
    Column("note", attrgetter("note")),
]
AUTHORITIES = [
    Column("name", attrgetter("name")),
    Column("until", attrgetter("until_worded")),
    Column("part", attrgetter("seen_as")),
    Column("certainty", attrgetter("certainty")),
]


def download_state(state: State, records: dict, day: date, form: str) -> HttpResponse:
    """`records`: as the page shows them (states/views.py); `form`: one of WHOLE_FORMS."""
    when = f"{day.isoformat()}-{active()}"
    name = f"{state.slug}-{when}"
    if form == "csv":
        return download_rows(
            list(HEADINGS),
            figures_of(state, day),
            f"{state.slug}-figures-{when}",
            "csv",
        )
    sheets = sheets_of(state, records, day)
    if form == "xlsx":
        response = HttpResponse(as_workbook(sheets), content_type=XLSX)
    else:
        content = {title: as_records(sheet) for title, sheet in sheets.items()}
        text = as_json(content, default=plain_value)
        response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def sheets_of(state: State, records: dict, day: date) -> dict[str, Sheet]:
    """By title. The notes on names come last, when every name has been asked for."""
    lists: list[tuple[str, list[Column], Iterable[Any]]] = [
        (_("Profiles"), EDITIONS, records["editions"]),
        (_("Projects"), PARTS, records["partnerships"]),
        (_("Meetings"), MEETINGS, records["meetings"]),
        (_("News"), NEWS, records["news"]),
        (_("Documents"), DOCUMENTS, records["documents"]),
        (_("In the Process"), MANDATES, records["mandates"]),
        (_("Authorities"), AUTHORITIES, records.get("authorities", [])),
    ]
    sheets = {_("State"): about(state, day)}
    sheets[_("Figures")] = (list(HEADINGS), list(figures_of(state, day)))
    for title, columns, rows in lists:
        cells = [cells_of(row, columns) for row in rows]
        sheets[title] = ([column.heading for column in columns], cells)
    sheets[_("Notes")] = (["note"], [[note] for note in footnotes()])
    return sheets


def about(state: State, day: date) -> Sheet:
    named, standing = designation(state, day), standing_of(state, day)
    rows = [
        ["name", named.name],
        ["official_name", named.official_name],
        ["iso_alpha3", state.iso_alpha3],
        ["group", str(state.group_on(day) or "")],
        ["participation", " · ".join(filter(None, [standing.words, standing.doubt]))],
        ["note", standing.note],
        ["as_of", day.isoformat()],
        ["address", site_address(state.get_absolute_url())],
    ]
    return ["field", "value"], rows


def as_records(sheet: Sheet) -> list[dict[str, Any]]:
    headings, rows = sheet
    return [dict(zip(headings, row, strict=True)) for row in rows]


def plain_value(value: Any) -> Any:
    """What JSON has no form for: figures after the point, lazy words."""
    make: Callable[[Any], Any] = float if isinstance(value, Decimal) else str
    return make(value)
