"""The review of an edition, section by section: accepted, or returned with a reason; comments and suggested changes."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.richtext import reduced
from registry.contacts.models import ContactPoint
from registry.profiles.difference import Change, apply, changes
from registry.profiles.drafting import check_size, writable, write
from registry.profiles.exchange import Comment, Consultation, ReviewDecision, Suggestion
from registry.profiles.models import Edition
from registry.profiles.sections import Section


@transaction.atomic
def accept_section(section: Section, *, by: User, on: date) -> Section:
    section = under_review(section)
    if not section.is_complete:
        raise RuleError(_("This part has neither text nor a reason for its absence; it can only be returned."))
    return decide(section, Section.Review.ACCEPTED, by=by)


@transaction.atomic
def return_section(section: Section, *, by: User, on: date, reason: str) -> Section:
    """The state reads the reason in the section's thread. Raises RuleError without one."""
    section = under_review(section)
    if not reason.strip():
        raise RuleError(_("Say why the part is returned: its author reads it."))
    decide(section, Section.Review.RETURNED, by=by, reason=reason.strip())
    Comment.objects.create(
        section=section,
        side=Comment.Side.SECRETARIAT,
        by=by,
        text=reason.strip(),
        contact_point=section.edition.drafter,
    )
    return section


@transaction.atomic
def accept_rest(edition: Edition, *, by: User, on: date) -> int:
    """Every complete section that is neither accepted nor returned."""
    rows = [row for row in edition.sections.in_order() if not row.review and row.is_complete]
    for row in rows:
        accept_section(row, by=by, on=on)
    return len(rows)


def under_review(section: Section) -> Section:
    edition = Edition.objects.select_for_update().get(pk=section.edition_id)
    if edition.status != Edition.Status.SUBMITTED:
        raise RuleError(
            _("Parts are reviewed while the edition is submitted; this one is “%(status)s”.")
            % {"status": edition.get_status_display()}
        )
    section = Section.objects.select_for_update(of=("self",)).select_related("template_section").get(pk=section.pk)
    section.edition = edition
    return section


def decide(section: Section, decision: str, *, by: User, reason: str = "") -> Section:
    ReviewDecision.objects.create(
        section=section, round=section.edition.review_round, decision=decision, reason=reason, by=by
    )
    section.review = decision
    section.version += 1
    section._history_user = by
    section.save()
    return section


@transaction.atomic
def comment(section: Section, text: str, *, by: User, post: ContactPoint | None = None) -> Comment:
    """In the thread of a section, as long as the edition is in work. `post`: the office of who writes for the state."""
    if not section.edition.is_in_work:
        raise RuleError(_("This edition is not in work any more."))
    side = Comment.Side.STATE if post else Comment.Side.SECRETARIAT
    return Comment.objects.create(
        section=section, side=side, by=by, text=text, contact_point=post or section.edition.drafter
    )


@transaction.atomic
def resolve(remark: Comment, *, by: User) -> Comment:
    remark.resolved_at = remark.resolved_at or timezone.now()
    remark.save(update_fields=["resolved_at"])
    return remark


@transaction.atomic
def suggest(
    section: Section,
    language: str,
    base: str,
    text: str,
    *,
    by: User | None = None,
    consultation: Consultation | None = None,
) -> list[Suggestion]:
    """A whole text, kept as the single changes it makes to `base`, the text that its author saw; the draft does not change.

    Raises RuleError where it is too long.
    """
    check_size({f"text_{language}": text})
    side = Comment.Side.MINISTRY if consultation else Comment.Side.SECRETARIAT
    return [
        Suggestion.objects.create(
            section=section, language=language, old=change.old, new=change.new, follows=change.follows, after=change.after, side=side,
            by=by, consultation=consultation,
        )
        for change in changes(base, reduced(text))
    ]  # fmt: skip


@transaction.atomic
def take_in(suggestion: Suggestion, *, by: User, on: date) -> Section:
    """One change becomes part of the text. Raises RuleError where the passage has changed since, or it was decided before."""
    suggestion = open_suggestion(suggestion)
    section = writable(suggestion.section, by)
    column = f"text_{suggestion.language}"
    now = section.text_ru if suggestion.language == "ru" else section.text_en
    text = apply(now, Change(suggestion.old, suggestion.new, suggestion.follows, suggestion.after))
    if text is None:
        raise RuleError(
            _("This passage has been changed since. Write the suggestion into the text by hand, then set it aside.")
        )
    check_size({column: text})
    section = write(section, {column: text}, section.gap, by=by, on=on)
    close(suggestion, Suggestion.Decision.TAKEN, by)
    return section


@transaction.atomic
def decline(suggestion: Suggestion, *, by: User) -> Suggestion:
    return close(open_suggestion(suggestion), Suggestion.Decision.DECLINED, by)


def open_suggestion(suggestion: Suggestion) -> Suggestion:
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("section__edition__profile")
    suggestion = rows.get(pk=suggestion.pk)
    if suggestion.decision:
        raise RuleError(_("This suggestion has been decided already."))
    return suggestion


def close(suggestion: Suggestion, decision: str, by: User) -> Suggestion:
    suggestion.decision, suggestion.decided_by, suggestion.decided_at = decision, by, timezone.now()
    suggestion.save()
    return suggestion
