"""The workbook of an edition's figures, in the language of who takes it.

The head and what stands beside are locked against slips of the hand, without a password. What a
person wrote is never a formula here, whatever it begins with.
"""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.packaging.custom import IntProperty, StringProperty
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from registry.common.languages import active
from registry.common.numbers import parsed
from registry.drafting.figure_forms import FigureForm
from registry.drafting.figure_rows import as_shown, as_text
from registry.drafting.figures_beside import FigureBeside, figures_of_edition
from registry.drafting.sections import Section
from registry.figures.models import Observation
from registry.profiles.models import Edition
from registry.sheets.layout import (
    COLUMNS,
    FIRST_ROW,
    HEADINGS_ROW,
    MARK,
    NAMES_ROW,
    YES,
    mark_of,
)
from registry.states.designations import designation

EXACT_DIGITS = 15  # of a number in a workbook; a longer one is kept as text
GREY = PatternFill("solid", fgColor="F1F3F4")
TO_FILL = PatternFill("solid", fgColor="FFFFFF")
DOUBT = PatternFill("solid", fgColor="FFE8B3")
WRONG = PatternFill("solid", fgColor="F9D2CE")
INSTRUCTIONS = (
    gettext_lazy(
        "One row is one figure of a part. Fill in the white cells; the grey ones are there to"
        " compare with."
    ),
    gettext_lazy(
        "Give the number with its year and source; or choose why there is none; or say “yes” where"
        " the open figure is right."
    ),
    gettext_lazy(
        "A number may have spaces, a comma or a point as your keyboard writes them. Leave out the"
        " unit. A figure is of both sexes together."
    ),
    gettext_lazy(
        "A figure in a coloured row is far from what stands beside it, or lacks something: look at"
        " it again, and say why in a few words. Readers see these words."
    ),
    gettext_lazy(
        "You may sort and filter the rows, and save the file as .xlsx, .ods or .csv. Keep the first"
        " column: by it each row finds its figure again."
    ),
    gettext_lazy(
        "Bring the file to your desk, to the page “Figures as a sheet” of the profile. There you"
        " see each figure before and after, and confirm them one by one or together; a figure that"
        " you deleted is asked about too."
    ),
)
SMALL = Font(size=8, color="5F6B73")


def workbook_of(edition: Edition, on: date) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Figures")
    lists = book.create_sheet(_("Lists"))
    lists.sheet_state = "hidden"
    fill_head(sheet, edition)
    number = FIRST_ROW
    for section, besides in figures_of_edition(edition):
        for beside in besides:
            fill_row(sheet, number, section, beside, on)
            number += 1
    shape(sheet, max(number - 1, FIRST_ROW))
    offer_choices(sheet, lists, max(number - 1, FIRST_ROW))
    explain(book.create_sheet(_("How to fill it in")))
    note_properties(book, edition)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def title_of(edition: Edition) -> str:
    kind = edition.profile.get_kind_display()
    return f"{designation(edition.profile.state).name}: {kind} {edition.years}"


def fill_head(sheet: Worksheet, edition: Edition) -> None:
    put(sheet, 1, 1, mark_of(edition)).font = SMALL
    put(sheet, 1, 2, title_of(edition)).font = Font(bold=True, size=14)
    hint = _(
        "Fill in the white cells, save the file and bring it to your desk. Nothing changes there"
        " until you have looked at each difference."
    )
    put(sheet, 2, 2, hint).alignment = Alignment(wrap_text=False)
    for place, column in enumerate(COLUMNS, start=1):
        put(sheet, NAMES_ROW, place, column.name).font = SMALL
        cell = put(sheet, HEADINGS_ROW, place, str(column.heading))
        cell.font = Font(bold=True)
        cell.fill = GREY
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def fill_row(
    sheet: Worksheet, number: int, section: Section, beside: FigureBeside, on: date
) -> None:
    form = judged(beside, on)
    values = cells_of(section, beside) | {"doubts": in_words(form)}
    for place, column in enumerate(COLUMNS, start=1):
        cell = put(sheet, number, place, values[column.name])
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = TO_FILL if column.is_open else GREY
        cell.protection = Protection(locked=not column.is_open)
        if column.name in ("last_value", "open_value") and isinstance(cell.value, Decimal):
            cell.number_format = format_of(cell.value)
    if values["doubts"]:
        colour = DOUBT if is_only_doubtful(form) else WRONG
        for place, column in enumerate(COLUMNS, start=1):
            if column.name in ("value", "year", "doubts"):
                sheet.cell(number, place).fill = colour


def cells_of(section: Section, beside: FigureBeside) -> dict[str, Any]:
    """By name of the column."""
    row, part = beside.row, section.template_section
    stood = {"row": json.loads(as_text(row)), "open": beside.open_key}
    return {
        "key": f"{part.slug}/{beside.indicator.slug}",
        "part": str(part),
        "indicator": beside.indicator.title,
        "unit": beside.indicator.unit,
        "last_value": printed_number(beside.last[1]) if beside.last else None,
        "last_year": beside.last[0] if beside.last else None,
        "open_value": exact_number(beside.open_value[1]) if beside.open_value else None,
        "open_year": beside.open_value[0] if beside.open_value else None,
        "open_source": beside.source,
        "confirmed": YES[active()] if row["confirmed"] else "",
        "value": stored_number(row["value"]),
        "year": int(row["year"]) if row["year"].isdecimal() else row["year"],
        "gap": str(dict(Observation.Gap.choices).get(row["gap"], row["gap"])),
        "source": row["source"],
        "note_en": row["note_en"],
        "note_ru": row["note_ru"],
        "stood": json.dumps(stood, ensure_ascii=False, sort_keys=True),
    }


def exact_number(value: Decimal) -> Decimal | str:
    """Text where a workbook would round it."""
    digits = len(value.normalize().as_tuple().digits)
    return value if digits <= EXACT_DIGITS else f"{value.normalize():f}"


def stored_number(text: str) -> Decimal | str:
    """A row keeps a number plainly, and what is none as it was typed."""
    try:
        return exact_number(Decimal(text)) if text else ""
    except ArithmeticError:
        return text


def printed_number(text: str) -> Decimal | str:
    try:
        return exact_number(parsed(text))
    except ValueError:
        return text


def judged(beside: FigureBeside, on: date) -> FigureForm:
    """The row as the form of the desk judges it."""
    prefix = f"figure-{beside.indicator.pk}"
    shown = as_shown(beside.row)
    return FigureForm(
        {f"{prefix}-{name}": text for name, text in shown.items()},
        prefix=prefix,
        beside=beside,
        on=on,
    )


def in_words(form: FigureForm) -> str:
    texts = [str(text) for texts in form.errors.values() for text in texts]
    return " ".join(dict.fromkeys([*form.asks, *texts]))


def is_only_doubtful(form: FigureForm) -> bool:
    return not set(form.errors) - {"note_en", "note_ru"}


def put(sheet: Worksheet, row: int, place: int, value: Any) -> Cell:
    """Text stays text."""
    cell: Any = sheet.cell(row, place)
    if value is None or value == "":
        return cell
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def format_of(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return "#,##0" + (f".{'0' * places}" if places else "")


def shape(sheet: Worksheet, last: int) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = column.width
        dimension.hidden = column.is_hidden
    sheet.row_dimensions[NAMES_ROW].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 4)
    sheet.auto_filter.ref = f"A{HEADINGS_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    protection = sheet.protection
    protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "sort", "autoFilter", "insertRows"):
        setattr(protection, allowed, False)  # False: not locked
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADINGS_ROW}:{HEADINGS_ROW}"


def offer_choices(sheet: Worksheet, lists: Worksheet, last: int) -> None:
    """Lists to choose from. What stands in no list is asked about when the file is read."""
    for number, (_code, word) in enumerate(Observation.Gap.choices, start=1):
        put(lists, number, 1, str(word))
    put(lists, 1, 2, YES[active()])
    gaps = f"'{lists.title}'!$A$1:$A${len(Observation.Gap.choices)}"
    offered = {
        "gap": DataValidation(type="list", formula1=gaps, allow_blank=True),
        "confirmed": DataValidation(
            type="list", formula1=f"'{lists.title}'!$B$1:$B$1", allow_blank=True
        ),
        "year": DataValidation(
            type="whole", operator="between", formula1="1900", formula2="2100", allow_blank=True
        ),
    }
    for place, column in enumerate(COLUMNS, start=1):
        if column.name in offered:
            rule = offered[column.name]
            rule.error = _("Choose from the list, or give a year from 1900 to 2100.")
            rule.errorTitle, rule.showErrorMessage = str(column.heading)[:30], True
            letter = get_column_letter(place)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
            sheet.add_data_validation(rule)


def explain(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 110
    for number, line in enumerate(INSTRUCTIONS, start=1):
        cell = put(sheet, number, 1, str(line))
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def note_properties(book: Workbook, edition: Edition) -> None:
    book.properties.title = title_of(edition)
    book.properties.creator = "Prague Process"
    book.properties.language = active()
    properties: Any = book.custom_doc_props
    properties.append(StringProperty(name=MARK, value=mark_of(edition)))
    properties.append(IntProperty(name="edition-year", value=edition.year))
    properties.append(IntProperty(name="edition-version", value=edition.number))
