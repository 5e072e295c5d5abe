"""PDF that says what it is: tagged for screen readers (PDF/UA-1) and for archives (PDF/A-2a). Both
are checked as it is made: what breaks them is no file, but an error."""

import json
import logging
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from registry.paper.compositor import Compositor, TypesettingError
from registry.paper.letters import FONTS
from registry.paper.passages import plain_lines

Paper = dict[str, Any]
HERE = Path(__file__).parent
LAYOUTS = {"edition": HERE / "edition.typ", "sheet": HERE / "sheet.typ"}
compositor = Compositor()
log = logging.getLogger(__name__)


def pdf(paper: Paper) -> bytes:
    """Where a text's formatting cannot be set, its words are, and the reader is told."""
    try:
        return compiled(paper)
    except TypesettingError:
        log.exception("A text could not be set with its formatting: %s", paper["title"])
        return compiled(in_plain_words(paper))


def compiled(paper: Paper, layout: Path | None = None) -> bytes:
    data = json.dumps(paper, ensure_ascii=False)
    layout = layout or LAYOUTS[paper["layout"]]
    return compositor.compose(str(layout), str(FONTS), data)


def in_plain_words(paper: Paper) -> Paper:
    told = _("Set without its formatting; the page of the edition shows all of it.")
    parts = []
    for part in paper.get("parts", []):
        if part.get("text"):
            lines = [{"n": "p", "c": [line]} for line in plain_lines(part["text"])]
            part = part | {"text": lines, "lag": " ".join(filter(None, [part["lag"], told]))}
        parts.append(part)
    blocks = [block_in_plain_words(block) for block in paper.get("blocks", [])]
    return paper | {"parts": parts, "blocks": blocks}


def block_in_plain_words(block: Paper) -> Paper:
    """Of a sheet: its texts, and those that stand side by side."""
    if block["b"] == "text":
        return block | {"c": [{"n": "p", "c": [line]} for line in plain_lines(block["c"])]}
    if block["b"] == "columns":
        columns = []
        for column in block["columns"]:
            columns.append([block_in_plain_words(one) for one in column])
        return block | {"columns": columns}
    return block
