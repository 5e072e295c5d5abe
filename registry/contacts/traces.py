"""What happens to a contact point, as rows: links sent, changes asked for, handovers, bounces, merges, who looked.

A trace keeps the act and drops the person: what is personal in it is named in `personal_details` and goes with an erasure.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.common.errors import RuleError
from registry.common.languages import LANGUAGE_NAMES
from registry.common.links import OneTimeLink
from registry.contacts.letters import letter_name, letter_storage
from registry.contacts.models import Authority, ContactPoint


def account_field(**options) -> models.ForeignKey:
    """Who did it; the act outlives the account."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", **options
    )


class ConfirmationRequest(OneTimeLink):
    """The yearly question: are your details still right?"""

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="confirmation_requests")
    due_on = models.DateField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"question to contact point {self.contact_point_id}"


class EmailChangeQuerySet(models.QuerySet):
    def withdraw(self) -> int:
        """Those that are open."""
        return self.filter(done_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


class EmailChange(models.Model):
    """A new address, which counts once both the old and the new one have answered."""

    personal_details: ClassVar = ("new_email", "old_email")

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="email_changes")
    new_email = models.EmailField(_("New e-mail"))
    old_email = models.EmailField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"change of e-mail of contact point {self.contact_point_id}"

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


class DetailChange(models.Model):
    """That a detail was changed: which one, by whom, when. Never from what or to what."""

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
    """Something that waits for the Secretariat's word.

    `forgotten_once_decided`: texts that are emptied then, because a person stands in their own row or nowhere.
    """

    forgotten_once_decided: ClassVar[tuple[str, ...]] = ()

    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING, editable=False)
    asked_by = account_field()
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = account_field(editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(max_length=500, blank=True, help_text="For a refusal; the person reads it.")

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.decision == Decision.WAITING

    def check_open(self) -> None:
        if not self.is_open:
            raise RuleError(f"This {self._meta.verbose_name} was decided before.")

    def decide(self, decision: str, *, by, reason: str = "") -> None:
        """Raises RuleError where it was decided before."""
        self.check_open()
        self.decision, self.decided_by, self.decided_at, self.reason = decision, by, timezone.now(), reason
        for name in self.forgotten_once_decided:
            setattr(self, name, "")
        self.save()


class WaitingQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(decision=Decision.WAITING)

    def withdraw(self, *, by) -> int:
        """Those that wait; as `decide` does for one."""
        forgotten = dict.fromkeys(self.model.forgotten_once_decided, "")
        return self.waiting().update(decision=Decision.WITHDRAWN, decided_by=by, decided_at=timezone.now(), **forgotten)


class OfficeChange(Decided):
    """A change of role or authority that the person asked for."""

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="office_changes")
    role = models.CharField(_("Role"), max_length=15, choices=ContactPoint.Role)
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Authority")
    )
    authority_name = models.CharField(_("Another authority, not in the list"), max_length=200, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"change of office of contact point {self.contact_point_id}"


class Handover(Decided):
    """The office passes from a contact point to a successor, once the Secretariat confirms."""

    personal_details: ClassVar = ("name_latin", "name_cyrillic", "email", "note", "letter")
    forgotten_once_decided = ("name_latin", "name_cyrillic", "email")

    predecessor = models.ForeignKey(ContactPoint, models.CASCADE, related_name="handovers")
    name_latin = models.CharField(_("Name in Latin script"), max_length=150)
    name_cyrillic = models.CharField(_("Name in Cyrillic script"), max_length=150, blank=True)
    email = models.EmailField(_("Personal e-mail"))
    language = models.CharField(_("Language of messages"), max_length=2, choices=LANGUAGE_NAMES, default="en")
    since = models.DateField(_("Takes over on"))
    note = models.TextField(_("Note to the Secretariat"), max_length=2000, blank=True)
    letter = models.FileField(
        _("Letter or note verbale"), upload_to=letter_name, storage=letter_storage, max_length=200, blank=True
    )
    successor = models.OneToOneField(
        ContactPoint, models.SET_NULL, null=True, blank=True, editable=False, related_name="taken_over_by"
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(decision=Decision.WAITING),
                name="one_open_handover_per_contact_point",
                violation_error_message=_("A successor has been named already and waits for the Secretariat."),
            )
        ]

    def __str__(self) -> str:
        return f"handover of contact point {self.predecessor_id}"


class Bounce(models.Model):
    """A mail to this address could not be delivered. Counts until the details are confirmed or the address changes."""

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
            models.UniqueConstraint(fields=["contact_point", "on", "is_permanent"], name="bounce_once_a_day")
        ]

    def __str__(self) -> str:
        return f"bounced mail of {self.on}"


class Look(models.Model):
    """Somebody saw details that not everybody may see."""

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
    """Two rows that were one person. `before` holds what the kept row said, so that a merge can be undone."""

    personal_details: ClassVar = ("before",)

    kept = models.ForeignKey(ContactPoint, models.CASCADE, related_name="merges")
    dropped = models.ForeignKey(ContactPoint, models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    moved = models.JSONField(default=dict, help_text="Rows that hung on the dropped one, by relation.")
    by = account_field()
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"contact point {self.dropped_id} merged into {self.kept_id}"


class BulkAct(models.Model):
    """One act on many contact points, with what is needed to take it back once."""

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
        return f"{self.get_kind_display()}, {self.at:%d.%m.%Y %H:%M}"
