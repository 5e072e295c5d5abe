"""A letter of the Secretariat to many contact points, each in their language; who answered, and a
reminder to those who did not.

Placeholders come from a closed list. A letter is a draft until it is sent; then it doesn't change.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.accounts.models import User
from registry.common import mail
from registry.common.dates import check_to_come, worded
from registry.common.errors import RuleError
from registry.common.history import save_version, written_by
from registry.common.languages import Bilingual, text_in
from registry.common.message_kinds import MessageKind
from registry.common.records import Record
from registry.common.succession import Fate, Succession
from registry.contacts.models import ContactPoint
from registry.states.designations import designation

PLACEHOLDERS = {
    "{name}": "the person's name, or “colleague”",
    "{state}": "the state's name",
    "{role}": "contact point or deputy",
    "{deadline}": "the day by which an answer is wanted",
    "{desk}": "address of the person's desk",
}
PLACEHOLDER = re.compile(r"\{[^{}\s]*\}")


class Audience(models.TextChoices):
    EVERYBODY = "everybody", "contact points and deputies"
    CONTACT_POINTS = "contact_points", "contact points, without deputies"
    DEPUTIES = "deputies", "deputies"
    UNCONFIRMED = "unconfirmed", "whose details are due to be confirmed"


class GroupMail(Record):
    reference_fields = ("subject_en",)

    subject_en = models.CharField(
        max_length=180,
        unique=True,
        error_messages={"unique": "A letter with this subject exists; say it differently."},
    )
    subject_ru = models.CharField(max_length=180, blank=True)
    body_en = models.TextField(
        max_length=8000, help_text="Placeholders: " + ", ".join(PLACEHOLDERS)
    )
    body_ru = models.TextField(max_length=8000, blank=True)
    audience = models.CharField(max_length=15, choices=Audience, default=Audience.EVERYBODY)
    group = models.ForeignKey(
        "registry.RegionalGroup",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: every group.",
    )
    wants_answer = models.BooleanField(
        default=False, help_text="It then stands on their desks until they answer."
    )
    deadline = models.DateField(null=True, blank=True)
    reminder_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="reminders",
        help_text="Goes only to those who have not answered that one.",
    )
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    subject = Bilingual()
    body = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.subject_en

    def clean(self) -> None:
        for name in ("subject_en", "subject_ru", "body_en", "body_ru"):
            unknown = set(PLACEHOLDER.findall(getattr(self, name))) - set(PLACEHOLDERS)
            if unknown:
                message = (
                    f"{', '.join(sorted(unknown))} is not a placeholder. There are:"
                    f" {', '.join(PLACEHOLDERS)}."
                )
                raise ValidationError({name: message})
            if "{deadline}" in getattr(self, name) and not self.deadline:
                raise ValidationError({"deadline": _("The text names a deadline; give its day.")})

    def without_their_text(self, people: Iterable[ContactPoint]) -> int:
        """How many of them would get it in the language that they do not read mail in."""
        return sum(
            text_in(self, "body", person.mail_language)[1] != person.mail_language
            for person in people
        )


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def unanswered(self) -> Self:
        return self.filter(answered_at__isnull=True)

    def of_posts(self, posts: Iterable[ContactPoint]) -> Self:
        return self.filter(contact_point__in=posts).select_related(
            "group_mail", "contact_point__state", "contact_point__account"
        )

    def open_for(self, posts: Iterable[ContactPoint]) -> Self:
        """What still waits for an answer from these contact points. A letter and its reminders
        count once."""
        return (
            self.of_posts(posts)
            .unanswered()
            .filter(group_mail__wants_answer=True, group_mail__reminder_of__isnull=True)
        )


class Delivery(models.Model):
    """A letter to a contact point, and the answer."""

    personal_details = ("answer",)
    on_succession: ClassVar = {
        "contact_point": Succession(Fate.MOVES, open_rows=DeliveryQuerySet.unanswered)
    }

    group_mail = models.ForeignKey(GroupMail, models.CASCADE, related_name="deliveries")
    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="deliveries")
    answer = models.TextField(_("Your answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["group_mail", "contact_point"], name="letter_once_per_contact_point"
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.group_mail_id} to contact point {self.contact_point_id}"


def recipients(letter: GroupMail, on: date) -> list[ContactPoint]:
    """In office on the day and with an address; of a reminder, only those who have not answered."""
    rows = (
        ContactPoint.objects.in_office(on)
        .in_group(letter.group, on)
        .select_related("state", "account")
        .distinct()
    )
    if letter.reminder_of:
        rows = rows.filter(deliveries__in=letter.reminder_of.deliveries.unanswered())
    elif letter.audience == Audience.CONTACT_POINTS:
        rows = rows.filter(role=ContactPoint.Role.CONTACT_POINT)
    elif letter.audience == Audience.DEPUTIES:
        rows = rows.filter(role=ContactPoint.Role.DEPUTY)
    chosen = [row for row in rows.order_by("state__iso_alpha3", "pk") if row.mail_to]
    return (
        [row for row in chosen if row.is_due(on)]
        if letter.audience == Audience.UNCONFIRMED
        else chosen
    )


def filled(letter: GroupMail, contact_point: ContactPoint) -> tuple[str, str]:
    """Subject and body for a contact point, in their language; where there is no such text, in the
    other one, names and days with it."""
    language = text_in(letter, "body", contact_point.mail_language)[1]
    with translation.override(language):
        names = [contact_point.name_latin, contact_point.name_cyrillic]
        values = {
            "{name}": (
                next(filter(None, names if language == "en" else names[::-1]), "")
                or str(_("colleague"))
            ),
            "{state}": str(designation(contact_point.state)),
            "{role}": str(contact_point.get_role_display()),
            "{deadline}": worded(letter.deadline),
            "{desk}": mail.address("desk/", language),
        }
    texts = [text_in(letter, name, language)[0] for name in ("subject", "body")]
    for placeholder, value in values.items():
        texts = [text.replace(placeholder, value) for text in texts]
    return texts[0], texts[1]


@transaction.atomic
def send_letter(letter: GroupMail, *, by: User, on: date) -> int:
    """To how many it went. Raises RuleError where it went before, or where nobody is to get it."""
    letter = (
        GroupMail.objects.select_for_update(of=("self",))
        .select_related("group", "reminder_of")
        .get(pk=letter.pk)
    )
    if letter.sent_at:
        raise RuleError(_("This letter was sent before. Make a reminder instead."))
    check_to_come(letter.deadline, on)
    to = recipients(letter, on)
    if not to:
        raise RuleError(
            _(
                "Nobody is to get this letter: no contact point of that choice is in office and"
                " has an address."
            )
        )
    for contact_point in to:
        Delivery.objects.get_or_create(group_mail=letter, contact_point=contact_point)
        subject, body = filled(letter, contact_point)
        mail.send(
            MessageKind.LETTER,
            occasion=(letter.pk, contact_point.pk),
            to=contact_point.mail_to,
            language=contact_point.mail_language,
            account=contact_point.account,
            contact_point=contact_point,
            answer_by=letter.deadline,
            subject=subject,
            text=body,
            state=contact_point.state,
            wants_answer=letter.wants_answer or bool(letter.reminder_of_id),
        )
    letter.sent_at = timezone.now()
    save_version(letter, by=by)
    return len(to)


@transaction.atomic
def make_reminder(letter: GroupMail, *, by: User) -> GroupMail:
    """A draft to those who have not answered. Raises RuleError where nobody is left, or no
    answer was asked for."""
    letter = GroupMail.objects.get(pk=letter.pk)
    if not letter.sent_at or not letter.wants_answer:
        raise RuleError(_("Only a letter that was sent and asks for an answer can be reminded of."))
    if not letter.deliveries.unanswered().exists():
        raise RuleError(_("Everybody has answered."))
    number = letter.reminders.count() + 1
    subjects = {
        "subject_en": f"Reminder {number}: {letter.subject_en}"[:180],
        "subject_ru": (
            f"Напоминание {number}: {letter.subject_ru}"[:180] if letter.subject_ru else ""
        ),
    }
    reminder = GroupMail(
        **subjects,
        body_en=letter.body_en,
        body_ru=letter.body_ru,
        group=letter.group,
        deadline=letter.deadline,
        reminder_of=letter,
    )
    written_by(reminder, by).save()
    return reminder


@transaction.atomic
def answer_letter(delivery: Delivery, text: str) -> Delivery:
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    delivery.answer = text
    delivery.answered_at = timezone.now()
    delivery.save()
    return delivery
