from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models

from registry.common.succession import Fate, Succession


class SeededRecord(models.Model):
    """What `seed` once wrote: so that it never overwrites an edit and never brings back what
    someone deleted."""

    model = models.CharField(max_length=50)
    reference = models.CharField(max_length=300)
    fixture = models.CharField(max_length=64, help_text="Fingerprint of the record in the fixture.")
    row = models.CharField(
        max_length=64, blank=True, help_text="Fingerprint of the row as it was written."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "reference"], name="seeded_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.reference}"


class FormerAddress(models.Model):
    """A slug that a record had, or had when it was deleted: then `record` is empty
    (former_addresses.py)."""

    kind = models.CharField(max_length=50, help_text="Name of the model.")
    slug = models.CharField(max_length=100)
    record = models.BigIntegerField(null=True, help_text="Number of the record.")

    class Meta:
        verbose_name_plural = "former addresses"
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="former_address_once")]
        indexes = [models.Index(fields=["kind", "record"], name="former_address_of_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class SentMessageQuerySet(models.QuerySet):
    def with_matters(self, pk: int) -> Self:
        """A message, and what was gathered in it: they fare alike."""
        return self.filter(models.Q(pk=pk) | models.Q(gathered_in=pk))


class SentMessage(models.Model):
    """That a message went out, on which occasion and to whom: never to which address, never with
    which words (mail.py)."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        FAILED = "failed", "given up"
        UNCLEAR = "unclear", "unclear: it may have arrived"

    on_succession: ClassVar = {"contact_point": Succession(Fate.STAYS)}

    key = models.CharField("occasion", max_length=200)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    account = models.ForeignKey(
        "registry.User", models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    contact_point = models.ForeignKey(
        "registry.ContactPoint", models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    day = models.DateField(
        null=True, blank=True, help_text="The day whose message it is (daily_mail.py)."
    )
    gathered_in = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="matters",
        help_text="The message of the day in which it went.",
    )

    objects = SentMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["key"], name="message_once_per_occasion")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.at:%d.%m.%Y}"

    @property
    def can_be_sent_again(self) -> bool:
        is_stopped = self.state in (self.State.FAILED, self.State.UNCLEAR)
        return is_stopped and WaitingMessage.objects.filter(message=self).exists()


class WaitingMessageQuerySet(models.QuerySet):
    def due(self, now: datetime) -> Self:
        """What may be sent now; what expires soonest comes first."""
        rows = self.filter(
            message__state=SentMessage.State.WAITING,
            handed_over_at=None,
            due_at__lte=now,
            is_daily=False,
        )
        return rows.order_by(models.F("expires_at").asc(nulls_last=True), "due_at", "pk")

    def daily(self, on: date | None = None) -> Self:
        """What waits for the message of the day; with a day, what may go into that day's."""
        rows = self.filter(message__state=SentMessage.State.WAITING, is_daily=True)
        if on is None:
            return rows
        return rows.filter(models.Q(not_before=None) | models.Q(not_before__lte=on))

    def interrupted(self, before: datetime) -> Self:
        """Handed to the mail server by a process that did not live to hear the answer."""
        return self.filter(message__state=SentMessage.State.WAITING, handed_over_at__lte=before)

    def outlived(self, now: datetime) -> Self:
        """Of messages that were given up: nobody sent them again in time."""
        return self.filter(expires_at__lte=now).exclude(message__state=SentMessage.State.WAITING)


class WaitingMessage(models.Model):
    """Address and words of a message, sealed, until it is sent; then this row goes and
    SentMessage stays (outbox.py)."""

    message = models.OneToOneField(
        SentMessage, models.CASCADE, primary_key=True, related_name="waiting"
    )
    sealed = models.TextField(max_length=2_000_000)
    is_for_accounts = models.BooleanField(
        default=False, help_text="Sent only if an open account has the address."
    )
    is_daily = models.BooleanField(
        default=False, help_text="Waits for the message of the day, until `due_at` at the latest."
    )
    not_before = models.DateField(
        null=True, help_text="It waits for the message of that day or of a later one."
    )
    due_at = models.DateTimeField(help_text="A sender that takes it moves this to the future.")
    expires_at = models.DateTimeField(
        null=True, help_text="Afterwards it is neither sent nor kept."
    )
    tries = models.PositiveSmallIntegerField(default=0)
    handed_over_at = models.DateTimeField(null=True)

    objects = WaitingMessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="waiting_message_by_due_time")]

    def __str__(self) -> str:
        return f"content of message {self.pk}"
