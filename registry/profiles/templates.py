from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual
from registry.common.records import Record, Sourced


class Kind(models.TextChoices):
    EXTENDED = "extended", _("Extended Migration Profile")
    LIGHT = "light", _("Light Migration Profile")


class ProfileTemplateQuerySet(models.QuerySet["ProfileTemplate"]):
    def in_use(self, kind: str, year: int) -> "ProfileTemplate | None":
        """The newest version that editions of that year are written by."""
        return self.filter(kind=kind, in_use_from__lte=year).order_by("-number").first()


class ProfileTemplate(Record, Sourced):
    """A numbered version of a template. A change of the template is a new version; old editions
    keep theirs."""

    reference_fields = ("kind", "number")

    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField("version")
    name_en = models.CharField(max_length=100)
    name_ru = models.CharField(max_length=100, blank=True)
    purpose_en = models.TextField(blank=True, max_length=3000)
    purpose_ru = models.TextField(blank=True, max_length=3000)
    origin_en = models.TextField(
        blank=True, max_length=2000, help_text="Whose template it is; shown to readers."
    )
    origin_ru = models.TextField(blank=True, max_length=2000)
    in_use_from = models.PositiveSmallIntegerField(help_text="Year.")
    name = Bilingual()
    purpose = Bilingual()
    origin = Bilingual()

    objects = ProfileTemplateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], name="template_version_once_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    def why_not_for(self, year: int) -> str:
        """Why no edition of that year is written by this version; "" where one may be."""
        if self.in_use_from <= year:
            return ""
        return _("%(template)s is in use from %(year)s on.") % {
            "template": self,
            "year": self.in_use_from,
        }


class TemplateSection(Record, Sourced):
    reference_fields = ("template", "slug")

    template = models.ForeignKey(ProfileTemplate, models.CASCADE, related_name="sections")
    slug = models.SlugField(max_length=60)
    number = models.CharField(max_length=10, help_text="As printed: A1, 2.3, Annex.")
    order = models.PositiveSmallIntegerField()
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
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
        constraints = [
            models.UniqueConstraint(fields=["template", "slug"], name="section_once_per_template")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.heading}"

    @property
    def place(self) -> str:
        """The number in the reader's language: a word among the numbers is translated."""
        return str(_("Annex")) if self.number == "Annex" else self.number


class SectionIndicator(Record):
    """A figure that belongs in a section; `has_chart` where a picture says more than the table."""

    reference_fields = ("section", "indicator")

    section = models.ForeignKey(TemplateSection, models.CASCADE, related_name="section_indicators")
    indicator = models.ForeignKey(
        "registry.Indicator", models.PROTECT, related_name="section_indicators"
    )
    order = models.PositiveSmallIntegerField(default=0)
    has_chart = models.BooleanField(default=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ["section", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "indicator"], name="indicator_once_per_section"
            )
        ]

    def __str__(self) -> str:
        return f"{self.section.slug}: {self.indicator.slug}"
