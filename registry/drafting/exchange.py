"""What is exchanged about a section while it is written: decisions of the review, comments,
suggestions, and ministries that were asked."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGE_NAMES
from registry.common.links import MOST_ATTEMPTS, LinkQuerySet, OneTimeLink
from registry.common.succession import Fate, Succession
from registry.drafting.sections import LONGEST, Section
from registry.profiles.models import Edition


class ReviewDecision(models.Model):
    """A section accepted or returned, in a round of the review. Rounds are kept."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=8, choices=Section.Review)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["section", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="accepted") | ~Q(reason=""),
                name="section_is_returned_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"section {self.section_id}: {self.decision}"


class ConsultationQuerySet(LinkQuerySet):
    def of_edition(self, edition: Edition) -> Self:
        return self.filter(edition=edition).prefetch_related("sections__template_section")

    def open(self) -> Self:
        return self.usable(timezone.now())

    def for_page(self) -> Self:
        return self.select_related("edition__profile__state", "edition__template")


class Consultation(OneTimeLink):
    """A line ministry was asked about chosen sections, by a link that needs no account.

    Unlike other links it may be opened and answered several times until it expires or is revoked
    (`used_at`).
    """

    personal_details = ("email",)
    on_succession: ClassVar = {
        "contact_point": Succession(Fate.MOVES, open_rows=ConsultationQuerySet.open)
    }

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="consultations")
    sections = models.ManyToManyField(Section, related_name="consultations")
    contact_point = models.ForeignKey(
        "registry.ContactPoint",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="consultations",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.CharField(_("Ministry or agency"), max_length=200)
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGE_NAMES)
    note = models.TextField(_("Your question"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    typed = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="What was typed on its page and not sent yet, by the name of its field.",
    )

    objects = ConsultationQuerySet.as_manager()  # type: ignore[misc]  # more than links have

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.organisation

    @property
    def is_open(self) -> bool:
        """As `open` says it of rows."""
        is_running = self.used_at is None and self.expires_at > timezone.now()
        return is_running and not self.is_tried_too_often

    @property
    def is_tried_too_often(self) -> bool:
        return self.attempts >= MOST_ATTEMPTS


class CommentQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(resolved_at__isnull=True)

    def of_edition(self, edition: Edition) -> Self:
        return self.filter(section__edition=edition)

    def for_secretariat(self) -> Self:
        """What a ministry answers is the contact point's alone until it is passed on."""
        unshared = Q(side=Comment.Side.MINISTRY, passed_on_at__isnull=True)
        return self.exclude(unshared).select_related("consultation")


class Comment(models.Model):
    """In the thread of a section. `contact_point`: whom an open comment waits for, or who wrote
    it for the state."""

    on_succession: ClassVar = {
        "contact_point": Succession(Fate.MOVES, open_rows=CommentQuerySet.open)
    }

    class Side(models.TextChoices):
        STATE = "state", _("contact point")
        SECRETARIAT = "secretariat", _("Secretariat")
        MINISTRY = "ministry", _("ministry that was asked")

    section = models.ForeignKey(Section, models.CASCADE, related_name="comments")
    side = models.CharField(max_length=11, choices=Side)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact_point = models.ForeignKey(
        "registry.ContactPoint", models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    text = models.TextField(_("Comment"), max_length=4000)
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    passed_on_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="A ministry's answer, from when the Secretariat sees it too.",
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["section", "at", "pk"]

    def __str__(self) -> str:
        return f"comment on section {self.section_id}"


class SuggestionQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(decision="")

    def of_edition(self, edition: Edition) -> Self:
        rows = self.filter(section__edition=edition)
        return rows.select_related("section__template_section", "section__edition__profile")

    def for_secretariat(self) -> Self:
        """A ministry's suggestion reaches the Secretariat once it is passed on, or taken in as
        text."""
        unshared = Q(side=Comment.Side.MINISTRY, passed_on_at__isnull=True)
        return self.exclude(unshared).select_related("consultation")


class Suggestion(models.Model):
    """A change that somebody suggests in one language of a section: the block `old` becomes
    `new` (difference.Change)."""

    class Decision(models.TextChoices):
        TAKEN = "taken", _("taken in")
        DECLINED = "declined", _("not taken in")

    section = models.ForeignKey(Section, models.CASCADE, related_name="suggestions")
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    side = models.CharField(max_length=11, choices=Comment.Side)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    follows = models.TextField(blank=True, max_length=LONGEST)
    after = models.TextField(blank=True, max_length=LONGEST)
    old = models.TextField(blank=True, max_length=LONGEST)
    new = models.TextField(blank=True, max_length=LONGEST)
    at = models.DateTimeField(auto_now_add=True)
    passed_on_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="A ministry's, from when the Secretariat sees it too.",
    )
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["section", "at", "pk"]

    def __str__(self) -> str:
        return f"suggestion for section {self.section_id}"
