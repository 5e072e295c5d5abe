"""Projects as bars over the years of the Process, for a template that draws them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.projects.models import Project

PER_YEAR = 10
FIRST_YEAR = 2009


@dataclass(frozen=True, slots=True)
class Bar:
    """In units of a tenth of a year from the beginning of 2009. `is_open`: a source gives the
    beginning only, so the bar is a mark there; `width` 0: no date is known."""

    project: Project
    x: float
    width: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """`ticks`: where each fifth year begins, with the year."""

    rows: list[Bar]
    width: int
    first_year: int
    last_year: int
    ticks: list[tuple[int, int]]

    @property
    def tick_years(self) -> str:
        return ", ".join(str(year) for _x, year in self.ticks)


def bars_of(projects: Iterable[Project], last_year: int) -> Bars:
    years = range(FIRST_YEAR, last_year + 1)
    return Bars(
        rows=[bar_of(project) for project in below_their_parents(projects)],
        width=len(years) * PER_YEAR,
        first_year=FIRST_YEAR,
        last_year=last_year,
        ticks=[(place(date(year, 1, 1)), year) for year in years if year % 5 == 0],
    )


def below_their_parents(projects: Iterable[Project]) -> list[Project]:
    rows = list(projects)
    shown = {row.pk for row in rows}
    found = []
    for row in rows:
        if row.parent_id not in shown:
            found += [row, *(child for child in rows if child.parent_id == row.pk)]
    return found


def bar_of(project: Project) -> Bar:
    if project.starts_on is None:
        return Bar(project, x=0, width=0, is_open=True)
    x = place(project.starts_on)
    if project.ends_on is None:
        return Bar(project, x=x, width=PER_YEAR / 4, is_open=True)
    return Bar(project, x=x, width=max(place(project.ends_on) - x, 1), is_open=False)


def place(day: date) -> int:
    return round((day.year - FIRST_YEAR + (day.timetuple().tm_yday - 1) / 365) * PER_YEAR)
