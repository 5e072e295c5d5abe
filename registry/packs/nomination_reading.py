"""A filled-in form of a nomination is read back: from its bookmarks, and where those are lost, from
the labels beside the answers. Nothing is written, and the file is not kept.

The file is judged as any Word file that comes in (word/judging.py); nothing in it runs, and nothing
outside of it is fetched. Changes that are tracked count as accepted.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from registry.common.errors import RuleError
from registry.common.languages import LANGUAGES
from registry.common.sizes import MEGABYTE
from registry.packs.nomination_files import ASKED, BOOKMARK
from registry.states.models import State
from registry.word.judging import damaged, judged

LARGEST = 2 * MEGABYTE  # bytes; the empty form has 40,000
LONGEST_ANSWER = 500
FOUND_MARK = re.compile(r"PP-NOMINATION-(\d+)\s+([A-Z]{3})")
BESIDE_TEXT = {  # what a keyboard writes as an element of its own
    qn("w:br"): " ",
    qn("w:cr"): " ",
    qn("w:tab"): " ",
    qn("w:noBreakHyphen"): "-",
}
DAMAGED = (
    zipfile.BadZipFile,
    XMLSyntaxError,
    KeyError,
    ValueError,
    OSError,
    AttributeError,
    IndexError,
)


@dataclass(frozen=True, slots=True)
class Read:
    """`answers`: by name, as they were typed; `has_changes`: some of it was tracked."""

    state: State
    answers: dict[str, str] = field(default_factory=dict)
    has_changes: bool = False


def read_nomination(file: BinaryIO, size: int) -> Read:
    """Raises RuleError with a sentence where it is no such form, or cannot be opened."""
    if size > LARGEST:
        raise RuleError(
            _("The file is larger than 2 MB; the form is far smaller. Choose the form alone.")
        )
    content = file.read(LARGEST + 1)
    judged(io.BytesIO(content), len(content))
    body = body_of(content)
    found = FOUND_MARK.search(text_of(body))
    if found is None:
        raise RuleError(
            _(
                "This is another document. The form has a line that begins with PP-NOMINATION at"
                " its end; take it from this page, and do not copy its table elsewhere."
            )
        )
    if found[1] != "1":
        raise RuleError(_("This form is of another version. Take the form from this page."))
    state = State.objects.filter(iso_alpha3=found[2]).first()
    if state is None:
        raise RuleError(_("No state has the code %(code)s.") % {"code": found[2]})
    return Read(state, answers_in(body), has_changes(body))


def body_of(content: bytes) -> Any:
    try:
        return Document(io.BytesIO(content)).element.body
    except DAMAGED:
        raise RuleError(damaged()) from None


def answers_in(body: Any) -> dict[str, str]:
    """Of all rows with two cells, whatever table they stand in."""
    known = labels()
    found: dict[str, str] = {}
    by_label: dict[str, str] = {}
    for row in body.iter(qn("w:tr")):
        cells = list(row.iterchildren(qn("w:tc")))
        if len(cells) < 2:
            continue
        name = bookmark_in(cells[-1])
        answer = text_of(cells[-1])[:LONGEST_ANSWER]
        if name:
            found.setdefault(name, answer)
        label = next(lines_of(cells[0]), "")
        if plain(label) in known:
            by_label.setdefault(known[plain(label)], answer)
    return by_label | found


def bookmark_in(cell: Any) -> str:
    """The line of the form that the cell answers; "" where no mark of ours is left."""
    names = {one.name for one in ASKED}
    for mark in cell.iter(qn("w:bookmarkStart")):
        name = (mark.get(qn("w:name")) or "").removeprefix(BOOKMARK)
        if name in names:
            return name
    return ""


def labels() -> dict[str, str]:
    """The labels of the form in both languages."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            for one in ASKED:
                found[plain(str(one.label))] = one.name
    return found


def plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(":")


def lines_of(element: Any) -> Iterator[str]:
    """The text of each paragraph; what was deleted under tracking is none."""
    for paragraph in element.iter(qn("w:p")):
        pieces = []
        for piece in paragraph.iter(qn("w:t"), *BESIDE_TEXT):
            pieces.append(BESIDE_TEXT.get(piece.tag) or piece.text or "")
        yield " ".join("".join(pieces).split())


def text_of(element: Any) -> str:
    return " ".join(filter(None, lines_of(element)))


def has_changes(body: Any) -> bool:
    return any(True for mark in (qn("w:ins"), qn("w:del")) for _found in body.iter(mark))
