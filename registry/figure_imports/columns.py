"""What the columns of a file of figures may be called: our own names, those of SDMX, and usual
words in both languages; and what a publisher's format says of them."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from registry.figure_imports.formats import NOTHING, Description
from registry.figure_imports.heads import GROUPED
from registry.figure_imports.imports import TARGETS
from registry.figure_imports.words import (
    folded_heading,
    full_heading,
    scale_in,
    sex_in,
    year_of,
)

NAMES = {
    "indicator": (
        "indicator; indicator code; indicator name; series; series code; показатель; код показателя"
    ),
    "state": (
        "state; country; geo; area; ref area; reference area; iso; iso2; iso3; iso alpha2; iso"
        " alpha3; iso2 code; iso3 code; state code; country code; country name; entity; location;"
        " location code; location name; region, development group, country or area; country or"
        " area; cou; m49; m49 code; geography; государство;"
        " страна; код страны; территория"
    ),
    "state_name": "",
    "year": "year; years; time; time period; period; date; год; период; годы",
    "sex": "sex; gender; пол",
    "counterpart": (
        "counterpart; partner; counterpart area; partner country; partner iso2;"
        " страна-партнёр; партнёр"
    ),
    "origin": (
        "origin; country of origin; origin country; country of citizenship; country of birth;"
        " citizen; citizenship; c birth; nationality; страна происхождения; гражданство; страна"
        " гражданства; страна рождения"
    ),
    "host": (
        "destination; country of destination; destination country; country of asylum; asylum"
        " country; host country; country of residence; страна назначения; страна убежища; страна"
        " пребывания"
    ),
    "value": "value; obs value; observation value; figure; значение; величина; число; количество",
    "gap": "gap; data gap; gap reason; reason of the gap; причина; причина отсутствия; пробел",
    "expected_in": "expected in; expected; ожидается в",
    "status": "status; obs status; obs flag; flag; flags; observation status; статус",
    "source": "source; data source; источник",
    "unit": "unit; unit measure; unit of measure; единица; единица измерения; ед. изм.",
    "multiplier": "unit mult; unit multiplier; multiplier; powercode code; множитель",
    "note_en": "note; note en; comment; comment obs; note english; примечание en",
    "note_ru": "note ru; примечание; комментарий; note russian",
}
NEEDED = ("indicator", "state", "year", "value", "source")
DEFAULTS = {"sex": "total", "status": "official"}
# A file may have a column with the code of these, and another with the name
SEVERAL_WAYS = ("indicator", "state", "counterpart", "origin", "host", "sex", "unit", "multiplier")
CODE = re.compile(r"\b(code|iso[23]?|m49|код|iso3co[ao])\b")
KNOWN: dict[str, str] = {}
for _target, _names in NAMES.items():
    KNOWN |= dict.fromkeys(map(full_heading, filter(str.strip, _names.split(";"))), _target)


@dataclass(slots=True)
class Matching:
    """`columns`: heading to target; of a column of a year, the year. `measures`: of a column that
    holds values, what holds for all of them (indicator, sex, scale)."""

    columns: dict[str, str] = field(default_factory=dict)
    measures: dict[str, dict[str, Any]] = field(default_factory=dict)


def target_of(heading: str, description: Description | None = None) -> str:
    """What a column stands for; "" where its heading is not known, "-" where it is known to tell
    no rows apart."""
    full = full_heading(heading)
    if description is not None:
        if full in description.measures:
            return "value"
        if full in description.headings:
            return description.headings[full]
        if full in description.dimensions:
            return ""
    return KNOWN.get(full) or KNOWN.get(folded_heading(heading), "")


def matched(
    headings: list[str],
    description: Description | None = None,
    numeric: Iterable[str] = (),
    above: str = "",
) -> Matching:
    """Where two columns could be the same, a code comes before a name, else the first. Years count
    where no column holds the values; a column of numbers that nothing else names is the value."""
    description = description or Description([])
    taken: dict[str, str] = {}
    measures: dict[str, dict[str, Any]] = {}
    for heading in sorted(headings, key=is_name_beside_code):
        target = target_of(heading, description)
        slugs = description.measures.get(full_heading(heading))
        if slugs:
            taken[heading] = "value"
            measures[heading] = {"indicator": slugs[0], "indicators": slugs}
        elif target in TARGETS and target not in taken.values():
            taken[heading] = target
        elif target == "state" and "state_name" not in taken.values():
            taken[heading] = "state_name"
    if "value" not in taken.values():
        taken |= years_of(headings)
    if not {"value", *years_among(taken.values())} & set(taken.values()):
        rest = [name for name in numeric if name not in taken and name]
        rest = [name for name in rest if target_of(name, description) != NOTHING]
        taken |= {rest[0]: "value"} if len(rest) == 1 else {}
    for heading, target in taken.items():
        if target == "value" or target.isdecimal():
            said = said_of_values(heading, above)
            measures[heading] = said | measures.get(heading, {})
    return Matching(taken, {heading: said for heading, said in measures.items() if said})


def years_of(headings: list[str]) -> dict[str, str]:
    """The columns of years. Of several groups of them those of each sex; else the first group."""
    found: dict[str, str] = {}
    held: set[tuple[str, str]] = set()
    for heading in headings:
        group, _mark, name = heading.rpartition(GROUPED)
        year = year_of(name)
        if year and (year, sex_in(group)) not in held:
            held.add((year, sex_in(group)))
            found[heading] = year
    return found


def said_of_values(heading: str, above: str) -> dict[str, Any]:
    """What a heading and what stands above the table say of the values in a column."""
    group, _mark, name = heading.rpartition(GROUPED)
    sex = sex_in(group) or ("" if year_of(name) else sex_in(name))
    scale = scale_in(heading) if scale_in(heading) > 1 else scale_in(above)
    said: dict[str, Any] = {"sex": sex} if sex else {}
    return said | ({"scale": scale} if scale > 1 else {})


def groups_of_years(headings: list[str]) -> list[str]:
    """The groups of columns of years, where they differ in something else than sex."""
    groups = {heading.rpartition(GROUPED)[0] for heading in headings if year_of(last_name(heading))}
    sexes = [sex_in(group) for group in groups]
    is_clear = len(groups) < 2 or (all(sexes) and len(set(sexes)) == len(sexes))
    return [] if is_clear else sorted(groups)


def last_name(heading: str) -> str:
    return heading.rpartition(GROUPED)[2]


def is_name_beside_code(heading: str) -> bool:
    """Whether the heading names by words what a file may name by a code too."""
    target = KNOWN.get(full_heading(heading)) or KNOWN.get(folded_heading(heading))
    return target in SEVERAL_WAYS and not CODE.search(full_heading(heading))


def years_among(targets: Iterable[str]) -> list[str]:
    """Of what columns stand for, the years whose values they hold."""
    return [target for target in targets if target.isdecimal()]


def fingerprint(headings: Iterable[str]) -> str:
    """Of the headings of a file, those of years aside: the same for the file of next year."""
    names = sorted({full_heading(one) for one in headings if not year_of(last_name(one))})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


assert set(NAMES) == set(TARGETS)
