"""From what was agreed on an import to how the rows of a sheet are read."""

from typing import Any

from registry.figure_imports.choices import Choices
from registry.figure_imports.columns import said_of_values, years_among
from registry.figure_imports.formats import Description, description_of
from registry.figure_imports.heads import GROUPED
from registry.figure_imports.imports import FigureImport
from registry.figure_imports.rows import Filter, Measure, Plan
from registry.figure_imports.tally import Tally
from registry.figure_imports.words import folded, full_heading, year_of


def plan_of(imported: FigureImport, layout: dict[str, Any], tally: Tally) -> Plan:
    description = description_of(layout["headings"])
    choices = Choices.of(imported.choices)
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    for place, heading in enumerate(layout["headings"]):
        target = imported.columns.get(heading)
        if target and target != "value" and not target.isdecimal() and target not in places:
            places[target], names[target] = place, heading
    return Plan(
        places=places,
        headings=names,
        measures=measures_of(imported, layout, choices, description),
        filters=filters_of(imported, layout["headings"], choices, description),
        constants=imported.constants,
        choices=choices,
        description=description,
        tally=tally,
    )


def measures_of(
    imported: FigureImport,
    layout: dict[str, Any],
    choices: Choices,
    description: Description,
) -> list[Measure]:
    """The columns of values."""
    publisher = description.publisher
    found = []
    above = above_values(imported, layout)
    for place, heading in enumerate(layout["headings"]):
        target = imported.columns.get(heading, "")
        group, _mark, name = heading.rpartition(GROUPED)
        if choices.group and group:
            target = year_of(name) if group == choices.group else ""
        if target != "value" and not years_among([target]):
            continue
        said = imported.measures.get(heading, {})
        said = said | said_of_values(heading, above)
        found.append(
            Measure(
                heading=heading,
                place=place,
                mark=mark_of(imported, layout, heading),
                usual_mark=publisher.decimal_mark if publisher else "",
                year=target if target.isdecimal() else "",
                sex=said.get("sex", ""),
                indicator=said.get("indicator", ""),
                scale=said.get("scale", 1),
            )
        )
    return found


def mark_of(imported: FigureImport, layout: dict[str, Any], heading: str) -> str:
    """As chosen; else as the column shows, or the file."""
    of_column = layout.get("marks", {}).get(heading, "")
    return imported.decimal_mark or of_column or layout.get("mark", "")


def above_values(imported: FigureImport, layout: dict[str, Any]) -> str:
    """What stands above the table; some publishers name the unit in the heading of the states."""
    of_states = [
        heading for heading in layout["headings"] if imported.columns.get(heading) == "state"
    ]
    return " · ".join([layout.get("above", ""), *of_states])


def filters_of(
    imported: FigureImport, headings: list[str], choices: Choices, description: Description
) -> list[Filter]:
    """What was chosen, else what is known of the dimensions of the publisher's files. Nothing is
    left out of a column that is read."""
    found = []
    for place, heading in enumerate(headings):
        if not heading or heading in choices.ignored or heading in choices.sums:
            continue
        if heading in choices.keep:
            values = {folded(value) for value in choices.keep[heading]}
            found.append(Filter(heading, place, values, is_known=False))
        elif heading not in imported.columns:
            known = description.dimensions.get(full_heading(heading))
            if known:
                found.append(Filter(heading, place, known, is_known=True))
    return found
