"""The sheet of a page, asked for as the page is: with its states, years, scale and day."""

from datetime import date
from typing import Any

from django.urls import reverse

from registry.common.as_of import AsOf
from registry.figures.indicator_chart import View, picture_or_reason, table_of_lines
from registry.figures.models import Indicator
from registry.figures.panel import Footnotes, panel_of
from registry.figures.year_table import table_of
from registry.paper.changes_paper import changes_sheet
from registry.paper.indicator_paper import indicator_sheet
from registry.paper.project_paper import project_sheet
from registry.paper.sheets import Sheet
from registry.paper.state_paper import state_sheet
from registry.profiles.models import Edition
from registry.projects.models import Project
from registry.states.designations import by_name
from registry.states.known import taking_part
from registry.states.models import State


def state_asked(state: State, as_of: AsOf) -> Sheet:
    return state_sheet(state, as_of, with_query(state.get_absolute_url(), as_of.query))


def project_asked(project: Project, day: date) -> Sheet:
    return project_sheet(project, day)


def changes_asked(edition: Edition, day: date) -> Sheet:
    return changes_sheet(edition, f"{edition.version_url()}changes/", day)


def indicator_asked(
    indicator: Indicator,
    as_of: AsOf,
    *,
    view: View | None = None,
    year: int | None = None,
    query: str = "",
) -> Sheet:
    """`query`: as the address has it, for who scans the code."""
    day = as_of.day
    panel = panel_of(indicator, by_name(taking_part(day), on=day), day)
    picture, _reason = picture_or_reason(panel, view or View(), day)
    numbers = Footnotes()
    lines = (table_of_lines(panel, picture, numbers), numbers) if picture else None
    asked: list[tuple[str, Any]] = [("query", query), ("as_of", day if as_of.is_past else "")]
    return indicator_sheet(
        panel,
        picture,
        lines,
        table_of(panel, year, day),
        as_of=as_of,
        query=asked,
        address=with_query(reverse("indicator", args=[indicator.slug]), query),
    )


def with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
