"""A line ministry is asked about chosen sections by a link. What it answers comes back to the contact point, never into the draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common import mail
from registry.common.errors import RuleError
from registry.common.links import Secret
from registry.contacts.models import ContactPoint
from registry.profiles.exchange import Comment, Consultation
from registry.profiles.models import Edition
from registry.profiles.review import suggest
from registry.profiles.sections import Section

LASTS = (14, 30, 60)  # days, as offered
MOST_OPEN = 40  # of one edition


@transaction.atomic
def ask(
    edition: Edition, sections: Iterable[Section], *, by: User, post: ContactPoint | None, organisation: str, email: str,
    language: str, note: str, days: int,
) -> Consultation:  # fmt: skip
    """Sends the link. Raises RuleError where the edition is not being written, or nothing was chosen."""
    chosen = [section for section in sections if section.edition_id == edition.pk]
    if not edition.is_writable_by_staff:
        raise RuleError(
            _("Ministries are asked while the edition is written; this one is “%(status)s”.")
            % {"status": edition.get_status_display()}
        )
    if not chosen:
        raise RuleError(_("Choose at least one part."))
    if Consultation.objects.of_edition(edition).open().count() >= MOST_OPEN:
        raise RuleError(_("Forty questions are open already. Revoke those that are answered."))
    row, secret = Consultation.issue(
        timedelta(days=days), edition=edition, contact_point=post, by=by, organisation=organisation, email=email, language=language,
        note=note,
    )  # fmt: skip
    row.sections.set(chosen)
    send(row, secret)
    return row


def send(row: Consultation, secret: Secret) -> None:
    mail.send(
        "consultation", key=f"consultation/{row.pk}", to=row.email, language=row.language, state=row.edition.profile.state,
        edition=row.edition, note=row.note, digits=secret.digits, until=row.expires_at.date(), organisation=row.organisation,
        url=mail.address(f"consultation/{secret.token}/", row.language),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """To one section. `texts`: by language the text as it was shown and as it is suggested, where they differ."""

    section: Section
    comment: str
    texts: dict[str, tuple[str, str]]


@transaction.atomic
def answer(row: Consultation, answers: Iterable[Answer]) -> int:
    """Returns how much came: comments and changes.

    Raises RuleError where nothing was written, the link was closed meanwhile, or a section was not asked about.
    """
    row = Consultation.objects.select_for_update(of=("self",)).select_related("edition").get(pk=row.pk)
    if not row.is_open or not row.edition.is_in_work:
        raise RuleError(_("This link is closed. Ask the contact point for a new one."))
    asked = set(row.sections.values_list("pk", flat=True))
    count = 0
    for one in answers:
        if one.section.pk not in asked:
            raise RuleError(_("This part was not asked about."))
        if one.comment.strip():
            Comment.objects.create(
                section=one.section, side=Comment.Side.MINISTRY, consultation=row, text=one.comment.strip(),
                contact_point=row.contact_point,
            )  # fmt: skip
            count += 1
        for language, (base, suggested) in one.texts.items():
            count += len(suggest(one.section, language, base, suggested, consultation=row))
    if not count:
        raise RuleError(_("Nothing was written yet. Add a comment, or change the text."))
    row.answered_at = timezone.now()
    row.save(update_fields=["answered_at"])
    return count


@transaction.atomic
def revoke(row: Consultation, *, by: User) -> None:
    Consultation.objects.filter(pk=row.pk).withdraw(timezone.now())


def end_consultations(edition: Edition) -> None:
    """With the work on an edition its links close, and the addresses of those who were asked go; who was asked stays."""
    rows = edition.consultations.all()
    rows.withdraw(timezone.now())
    rows.update(email="")
