"""The figures of an indicator, one after the other, as SDMX-CSV 2.0 and as SDMX-ML 2.1
(structure-specific).

They are made while they are read, some thousand at a time. A gap is an observation without a value:
its status and GAP_REASON say why. Notes and caveats are in the language of the answer.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import quoteattr

from registry.common.api_paging import chunks
from registry.common.exports import neutralised
from registry.common.moments import utc_stamp
from registry.common.xml_texts import clean
from registry.figures.about_indicators import unit_code
from registry.figures.caveats import Caveats
from registry.figures.models import Counterpart, Indicator, ObservationQuerySet, Source
from registry.opendata.sdmx import (
    AGENCY,
    ALL,
    ATTRIBUTES,
    DIMENSIONS,
    GAPS,
    MEASURE,
    SEXES,
    STATUSES,
    STRUCTURE,
    TIME,
    YEARLY,
    end_code,
)
from registry.states.designations import designation
from registry.states.models import State

COLUMNS = (
    "state_id",
    "year",
    "sex",
    "counterpart_id",
    "value",
    "gap",
    "expected_in",
    "status",
    "source_id",
    "note_en",
    "note_ru",
)
PARTS = tuple(part.id for part in (*DIMENSIONS, TIME, MEASURE, *ATTRIBUTES))
Figure = dict[str, Any]  # by the id of a part


def figures(indicator: Indicator, found: ObservationQuerySet) -> Iterator[list[Figure]]:
    """Some at a time, by primary key."""
    words = Words(indicator)
    for rows in chunks(found, COLUMNS):
        yield [words.figure(row) for row in rows]


class Words:
    """What the keys of rows stand for, read once an answer."""

    def __init__(self, indicator: Indicator) -> None:
        self.of_all = {
            "FREQ": YEARLY,
            "INDICATOR": indicator.slug,
            "UNIT_MEASURE": unit_code(indicator),
        }
        self.caveats = Caveats(indicator.pk)
        self.states: dict[int, tuple[str, str]] = {}
        for state in State.objects.all():
            self.states[state.pk] = (state.iso_alpha3, designation(state).footnote)
        self.ends: dict[int | None, tuple[str, str]] = {None: (ALL, "")}
        for row in Counterpart.objects.select_related("state"):
            note = self.states[row.state_id][1] if row.state_id else ""
            self.ends[row.pk] = (end_code(row), note)
        rows = Source.objects.values_list("pk", "slug", "licence")
        self.sources = {pk: (slug, licence) for pk, slug, licence in rows}

    def figure(self, row: Sequence[Any]) -> Figure:
        state, year, sex, end, value, gap, expected_in, status, source, note_en, note_ru = row[:11]
        area, note = self.states[state]
        other, note_of_other = self.ends[end]
        slug, licence = self.sources[source]
        is_gap = value is None
        caveat = "" if is_gap else self.caveats.of(source=source, state=state, year=year)
        return self.of_all | {
            "REF_AREA": area,
            "COUNTERPART_AREA": other,
            "SEX": SEXES[sex],
            "SOURCE": slug,
            "TIME_PERIOD": str(year),
            "OBS_VALUE": "" if is_gap else plain(value),
            "OBS_STATUS": GAPS[gap] if is_gap else STATUSES[status],
            "FIGURE_STATUS": status,
            "GAP_REASON": gap,
            "EXPECTED_IN": str(expected_in or ""),
            "CAVEAT": caveat,
            "NOTE_EN": note_en,
            "NOTE_RU": note_ru,
            "DESIGNATION_NOTE": note,
            "COUNTERPART_NOTE": note_of_other,
            "LICENCE": licence,
        }


def plain(value: Decimal) -> str:
    """Without zeros at the end and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def one_line(text: str) -> str:
    """Readers of SDMX-CSV count a line for each figure."""
    return " ".join(text.split())


def as_csv(indicator: Indicator, found: ObservationQuerySet) -> Iterator[bytes]:
    """SDMX-CSV 2.0: what the figures are of, then dimensions, the value and attributes by their
    codes."""
    dataflow = f"{AGENCY}:{indicator.slug}(1.0.0)"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *PARTS])
    for rows in figures(indicator, found):
        writer.writerows(["dataflow", dataflow, "I", *cells(row)] for row in rows)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def cells(figure: Figure) -> Iterator[str]:
    """The value is a number, whatever its sign; no text is a formula to a spreadsheet."""
    for part in PARTS:
        text = figure[part]
        yield text if part == MEASURE.id else neutralised(one_line(text))


SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
OWN = (
    f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={AGENCY}:{STRUCTURE}(1.0)"
    ":ObsLevelDim:AllDimensions"
)
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<mes:StructureSpecificData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:mes="{SCHEMAS}/message" xmlns:com="{SCHEMAS}/common"
 xmlns:ss="{SCHEMAS}/data/structurespecific" xmlns:own="{OWN}">
<mes:Header>
<mes:ID>{{name}}</mes:ID>
<mes:Test>false</mes:Test>
<mes:Prepared>{{at}}</mes:Prepared>
<mes:Sender id="{AGENCY}"/>
<mes:Structure structureID="{STRUCTURE}" namespace="{OWN}" dimensionAtObservation="AllDimensions">
<com:Structure><Ref agencyID="{AGENCY}" id="{STRUCTURE}" version="1.0"/></com:Structure>
</mes:Structure>
</mes:Header>
<mes:DataSet ss:dataScope="DataStructure" xsi:type="own:DataSetType"
 ss:structureRef="{STRUCTURE}" ss:action="Information">
"""


def as_xml(indicator: Indicator, found: ObservationQuerySet, at: datetime) -> Iterator[bytes]:
    """SDMX-ML 2.1, structure-specific, a flat list. `at`: when it was made."""
    yield HEAD.format(name=indicator.slug, at=utc_stamp(at)).encode()
    for rows in figures(indicator, found):
        yield "".join(map(element, rows)).encode()
    yield b"</mes:DataSet>\n</mes:StructureSpecificData>\n"


def element(figure: Figure) -> str:
    values = [f"{part}={quoteattr(clean(figure[part]))}" for part in PARTS if figure[part]]
    return f"<Obs {' '.join(values)}/>\n"
