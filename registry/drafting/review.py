"""The review of an edition, section by section: accepted, or returned with a reason; comments
and suggested changes."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.budget import Budget
from registry.common.difference import Change, apply, changes
from registry.common.errors import RuleError
from registry.common.history import save_version
from registry.common.languages import LANGUAGE_NAMES
from registry.common.links import SENT_TWICE_WITHIN
from registry.common.richtext import reduced
from registry.contacts.models import ContactPoint
from registry.drafting.exchange import Comment, Consultation, ReviewDecision, Suggestion
from registry.drafting.part_history import DECIDED
from registry.drafting.sections import Section
from registry.drafting.words_to_state import write_about_comment, write_about_suggestions
from registry.drafting.writing import check_size, locked, writable, write
from registry.profiles.models import Edition

MOST_CHANGES = 500  # of a text in one suggestion


@transaction.atomic
def accept_section(section: Section, *, by: User) -> Section:
    section = under_review(section)
    if not section.is_complete:
        raise RuleError(
            _("This part has neither text nor a reason for its absence; it can only be returned.")
        )
    return decide(section, Section.Review.ACCEPTED, by=by)


@transaction.atomic
def return_section(section: Section, *, by: User, reason: str) -> Section:
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
def accept_rest(edition: Edition, *, by: User) -> int:
    """Every complete section that is neither accepted nor returned."""
    rows = [row for row in edition.sections.in_order() if not row.review and row.is_complete]
    for row in rows:
        accept_section(row, by=by)
    return len(rows)


def under_review(section: Section) -> Section:
    section = locked(section)
    edition = section.edition
    if edition.status != Edition.Status.SUBMITTED:
        raise RuleError(
            _("Parts are reviewed while the edition is submitted; this one is “%(status)s”.")
            % {"status": edition.get_status_display()}
        )
    return section


def decide(section: Section, decision: str, *, by: User, reason: str = "") -> Section:
    ReviewDecision.objects.create(
        section=section, round=section.edition.review_round, decision=decision, reason=reason, by=by
    )
    section.review = decision
    save_version(section, by=by, reason=DECIDED)
    return section


@transaction.atomic
def comment(section: Section, text: str, *, by: User, post: ContactPoint | None = None) -> Comment:
    """In the thread of a section, as long as the edition is in work. `post`: the office of who
    writes for the state."""
    if not section.edition.is_in_work:
        raise RuleError(_("This edition is not in work any more."))
    side = Comment.Side.STATE if post else Comment.Side.SECRETARIAT
    Section.objects.select_for_update().get(pk=section.pk)
    since = timezone.now() - SENT_TWICE_WITHIN
    same = section.comments.filter(by=by, side=side, text=text, at__gt=since).first()
    if same:  # a second click
        return same
    remark = Comment.objects.create(
        section=section, side=side, by=by, text=text, contact_point=post or section.edition.drafter
    )
    if post is None:
        write_about_comment(remark)
    return remark


@transaction.atomic
def resolve(remark: Comment) -> Comment:
    remark.resolved_at = remark.resolved_at or timezone.now()
    remark.save(update_fields=["resolved_at"])
    return remark


@transaction.atomic
def pass_on(answer: Comment | Suggestion) -> Comment | Suggestion:
    """What a ministry answered is the contact point's alone until then. Raises RuleError where it
    is no ministry's, or the suggestion was decided before."""
    if answer.side != Comment.Side.MINISTRY:
        raise RuleError(_("Only what a ministry answered is passed on; this is seen already."))
    if isinstance(answer, Suggestion):
        open_suggestion(answer)
    answer.passed_on_at = answer.passed_on_at or timezone.now()
    answer.save(update_fields=["passed_on_at"])
    return answer


@transaction.atomic
def suggest(
    section: Section,
    language: str,
    base: str,
    text: str,
    *,
    by: User | None = None,
    consultation: Consultation | None = None,
    within: Budget | None = None,
) -> list[Suggestion]:
    """A whole text, kept as the single changes it makes to `base`, the text that its author saw;
    the draft does not change.

    Raises RuleError as changes_of.
    """
    rows = suggestions_of(
        section, language, base, text, by=by, consultation=consultation, within=within
    )
    return Suggestion.objects.bulk_create(rows)


def suggestions_of(
    section: Section,
    language: str,
    base: str,
    text: str,
    *,
    by: User | None = None,
    consultation: Consultation | None = None,
    within: Budget | None = None,
) -> list[Suggestion]:
    """As `suggest`, not saved yet."""
    side = Comment.Side.MINISTRY if consultation else Comment.Side.SECRETARIAT
    rows = []
    for change in changes_of(language, base, text, within=within):
        row = Suggestion(
            section=section,
            language=language,
            old=change.old,
            new=change.new,
            follows=change.follows,
            after=change.after,
            side=side,
            by=by,
            consultation=consultation,
        )
        rows.append(row)
    return rows


def not_said_yet(rows: list[Suggestion]) -> list[Suggestion]:
    """Without what the same author suggested a moment ago: a second click. The caller holds a lock,
    for which that click waits."""
    since = timezone.now() - SENT_TWICE_WITHIN
    lately = Suggestion.objects.filter(section__in={row.section for row in rows}, at__gt=since)
    said = set(map(what_it_says, lately))
    return [row for row in rows if what_it_says(row) not in said]


def what_it_says(row: Suggestion) -> tuple[object, ...]:
    author = row.side, row.by_id, row.consultation_id
    return (*author, row.section_id, row.language, row.old, row.new, row.follows, row.after)


@transaction.atomic
def suggest_to_state(section: Section, texts: dict[str, tuple[str, str]], *, by: User) -> int:
    """The Secretariat's changes of a part, of which its state gets word once. `texts`: by language
    the text as its author saw it, and as it should be. Returns how many; a second click changes
    nothing. Raises RuleError as changes_of."""
    Section.objects.select_for_update().get(pk=section.pk)
    rows: list[Suggestion] = []
    for language, (base, text) in texts.items():
        rows += suggestions_of(section, language, base, text, by=by)
    made = Suggestion.objects.bulk_create(not_said_yet(rows))
    write_about_suggestions(section, made)
    return len(rows)


def changes_of(
    language: str, base: str, text: str, *, within: Budget | None = None
) -> list[Change]:
    """What a whole text changes. `within`: a budget for several texts.

    Raises RuleError where the text is beyond a limit of size or formatting, or changes too much at
    once.
    """
    check_size({f"text_{language}": text})
    found = changes(base, reduced(text, within=within))
    if len(found) > MOST_CHANGES:
        raise RuleError(
            _(
                "The text in %(language)s differs in %(count)s passages; %(limit)s are taken at"
                " once. Change what matters most, and say the rest in the comment."
            )
            % {
                "language": LANGUAGE_NAMES[language],
                "count": len(found),
                "limit": MOST_CHANGES,
            }
        )
    return found


def change_of(suggestion: Suggestion) -> Change:
    return Change(
        old=suggestion.old,
        new=suggestion.new,
        follows=suggestion.follows,
        after=suggestion.after,
    )


@transaction.atomic
def take_in(suggestion: Suggestion, *, by: User, on: date) -> Section:
    """One change becomes part of the text. Raises RuleError where the passage has changed since,
    or it was decided before."""
    if has_decided(suggestion, Suggestion.Decision.TAKEN, by):
        return suggestion.section
    suggestion = open_suggestion(suggestion)
    section = writable(suggestion.section, by)
    column = f"text_{suggestion.language}"
    now = section.text_ru if suggestion.language == "ru" else section.text_en
    text = apply(now, change_of(suggestion))
    if text is None:
        raise RuleError(
            _(
                "This passage has been changed since. Write the suggestion into the text by hand,"
                " then set it aside."
            )
        )
    check_size({column: text})
    section = write(section, {column: text}, section.gap, by=by, on=on)
    close(suggestion, Suggestion.Decision.TAKEN, by)
    return section


@transaction.atomic
def decline(suggestion: Suggestion, *, by: User) -> Suggestion:
    if has_decided(suggestion, Suggestion.Decision.DECLINED, by):
        return suggestion
    return close(open_suggestion(suggestion), Suggestion.Decision.DECLINED, by)


def has_decided(suggestion: Suggestion, decision: str, by: User) -> bool:
    """This person decided it so before: a second click is no failure."""
    row = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    return row.decision == decision and row.decided_by_id == by.pk


def open_suggestion(suggestion: Suggestion) -> Suggestion:
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related(
        "section__edition__profile"
    )
    suggestion = rows.get(pk=suggestion.pk)
    if suggestion.decision:
        raise RuleError(_("This suggestion has been decided already."))
    return suggestion


def close(suggestion: Suggestion, decision: str, by: User) -> Suggestion:
    suggestion.decision, suggestion.decided_by, suggestion.decided_at = decision, by, timezone.now()
    suggestion.save()
    return suggestion
