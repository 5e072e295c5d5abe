"""What changed between two editions, on paper: each part with the words that came and went."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.languages import active
from registry.paper.blocks import (
    Block,
    cell,
    heading,
    lag,
    listing,
    paragraph,
    small,
    strong,
    table,
    text,
)
from registry.paper.edition_paper import replaced, running
from registry.paper.sheets import Sheet, key_of
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.designations import designation


def changes_sheet(edition: Edition, address: str, day: date) -> Sheet:
    profile, standing, told = edition.profile, stamp(edition), notice(edition)
    named = designation(profile.state)
    words = {"kind": profile.get_kind_display(), "years": edition.years}
    after = replaced(edition)
    return Sheet(
        key=key_of("changes", str(edition.pk)),
        name=f"{profile.state.slug}-{profile.kind}-{edition.year}-v{edition.number}-changes",
        kind=_("What changed in the %(kind)s %(years)s") % words,
        title=named.name,
        address=address,
        day=day,
        subtitle=named.official_name if named.official_name != named.name else "",
        standing=standing.text,
        look=standing.look,
        running=running(edition, standing.text),
        notices=[*([(told.lead, told.text)] if told else []), *([("", after)] if after else [])],
        blocks=blocks_of(edition),
    )


def blocks_of(edition: Edition) -> list[Block]:
    rows = edition.changes_in(active())
    if rows is None:
        return [paragraph(not_compared(edition))]
    differing = [row for row in rows if row["state"] != "same"]
    same = [row for row in rows if row["state"] == "same"]
    blocks = [paragraph(compared_with(edition, len(differing)))]
    if edition.correction_note:
        blocks.append(paragraph(strong(_("Corrected:")), " ", edition.correction_note))
    blocks.append(legend())
    for row in differing:
        blocks += part_of(row)
    if same:
        blocks.append(heading(_("Unchanged parts")))
        blocks.append(listing([[title_of(row)] for row in same]))
    return blocks


def not_compared(edition: Edition) -> str:
    if edition.supersedes:
        return _(
            "The edition before came before the registry: only its document exists, so the two"
            " cannot be compared word by word."
        )
    return _(
        "This is the first edition of this profile in the registry; there is nothing to compare it"
        " with."
    )


def compared_with(edition: Edition, number: int) -> str:
    before = edition.supersedes
    assert before, "what was compared had an edition before it"
    if before.year == edition.year:
        told = _("Compared with version %(number)s of the same year.") % {"number": before.number}
    else:
        told = _("Compared with the edition %(years)s.") % {"years": before.years}
    parts = ngettext("%(number)s part differs.", "%(number)s parts differ.", number)
    return f"{told} {parts % {'number': number}}"


def legend() -> Block:
    came, went = {"n": "ins", "c": [_("new words")]}, {"n": "del", "c": [_("words that went")]}
    return small(came, "   ", went)


def title_of(row: dict[str, Any]) -> str:
    return f"{row['number']} {row['heading']}".strip()


def coarse() -> str:
    return _(
        "These texts could not be compared word by word to the end: some passages are shown as"
        " replaced although they share words."
    )


def part_of(row: dict[str, Any]) -> list[Block]:
    told = {"new": _("new part"), "gone": _("no longer in the template")}
    blocks = [heading(title_of(row), stamp=told.get(row["state"], ""))]
    if row.get("is_coarse"):
        blocks.append(lag(coarse()))
    if row["html"]:
        blocks.append(text(row["html"], 1, is_marked=True))
    if row["figures"]:
        rows = [[cell(one["title"]), was(one["old"]), was(one["new"])] for one in row["figures"]]
        head = [cell(_("Figure")), cell(_("Before")), cell(_("Now"))]
        blocks.append(table(head, rows, widths=(4, 3, 3)))
    return blocks


def was(value: str) -> Block:
    return cell(value or "—")
