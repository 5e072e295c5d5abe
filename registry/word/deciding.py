"""A contact point decides about what came back in a Word file. What is taken goes through the acts
of the desk's own forms: a text that others changed meanwhile is joined, or kept for a choice."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGES
from registry.contacts.models import ContactPoint
from registry.drafting import review
from registry.drafting.figure_forms import FigureForm
from registry.drafting.figure_rows import as_shown, as_text
from registry.drafting.figure_writing import EMPTY, save_figures
from registry.drafting.figures_beside import figures_beside
from registry.drafting.sections import Section
from registry.drafting.writing import ClosedError, StaleError, save_section, writable
from registry.word.comment_marks import mark_of
from registry.word.models import WordProposal

TAKEN, LEFT, PLACED, TO_MERGE = "taken", "left", "placed", "to_merge"
NEVER_AT_ONCE = ("emptied", "loose")  # each is asked about
LONGEST_COMMENT = 4000
Item = dict[str, Any]


class ChangedError(RuleError):
    """Somebody else decided meanwhile."""


def locked(proposal: WordProposal, seen: int) -> WordProposal:
    proposal = WordProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != WordProposal.State.READ:
        raise ChangedError(_("This file is not read."))
    if proposal.closed_at is not None:
        raise ChangedError(_("All of this file was decided before."))
    if proposal.version != seen:
        raise ChangedError(
            _("Somebody decided about a part of this file meanwhile. Here is what is left.")
        )
    return proposal


@transaction.atomic
def take(
    proposal: WordProposal,
    keys: Iterable[str] | None,
    *,
    by: User,
    on: date,
    seen: int,
    posts: Iterable[ContactPoint] = (),
) -> tuple[WordProposal, list[Section]]:
    """Items by their keys; None takes all that needs no question. The sections in which both
    changed the same: there the writer chooses (KeptText). Raises RuleError where the edition is
    not written now."""
    proposal = locked(proposal, seen)
    wanted = None if keys is None else set(keys)
    posts = list(posts)
    to_merge: dict[int, Section] = {}
    for item in proposal.open_items:
        is_wanted = item["kind"] not in NEVER_AT_ONCE if wanted is None else item["key"] in wanted
        if not is_wanted or item["kind"] == "loose":
            continue
        section = section_of(proposal, item)
        if section is None:
            continue
        try:
            take_item(section, item, by=by, on=on, posts=posts)
            item["decision"] = TAKEN
        except ClosedError as closed:
            raise RuleError(str(closed)) from None
        except StaleError:
            item["decision"] = TO_MERGE
            to_merge[section.pk] = section
    return decided(proposal), list(to_merge.values())


def section_of(proposal: WordProposal, item: Item) -> Section | None:
    rows = Section.objects.filter(edition=proposal.edition_id, pk=item["section"])
    return rows.select_related("edition__profile__state", "template_section").first()


def take_item(
    section: Section, item: Item, *, by: User, on: date, posts: list[ContactPoint]
) -> None:
    kind = item["kind"]
    if kind == "comment":
        say(section, item, by=by, posts=posts)
        return
    if kind == "figure":
        take_figure(section, item, by=by, on=on, posts=posts)
        return
    values: dict[str, Any] = {}
    if kind == "text":
        values = {f"text_{language}": text for language, text in item["texts"].items()}
    elif kind == "emptied":
        values = {f"text_{item['language']}": ""}
    elif kind == "gap":
        values = {"gap": item["gap"]}
    save_section(section, values, by=by, on=on, seen=item["seen"], posts=posts)


def take_figure(
    section: Section, item: Item, *, by: User, on: date, posts: list[ContactPoint]
) -> None:
    """Through the form of the desk, which says what is wrong with a row that is no figure yet."""
    for beside in figures_beside(section):
        if beside.indicator.pk != item["indicator"]:
            continue
        prefix = f"figure-{beside.indicator.pk}"
        row = as_shown(EMPTY | item["typed"]) | {"before": as_text(EMPTY | item["before"])}
        data = {f"{prefix}-{name}": text for name, text in row.items()}
        entry = FigureForm(data, prefix=prefix, beside=beside, on=on).entry()
        save_figures(section, [entry], by=by, on=on, posts=posts)


def say(section: Section, item: Item, *, by: User, posts: list[ContactPoint]) -> None:
    """As comments of the desk, with author and place; one that is too long is said in several."""
    post = next((one for one in posts if one.state_id == section.edition.profile.state_id), None)
    text = comment_text(item)
    for start in range(0, len(text), LONGEST_COMMENT):
        review.comment(section, text[start : start + LONGEST_COMMENT], by=by, post=post)


def comment_text(item: Item) -> str:
    about = _("on “%(words)s”") % {"words": item["quote"]} if item["quote"] else ""
    head = ", ".join(filter(None, [item["author"] or _("no name"), item["date"], about]))
    return f"{_('In the Word file')} ({head}): {item['text']}"


@transaction.atomic
def leave(proposal: WordProposal, keys: Iterable[str], *, seen: int) -> WordProposal:
    """What is left out of the draft. The comparison shows it until all is decided."""
    proposal = locked(proposal, seen)
    wanted = set(keys)
    for item in proposal.open_items:
        if item["key"] in wanted:
            item["decision"] = LEFT
    return decided(proposal)


@transaction.atomic
def place(
    proposal: WordProposal, key: str, section: Section, language: str, *, by: User, seen: int
) -> WordProposal:
    """What stood in no part goes to the end of a text. It is proposed there; nothing is written
    yet. A comment only gets its part."""
    proposal = locked(proposal, seen)
    section = writable(section, by)
    item = next((one for one in proposal.open_items if one["key"] == key), None)
    if item is None or section.edition_id != proposal.edition_id or language not in LANGUAGES:
        raise RuleError(_("Choose a part of this edition."))
    if item["kind"] == "comment":
        item["section"] = section.pk
        return decided(proposal)
    into = open_text(proposal, section)
    if into is None:
        into = {
            "key": str(len(proposal.content) + 1),
            "kind": "text",
            "section": section.pk,
            "decision": "",
            "texts": {},
            "seen": section.version,
        }
        proposal.content.append(into)
    text = into["texts"].get(language, getattr(section, f"text_{language}"))
    into["texts"][language] = text + item["html"]
    item["decision"] = PLACED
    return decided(proposal)


def open_text(proposal: WordProposal, section: Section) -> Item | None:
    """What waits to be taken into the text of a section."""
    for item in proposal.open_items:
        if item["kind"] == "text" and item["section"] == section.pk:
            return item
    return None


@transaction.atomic
def discard(proposal: WordProposal, *, seen: int) -> WordProposal:
    proposal = locked(proposal, seen)
    for item in proposal.open_items:
        item["decision"] = LEFT
    return decided(proposal)


def decided(proposal: WordProposal) -> WordProposal:
    """Once nothing waits, nothing of the file is kept."""
    proposal.version += 1
    if not proposal.open_items:
        comments = [item for item in proposal.content if item["kind"] == "comment"]
        proposal.decided_comments = [mark_of(item) for item in comments]
        proposal.closed_at = timezone.now()
        proposal.content, proposal.told = [], []
        proposal.file_name = ""
    proposal.save()
    return proposal
