"""A pack as PDF and as DOCX, both from the content that its page shows."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from registry.common.dates import worded
from registry.packs.blocks import Audience, in_letters, shown_to
from registry.packs.models import MeetingPack
from registry.packs.packing import Content, content_of
from registry.paper.typesetting import compiled

if TYPE_CHECKING:
    from registry.packs.word_files import WordFile

LAYOUT = Path(__file__).parent / "pack.typ"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def pack_paper(pack: MeetingPack, audience: Audience, on: date) -> Content:
    """What stands on it, in the active language."""
    content = content_of(pack, on)
    day = pack.frozen_on or on
    about = {
        "is_frozen": pack.is_frozen,
        "standing": standing(pack, day),
        "version": version(audience),
        "checksum": pack.checksum,
        "date": [day.year, day.month, day.day],
        "words": words(),
    }
    return content | in_letters(about) | {"parts": shown_to(content["parts"], audience)}


def standing(pack: MeetingPack, day: date) -> str:
    told = _("Frozen on %(day)s") if pack.is_frozen else _("Draft of %(day)s")
    return told % {"day": worded(day)}


def version(audience: Audience) -> str:
    return _("For participants") if audience == "participants" else _("For the Secretariat only")


def words() -> dict[str, str]:
    return {
        "registry": _("Prague Process Registry"),
        "secretariat": _("Prague Process Secretariat"),
        "pack": _("Meeting pack"),
        "contents": _("Contents"),
        "comment": _("The Secretariat’s comment"),
        "names": _("Names of states"),
        "checksum": _("Checksum of the frozen text in both languages (SHA-256):"),
    }


def pdf(paper: Content) -> bytes:
    return compiled(paper, LAYOUT)


def docx(paper: Content) -> bytes:
    from registry.packs.word_files import WordFile  # a large library writes it

    told = paper["words"]
    file = WordFile(title=paper["title"], author=told["secretariat"], language=paper["language"])
    file.running_head(f"{paper['title']} · {paper['standing']} · {paper['version']}")
    file.line(told["pack"], is_quiet=True)
    file.title(paper["title"])
    if paper["meeting"]:
        file.line(paper["meeting"], is_quiet=True)
    file.line(f"{paper['standing']}. {paper['version']}.", is_bold=True)
    if paper["checksum"]:
        file.line(f"{told['checksum']} {paper['checksum']}", is_quiet=True)
    add_blocks(file, paper["foreword"])
    for part in paper["parts"]:
        file.heading(part["heading"], level=1)
        if part["comment"]:
            file.line(told["comment"], is_quiet=True)
            add_blocks(file, part["comment"], is_quoted=True)
        add_blocks(file, part["blocks"])
    if paper["footnotes"]:
        file.heading(told["names"], level=1)
        for note in paper["footnotes"]:
            file.line(note)
    return file.content()


def add_blocks(file: "WordFile", blocks: list[dict[str, Any]], *, is_quoted: bool = False) -> None:
    for one in blocks:
        if one["n"] == "text":
            file.line(one["text"], is_quoted=is_quoted)
        elif one["n"] == "heading":
            file.heading(one["text"], level=2)
        elif one["n"] == "list":
            file.listing(one["lines"])
        else:
            file.table(
                one["caption"],
                one["heads"],
                one["rows"],
                widths=one["widths"],
                numbers=one["numbers"],
            )


MAKERS = {"pdf": pdf, "docx": docx}
