from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.appearing import Appearing, AppearingQuerySet, goes_after_it_appears
from registry.common.dates import precision_field, worded
from registry.common.elsewhere import Elsewhere, kind_of
from registry.common.languages import LANGUAGE_NAMES, Bilingual, active
from registry.common.records import Noted, Record, Sourced
from registry.states.models import State

LONGEST_ALTERNATIVE = 120


def with_files() -> models.Prefetch:
    """The language versions of documents, each with its file."""
    return models.Prefetch("versions", DocumentVersion.objects.select_related("file"))


class DocumentQuerySet(AppearingQuerySet):
    def about(self, state: State) -> Self:
        return self.public().filter(states=state).for_page()

    def published_by(self, day: date) -> Self:
        """Published on that day or before; where the date is not known, nobody can say."""
        return self.filter(published_on__lte=day)

    def but_outputs_of(self, project: models.Model) -> Self:
        """Without those that stand among the project's results."""
        return self.exclude(outputs__project=project)

    def for_page(self) -> Self:
        return self.prefetch_related(with_files())

    def for_api(self) -> Self:
        return self.prefetch_related(with_files(), "areas", "states").select_related(
            "project", "meeting"
        )

    for_export = for_api


class Document(Record, Noted, Sourced, Appearing):
    class Kind(models.TextChoices):
        DECLARATION = "declaration", _("declaration")
        ACTION_PLAN = "action_plan", _("action plan")
        CONCLUSIONS = "conclusions", _("conclusions")
        MIGRATION_PROFILE = "migration_profile", _("national migration profile")
        HANDBOOK = "handbook", _("handbook")
        GUIDELINES = "guidelines", _("guidelines")
        MANUAL = "manual", _("manual")
        REPORT = "report", _("report")
        ANALYTICAL_REPORT = "analytical_report", _("analytical report")
        POLICY_BRIEF = "policy_brief", _("policy brief")
        BACKGROUND_NOTE = "background_note", _("background note")
        FACTSHEET = "factsheet", _("factsheet")
        INFORMATION_PAPER = "information_paper", _("information paper")
        INFOGRAPHIC = "infographic", _("infographic")
        ARTICLE = "article", _("article")
        NEWSLETTER = "newsletter", _("newsletter")
        MEDIA_DIGEST = "media_digest", _("media digest")
        PRESENTATION = "presentation", _("presentation")
        E_COURSE = "e_course", _("e-course")

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    title_en = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300, blank=True)
    abstract_en = models.TextField(blank=True, max_length=5000)
    abstract_ru = models.TextField(blank=True, max_length=5000)
    published_on = models.DateField(
        null=True, blank=True, help_text="Empty: the date is not known."
    )
    published_precision = precision_field("published_on")
    authors = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    publisher_ru = models.CharField("publisher, in Russian", max_length=250, blank=True)
    series = models.CharField(max_length=100, blank=True)
    part_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    project = models.ForeignKey(
        "registry.Project", models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    meeting = models.ForeignKey(
        "registry.Meeting", models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    areas = models.ManyToManyField("registry.CooperationArea", blank=True, related_name="documents")
    states = models.ManyToManyField("registry.State", blank=True, related_name="documents")
    title = Bilingual()
    abstract = Bilingual()

    objects = DocumentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [models.F("published_on").desc(nulls_last=True), "slug"]
        constraints = [goes_after_it_appears("document")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])

    @property
    def published_worded(self) -> str:
        return worded(self.published_on, self.published_precision)

    @property
    def version_shown(self) -> "DocumentVersion | None":
        """Of which lists show the first page: that in the reader's language, else another; None
        where no file has one drawn."""
        drawn = [row for row in self.versions.all() if row.file and row.file.has_first_page]
        own = [row for row in drawn if row.language == active()]
        return next(iter([*own, *drawn]), None)


class DocumentVersion(Record):
    """The document in one language: a file that is kept here, an address elsewhere, or both."""

    reference_fields = ("document", "language")

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    file = models.ForeignKey(
        "registry.DocumentFile", models.SET_NULL, null=True, blank=True, related_name="newest_of"
    )
    url = models.URLField("address elsewhere", max_length=500, blank=True)
    url_note_en = models.CharField(
        "note on the address",
        max_length=300,
        blank=True,
        help_text="For instance: a copy on another site.",
    )
    url_note_ru = models.CharField("note on the address, in Russian", max_length=300, blank=True)
    answered_on = models.DateField(
        "last answered",
        null=True,
        blank=True,
        editable=False,
        help_text="The address elsewhere, when it was last asked with success.",
    )
    url_note = Bilingual()

    history = HistoricalRecords()

    class Meta:
        ordering = ["document", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language"], name="document_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document.slug}, {self.get_language_display()}"

    def get_absolute_url(self) -> str:
        return self.file_address or self.document.get_absolute_url()

    @property
    def is_public(self) -> bool:
        return self.document.is_public

    @property
    def worded(self) -> str:
        """English (PDF, 1.2 MB, 12 pages)"""
        language = self.get_language_display()
        return f"{language} ({self.file.worded})" if self.file else language

    @property
    def first_page_worded(self) -> str:
        """What the picture of its first page shows."""
        return gettext("First page of “%(title)s”, %(language)s") % {
            "title": Truncator(self.document.title).chars(LONGEST_ALTERNATIVE),
            "language": self.get_language_display(),
        }

    @property
    def file_address(self) -> str:
        """It gives the newest file, for as long as there is one; "" without a file."""
        if self.file is None:
            return ""
        return reverse("document_file", args=[self.document.slug, self.language, self.file.kind])

    @property
    def address(self) -> str:
        """Where it is read: the file here, else elsewhere."""
        return self.file_address or self.url

    @property
    def elsewhere(self) -> Elsewhere | None:
        """What its address elsewhere leads to; None where it has none."""
        return kind_of(self.url)

    @property
    def answered_worded(self) -> str:
        return worded(self.answered_on) if self.answered_on else ""


def in_full(version: DocumentVersion) -> str:
    """Its address for files and machines: with the host where it is ours."""
    own = version.file_address
    return f"{settings.SITE_URL}{own}" if own else version.url
