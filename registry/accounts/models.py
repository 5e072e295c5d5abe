from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import LANGUAGE_NAMES, Bilingual
from registry.common.links import OneTimeLink
from registry.common.records import Record
from registry.common.richtext import rich_text_field
from registry.common.succession import Fate, Succession


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account has no password: a code comes by e-mail. `password` is here for
        Django's own commands."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)


class Digest(models.TextChoices):
    WEEKLY = "weekly", _("once a week")
    MONTHLY = "monthly", _("once a month")
    NEVER = "never", _("never; I look at my desk myself")


class User(AbstractUser):
    username = None  # type: ignore[assignment]  # who signs in gives an address
    email = models.EmailField(
        "e-mail", unique=True, error_messages={"unique": "An account with this address exists."}
    )
    language = models.CharField(
        max_length=2,
        choices=LANGUAGE_NAMES,
        default="en",
        help_text="Language of mails to this person.",
    )
    digest = models.CharField(
        "summary of what is new", max_length=10, choices=Digest, default=Digest.WEEKLY
    )
    mail_choices = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="How often which kind of message comes, where not as usual (mail_choices.py).",
    )
    calendar_number = models.IntegerField(
        default=0,
        editable=False,
        help_text=(
            "Which address of the deadlines’ calendar serves; 0: none was made yet, below: removed."
        ),
    )
    former_post = models.CharField(
        max_length=200,
        blank=True,
        editable=False,
        help_text="What stands in place of a name that was erased.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()  # type: ignore[assignment, misc]  # makes accounts by address

    def __str__(self) -> str:
        """Stands in logs and histories: a colleague's name, but of a contact point no more than
        a number or the post."""
        name = self.get_full_name() if self.is_staff else ""
        return name or self.former_post or f"account {self.pk}"


class PrivacyNoticeQuerySet(models.QuerySet["PrivacyNotice"]):
    def in_force(self, on: date) -> "PrivacyNotice | None":
        return self.filter(date__lte=on).order_by("-number").first()


class PrivacyNotice(Record):
    """What the Secretariat tells contact points about their personal data, in numbered versions.
    A version never changes."""

    reference_fields = ("number",)

    number = models.PositiveSmallIntegerField("version", unique=True)
    date = models.DateField(help_text="In force from this day.")
    text_en = rich_text_field(2, 3)
    text_ru = rich_text_field(2, 3)
    text = Bilingual()
    history = HistoricalRecords()

    objects = PrivacyNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"version {self.number}, {self.date}"


class Acceptance(models.Model):
    """That a person has read a version of the privacy notice."""

    account = models.ForeignKey(User, models.CASCADE, related_name="acceptances")
    notice = models.ForeignKey(PrivacyNotice, models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["account", "notice"], name="notice_accepted_once")
        ]

    def __str__(self) -> str:
        return f"version {self.notice.number} by account {self.account_id}"


class Invitation(OneTimeLink):
    """An account is made by accepting one of these, and in no other way."""

    class Role(models.TextChoices):
        CONTACT_POINT = "contact_point", "contact point or deputy"
        EDITOR = "editor", "Secretariat editor"
        ADMINISTRATOR = "administrator", "administrator"

    on_succession: ClassVar = {"contact_point": Succession(Fate.CLOSES)}

    email = models.EmailField("e-mail")
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES, default="en")
    role = models.CharField(max_length=15, choices=Role)
    contact_point = models.ForeignKey(
        "registry.ContactPoint", models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    account = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="invitations"
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"invitation {self.pk} ({self.get_role_display()})"


class ConsoleLink(OneTimeLink):
    """Signs in to an account; made on the server itself, by `manage.py demo_accounts`, and never
    sent."""

    account = models.ForeignKey(User, models.CASCADE, related_name="console_links")

    def __str__(self) -> str:
        return f"link to account {self.account_id}"
