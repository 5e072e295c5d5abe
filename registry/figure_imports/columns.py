"""What the columns of a file of figures may be called: our own names, those of SDMX, and usual
words in both languages."""

import re
from collections.abc import Iterable

from registry.figure_imports.imports import TARGETS

NAMES = {
    "indicator": "indicator; indicator code; indicator name; series; показатель; код показателя",
    "state": (
        "state; country; geo; area; ref area; reference area; iso; iso2; iso3; iso alpha2; iso"
        " alpha3; iso2 code; iso3 code; state code; country code; country name; государство;"
        " страна; код страны"
    ),
    "year": "year; time; time period; period; date; год; период",
    "sex": "sex; gender; пол",
    "counterpart": (
        "counterpart; partner; counterpart area; partner country; origin; country of origin;"
        " destination; country of destination; partner iso2; страна происхождения; страна"
        " назначения; страна-партнёр; партнёр"
    ),
    "value": "value; obs value; observation value; figure; значение; величина; число",
    "gap": "gap; data gap; reason; gap reason; причина; причина отсутствия; пробел",
    "expected_in": "expected in; expected; ожидается в",
    "status": "status; obs status; obs flag; flag; observation status; статус",
    "source": "source; data source; источник",
    "unit": "unit; unit measure; unit of measure; единица; единица измерения; ед. изм.",
    "note_en": "note; note en; comment; comment obs; note english; примечание en",
    "note_ru": "note ru; примечание; комментарий; note russian",
}
NEEDED = ("indicator", "state", "year", "value", "source")
DEFAULTS = {"sex": "total", "status": "official"}
# A file may have a column with the code of these, and another with the name
SEVERAL_WAYS = ("indicator", "state", "counterpart")
CODE = re.compile(r"\b(code|iso[23]?|код)\b")
OF_A_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?(?:\s*\[YR\1\])?")


def folded_heading(heading: str) -> str:
    """A heading as it is compared: small letters, a space for any mark between words."""
    text = heading.strip().lstrip("\ufeff").casefold().replace("ё", "е")
    return re.sub(r"[\s_\-–/]+", " ", text.partition(",")[0].partition("(")[0]).strip()


KNOWN = {
    folded_heading(name): target for target, names in NAMES.items() for name in names.split(";")
}


def target_of(heading: str) -> str:
    """What a column stands for; "" where its heading is not known."""
    return KNOWN.get(folded_heading(heading), "")


def year_of(heading: str) -> str:
    """The year whose values a column holds ("2024", "2024 [YR2024]"); "" for any other."""
    found = OF_A_YEAR.fullmatch(heading.strip())
    return found[1] if found else ""


def matched(headings: list[str]) -> dict[str, str]:
    """Heading to target; of a column of a year, the year. Where two columns could be the same, a
    code comes before a name, else the first.

    Years count where no column holds the values.
    """
    taken: dict[str, str] = {}
    for heading in sorted(headings, key=is_name_beside_code):
        target = target_of(heading)
        if target and target not in taken.values():
            taken[heading] = target
    if "value" not in taken.values():
        taken |= {
            heading: year
            for heading in headings
            if (year := year_of(heading)) and year not in taken.values()
        }
    return taken


def is_name_beside_code(heading: str) -> bool:
    """Whether the heading names by words what a file may name by a code too."""
    return target_of(heading) in SEVERAL_WAYS and not CODE.search(folded_heading(heading))


def years_among(targets: Iterable[str]) -> list[str]:
    """Of what columns stand for, the years whose values they hold."""
    return [target for target in targets if target.isdecimal()]


def is_head(cells: list[str]) -> bool:
    """Whether a row looks like headings: two columns at least that are known."""
    return len(matched(cells)) >= 2


assert set(NAMES) == set(TARGETS)
