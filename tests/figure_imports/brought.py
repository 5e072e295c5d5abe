"""Files that are brought, and what comes of them."""

import io
from pathlib import Path

from registry.figure_imports.agreeing import Agreed
from registry.figure_imports.choices import Choices
from registry.figure_imports.importing import agree, bring, read_on
from registry.figures.models import Observation

FILES = Path(__file__).parent / "files"


def told(imported):
    return [str(one) for one in imported.problems.all()]


def tried(content, name="figures.csv", *, columns=None, decimal="", choices=None, **constants):
    """Taken in and read as the command does it, rows of other countries left out."""
    content = content.encode() if isinstance(content, str) else content
    found = bring(io.BytesIO(content), name, len(content), by=None, reason="a trial")
    said = Agreed(
        columns=columns or {},
        constants={"others": "left out", **constants},
        decimal_mark=decimal,
        choices=choices or Choices(),
    )
    agree(found, **said.of(found))
    while not read_on(found):
        pass
    return found


def tried_file(name, **said):
    return tried((FILES / name).read_bytes(), name, **said)


def value_of(imported, indicator, key):
    """Of a figure as the file has it: as it would be written, or as it stands already."""
    state, year, sex, other = key
    rows = [
        rows.filter(indicator__slug=indicator, state__iso_alpha3=state, year=year)
        .filter(sex__startswith=sex, counterpart__code=other or None)
        .values_list("value", flat=True)
        for rows in (imported.staged, Observation.objects)
    ]
    return float([*rows[0], *rows[1]][0])


def values_of(imported):
    """(state, year, sex, other end) to the value, or to the reason why there is none."""
    return {
        (
            row.state.iso_alpha3,
            row.year,
            row.sex[:1],
            row.counterpart.code if row.counterpart else "",
        ): row.gap if row.value is None else float(row.value)
        for row in imported.staged.in_file_order()
    }
