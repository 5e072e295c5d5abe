"""What happens to a contact point, as rows: links sent, changes asked for, handovers, bounces,
merges, who looked.

A trace keeps the act and drops the person: what is personal in it is named in `personal_details`
and goes with an erasure.
"""

from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGE_NAMES
from registry.common.links import OneTimeLink
from registry.common.required import required
from registry.common.succession import Fate, Succession
from registry.contacts.letters import letter_name, letter_storage
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.names import NO_NAME, cyrillic_name, latin_name


def account_field(**options: Any) -> models.ForeignKey:
    """Who did it; the act outlives the account."""
    optional: dict[str, Any] = {"null": True, "blank": True, "related_name": "+"} | options
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, **optional)


class ConfirmationRequest(OneTimeLink):
    """The yearly question: are your details still right?"""

    on_succession: ClassVar = {"contact_point": Succession(Fate.CLOSES)}

    contact_point = models.ForeignKey(
        ContactPoint, models.CASCADE, related_name="confirmation_requests"
    )
    due_on = models.DateField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"question to contact point {self.contact_point_id}"


class EmailChangeQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(done_at__isnull=True, withdrawn_at__isnull=True)

    def withdraw(self) -> int:
        """Those that are open."""
        return self.open().update(withdrawn_at=timezone.now())


class EmailChange(models.Model):
    """A new address. It counts once it has answered, and where the person asked, once the old
    address has too (EmailLink: who is to answer).

    `contact_point`: the office it was asked for; `account`: who signs in with it. One of them at
    least.
    """

    personal_details: ClassVar = ("new_email", "old_email")
    on_succession: ClassVar = {"contact_point": Succession(Fate.CLOSES)}

    contact_point = models.ForeignKey(
        ContactPoint, models.CASCADE, null=True, blank=True, related_name="email_changes"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="email_changes",
    )
    new_email = models.EmailField(_("New e-mail"))
    old_email = models.EmailField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"change of e-mail {self.pk}"

    @property
    def language(self) -> str:
        """Of messages about it."""
        return self.account.language if self.account else required(self.contact_point).mail_language

    @property
    def awaits_both(self) -> bool:
        return any(link.side == EmailLink.Side.OLD for link in self.links.all())

    @property
    def is_open(self) -> bool:
        return not self.done_at and not self.withdrawn_at


class EmailLink(OneTimeLink):
    class Side(models.TextChoices):
        OLD = "old", _("the address so far")
        NEW = "new", _("the new address")

    change = models.ForeignKey(EmailChange, models.CASCADE, related_name="links")
    side = models.CharField(max_length=3, choices=Side)

    def __str__(self) -> str:
        return f"link to the {self.side} address, change {self.change_id}"

    @property
    def has_answered(self) -> bool:
        """And it was for something: the change was not withdrawn."""
        return self.used_at is not None and self.change.withdrawn_at is None


class DetailChange(models.Model):
    """That a detail was changed: its name, by whom, when. Never from what or to what."""

    on_succession: ClassVar = {"contact_point": Succession(Fate.STAYS)}

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="detail_changes")
    fields = models.CharField(max_length=300)
    by = account_field()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.fields} of contact point {self.contact_point_id}"


class Decision(models.TextChoices):
    WAITING = "waiting", _("waiting for the Secretariat")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Decided(models.Model):
    """Something that waits for a decision of the Secretariat.

    `forgotten_once_decided`: texts that are emptied then, because a person's details are kept in
    their own row or nowhere.
    """

    forgotten_once_decided: ClassVar[tuple[str, ...]] = ()

    decision = models.CharField(
        max_length=10, choices=Decision, default=Decision.WAITING, editable=False
    )
    asked_by = account_field()
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = account_field(editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(
        max_length=500, blank=True, help_text="For a refusal; the person reads it."
    )

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.decision == Decision.WAITING

    def check_open(self) -> None:
        if not self.is_open:
            raise RuleError(_("This was decided before."))

    def decide(self, decision: str, *, by: User | None, reason: str = "") -> None:
        """Raises RuleError where it was decided before."""
        self.check_open()
        self.decision, self.reason = decision, reason
        self.decided_by, self.decided_at = by, timezone.now()
        for name in self.forgotten_once_decided:
            setattr(self, name, "")
        self.save()


Waiting = TypeVar("Waiting", bound=Decided)


class WaitingQuerySet(models.QuerySet[Waiting]):
    def waiting(self) -> Self:
        return self.filter(decision=Decision.WAITING)

    def withdraw(self, *, by: User | None) -> int:
        """Those that wait; as `decide` does for a single row."""
        forgotten = dict.fromkeys(self.model.forgotten_once_decided, "")
        return self.waiting().update(
            decision=Decision.WITHDRAWN, decided_by=by, decided_at=timezone.now(), **forgotten
        )


class OfficeChange(Decided):
    """A change of role or authority that the person asked for."""

    on_succession: ClassVar = {"contact_point": Succession(Fate.CLOSES)}

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="office_changes")
    role = models.CharField(_("Role"), max_length=15, choices=ContactPoint.Role)
    authority = models.ForeignKey(
        Authority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Authority"),
    )
    authority_name = models.CharField(
        _("Another authority, not in the list"), max_length=200, blank=True
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"change of office of contact point {self.contact_point_id}"


class Handover(Decided):
    """The office passes from a contact point to a successor, once the Secretariat confirms."""

    personal_details: ClassVar = ("name_latin", "name_cyrillic", "email", "note", "letter")
    forgotten_once_decided = ("name_latin", "name_cyrillic", "email")
    on_succession: ClassVar = {
        "predecessor": Succession(Fate.STAYS),
        "successor": Succession(Fate.STAYS),
    }

    predecessor = models.ForeignKey(ContactPoint, models.CASCADE, related_name="handovers")
    name_latin = models.CharField(
        _("Name in Latin script"), max_length=150, blank=True, validators=[latin_name]
    )
    name_cyrillic = models.CharField(
        _("Name in Cyrillic script"), max_length=150, blank=True, validators=[cyrillic_name]
    )
    email = models.EmailField(_("Personal e-mail"))
    language = models.CharField(
        _("Language of messages"), max_length=2, choices=LANGUAGE_NAMES, default="en"
    )
    since = models.DateField(_("Takes over on"))
    note = models.TextField(_("Note to the Secretariat"), max_length=2000, blank=True)
    letter = models.FileField(
        _("Letter or note verbale"),
        upload_to=letter_name,
        storage=letter_storage,
        max_length=200,
        blank=True,
    )
    successor = models.OneToOneField(
        ContactPoint,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="taken_over_by",
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(decision=Decision.WAITING),
                name="one_open_handover_per_contact_point",
                violation_error_message=_(
                    "A successor has been named already and waits for the Secretariat."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"handover of contact point {self.predecessor_id}"

    def clean(self) -> None:
        super().clean()
        if not (self.name_latin or self.name_cyrillic) and self.is_open:
            raise ValidationError(NO_NAME, code="no_name")


class Bounce(models.Model):
    """A mail to this address could not be delivered. Counts until the details are confirmed or
    the address changes."""

    on_succession: ClassVar = {"contact_point": Succession(Fate.STAYS)}

    class Source(models.TextChoices):
        HAND = "hand", "recorded by hand"
        MAILBOX = "mailbox", "read from a mailbox file"

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="bounces")
    on = models.DateField()
    is_permanent = models.BooleanField(default=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.HAND, editable=False)

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact_point", "on", "is_permanent"], name="bounce_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"bounced mail of {self.on}"


class Look(models.Model):
    """Somebody saw details that not everybody may see."""

    on_succession: ClassVar = {"contact_point": Succession(Fate.STAYS)}

    class Where(models.TextChoices):
        ADMIN = "admin", _("the Secretariat’s records")
        NETWORK = "network", _("the network’s directory")
        VCARD = "vcard", _("a vCard")
        ALL_VCARDS = "all_vcards", _("the vCards of the whole network")
        SEE_AS = "see_as", _("the desk, seen as this person")

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="looks")
    by = account_field()
    where = models.CharField(max_length=12, choices=Where)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.where}, {self.at:%d.%m.%Y}"


class Merge(models.Model):
    """Two rows that were the same person. `before` holds the values of the kept row, so that a
    merge can be undone."""

    personal_details: ClassVar = ("before",)
    on_succession: ClassVar = {
        "kept": Succession(Fate.STAYS),
        "dropped": Succession(Fate.STAYS),
    }

    kept = models.ForeignKey(ContactPoint, models.CASCADE, related_name="merges")
    dropped = models.ForeignKey(ContactPoint, models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    moved = models.JSONField(
        default=dict, help_text="Rows that hung on the dropped one, by relation."
    )
    by = account_field()
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"contact point {self.dropped_id} merged into {self.kept_id}"


class BulkAct(models.Model):
    """An act on many contact points, with what is needed to undo it once."""

    on_succession: ClassVar = {"contact_points": Succession(Fate.STAYS)}

    class Kind(models.TextChoices):
        INVITE = "invite", "invited"
        ASK = "ask", "asked to confirm"
        END = "end", "term ended"

    kind = models.CharField(max_length=10, choices=Kind)
    contact_points = models.ManyToManyField(ContactPoint, related_name="bulk_acts")
    before = models.JSONField(default=dict)
    by = account_field()
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {timezone.localtime(self.at):%d.%m.%Y %H:%M}"
