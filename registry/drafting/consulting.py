"""A line ministry is asked about chosen sections by a link. What it answers comes back to the
contact point, never into the draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.limits import MINISTRIES, count_message
from registry.accounts.models import User
from registry.common import mail
from registry.common.budget import Budget
from registry.common.errors import RuleError
from registry.common.links import SENT_TWICE_WITHIN, Secret
from registry.common.message_kinds import MessageKind
from registry.common.richtext import storable
from registry.contacts.models import ContactPoint
from registry.drafting.exchange import Comment, Consultation, Suggestion
from registry.drafting.review import not_said_yet, suggestions_of
from registry.drafting.sections import Section
from registry.drafting.words_to_state import write_about_answer
from registry.drafting.writing import check_size
from registry.profiles.models import Edition

LASTS = (14, 30, 60)  # days, as offered
MOST_OPEN = 40  # links of an edition
MOST_PIECES = 300_000  # of formatting in one answer; thirty parts in two languages have some 30,000


@transaction.atomic
def ask(
    edition: Edition,
    sections: Iterable[Section],
    *,
    by: User,
    post: ContactPoint | None,
    organisation: str,
    email: str,
    language: str,
    note: str,
    days: int,
) -> Consultation:
    """Sends the link. Raises RuleError where the edition is not being written, or nothing was
    chosen."""
    chosen = [section for section in sections if section.edition_id == edition.pk]
    if not edition.is_writable_by_staff:
        raise RuleError(
            _("Ministries are asked while the edition is written; this one is “%(status)s”.")
            % {"status": edition.get_status_display()}
        )
    if not chosen:
        raise RuleError(_("Choose at least one part."))
    same = asked_lately(edition, chosen, by=by, email=email, note=note)
    if same:
        return same
    if Consultation.objects.of_edition(edition).open().count() >= MOST_OPEN:
        raise RuleError(_("Forty questions are open already. Revoke those that are answered."))
    count_message(MINISTRIES, to=email, by=by)
    row, secret = Consultation.issue(
        timedelta(days=days),
        edition=edition,
        contact_point=post,
        by=by,
        organisation=organisation,
        email=email,
        language=language,
        note=note,
    )
    row.sections.set(chosen)
    send(row, secret)
    return row


def asked_lately(
    edition: Edition, sections: list[Section], *, by: User, email: str, note: str
) -> Consultation | None:
    """The same question a moment ago, by the same person: a second click."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    since = timezone.now() - SENT_TWICE_WITHIN
    rows = Consultation.objects.of_edition(edition).open().filter(created_at__gt=since, by=by)
    wanted = {section.pk for section in sections}
    for row in rows.filter(email__iexact=email, note=note):
        if {section.pk for section in row.sections.all()} == wanted:
            return row
    return None


def send(row: Consultation, secret: Secret) -> None:
    mail.send(
        MessageKind.CONSULTATION,
        occasion=(row.pk,),
        to=row.email,
        language=row.language,
        state=row.edition.profile.state,
        edition=row.edition,
        note=row.note,
        digits=secret.digits,
        until=timezone.localdate(row.expires_at),
        organisation=row.organisation,
        url=mail.address(f"consultation/{secret.token}/", row.language),
    )


@dataclass(frozen=True, slots=True)
class MinistryAnswer:
    """What a ministry answers about a section. `texts`: by language the text as its page showed it
    and the text as it suggests it, where they differ."""

    section: Section
    comment: str
    texts: dict[str, tuple[str, str]]


@transaction.atomic
def answer(row: Consultation, answers: Iterable[MinistryAnswer]) -> int:
    """Returns how much came: comments and changes. A second click sends nothing again.

    Raises RuleError where nothing was written or too much, the link was closed meanwhile, or a
    section was not asked about.
    """
    row = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("edition__profile__state", "contact_point")
        .get(pk=row.pk)
    )
    if not row.is_open or not row.edition.is_in_work:
        raise RuleError(_("This link is closed. Ask the contact point for a new one."))
    asked = set(row.sections.values_list("pk", flat=True))
    budget = Budget(
        MOST_PIECES,
        _("Your answer holds more formatting than is taken at once. Send it part by part."),
    )
    comments: list[Comment] = []
    suggestions: list[Suggestion] = []
    for given in answers:
        if given.section.pk not in asked:
            raise RuleError(_("This part was not asked about."))
        if given.comment.strip():
            comments.append(comment_of(row, given))
        for language, (base, suggested) in given.texts.items():
            suggestions += suggestions_of(
                given.section, language, base, suggested, consultation=row, within=budget
            )
    if not comments and not suggestions:
        raise RuleError(_("Nothing was written yet. Add a comment, or change the text."))
    said = Comment.objects.bulk_create(not_commented_yet(row, comments))
    changed = Suggestion.objects.bulk_create(not_said_yet(suggestions))
    about = {one.section for one in said} | {one.section for one in changed}
    if about:
        row.answered_at, row.typed = timezone.now(), {}
        row.save(update_fields=["answered_at", "typed"])
        write_about_answer(row, about)
    return len(comments) + len(suggestions)


def comment_of(row: Consultation, given: MinistryAnswer) -> Comment:
    return Comment(
        section=given.section,
        side=Comment.Side.MINISTRY,
        consultation=row,
        text=given.comment.strip(),
        contact_point=row.contact_point,
    )


def not_commented_yet(row: Consultation, comments: list[Comment]) -> list[Comment]:
    """Without what the ministry said a moment ago: a second click."""
    since = timezone.now() - SENT_TWICE_WITHIN
    lately = row.comments.filter(at__gt=since).values_list("section", "text")
    said = set(lately)
    return [one for one in comments if (one.section_id, one.text) not in said]


@transaction.atomic
def keep_typed(row: Consultation, typed: dict[str, str]) -> None:
    """What a ministry has typed and not sent, so that a closed page loses nothing. It goes with
    the answer. Raises RuleError where it is too much, or the link was closed meanwhile."""
    row = Consultation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not row.is_open:
        raise RuleError(_("This link is closed. Ask the contact point for a new one."))
    for name, text in typed.items():
        check_size({f"text_{name[-2:]}": text})
    row.typed = {name: storable(text) for name, text in typed.items()}
    row.save(update_fields=["typed"])


@transaction.atomic
def revoke(row: Consultation) -> None:
    Consultation.objects.filter(pk=row.pk).withdraw(timezone.now())


def end_consultations(edition: Edition) -> None:
    """With the work on an edition its links close, and the addresses of those who were asked go;
    who was asked stays."""
    rows = edition.consultations.all()
    rows.withdraw(timezone.now())
    rows.update(email="", typed={})
