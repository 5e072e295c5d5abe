"""What was said of a file's columns and rows: whether it is enough, and how a command says it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.figure_imports import columns
from registry.figure_imports.choices import Choices
from registry.figure_imports.heads import shown
from registry.figure_imports.imports import TARGETS, FigureImport
from registry.figures.models import Indicator

SHOWN = 60
NUMERIC, YEAR = r"[-\d., ]+", r"(19|20)\d\d.*"


@dataclass(slots=True)
class Agreed:
    """As a command says it. `columns`: heading to target, beside what was matched by name; ""
    leaves one out."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    decimal_mark: str = ""
    choices: Choices | None = None

    def of(self, imported: FigureImport) -> dict[str, Any]:
        """The arguments of importing.agree. What a person says comes before what was kept."""
        known = set(imported.headings)
        unknown = [heading for heading in self.columns if heading not in known]
        if unknown:
            raise RuleError(
                _("No column is called “%(unknown)s”.") % {"unknown": unknown[0][:SHOWN]}
            )
        matched = imported.columns
        for target in self.columns.values():
            if target == "value":
                matched = without_values(matched)
            matched = {name: one for name, one in matched.items() if one != target or not target}
        matched = matched | self.columns
        kept = Choices.of(imported.choices)
        choices = self.choices or Choices()
        return {
            "matched": {heading: target for heading, target in matched.items() if target},
            "constants": imported.constants | self.constants,
            "decimal_mark": self.decimal_mark or imported.decimal_mark,
            "choices": Choices(
                sheets=choices.sheets or kept.sheets,
                group=choices.group or kept.group,
                keep=kept.keep | choices.keep,
                sums=[*kept.sums, *choices.sums],
                ignored=[*kept.ignored, *choices.ignored],
                words=kept.words | choices.words,
                are_right=choices.are_right,
                dates_are_years=choices.dates_are_years or kept.dates_are_years,
            ),
        }


def check(imported: FigureImport, choices: Choices) -> None:
    """Raises RuleError with what is missing. Of columns of several indicators those of others than
    the chosen one are left out."""
    check_sheets(imported, choices)
    matched = imported.columns
    leave_other_measures(imported)
    constants = imported.constants
    years = columns.years_among(matched.values())
    of_measures = all_measured(imported)
    given = {
        *matched.values(),
        *(name for name, value in constants.items() if value),
        *(["year", "value"] if years else []),
        *(["indicator"] if of_measures else []),
        *(["state"] if {"origin", "host", "state_name"} & set(matched.values()) else []),
    }
    missing = [target for target in columns.NEEDED if target not in given]
    if missing and missing != ["value"]:
        raise RuleError(
            _(
                "No column was chosen for: %(missing)s. Choose one, or what holds for the"
                " whole file."
            )
            % {"missing": ", ".join(missing)}
        )
    if years and {"value", "year"} & set(matched.values()):
        raise RuleError(
            _(
                "Columns of years hold the values, so no other column can. Leave it out, or"
                " leave out the years."
            )
        )
    if not {"value", "gap"} & given:
        raise RuleError(
            _("No column was chosen for the value. Without one there is nothing to import.")
        )
    for layout in imported.layout.values():
        check_once(imported, layout, choices)


def check_sheets(imported: FigureImport, choices: Choices) -> None:
    unknown = [sheet for sheet in choices.sheets if sheet not in imported.layout]
    if unknown:
        raise RuleError(
            _("No sheet is called “%(unknown)s”. Sheets: %(layout)s.")
            % {"unknown": unknown[0][:SHOWN], "layout": named(imported.layout)}
        )
    layouts = list(imported.layout.values())
    if choices.sheets or len(layouts) < 2:
        return
    of_figures = [
        name for name, layout in imported.layout.items() if holds_values(imported, layout)
    ]
    if len(of_figures) == 1:  # the others are of words about them; a notice names them
        choices.sheets = of_figures
        imported.choices = choices.stored()
        return
    first = layouts[0]["headings"]
    targets = {imported.columns.get(heading, "") for heading in first}
    is_one_table = all(layout["headings"] == first for layout in layouts) and "year" in targets
    if not is_one_table:
        raise RuleError(
            _(
                "The file has several sheets with figures: %(layout)s. Choose those that are"
                " to be read (--sheet)."
            )
            % {"layout": named(imported.layout)}
        )


def holds_values(imported: FigureImport, layout: dict[str, Any]) -> bool:
    targets = {imported.columns.get(heading, "") for heading in layout["headings"]}
    return bool({"value", "gap"} & targets or columns.years_among(targets))


def named(texts: Any) -> str:
    return ", ".join(f"“{text[:SHOWN]}”" for text in texts)


def check_once(imported: FigureImport, layout: dict[str, Any], choices: Choices) -> None:
    """That no two columns of a sheet stand for the same."""
    seen: set[tuple] = set()
    groups = columns.groups_of_years(layout["headings"])
    has_years = bool(
        columns.years_among(imported.columns.get(one, "") for one in layout["headings"])
    )
    if groups and has_years and choices.group not in groups:
        raise RuleError(
            _("Columns of years stand in several groups: %(groups)s. Choose one (--group).")
            % {"groups": named(groups)}
        )
    for heading in layout["headings"]:
        target = imported.columns.get(heading)
        said = imported.measures.get(heading, {})
        key = (target, said.get("indicator"), said.get("sex"))
        if target and key in seen:
            raise RuleError(_("Two columns were chosen for the same thing. Leave one of them out."))
        seen.add(key)


def all_measured(imported: FigureImport) -> bool:
    """Whether each column of values says its indicator itself."""
    of_values = [heading for heading, target in imported.columns.items() if target == "value"]
    return bool(of_values) and all(
        imported.measures.get(heading, {}).get("indicator") for heading in of_values
    )


def leave_other_measures(imported: FigureImport) -> None:
    """Where one indicator was chosen, only the columns of it are read."""
    chosen = imported.constants.get("indicator")
    of_values = [heading for heading, target in imported.columns.items() if target == "value"]
    said = {
        heading: imported.measures.get(heading, {}).get("indicators", []) for heading in of_values
    }
    if not chosen or len(of_values) < 2 or not any(said.values()):
        return
    wanted = [heading for heading, slugs in said.items() if slug_of(chosen) in slugs]
    if not wanted:
        raise RuleError(
            _(
                "No column of the file holds “%(chosen)s”. Columns of values: %(of_values)s."
                " Choose the one that does (--column “…=value”)."
            )
            % {"chosen": chosen, "of_values": named(of_values)}
        )
    for heading, target in list(imported.columns.items()):
        if target == "value" and heading not in wanted:
            del imported.columns[heading]


def without_values(matched: dict[str, str]) -> dict[str, str]:
    """Without the columns of values: that called so, and those of years."""
    return {name: one for name, one in matched.items() if one != "value" and not one.isdecimal()}


def slug_of(name: str) -> str:
    indicator = Indicator.objects.filter(slug=name).first()
    return indicator.slug if indicator else name


def help_for(imported: FigureImport, path: Path) -> str:
    """The headings and sheets that were found, and the call that would go on; on the server, where
    all is in English."""
    lines = []
    for sheet, layout in imported.layout.items():
        name = f"Sheet “{sheet}”, " if sheet else ""
        lines.append(f"{name}headings in row {layout['row']}:")
        for heading, cells in zip(layout["headings"], layout["sample"], strict=True):
            if heading:
                target = imported.columns.get(heading)
                means = f" = {target}" if target else " (not used)"
                examples = ", ".join(shown(cell) for cell in cells if cell)
                lines.append(f"  {shortened(heading)}{means}: {examples[:SHOWN]}")
    lines.append(f"A column may be: {', '.join(TARGETS)}. For instance:")
    lines.append(f"  manage.py import_figures {path.name}{example_of(imported)} --dry-run")
    return "\n".join(lines[:80])


def shortened(heading: str) -> str:
    return heading if len(heading) <= SHOWN else f"{heading[:40]}…{heading[-18:]}"


def unused_like(layout: dict[str, Any], imported: FigureImport, pattern: str) -> str:
    """A column that nothing is read from, whose first cells look so; else any."""
    unused = ""
    for name, cells in zip(layout["headings"], layout["sample"], strict=True):
        if not name or name in imported.columns:
            continue
        filled = list(filter(None, cells))
        if filled and all(re.fullmatch(pattern, cell) for cell in filled):
            return name
        unused = unused or name
    return unused or "Heading"


def example_of(imported: FigureImport) -> str:
    given = set(imported.columns.values()) | {
        name for name, value in imported.constants.items() if value
    }
    first = next(iter(imported.layout.values()))
    constants = imported.constants.items()
    said = [f" --set {name}={one}" for name, one in constants if name not in ("others", "state")]
    sheet = next(iter(imported.layout))
    said += [f' --sheet "{sheet}"'] if len(imported.layout) > 1 else []
    said += [" --set indicator=population"] if "indicator" not in given else []
    said += [" --set source=wdi"] if "source" not in given else []
    has_state = bool({"state", "origin", "host"} & given)
    said += [" --state GEO"] if not has_state else []
    has_values = "value" in given or any(one.isdecimal() for one in given)
    said += [f' --column "{unused_like(first, imported, NUMERIC)}=value"'] if not has_values else []
    has_year = "year" in given or any(one.isdecimal() for one in given)
    said += (
        [f' --column "{unused_like(first, imported, YEAR)}=year"']
        if not has_year and has_values
        else []
    )
    return "".join(said)
