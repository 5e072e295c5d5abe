from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.accounts.models import User
from registry.common.succession import Fate, Succession
from registry.contacts.models import ContactPoint
from registry.states.models import State


class SystemTokenQuerySet(models.QuerySet["SystemToken"]):
    def open(self, on: date) -> Self:
        """Not revoked, of somebody who holds the office on that day."""
        in_office = ContactPoint.objects.in_office(on).filter(account__is_active=True)
        return self.filter(revoked_at__isnull=True, contact_point__in=in_office)

    def of_posts(self, posts: list[ContactPoint]) -> Self:
        return self.filter(contact_point__in=posts).select_related("contact_point__state")

    def numbered(self, pk: int) -> "SystemToken | None":
        return self.filter(pk=pk).first()

    def named(self, name: str) -> "SystemToken | None":
        return self.filter(name=name).first()

    def by_hash(self, token_hash: str, on: date) -> "SystemToken | None":
        rows = self.open(on).select_related("contact_point__state", "contact_point__account")
        return rows.filter(token_hash=token_hash).first()


class SystemToken(models.Model):
    """With it a state's own system proposes, in the name of one contact point. Only its hash is
    kept."""

    on_succession: ClassVar = {"contact_point": Succession(Fate.CLOSES)}
    erased_with: ClassVar = ("contact_point",)  # contacts/privacy.py

    contact_point = models.ForeignKey(
        "registry.ContactPoint", models.CASCADE, related_name="system_tokens"
    )
    name = models.CharField(_("Name of the system"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = SystemTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"token {self.pk}"

    @property
    def state(self) -> State:
        return self.contact_point.state


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> Self:
        return self.filter(decision="")

    def numbered(self, pk: int) -> "Proposal | None":
        return self.filter(pk=pk).first()

    def decided(self) -> Self:
        return self.exclude(decision="")

    def of_state(self, state: State) -> Self:
        return self.filter(token__contact_point__state=state)

    def for_desk(self, posts: list[ContactPoint], account: User | None) -> Self:
        """Figures of the states of these offices, details of the person alone."""
        states = [post.state_id for post in posts]
        figures = models.Q(kind=Proposal.Kind.FIGURES, token__contact_point__state__in=states)
        own = models.Q(kind=Proposal.Kind.DETAILS, token__contact_point__in=posts)
        return self.filter(figures | own).for_page()

    def for_page(self) -> Self:
        return self.select_related("token__contact_point__state", "decided_by")


class Proposal(models.Model):
    """What a system proposes. Once it is decided, personal details are no longer kept in it."""

    class Kind(models.TextChoices):
        FIGURES = "figures", _("figures")
        DETAILS = "details", _("contact details")

    class Decision(models.TextChoices):
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("refused")

    token = models.ForeignKey(SystemToken, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind)
    content = models.JSONField()
    key = models.CharField("Idempotency-Key", max_length=100)
    fingerprint = models.CharField(max_length=64, help_text="Of what was sent under the key.")
    made_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    left_out = models.JSONField(
        default=list, help_text="Indicators that no part of a profile in work asks for."
    )
    reason = models.CharField(_("Reason"), max_length=500, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="one_proposal_for_each_sending")
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def standing(self) -> str:
        return self.decision or "waiting"

    @property
    def state(self) -> State:
        return self.token.state
