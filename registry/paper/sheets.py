"""A page of the registry on paper: what every kind of sheet has in common, in the active language,
as plain data (sheet.typ lays it out)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from registry.common.dates import worded
from registry.common.languages import active
from registry.paper.blocks import Block
from registry.paper.codes import square_code
from registry.paper.letters import lettered
from registry.states.designations import footnotes_in

LINE = 110  # characters at the foot of a page, at the least


@dataclass(slots=True)
class Sheet:
    """`key`: of which page it is, for what is kept; `name`: of the file; `address`: of the page,
    with its query; `day`: which the page is about; `look`: of the standing, as a Stamp's;
    `running`: on every page, where it says more than the standing; `notices`: lead and text."""

    key: str
    name: str
    kind: str
    title: str
    address: str
    day: date
    is_past: bool = False
    subtitle: str = ""
    standing: str = ""
    look: str = "plain"
    running: str = ""
    notices: list[tuple[str, str]] = field(default_factory=list)
    is_wide: bool = False
    blocks: list[Block] = field(default_factory=list)


def sheet_paper(sheet: Sheet) -> dict[str, Any]:
    """`day` is not part of what it shows today (`mark_of`): a sheet stays until its content
    changes, and says of which day it is."""
    url = f"{settings.SITE_URL}{sheet.address}"
    as_of = _("as of %(day)s") % {"day": worded(sheet.day)}
    notices = list(sheet.notices)
    if sheet.is_past:
        told = _("This sheet shows the state of that day, under the names of that day.")
        notices.insert(0, (_("As of %(day)s.") % {"day": worded(sheet.day)}, told))
    paper = {
        "layout": "sheet",
        "language": active(),
        "kind": sheet.kind,
        "name": sheet.title,
        "title": f"{sheet.title}. {sheet.kind}",
        "subtitle": sheet.subtitle,
        "standing": sheet.standing,
        "look": sheet.look,
        "running": sheet.running or sheet.standing,
        "notices": notices,
        "is_wide": sheet.is_wide,
        "url": url,
        "code": square_code(url),
        "blocks": sheet.blocks,
        "words": words(),
        "day": [sheet.day.year, sheet.day.month, sheet.day.day],
        "as_of": as_of,
        "citation": citation(sheet, url, as_of),
    }
    said = json.dumps(
        [sheet.title, sheet.subtitle, sheet.notices, sheet.blocks], ensure_ascii=False
    )
    notes = list(dict.fromkeys(footnotes_in(said, sheet.day)))
    paper["footnotes"] = notes
    paper["foot_lines"] = sum(1 + len(line) // LINE for line in [*notes, url + as_of])
    return lettered(paper)


def citation(sheet: Sheet, url: str, as_of: str) -> str:
    publisher = _("Prague Process Registry")
    return f"{publisher}. ({sheet.day.year}). {sheet.title} [{sheet.kind}]. {url} ({as_of})."


def words() -> dict[str, str]:
    """The words that the layout itself needs."""
    return {
        "registry": _("Prague Process Registry"),
        "live": _("The page as it is today"),
        "cite": _("How to cite"),
        "source": _("Source:"),
    }


def key_of(kind: str, slug: str, pairs: Iterable[tuple[str, Any]] = ()) -> str:
    """`pairs`: what the address asks for beyond the page itself; such sheets are of passing
    interest, and the oldest are not kept for ever (keeping.py)."""
    asked = sorted((name, str(value)) for name, value in pairs if value)
    if not asked:
        return f"{kind}-{slug}"
    digest = hashlib.sha256(json.dumps([kind, slug, asked]).encode()).hexdigest()
    return f"asked-{digest[:20]}"
