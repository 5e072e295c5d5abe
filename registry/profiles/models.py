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
from registry.common.richtext import rich_text_field


class Kind(models.TextChoices):
    EXTENDED = "extended", _("Extended Migration Profile")
    LIGHT = "light", _("Light Migration Profile")


class ProfileTemplate(Record, Sourced):
    """A numbered version of a template. A change of the template is a new version; old editions keep theirs."""

    reference_fields = ("kind", "number")

    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField("version")
    name_en = models.CharField(max_length=100)
    name_ru = models.CharField(max_length=100, blank=True)
    purpose_en = models.TextField(blank=True, max_length=3000)
    purpose_ru = models.TextField(blank=True, max_length=3000)
    origin_en = models.TextField(blank=True, max_length=2000, help_text="Whose template it is; shown to readers.")
    origin_ru = models.TextField(blank=True, max_length=2000)
    in_use_from = models.PositiveSmallIntegerField(help_text="Year.")
    name = Bilingual()
    purpose = Bilingual()
    origin = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="template_version_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


class TemplateSection(Record, Sourced):
    reference_fields = ("template", "slug")

    template = models.ForeignKey(ProfileTemplate, models.CASCADE, related_name="sections")
    slug = models.SlugField(max_length=60)
    number = models.CharField(max_length=10, help_text="As printed: A1, 2.3, Annex.")
    order = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    heading_en = models.CharField(max_length=200)
    heading_ru = models.CharField(max_length=200, blank=True)
    guidance_en = models.TextField(blank=True, max_length=3000)
    guidance_ru = models.TextField(blank=True, max_length=3000)
    is_required = models.BooleanField(default=True)
    indicators = models.ManyToManyField(
        "registry.Indicator", through="SectionIndicator", related_name="template_sections"
    )
    heading = Bilingual()
    guidance = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["template", "order"]
        constraints = [models.UniqueConstraint(fields=["template", "slug"], name="section_once_per_template")]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}"


class SectionIndicator(Record):
    """A figure that belongs in a section; `has_chart` where a picture says more than the table."""

    reference_fields = ("section", "indicator")

    section = models.ForeignKey(TemplateSection, models.CASCADE, related_name="section_indicators")
    indicator = models.ForeignKey("registry.Indicator", models.PROTECT, related_name="section_indicators")
    order = models.PositiveSmallIntegerField(default=0)
    has_chart = models.BooleanField(default=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ["section", "order"]
        constraints = [models.UniqueConstraint(fields=["section", "indicator"], name="indicator_once_per_section")]

    def __str__(self) -> str:
        return f"{self.section.slug}: {self.indicator.slug}"


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
        """Of each year the version that stands."""
        return self.filter(status=Edition.Status.PUBLISHED)

    def endorsed(self) -> Self:
        return self.filter(endorsement=Edition.Endorsement.ENDORSED)

    def of_states(self, states) -> Self:
        return self.filter(profile__state__in=states)

    def of_state(self, state) -> Self:
        return self.current().filter(profile__state=state).for_page()

    def of_profile(self, state_slug: str, kind: str) -> Self:
        return self.filter(profile__state__slug=state_slug, profile__kind=kind).for_page()

    def latest_year(self) -> dict | None:
        """{"year", "count"} of the latest year that has an edition; None where there is none."""
        return self.values("year").annotate(count=models.Count("pk")).order_by("-year").first()

    def compiled(self) -> Self:
        return self.filter(origin=Edition.Origin.COMPILED)

    def for_page(self) -> Self:
        return self.select_related("profile__state", "template").order_by("-year", "-number")

    for_api = for_export = for_page


class Edition(Record, Sourced):
    """One year's version of a profile. *Published* and *endorsed* are two independent facts (rule 2)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("with the state for endorsement")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")

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
    checksum = models.CharField(max_length=64, blank=True, editable=False)
    summary = Bilingual()
    standing_note = Bilingual()

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

    FREE_AFTER_PUBLICATION = (
        "endorsement",
        "endorsed_on",
        "standing_note_en",
        "standing_note_ru",
        "status",
        "version",
        "updated_at",
    )

    def clean(self) -> None:
        """A frozen edition never changes, save that its state may endorse it later."""
        super().clean()
        before = Edition.objects.filter(pk=self.pk).first()
        if before and before.is_frozen:
            names = [
                field.attname for field in self._meta.concrete_fields if field.name not in self.FREE_AFTER_PUBLICATION
            ]
            if any(getattr(before, name) != getattr(self, name) for name in names):
                raise ValidationError(_("A published edition never changes. A correction is a new version."))

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

    @property
    def language_list(self) -> list[str]:
        if self.has_text:
            return [str(name) for name in LANGUAGE_NAMES.values()]
        return [str(LANGUAGE_NAMES[code]) for code in self.languages.split(",") if code in LANGUAGE_NAMES]


class Section(Record):
    """The text of one section of an edition. Figures come from the observations when the edition is published."""

    reference_fields = ("edition", "template_section")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sections")
    template_section = models.ForeignKey(TemplateSection, models.PROTECT, related_name="sections")
    text_en = rich_text_field(3, 4)
    text_ru = rich_text_field(3, 4)
    is_prefilled = models.BooleanField("written from open figures", default=False, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ["edition", "template_section__order"]
        constraints = [models.UniqueConstraint(fields=["edition", "template_section"], name="section_once_per_edition")]

    def __str__(self) -> str:
        return f"{self.edition}: {self.template_section.number}"

    def clean(self) -> None:
        super().clean()
        before = Section.objects.filter(pk=self.pk).values_list("text_en", "text_ru").first()
        if self.edition_id and self.edition.is_frozen and before != (self.text_en, self.text_ru):
            raise ValidationError(_("A published edition never changes. A correction is a new version."))


class EditionContent(models.Model):
    """A published edition in one language, frozen: headings, text, figures, charts and designation as they stood."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="contents")
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="content_once_per_language")]

    def __str__(self) -> str:
        return f"{self.edition_id} in {self.language}"


class Transition(models.Model):
    """Who moved an edition from where to where, when and why."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="transitions")
    from_status = models.CharField(max_length=12, blank=True, choices=Edition.Status)
    to_status = models.CharField(max_length=12, choices=Edition.Status)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["edition", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.from_status or '…'} to {self.to_status}"
