"""The form by which a state names its contact point, on paper: DOCX to fill in, PDF to read. Each
answer has a cell of its own with a bookmark, so that it is found again whatever a ministry's Word
does to the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.languages import active
from registry.packs.blocks import in_letters
from registry.paper.typesetting import compiled
from registry.states.designations import designation
from registry.states.models import State

LAYOUT = Path(__file__).parent / "nomination.typ"
MARK = "PP-NOMINATION-1"  # what tells the form from other documents; the number is of its fields
BOOKMARK = "pp_"


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the form. `hint`: how it is filled in."""

    name: str
    label: str | Promise
    hint: str | Promise = ""


ASKED = (
    Asked(
        name="role",
        label=gettext_lazy("Role"),
        hint=gettext_lazy("contact point or deputy"),
    ),
    Asked(name="authority", label=gettext_lazy("Authority")),
    Asked(
        name="name_latin",
        label=gettext_lazy("Name in Latin script"),
        hint=gettext_lazy("The name in one of the two scripts is enough."),
    ),
    Asked(name="name_cyrillic", label=gettext_lazy("Name in Cyrillic script")),
    Asked(name="function", label=gettext_lazy("Function in the authority")),
    Asked(
        name="email",
        label=gettext_lazy("Personal e-mail"),
        hint=gettext_lazy("The person signs in with it; no shared mailbox."),
    ),
    Asked(
        name="phone",
        label=gettext_lazy("Telephone"),
        hint=gettext_lazy("With the country code: +43 1 234 56 78."),
    ),
    Asked(
        name="language",
        label=gettext_lazy("Language of messages"),
        hint=gettext_lazy("English or Russian"),
    ),
    Asked(
        name="since",
        label=gettext_lazy("In office since"),
        hint=gettext_lazy("Day, month, year: 31.12.2026."),
    ),
    Asked(
        name="succeeds",
        label=gettext_lazy("Takes over from somebody"),
        hint=gettext_lazy("yes or no"),
    ),
    Asked(
        name="nominated_by",
        label=gettext_lazy("Nominated by"),
        hint=gettext_lazy("Name, function and authority of who nominates."),
    ),
)


def nomination_paper(state: State, on: date) -> dict[str, Any]:
    """In the active language."""
    named = designation(state, on)
    rows = [[one.name, str(one.label), str(one.hint)] for one in ASKED]
    paper = {
        "language": active(),
        "title": _("Nomination of a contact point: %(state)s") % {"state": named.name},
        "told": _(
            "Fill in the right-hand column and send the file, or a letter with the same content, to"
            " the Secretariat. The details are seen by the Secretariat alone until the person says"
            " otherwise; the person is told of the nomination."
        ),
        "rows": rows,
        "date": [on.year, on.month, on.day],
        "mark": f"{MARK} {state.iso_alpha3}",
        "secretariat": _("Prague Process Secretariat"),
        "footnotes": [named.footnote] if named.footnote else [],
    }
    return in_letters(paper)


def pdf(paper: dict[str, Any]) -> bytes:
    return compiled(paper, LAYOUT)


def docx(paper: dict[str, Any], answers: dict[str, str] | None = None) -> bytes:
    """`answers`: what stands in it already, by name."""
    # a large library writes it
    from docx.shared import Mm

    from registry.packs.word_files import WordFile

    file = WordFile(
        title=paper["title"], author=paper["secretariat"], language=paper["language"], size=11
    )
    file.heading(paper["title"], level=1)
    file.line(paper["told"])
    rows: Sequence[Sequence[str]] = paper["rows"]
    made = file.document.add_table(rows=len(rows), cols=2)
    made.style, made.autofit = "Table Grid", False
    for at, width in enumerate((70, 100)):
        made.columns[at].width = Mm(width)
    for number, (name, label, hint) in enumerate(rows):
        left, right = made.rows[number].cells
        left.width, right.width = Mm(70), Mm(100)
        left.paragraphs[0].add_run(label).bold = True
        if hint:
            left.add_paragraph().add_run(hint)
        right.paragraphs[0].add_run((answers or {}).get(name, ""))
    for number, row in enumerate(file.last_table().tr_lst):
        paragraph = row.tc_lst[1].p_lst[0]
        add_bookmark(paragraph, number + 1, f"{BOOKMARK}{rows[number][0]}")
    file.line("")
    for note in paper["footnotes"]:
        file.line(note, is_quiet=True)
    file.line(paper["mark"], is_quiet=True)
    return file.content()


def add_bookmark(paragraph: Any, number: int, name: str) -> None:
    from docx.oxml import OxmlElement  # see `docx`
    from docx.oxml.ns import qn

    begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (begin, end):
        mark.set(qn("w:id"), str(number))
    begin.set(qn("w:name"), name)
    place = 1 if paragraph.pPr is not None else 0
    paragraph.insert(place, begin)
    paragraph.append(end)
