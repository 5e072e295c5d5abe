"""What a workbook keeps beside its sheets: their names, where they are, formats and shared
texts. Each with a limit."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from registry.common.archives import BLOCK, SAVE_ANEW
from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE

LONGEST_TAG = 256 * 1024  # bytes: the parser looks at an unfinished tag again with each block
LARGEST_PART = 32 * MEGABYTE  # of what is kept as a whole
MOST_TEXTS, LONGEST_TEXTS = 500_000, 16_000_000  # shared texts, and their characters together
MOST_STYLES = 65_536  # what the format itself allows
MOST_SHEETS = 1000


class Reader:
    """What the parser calls. Names come without their prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


def read(archive: zipfile.ZipFile, path: str, reader: Reader) -> None:
    """A part that is kept as a whole."""
    if archive.getinfo(path).file_size > LARGEST_PART:
        raise RuleError(
            _(
                "A part of the workbook other than its sheets has more than %(most)s MB. Save the"
                " sheet as CSV."
            )
            % {"most": LARGEST_PART // MEGABYTE}
        )
    for _block in parsed(archive, path, reader):
        pass


def parsed(archive: zipfile.ZipFile, path: str, reader: Reader) -> Iterator[None]:
    """Hands a part to `reader`, and stops after each block so that its caller may take what was
    found."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype

    def start(name: str, attributes: dict[str, str]) -> None:
        reader.start(bare(name), attributes)

    def end(name: str) -> None:
        reader.end(bare(name))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = reader.text
    done = 0
    try:
        with archive.open(path) as stream:
            while block := stream.read(BLOCK):
                parser.Parse(block, False)
                done += len(block)
                if done - parser.CurrentByteIndex > LONGEST_TAG:
                    raise RuleError(
                        _("The workbook has a tag without an end. %(remedy)s")
                        % {"remedy": SAVE_ANEW}
                    )
                yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError:
        raise RuleError(_("The workbook is damaged. %(remedy)s") % {"remedy": SAVE_ANEW}) from None


def refuse_doctype(*_declared: Any) -> None:
    raise RuleError(
        _("The workbook declares a document type, as no workbook does. %(remedy)s")
        % {"remedy": SAVE_ANEW}
    )


def bare(name: str) -> str:
    return name.rpartition(":")[2]


class Contents(Reader):
    """xl/workbook.xml: (title, is it visible, number of its relation) of each sheet."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.is_1904, self.active_place = False, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            number = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            is_visible = attributes.get("state", "visible") == "visible"
            self.sheets.append((attributes.get("name", ""), is_visible, number))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "workbookView":
            self.active_place = max(int(attributes.get("activeTab", 0)), 0)
        if len(self.sheets) > MOST_SHEETS:
            raise RuleError(
                _("The workbook has more than %(most)s sheets. %(remedy)s")
                % {"most": MOST_SHEETS, "remedy": SAVE_ANEW}
            )


class Relations(Reader):
    """Where the parts are that the workbook names: the sheets by number, the others by their
    kind."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.of_kind: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        path = posixpath.normpath(posixpath.join("xl", target)) if target[:1] != "/" else target[1:]
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind == "worksheet":
            self.sheets[attributes.get("Id", "")] = path
        elif kind in ("styles", "sharedStrings"):
            self.of_kind[kind] = path


class Styles(Reader):
    """Which of the cells' styles show a number as a date, a length of time or a percentage."""

    def __init__(self) -> None:
        self.formats: dict[str, str] = {}
        self.dates: list[str] = []
        self.is_in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.formats[attributes.get("numFmtId", "")] = kind_of(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self.is_in_cells = True
        elif name == "xf" and self.is_in_cells:
            number = attributes.get("numFmtId", "0")
            self.dates.append(self.formats.get(number) or self.of_builtin(number))
        if len(self.dates) + len(self.formats) > MOST_STYLES:
            raise RuleError(
                _("The workbook has more than %(most)s formats of cells. %(remedy)s")
                % {"most": f"{MOST_STYLES:,}", "remedy": SAVE_ANEW}
            )

    def of_builtin(self, number: str) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS  # see `kind_of`

        return kind_of(BUILTIN_FORMATS.get(int(number), "General"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.is_in_cells = False


def kind_of(code: str) -> str:
    """Of a format's code, as far as the format allows one to be long."""
    # the library has 16 MB: where a workbook is read, only
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    code = code[:255]
    if is_timedelta_format(code):
        return "duration"
    if is_date_format(code):
        return "date"
    return "percent" if "%" in code else ""


class Texts(Reader):
    """The texts that cells share. Text in small print above (how a word is read) is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.characters = 0
        self.is_text = self.is_aside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.is_aside = True
        self.is_text = name == "t" and not self.is_aside

    def text(self, text: str) -> None:
        if self.is_text:
            self.parts.append(text)
            self.characters += len(text)
            if self.characters > LONGEST_TEXTS:
                refuse_texts()

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "rPh":
            self.is_aside = False
        elif name == "si":
            self.texts.append("".join(self.parts).replace("x005F_", ""))
            if len(self.texts) > MOST_TEXTS:
                refuse_texts()


def refuse_texts() -> None:
    raise RuleError(
        _(
            "The workbook holds more than %(most)s texts or %(longest)s characters of text. Save"
            " the sheet as CSV."
        )
        % {"most": f"{MOST_TEXTS:,}", "longest": f"{LONGEST_TEXTS:,}"}
    )
