"""A file of text: its encoding, its line ends and the mark between its cells; kept in UTF-8."""

import codecs
import io
import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE
from registry.figure_imports.received import Received

BLOCK = MEGABYTE
HEAD_OF_TEXT = 20_000  # characters among which the mark between cells is looked for
LINES = 25
MARKS = ",;\t|"
SAID = re.compile(r"sep=([,;\t|])\s*$")  # as Excel may write it before all rows
IN_ONE_WORD = re.compile(r"[A-Za-z][А-яЁё]|[А-яЁё][A-Za-z]")
CYRILLIC_WORD = re.compile(r"(?<![A-Za-z])[А-яЁёІіЇїЄє]{2,}(?![A-Za-z])")


def from_text(source: BinaryIO, target: BinaryIO) -> Received:
    encoding, notices = encoding_of(source)
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    head = ""
    try:
        while block := source.read(BLOCK):
            text = decoder.decode(block)
            head = head or text[:HEAD_OF_TEXT]
            target.write(text.encode(errors="replace"))
        target.write(decoder.decode(b"", final=True).encode(errors="replace"))
    except UnicodeDecodeError as error:
        raise RuleError(
            _(
                "The file begins as %(encoding)s and is not: a character at byte %(start)s of"
                " a part cannot be read. Save it anew as CSV UTF-8."
            )
            % {"encoding": encoding.removesuffix("-sig").upper(), "start": f"{error.start:,}"}
        ) from None
    if not head.strip("\ufeff \n\t\r,;"):
        raise RuleError(_("The file is empty. Choose the one that holds the figures."))
    if is_web_page(head):
        raise RuleError(
            _(
                "This is a web page, not a table. Open it, and save the table as CSV (UTF-8)"
                " or .xlsx."
            )
        )
    if head.lstrip()[:1] in "{[" and '"' in head[:200]:
        raise RuleError(_("This is JSON, not a table. Take the publisher’s CSV or .xlsx."))
    delimiter = delimiter_of(head)
    if delimiter == "\t" and has_compound_column(head):
        separate(target)
        notices.append(
            _("The first column holds several dimensions; each was taken as a column of its own.")
        )
    return Received("csv", delimiter, notices)


def is_web_page(head: str) -> bool:
    return head.lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "<table"))


def encoding_of(source: BinaryIO) -> tuple[str, list[str]]:
    """The encoding, and what staff should know of it: UTF-8, with or without a byte order mark;
    UTF-16 by its mark; else Windows-1251, or Windows-1252 where that gives words of two alphabets.
    Leaves the file at its start.

    charset-normalizer was compared (3.5.3, tests/figure_imports/test_encodings.py): it reads a
    Windows-1251 file with a word or two of Russian as Windows-1250 or -1252. Here most files are
    such, so whatever is not Unicode is taken for Windows-1251, with a notice.
    """
    start = source.read(3)
    source.seek(0)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", [_("The file is UTF-16; it was read as such.")]
    if is_text(source, "utf-8"):
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig", [
                _("The file is UTF-8 with a byte order mark; the mark was left out.")
            ]
        return "utf-8", []
    if not start.startswith(codecs.BOM_UTF8) and is_text(source, "cp1251"):
        encoding = western_or_cyrillic(source)
        name = encoding.replace("cp", "Windows-")
        return encoding, [
            _(
                "The file is not UTF-8; it was read as %(name)s. Look whether the names below"
                " are right."
            )
            % {"name": name}
        ]
    if start.startswith(codecs.BOM_UTF8):
        raise RuleError(
            _("The file begins as UTF-8 and is not: save it anew as CSV UTF-8, or as .xlsx.")
        )
    raise RuleError(
        _("This is neither text nor a workbook. Save the table as CSV (UTF-8) or as .xlsx.")
    )


def western_or_cyrillic(source: BinaryIO) -> str:
    text = source.read(BLOCK).decode("cp1251", errors="replace")
    source.seek(0)
    is_western = bool(IN_ONE_WORD.search(text)) and not CYRILLIC_WORD.search(text)
    return "cp1252" if is_western else "cp1251"


def is_text(source: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := source.read(BLOCK):
            if b"\0" in block:
                return False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        source.seek(0)
    return True


def delimiter_of(head: str) -> str:
    """The mark between cells that the first lines hold most of; a tab before any other, where
    every line has one."""
    lines = [line for line in head.splitlines() if line.strip()][:LINES]
    said = SAID.match(lines[0]) if lines else None
    if said:
        return said[1]
    unquoted = [re.sub(r'"[^"]*"', "", line) for line in lines]
    if unquoted and all("\t" in line for line in unquoted):
        return "\t"
    marks, spread = dict.fromkeys(MARKS, 0), dict.fromkeys(MARKS, 0)
    for line in unquoted:
        for mark in MARKS:
            marks[mark] += line.count(mark)
            spread[mark] += mark in line
    best = max(MARKS, key=marks.__getitem__)
    # In a table with decimal commas, a mark that each line has comes before one that most have
    wider = max(MARKS, key=spread.__getitem__)
    return wider if spread[wider] > spread[best] else best


def has_compound_column(head: str) -> bool:
    first = head.lstrip("\ufeff").partition("\n")[0].partition("\t")[0]
    return "\\" in first


def separate(target: BinaryIO) -> None:
    """Eurostat's "unit,geo\\time" as columns: in each line the commas before the first tab."""
    target.seek(0)
    lines = target.readlines()
    target.seek(0)
    target.truncate()
    for line in lines:
        first, tab, rest = line.partition(b"\t")
        first = (
            first.replace(b",", b"\t").split(b"\\")[0]
            if b"\\" in first
            else first.replace(b",", b"\t")
        )
        target.write(first + tab + rest)
