from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.accounts.models import User
from registry.common.dates import worded
from registry.common.elsewhere import Elsewhere, kind_of
from registry.common.languages import LANGUAGE_NAMES, Bilingual, active
from registry.common.records import Certainty, Record, Sourced
from registry.common.succession import Fate, Succession
from registry.profiles.by_hand import changed_past_the_steps
from registry.profiles.querysets import EditionQuerySet, ProfileQuerySet
from registry.profiles.templates import Kind, ProfileTemplate

SECRETARIAT = "Prague Process Secretariat"  # as an edition's publisher, in any language
SECRETARIAT_NAMED = _("Prague Process Secretariat")


class MigrationProfile(Record):
    """A state's series of one kind. Taking part is voluntary: a state without a profile is not a
    gap."""

    reference_fields = ("state", "kind")

    state = models.ForeignKey("registry.State", models.PROTECT, related_name="profiles")
    kind = models.CharField(max_length=10, choices=Kind)
    note_en = models.TextField(blank=True, max_length=1000)
    note_ru = models.TextField(blank=True, max_length=1000)
    note = Bilingual()

    objects = ProfileQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["state", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "kind"], name="profile_once_per_state_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.state.iso_alpha3}"

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.state.slug, self.kind])


class Edition(Record, Sourced):
    """One year's version of a profile. *Published* and *endorsed* are two independent
    facts."""

    on_succession: ClassVar = {"drafter": Succession(Fate.MOVES, open_rows=EditionQuerySet.in_work)}

    class Status(models.TextChoices):
        """In the order of an edition's life; workflow.py says who moves it from where to where."""

        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted to the Secretariat")
        RETURNED = "returned", _("returned with questions")
        WITH_STATE = "with_state", _("with the state for endorsement")
        ENDORSED = "endorsed", _("endorsed, to be published")
        LAPSED = "lapsed", _("not endorsed in time")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Endorsement(models.TextChoices):
        ENDORSED = "endorsed", _("endorsed by the state")
        NOT_ENDORSED = "not_endorsed", _("not endorsed")
        NOT_STATED = "not_stated", _("endorsement not on record")

    class Origin(models.TextChoices):
        STATE = "state", _("prepared with the state")
        NATIONAL = "national", _("national publication")
        SECRETARIAT = "secretariat", _("drafted by the Secretariat")
        COMPILED = "compiled", _("compiled by the Secretariat from open sources")
        NOT_STATED = "not_stated", _("not on record")

    PUBLIC = (Status.PUBLISHED, Status.SUPERSEDED)
    IN_WORK = (
        Status.DRAFT,
        Status.SUBMITTED,
        Status.RETURNED,
        Status.WITH_STATE,
        Status.ENDORSED,
        Status.LAPSED,
    )
    WRITABLE = (Status.DRAFT, Status.RETURNED)
    WITH_THE_STATE = (Status.WITH_STATE, Status.LAPSED)

    reference_fields = ("profile", "year", "number")

    # Counted by `EditionQuerySet.for_board` and `for_asks`
    parts: int
    done: int
    returned: int
    comments: int
    suggestions: int

    profile = models.ForeignKey(MigrationProfile, models.PROTECT, related_name="editions")
    year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where only a span of years is known: 2010–2011."
    )
    number = models.PositiveSmallIntegerField("version", default=1)
    template = models.ForeignKey(ProfileTemplate, models.PROTECT, related_name="editions")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    endorsement = models.CharField(
        max_length=12, choices=Endorsement, default=Endorsement.NOT_ENDORSED
    )
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.STATE)
    submitted_on = models.DateField(
        null=True, blank=True, help_text="Formal submission to the state: the clock starts."
    )
    endorsed_on = models.DateField(
        null=True, blank=True, help_text="Empty where the day is not on record."
    )
    published_on = models.DateField(null=True, blank=True)
    published_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where only the year is known."
    )
    published_year_is_derived = models.BooleanField(
        "the year of publication is derived",
        default=False,
        help_text="No source states it. Readers see a mark beside it.",
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    languages = models.CharField(
        max_length=5, blank=True, help_text="Languages of the original: en, ru or en,ru."
    )
    document_url = models.URLField("address of the original", max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    publisher_ru = models.CharField("publisher, in Russian", max_length=200, blank=True)
    summary_en = models.TextField(blank=True, max_length=3000)
    summary_ru = models.TextField(blank=True, max_length=3000)
    standing_note_en = models.TextField(
        "note on its standing", blank=True, max_length=1000, help_text="Shown to readers."
    )
    standing_note_ru = models.TextField(
        "note on its standing, in Russian", blank=True, max_length=1000
    )
    correction_note_en = models.TextField(
        "what was corrected",
        blank=True,
        max_length=1000,
        help_text="Of a later version of the same year; readers see it.",
    )
    correction_note_ru = models.TextField(
        "what was corrected, in Russian", blank=True, max_length=1000
    )
    parity_waiver = models.TextField(
        blank=True,
        max_length=500,
        editable=False,
        help_text="Why it may be published with one language behind the other.",
    )
    review_round = models.PositiveSmallIntegerField(default=0, editable=False)
    drafter = models.ForeignKey(
        "registry.ContactPoint",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="drafts",
        editable=False,
    )
    collection_round = models.ForeignKey(
        "registry.CollectionRound",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="editions",
        editable=False,
    )
    checksum = models.CharField(max_length=64, blank=True, editable=False)
    summary = Bilingual()
    standing_note = Bilingual()
    correction_note = Bilingual()

    objects = EditionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["profile", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "year", "number"],
                name="edition_once_per_profile_year_and_version",
            ),
            models.UniqueConstraint(
                fields=["profile", "year"],
                condition=Q(status="published"),
                name="edition_published_once_per_year",
            ),
            models.UniqueConstraint(
                fields=["profile", "year"],
                condition=Q(
                    status__in=(
                        "draft",
                        "submitted",
                        "returned",
                        "with_state",
                        "endorsed",
                        "lapsed",
                    )
                ),
                name="edition_in_work_once_per_year",
                violation_error_message=_("An edition of this year is in work already."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100)
                & (Q(last_year__isnull=True) | Q(last_year__gt=F("year"))),
                name="edition_years_in_order",
                violation_error_message=_(
                    "The year is out of range, or the last year is not after the first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(endorsed_on__isnull=True) | Q(endorsement="endorsed"),
                name="edition_endorsed_on_a_day_is_endorsed",
                violation_error_message=_("An edition with a day of endorsement is endorsed."),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.profile.get_kind_display()} {self.years}, {self.profile.state.iso_alpha3},"
            f" version {self.number}"
        )

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.profile.state.slug, self.profile.kind, self.year])

    def version_url(self) -> str:
        """The permanent address of this very text; the edition's own address shows the
        current version."""
        return reverse(
            "edition_version",
            args=[self.profile.state.slug, self.profile.kind, self.year, self.number],
        )

    # Of a frozen edition these may still change, and nothing else: the database holds that too
    # (frozen.py)
    FREE_AFTER_PUBLICATION = (
        "endorsement",
        "endorsed_on",
        "standing_note_en",
        "standing_note_ru",
        "status",
        "drafter",
        "collection_round",
        "version",
        "updated_at",
    )

    def clean(self) -> None:
        """A frozen edition never changes, save that its state may endorse it later; the notice
        cannot be edited away."""
        super().clean()
        before = Edition.objects.filter(pk=self.pk).first() or Edition()
        if before.is_frozen and self.differs_from(before, free=self.FREE_AFTER_PUBLICATION):
            raise ValidationError(
                _("A published edition never changes. A correction is a new version.")
            )
        if changed_past_the_steps(before, self):
            raise ValidationError(
                _("Status and endorsement change by a step of the workflow, not by hand.")
            )

    def differs_from(self, before: "Edition", free: tuple[str, ...]) -> bool:
        names = [field.attname for field in self._meta.concrete_fields if field.name not in free]
        return any(getattr(before, name) != getattr(self, name) for name in names)

    @cached_property
    def sections_read(self) -> list[Any]:
        """In their order, read once for all conditions of a step (drafting/sections.py)."""
        return list(self.sections.in_order())

    @property
    def is_frozen(self) -> bool:
        return self.is_public and self.has_text

    @property
    def years(self) -> str:
        return f"{self.year}–{self.last_year}" if self.last_year else str(self.year)

    @property
    def is_public(self) -> bool:
        return self.status in self.PUBLIC

    @property
    def is_in_work(self) -> bool:
        return self.status in self.IN_WORK

    @property
    def is_writable(self) -> bool:
        """By its state. Staff may also correct what was submitted to them."""
        return self.status in self.WRITABLE

    @property
    def is_with_the_state(self) -> bool:
        """It may endorse: within its three months, or after them and before the publication."""
        return self.status in self.WITH_THE_STATE

    @property
    def is_writable_by_staff(self) -> bool:
        return self.is_writable or self.status == self.Status.SUBMITTED

    def is_writable_by(self, user: User | None) -> bool:
        """None: the clock or a command, which may what staff may."""
        is_staff = user is None or user.is_staff
        return self.is_writable_by_staff if is_staff else self.is_writable

    @property
    def is_endorsed(self) -> bool:
        return self.endorsement == self.Endorsement.ENDORSED

    @property
    def is_known_as_endorsed(self) -> bool:
        """Endorsed, and not by our reading of a source alone."""
        return self.is_endorsed and self.certainty == Certainty.STATED

    @property
    def elsewhere(self) -> Elsewhere | None:
        """What its address leads to; None where it has none."""
        return kind_of(self.document_url)

    @property
    def document_elsewhere(self) -> str:
        """Where it is read; "" where it is known only from a list or an announcement."""
        return "" if self.elsewhere == Elsewhere.ANNOUNCED else self.document_url

    @property
    def publisher_named(self) -> str:
        """In the active language as far as it has one."""
        if self.publisher == SECRETARIAT:
            return str(SECRETARIAT_NAMED)
        return (self.publisher_ru if active() == "ru" else "") or self.publisher

    @property
    def published_year_stated(self) -> int | None:
        return None if self.published_year_is_derived else self.published_year

    @property
    def published_worded(self) -> str:
        """Its day, else its year, with a mark where no source states it; "" for neither."""
        year = str(self.published_year or "")
        if self.published_on or not (year and self.published_year_is_derived):
            return worded(self.published_on) or year
        return f"{year} ({gettext('derived from sources')})"

    @property
    def is_compiled(self) -> bool:
        return self.origin == self.Origin.COMPILED

    @property
    def is_of_the_state(self) -> bool:
        """False where the Secretariat compiled it, and where nobody says who made it."""
        return self.origin not in (self.Origin.COMPILED, self.Origin.NOT_STATED)

    @property
    def has_text(self) -> bool:
        """False for an edition that the registry holds only as a document elsewhere."""
        return bool(self.checksum)

    def content_in(self, language: str) -> dict | None:
        """The frozen edition in a language; None where the registry holds only the document. One
        query."""
        row = self.contents.filter(language=language).first()
        return row.content if row else None

    def changes_in(self, language: str) -> list[dict] | None:
        """Against the edition before (changes.py); None where there is none, or only a document.
        One query."""
        row = self.contents.filter(language=language).only("changes").first()
        return row.changes if row else None

    @property
    def language_list(self) -> list[str]:
        if self.has_text:
            return [str(name) for name in LANGUAGE_NAMES.values()]
        return [
            str(LANGUAGE_NAMES[code])
            for code in self.languages.split(",")
            if code in LANGUAGE_NAMES
        ]
