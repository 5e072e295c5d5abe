"""What is settled for many parts at once, each on its own record: that both languages say the
same, and that what was filled in is right.

Whoever says so has seen each part in a version; where a part was saved since, nothing is settled.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.drafting import writing
from registry.drafting.sections import Section, why_closed
from registry.profiles.models import Edition

Seen = Iterable[tuple[Section, int]]  # each part with the version that the person saw


@transaction.atomic
def settle_languages(edition: Edition, seen: Seen, *, reason: str, by: User, on: date) -> Edition:
    """The two texts of these parts say the same; `reason`: why a language lags in others. Raises
    RuleError where nothing was said, or a part was saved since."""
    rows = list(seen)
    if not rows and not reason.strip():
        raise RuleError(_("Tick the parts whose two texts say the same, or say why one lags."))
    for section, version in rows:
        writing.mark_in_step(as_seen(section, version, by), by=by, on=on)
    edition = locked_draft(edition, by)
    if not reason.strip():
        return edition
    return writing.waive_parity(edition, by=by, reason=reason)


def locked_draft(edition: Edition, by: User) -> Edition:
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    refusal = why_closed(edition, by)
    if refusal:
        raise RuleError(refusal)
    return edition


@transaction.atomic
def confirm_filled_in(seen: Seen, *, by: User, on: date) -> int:
    """What open figures or the last edition filled in is right, in each of these parts. Returns
    how many there were. Raises RuleError where none was chosen, or one was saved since."""
    rows = list(seen)
    if not rows:
        raise RuleError(_("Choose at least one part."))
    for section, version in rows:
        now = as_seen(section, version, by)
        if not waits_for_a_word(now):
            raise changed_since(now)
        if now.can_be_confirmed:
            writing.confirm_unchanged(now, by=by, on=on)
        else:
            confirm_prefilled(now, by=by, on=on)
    return len(rows)


def confirm_prefilled(section: Section, *, by: User, on: date) -> Section:
    """In the locked row. It stays a text from open figures, and says that the state confirmed
    it."""
    section.progress, section.confirmed_on = Section.Progress.DONE, on
    return writing.touched(section, by=by, on=on)


@transaction.atomic
def settle_missing(seen: Seen, *, gap: str, by: User, on: date) -> int:
    """These parts have no text, for one reason. Returns how many there were. Raises RuleError
    where none was chosen, or one was saved since."""
    rows = list(seen)
    if not rows:
        raise RuleError(_("Choose at least one part."))
    for section, version in rows:
        now = as_seen(section, version, by)
        if not is_missing(now):
            raise changed_since(now)
        writing.finish_section(writing.write(now, {}, gap, by=by, on=on), by=by, on=on)
    return len(rows)


def missing(edition: Edition) -> list[Section]:
    return [row for row in edition.sections.in_order() if is_missing(row)]


def is_missing(section: Section) -> bool:
    """What was returned is answered on its own."""
    return not section.is_complete and not section.is_returned


def as_seen(section: Section, version: int, by: User) -> Section:
    """The row, locked, where it is still what the person saw."""
    section = writing.writable(section, by)
    if section.version != version:
        raise changed_since(section)
    return section


def changed_since(section: Section) -> RuleError:
    text = _("“%(part)s” was changed meanwhile. Read it again; nothing was settled yet.")
    return RuleError(text % {"part": section.template_section})


def filled_in(edition: Edition) -> list[Section]:
    """The parts that nobody has touched since they were filled in."""
    rows = edition.sections.for_work().prefetch_related("figures__indicator")
    return [row for row in rows if waits_for_a_word(row)]


def waits_for_a_word(section: Section) -> bool:
    """What was returned is answered on its own."""
    if section.is_returned or section.progress != Section.Progress.OPEN:
        return False
    return section.can_be_confirmed or (section.is_prefilled and section.has_text)
