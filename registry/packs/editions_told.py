"""New editions, and in words what changed in each against the one before: parts with the words that
came and went, figures as "12,300 (2024) → 13,100 (2025)"."""

import re
from collections.abc import Iterable
from datetime import date
from html import unescape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.dates import worded
from registry.common.languages import active
from registry.packs.blocks import Block, heading, listing, paragraph
from registry.profiles.models import Edition
from registry.profiles.notices import stamp
from registry.publication.contents import EditionContent
from registry.states.designations import designation, sort_key
from registry.states.models import State

MOST_LINES = 12  # of an edition; its page shows all
MOST_WORDS = 25
MARKED = {
    "ins": re.compile(r"<ins[^>]*>(.*?)</ins>", re.S),
    "del": re.compile(r"<del[^>]*>(.*?)</del>", re.S),
}
TAG = re.compile(r"<[^>]*>")


def editions_blocks(states: Iterable[State], *, since: date, on: date) -> list[Block]:
    rows = Edition.objects.standing_on(on).of_states(list(states)).for_page()
    new = list(rows.filter(published_on__gt=since).order_by("published_on", "profile__state__slug"))
    days = {"since": worded(since), "on": worded(on)}
    if not new:
        told = _("No edition was published after %(since)s and until %(on)s.") % days
        return [paragraph(told)]
    told = ngettext(
        "%(number)s edition was published after %(since)s and until %(on)s.",
        "%(number)s editions were published after %(since)s and until %(on)s.",
        len(new),
    )
    blocks = [paragraph(told % (days | {"number": len(new)}))]
    contents = EditionContent.objects.filter(edition__in=new, language=active())
    changes = dict(contents.values_list("edition", "changes"))
    first: dict[str, list[str]] = {}
    for edition in new:
        told_of = changes.get(edition.pk)
        if told_of is None:
            what = f"{edition.profile.get_kind_display()} {edition.years}. {stamp(edition).text}"
            first.setdefault(what, []).append(designation(edition.profile.state, on).name)
            continue
        blocks.append(heading(f"{named(edition, on)}. {stamp(edition).text}"))
        blocks.append(listing(lines_of(told_of, edition)))
    if first:
        title = _("Without an edition before that they could be compared with")
        lines = []
        for what, names in sorted(first.items()):
            lines.append(f"{what} ({len(names)}): {', '.join(sorted(names, key=sort_key))}")
        blocks += [heading(title), listing(lines)]
    return blocks


def named(edition: Edition, on: date) -> str:
    name = designation(edition.profile.state, on).name
    return f"{name}, {edition.profile.get_kind_display()} {edition.years}"


def lines_of(changes: list[dict[str, Any]], edition: Edition) -> list[str]:
    if edition.correction_note:
        lines = [_("Correction: %(note)s") % {"note": edition.correction_note}]
    else:
        lines = []
    for part in changes:
        lines += lines_of_part(part)
    if not lines:
        return [_("The words and figures are those of the edition before.")]
    left = len(lines) - MOST_LINES
    if left > 0:
        more = ngettext("%(number)s more change", "%(number)s more changes", left)
        lines = [*lines[:MOST_LINES], more % {"number": left}]
    return lines


def lines_of_part(part: dict[str, Any]) -> list[str]:
    name = " ".join(filter(None, [part["number"], part["heading"]]))
    found = []
    if part["state"] == "new":
        found.append(_("New part: %(part)s") % {"part": name})
    elif part["state"] == "gone":
        found.append(_("Left out: %(part)s") % {"part": name})
    elif part["html"]:
        found.append(f"{name}: {text_changed(part['html'])}")
    for figure in part["figures"]:
        old = figure["old"] or _("not given")
        found.append(f"{name}. {figure['title']}: {old} → {figure['new']}")
    return found


def text_changed(html: str) -> str:
    came, went = marked_words(html, "ins"), marked_words(html, "del")
    found = []
    if came:
        found.append(_("new: “%(words)s”") % {"words": came})
    if went:
        found.append(_("no more: “%(words)s”") % {"words": went})
    return "; ".join(found) or _("the text was changed")


def marked_words(html: str, mark: str) -> str:
    """What came ("ins") or went ("del"), as far as it can be told in a line."""
    pieces = []
    for piece in MARKED[mark].findall(html):
        words = " ".join(unescape(TAG.sub(" ", piece)).split())
        if words:
            pieces.append(words)
    every_word = " … ".join(pieces).split()
    is_longer = len(every_word) > MOST_WORDS
    return " ".join(every_word[:MOST_WORDS]) + (" …" if is_longer else "")
