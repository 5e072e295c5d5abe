from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import LANGUAGE_NAMES, Bilingual
from registry.common.records import Record, Sourced
from registry.contacts.letters import letter_name, letter_storage
from registry.profiles.templates import Kind, ProfileTemplate


class ProfileQuerySet(models.QuerySet):
    def of(self, state_slug: str, kind: str) -> "MigrationProfile | None":
        return self.filter(state__slug=state_slug, kind=kind).first()

    def for_api(self) -> Self:
        return self.select_related("state").prefetch_related("editions")


class MigrationProfile(Record):
    """A state's series of one kind. Taking part is voluntary: a state without a profile is not a gap (rule 1)."""

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
        constraints = [models.UniqueConstraint(fields=["state", "kind"], name="profile_once_per_state_and_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.state.iso_alpha3}"

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.state.slug, self.kind])


class EditionQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Editions that everyone may read."""
        return self.filter(status__in=Edition.PUBLIC)

    def current(self) -> Self:
        """Public, and of each year the version that stands: a correction of the same year takes its place."""
        return self.public().exclude(superseded_by__year=F("year"), superseded_by__isnull=False)

    def standing_on(self, day: date) -> Self:
        """Public on that day, and of each year the version that stood then. Where only a year is known, in all of that year."""
        is_out = Q(published_on__lte=day) | Q(published_on__isnull=True, published_year__lte=day.year)
        is_out |= Q(published_on__isnull=True, published_year__isnull=True, year__lte=day.year)
        is_replaced = Q(
            superseded_by__isnull=False, superseded_by__year=F("year"), superseded_by__published_on__lte=day
        )
        return self.public().filter(is_out).exclude(is_replaced)

    def in_work(self) -> Self:
        return self.filter(status__in=Edition.IN_WORK)

    open = in_work  # what a contact point who leaves hands on

    def with_the_state(self) -> Self:
        return self.filter(status__in=Edition.WITH_THE_STATE)

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def of_kind(self, kind: str) -> Self:
        return self.filter(profile__kind=kind)

    def of_states(self, states) -> Self:
        return self.filter(profile__state__in=states)

    def of_state(self, state) -> Self:
        return self.current().filter(profile__state=state).for_page()

    def of_profile(self, state_slug: str, kind: str) -> Self:
        return self.filter(profile__state__slug=state_slug, profile__kind=kind).for_page()

    def latest_year(self) -> dict | None:
        """{"year", "count"} of the latest year that has an edition; None where there is none."""
        return self.values("year").annotate(count=models.Count("pk")).order_by("-year").first()

    def announced(self) -> Self:
        """What states and the Secretariat published, the newest first."""
        rows = self.current().exclude(origin=Edition.Origin.COMPILED).for_page()
        return rows.order_by(F("published_on").desc(nulls_last=True), "-year", "profile__state__slug")

    def compiled(self) -> Self:
        return self.filter(origin=Edition.Origin.COMPILED)

    def for_page(self) -> Self:
        rows = self.select_related("profile__state", "template", "supersedes__profile__state")
        return rows.order_by("-year", "-number")

    for_api = for_export = for_page

    def for_asks(self) -> Self:
        returned = models.Count("sections", filter=Q(sections__review="returned"), distinct=True)
        return self.for_board().select_related("collection_round").annotate(returned=returned)

    def for_board(self) -> Self:
        """With how many parts it has and how many of them are done, still valid or accepted."""
        is_done = Q(sections__progress__in=("done", "still_valid")) | Q(sections__review="accepted")
        return self.for_page().annotate(
            parts=models.Count("sections", distinct=True),
            done=models.Count("sections", filter=is_done, distinct=True),
        )


class Edition(Record, Sourced):
    """One year's version of a profile. *Published* and *endorsed* are two independent facts (rule 2)."""

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

    PUBLIC = (Status.PUBLISHED, Status.SUPERSEDED)
    IN_WORK = (
        Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.WITH_STATE, Status.ENDORSED, Status.LAPSED,
    )  # fmt: skip
    WRITABLE = (Status.DRAFT, Status.RETURNED)
    WITH_THE_STATE = (Status.WITH_STATE, Status.LAPSED)

    reference_fields = ("profile", "year", "number")

    profile = models.ForeignKey(MigrationProfile, models.PROTECT, related_name="editions")
    year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where only a span of years is known: 2010–2011."
    )
    number = models.PositiveSmallIntegerField("version", default=1)
    template = models.ForeignKey(ProfileTemplate, models.PROTECT, related_name="editions")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    endorsement = models.CharField(max_length=12, choices=Endorsement, default=Endorsement.NOT_ENDORSED)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.STATE)
    submitted_on = models.DateField(
        null=True, blank=True, help_text="Formal submission to the state: the clock starts."
    )
    endorsed_on = models.DateField(null=True, blank=True, help_text="Empty where the day is not on record.")
    published_on = models.DateField(null=True, blank=True)
    published_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Where only the year is known.")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    languages = models.CharField(max_length=5, blank=True, help_text="Languages of the original: en, ru or en,ru.")
    document_url = models.URLField("address of the original", max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    summary_en = models.TextField(blank=True, max_length=3000)
    summary_ru = models.TextField(blank=True, max_length=3000)
    standing_note_en = models.TextField(
        "note on its standing", blank=True, max_length=1000, help_text="Shown to readers."
    )
    standing_note_ru = models.TextField("note on its standing, in Russian", blank=True, max_length=1000)
    correction_note_en = models.TextField(
        "what was corrected",
        blank=True,
        max_length=1000,
        help_text="Of a later version of the same year; readers see it.",
    )
    correction_note_ru = models.TextField("what was corrected, in Russian", blank=True, max_length=1000)
    parity_waiver = models.TextField(
        blank=True,
        max_length=500,
        editable=False,
        help_text="Why it may be published with one language behind the other.",
    )
    review_round = models.PositiveSmallIntegerField(default=0, editable=False)
    drafter = models.ForeignKey(
        "registry.ContactPoint", models.SET_NULL, null=True, blank=True, related_name="drafts", editable=False
    )
    collection_round = models.ForeignKey(
        "registry.CollectionRound", models.SET_NULL, null=True, blank=True, related_name="editions", editable=False
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
                fields=["profile", "year", "number"], name="edition_once_per_profile_year_and_version"
            ),
            models.UniqueConstraint(
                fields=["profile", "year"], condition=Q(status="published"), name="edition_published_once_per_year"
            ),
            models.UniqueConstraint(
                fields=["profile", "year"],
                condition=Q(status__in=("draft", "submitted", "returned", "with_state", "endorsed", "lapsed")),
                name="edition_in_work_once_per_year",
                violation_error_message=_("An edition of this year is in work already."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100) & (Q(last_year__isnull=True) | Q(last_year__gt=F("year"))),
                name="edition_years_in_order",
                violation_error_message=_("The year is out of range, or the last year is not after the first."),
            ),
            models.CheckConstraint(
                condition=Q(endorsed_on__isnull=True) | Q(endorsement="endorsed"),
                name="edition_endorsed_on_a_day_is_endorsed",
                violation_error_message=_("An edition with a day of endorsement is endorsed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile.get_kind_display()} {self.years}, {self.profile.state.iso_alpha3}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.profile.state.slug, self.profile.kind, self.year])

    def version_url(self) -> str:
        """The permanent address of this very text; the edition's own address shows the version that stands."""
        return reverse("edition_version", args=[self.profile.state.slug, self.profile.kind, self.year, self.number])

    # Of a frozen edition these may still change, and nothing else: the database holds that too (frozen.py)
    FREE_AFTER_PUBLICATION = (
        "endorsement", "endorsed_on", "standing_note_en", "standing_note_ru", "status", "drafter", "collection_round", "version",
        "updated_at",
    )  # fmt: skip
    # What only a step of the workflow changes, once an edition has sections
    BY_STEPS = ("status", "endorsement", "endorsed_on", "submitted_on", "origin")

    def clean(self) -> None:
        """A frozen edition never changes, save that its state may endorse it later; the notice cannot be edited away."""
        super().clean()
        before = Edition.objects.filter(pk=self.pk).first()
        if before is None:
            return
        if before.is_frozen and self.differs_from(before, free=self.FREE_AFTER_PUBLICATION):
            raise ValidationError(_("A published edition never changes. A correction is a new version."))
        if before.sections.exists() and any(getattr(before, name) != getattr(self, name) for name in self.BY_STEPS):
            raise ValidationError(_("Status and endorsement change by a step of the workflow, not by hand."))

    def differs_from(self, before: "Edition", free: tuple[str, ...]) -> bool:
        names = [field.attname for field in self._meta.concrete_fields if field.name not in free]
        return any(getattr(before, name) != getattr(self, name) for name in names)

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

    @property
    def is_endorsed(self) -> bool:
        return self.endorsement == self.Endorsement.ENDORSED

    @property
    def is_compiled(self) -> bool:
        return self.origin == self.Origin.COMPILED

    @property
    def has_text(self) -> bool:
        """False for an edition that the registry holds only as a document elsewhere."""
        return bool(self.checksum)

    def content_in(self, language: str) -> dict | None:
        """The frozen edition in a language; None where the registry holds only the document. One query."""
        row = self.contents.filter(language=language).first()
        return row.content if row else None

    def changes_in(self, language: str) -> list[dict] | None:
        """Against the edition before (changes.py); None where there is none, or only a document. One query."""
        row = self.contents.filter(language=language).only("changes").first()
        return row.changes if row else None

    @property
    def language_list(self) -> list[str]:
        if self.has_text:
            return [str(name) for name in LANGUAGE_NAMES.values()]
        return [str(LANGUAGE_NAMES[code]) for code in self.languages.split(",") if code in LANGUAGE_NAMES]


class EditionContent(models.Model):
    """A published edition in one language, frozen: headings, text, figures, charts and designation as they stood."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="contents")
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    content = models.JSONField()
    changes = models.JSONField(null=True, blank=True, help_text="Against the edition before; null where there is none.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="content_once_per_language")]

    def __str__(self) -> str:
        return f"{self.edition_id} in {self.language}"


class Transition(models.Model):
    """Who moved an edition from where to where, when and why.

    `on_behalf`: staff recorded what a state did; then `letter` holds its answer.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="transitions")
    from_status = models.CharField(max_length=12, blank=True, choices=Edition.Status)
    to_status = models.CharField(max_length=12, choices=Edition.Status)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    step = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    on_behalf = models.BooleanField(default=False)
    letter = models.FileField(upload_to=letter_name, storage=letter_storage, blank=True, max_length=100)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["edition", "recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.from_status or '…'} to {self.to_status}"
