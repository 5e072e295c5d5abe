"""Files that were brought for documents. A file is never changed: another one takes its place, and
it keeps its own address."""

import secrets
from typing import Self

from django.db import models
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext

from registry.common.appearing import public_where
from registry.common.dates import worded
from registry.common.languages import LANGUAGE_NAMES

WIDTH_IN_LISTS = 60  # pixels of a first page
OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
}


def new_key() -> str:
    return secrets.token_hex(6)


class DocumentFileQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Of documents that readers see, in a language that still has a file."""
        return self.filter(
            public_where("document__"),
            document__versions__language=F("language"),
            document__versions__file__isnull=False,
        )

    def with_key(self, key: str) -> Self:
        return self.filter(key=key)

    def of(self, document: int, language: str) -> Self:
        """Newest first."""
        return self.filter(document=document, language=language).order_by("-kept_at", "-pk")


class DocumentFile(models.Model):
    """A file as it came, and what was found in it. Its rows outlive their document, so that it can
    be restored with them; readers are given none of a document that is gone."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"
        XLSX = "xlsx", "XLSX"
        PPTX = "pptx", "PPTX"

    key = models.CharField(max_length=20, unique=True, default=new_key, editable=False)
    document = models.ForeignKey(
        "registry.Document",
        models.DO_NOTHING,
        db_constraint=False,  # it may be gone, and come back under its number
        related_name="files",
    )
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    kind = models.CharField(max_length=4, choices=Kind)
    folder = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveIntegerField(null=True, help_text="Slides or sheets count as pages.")
    title = models.CharField(max_length=300, blank=True, help_text="As the file itself has it.")
    text_language = models.CharField(max_length=35, blank=True)
    is_tagged = models.BooleanField(null=True)
    has_text = models.BooleanField(default=True)
    width = models.PositiveSmallIntegerField(default=0, help_text="Of the drawn first page.")
    height = models.PositiveSmallIntegerField(default=0)
    kept_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentFileQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("file of a document")
        verbose_name_plural = gettext_lazy("files of documents")
        ordering = ["-kept_at", "-pk"]
        indexes = [models.Index(fields=["document", "language"], name="files_of_a_version")]

    def __str__(self) -> str:
        came = timezone.localtime(self.kept_at)
        return f"{self.get_kind_display()}, {came:%d.%m.%Y %H:%M}, {self.sha256[:8]}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]

    @property
    def worded(self) -> str:
        """PDF, 1.2 MB, 12 pages"""
        return ", ".join(filter(None, [self.get_kind_display(), self.size_worded, self.length]))

    @property
    def kept_worded(self) -> str:
        return worded(timezone.localdate(self.kept_at))

    @property
    def size_worded(self) -> str:
        return filesizeformat(self.size)

    @property
    def length(self) -> str:
        count = self.pages or 0
        if not count:
            return ""
        if self.kind == self.Kind.PPTX:
            text = ngettext("%(count)d slide", "%(count)d slides", count)
        elif self.kind == self.Kind.XLSX:
            text = ngettext("%(count)d sheet", "%(count)d sheets", count)
        else:
            text = npgettext("of a document", "%(count)d page", "%(count)d pages", count)
        return text % {"count": count}

    @property
    def has_first_page(self) -> bool:
        return bool(self.width)

    @property
    def first_page(self) -> str:
        return reverse("first_page", args=[self.key])

    @property
    def width_in_lists(self) -> int:
        return min(self.width, WIDTH_IN_LISTS)

    @property
    def height_in_lists(self) -> int:
        return max(1, round(self.height * self.width_in_lists / self.width)) if self.width else 0

    def address_of(self, slug: str) -> str:
        """Its own, which stays when another file takes its place."""
        return reverse("earlier_file", args=[self.key, f"{slug}-{self.language}", self.kind])


class FilePage(models.Model):
    """The text of a page, a slide or a sheet of a file, for the search."""

    file = models.ForeignKey(DocumentFile, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=1_000_000)

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="file_page_once")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number}"

    @property
    def worded(self) -> str:
        """Where in the file: "page 3"; "" in a file that does not say where its pages end."""
        words = {
            DocumentFile.Kind.PDF: _("page %(number)s"),
            DocumentFile.Kind.PPTX: _("slide %(number)s"),
            DocumentFile.Kind.XLSX: _("sheet %(number)s"),
        }
        text = words.get(DocumentFile.Kind(self.file.kind), "")
        return text % {"number": self.number} if text else ""
