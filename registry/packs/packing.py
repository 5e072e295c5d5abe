"""A pack is started, shown as it would be today, frozen, and read back as it was frozen."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.dates import add_months, worded
from registry.common.errors import RuleError
from registry.common.history import save_version, written_by
from registry.common.languages import LANGUAGES, active, text_in
from registry.common.scope import scope
from registry.packs.blocks import Block, in_letters, paragraphs
from registry.packs.models import MeetingPack, PackContent, PackPart
from registry.packs.parts import PARTS, Gathering, gathering
from registry.packs.since import since_blocks
from registry.process.models import Meeting
from registry.states.designations import footnotes, footnotes_in

Content = dict[str, Any]
INTERNAL = {PackPart.Kind.CONTACTS}  # until the Secretariat says otherwise


@transaction.atomic
def add_parts(pack: MeetingPack, *, by: User) -> None:
    """Of a new pack: every part at its usual place."""
    for place, kind in enumerate(PackPart.Kind.values, 1):
        part = PackPart(pack=pack, kind=kind, place=place, is_internal=kind in INTERNAL)
        written_by(part, by).save()


def content_of(pack: MeetingPack, on: date) -> Content:
    """In the active language: as frozen, or as it would be on a day."""
    if pack.is_frozen:
        return pack.contents.get(language=active()).content
    with scope():
        return content_today(pack, on)


def content_today(pack: MeetingPack, on: date) -> Content:
    given = gathering(on, since_of(pack, on))
    rows = [part for part in pack.parts.all() if part.is_in]
    if pack.follows is None:  # what somebody wrote there stands all the same
        rows = [part for part in rows if part.kind != PackPart.Kind.SINCE or part.comment]
    made = {row.kind: PARTS[row.kind](given) for row in rows if row.kind in PARTS}
    for kind, make in PARTS.items():  # what is left out is compared all the same
        if kind not in made:
            make(given)
    if any(row.kind == PackPart.Kind.SINCE for row in rows):
        made[PackPart.Kind.SINCE] = since_part(pack.follows, given)
    parts = []
    for row in rows:
        comment = paragraphs(text_in(row, "comment", active())[0])
        parts.append(
            {
                "kind": row.kind,
                "heading": row.get_kind_display(),
                "is_internal": row.is_internal,
                "comment": comment,
                "blocks": made[row.kind],
            }
        )
    typed = [pack.foreword, *(row.comment for row in rows)]
    notes = footnotes()
    for text in typed:
        notes += footnotes_in(text, on)
    meeting = pack.meeting
    content = {
        "language": active(),
        "title": str(pack),
        "meeting": ". ".join(filter(None, [meeting.dates_worded, meeting.place])),
        "day": worded(on),
        "foreword": paragraphs(text_in(pack, "foreword", active())[0]),
        "parts": parts,
        "facts": given.facts,
        "footnotes": list(dict.fromkeys(notes)),
    }
    return in_letters(content)


def since_part(earlier: MeetingPack | None, given: Gathering) -> list[Block]:
    if earlier is None:
        return paragraphs(_("This pack follows no earlier one."))
    before = earlier.contents.get(language=active()).content
    return since_blocks(before, in_letters(given.facts), worded(earlier.frozen_on))


def since_of(pack: MeetingPack, on: date) -> date:
    """From when editions are new: the earlier pack, else the last Senior Officials' Meeting, else a
    year ago."""
    if pack.follows and pack.follows.frozen_on:
        return pack.follows.frozen_on
    held = Meeting.objects.held_by(on).filter(kind=Meeting.Kind.SOM).exclude(pk=pack.meeting_id)
    last = held.order_by("-starts_on").values_list("starts_on", flat=True).first()
    return last or add_months(on, -12)


@transaction.atomic
def freeze(pack: MeetingPack, *, by: User, on: date) -> MeetingPack:
    """Raises RuleError where it is frozen already, or nothing is in it."""
    rows = MeetingPack.objects.select_for_update(of=("self",)).for_page()
    pack = rows.get(pk=pack.pk)
    if pack.is_frozen:
        raise RuleError(_("This pack was frozen on %(day)s.") % {"day": worded(pack.frozen_on)})
    if not pack.parts.filter(is_in=True).exists():
        raise RuleError(_("No part is in the pack. Choose at least one, and save."))
    contents = {}
    for language in LANGUAGES:
        with translation.override(language):
            contents[language] = content_of(pack, on)
    for language, content in contents.items():
        PackContent.objects.create(pack=pack, language=language, content=content)
    pack.checksum, pack.frozen_on, pack.frozen_by = checksum_of(contents), on, by
    save_version(pack, by=by, reason=_("Frozen."))
    return pack


def checksum_of(contents: dict[str, Content]) -> str:
    """SHA-256 over the contents in both languages: keys in order, UTF-8, no spaces."""
    data = json.dumps(contents, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()


def is_as_frozen(pack: MeetingPack) -> bool:
    rows = pack.contents.all()
    return checksum_of({row.language: row.content for row in rows}) == pack.checksum
