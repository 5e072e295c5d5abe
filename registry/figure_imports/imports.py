"""One import of figures: the file that staff brought, what it would change, and what it changed
(a change set)."""

import re
import secrets
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.common.private_files import PrivateStorage
from registry.figures.earlier import FIGURE_COLUMNS
from registry.figures.models import Counterpart, Indicator, Observation, Source

TARGETS = (
    "indicator",
    "state",
    "state_name",
    "year",
    "sex",
    "counterpart",
    "origin",
    "host",
    "value",
    "gap",
    "expected_in",
    "status",
    "source",
    "unit",
    "multiplier",
    "note_en",
    "note_ru",
)
OPTION = re.compile(r"\s*\(--(?:“[^”]*”|«[^»]*»|[^()“«])*\)")
LONGEST_SENTENCE = 500
LONG = 100_000  # figures whose writing takes more than a few seconds
# What may hold for the whole file
CONSTANTS = ("indicator", "source", "state", "year", "sex", "status", "scale")


def import_storage() -> PrivateStorage:
    return PrivateStorage("imports")


def import_name(row: "FigureImport", filename: str) -> str:
    return f"{secrets.token_hex(16)}.csv"


class FigureImportQuerySet(models.QuerySet):
    def pending(self) -> Self:
        """Brought, and neither written nor given up."""
        return self.filter(status__in=FigureImport.PENDING)

    def for_page(self) -> Self:
        return self.select_related("by")


class FigureImport(models.Model):
    """A change set: who brought which file and why, how far it is, and what came of it.

    The file is kept as CSV until it is written or given up; all sheets of a workbook in the same
    file (tables.py). `layout`: for each sheet the row of its headings, the headings, samples, and
    the merged cells below them as (row, cells). `columns`: heading to target, of a column of a year
    the year; `measures`: of a column of values what holds for them; `choices`: answers to what the
    file leaves open (choices.py); `constants`: what holds for every row.
    """

    class Status(models.TextChoices):
        ARRIVED = "arrived", _("being unpacked")
        RECEIVED = "received", _("columns to be matched")
        READING = "reading", _("being read")
        READ = "read", _("read, to be confirmed")
        APPLIED = "applied", _("written")
        UNDONE = "undone", _("undone")
        DISCARDED = "discarded", _("given up")

    OPENED = (Status.RECEIVED, Status.READING, Status.READ)
    PENDING = (Status.ARRIVED, *OPENED)

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=500)
    filename = models.CharField(max_length=200)
    file = models.FileField(
        storage=import_storage, upload_to=import_name, max_length=100, blank=True
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the kept file.")
    form = models.CharField(max_length=4, default="csv")
    encoding = models.CharField(max_length=20, default="utf-8")
    delimiter = models.CharField(max_length=1, default=",")
    decimal_mark = models.CharField(
        max_length=1,
        blank=True,
        default="",
        help_text="Of all numbers of the file. Empty: as each column shows it.",
    )
    layout = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    measures = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    publisher = models.ForeignKey(
        "registry.PublisherFormat", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    constants = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    position = models.PositiveBigIntegerField(
        default=0, help_text="Bytes of the file that were read."
    )
    place = models.JSONField(default=dict, help_text="Sheet and row where reading goes on.")
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    undone_reason = models.CharField(max_length=500, blank=True)

    objects = FigureImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "import of figures"
        verbose_name_plural = "imports of figures"

    def __str__(self) -> str:
        return f"{self.filename}, {self.at:%d.%m.%Y}"

    @property
    def is_pending(self) -> bool:
        return self.status in self.PENDING

    @property
    def percent(self) -> int:
        return min(100, self.position * 100 // self.size) if self.size else 0

    @property
    def said(self) -> list[str]:
        """Notices of the file, and of its last reading."""
        return [*self.notices, *self.place.get("notices", [])]

    @property
    def headings(self) -> list[str]:
        """Of all sheets."""
        found: list[str] = []
        for layout in self.layout.values():
            found += layout["headings"]
        return found

    @property
    def writes(self) -> int:
        return self.new + self.changed

    @property
    def takes_long(self) -> bool:
        """Writing goes in one transaction, some 40 seconds for a million figures on PostgreSQL,
        and cannot say how far it is."""
        return self.writes >= LONG


class StagedFigureQuerySet(models.QuerySet):
    def in_file_order(self) -> Self:
        return self.select_related("indicator", "state", "counterpart", "source").order_by("pk")

    def of_observation(self, observation: Observation) -> Self:
        """The rows of imports that wrote it, the oldest first."""
        return self.filter(observation=observation).select_related("brought_by").order_by("pk")

    def edited_since(self) -> Self:
        """Figures that were changed or removed after their import wrote them.

        Values are compared, not versions: a later change that was taken back is none.
        """
        is_unchanged = Q(observation__isnull=False)
        for name in FIGURE_COLUMNS:
            both_none = Q(**{name: None, f"observation__{name}": None})
            is_unchanged &= Q(**{f"observation__{name}": F(name)}) | both_none
        return self.exclude(is_unchanged)


UNCHECKED: dict[str, Any] = {"related_name": "+", "db_index": False, "db_constraint": False}


class StagedFigure(models.Model):
    """A row of the file as it would be written, beside the figure of now; after writing, the trace
    that lets it be undone.

    Relations have no index of their own, and the database does not check them: a million rows are
    written at once and read by their import only. What they lead to is checked where the figure
    itself is written.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("same")

    brought_by = models.ForeignKey(
        FigureImport, models.CASCADE, related_name="staged", db_index=False, db_constraint=False
    )
    sheet = models.CharField(max_length=31, blank=True)
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=Kind, blank=True)
    indicator = models.ForeignKey(Indicator, models.CASCADE, **UNCHECKED)
    state = models.ForeignKey("registry.State", models.CASCADE, **UNCHECKED)
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=6, choices=Observation.Sex)
    counterpart = models.ForeignKey(Counterpart, models.CASCADE, null=True, **UNCHECKED)
    source = models.ForeignKey(Source, models.CASCADE, **UNCHECKED)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    gap = models.CharField(max_length=20, choices=Observation.Gap, blank=True)
    expected_in = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=12, choices=Observation.Status)
    note_en = models.CharField(max_length=500, blank=True)
    note_ru = models.CharField(max_length=500, blank=True)
    observation = models.ForeignKey(
        Observation, models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    version_before = models.PositiveIntegerField(null=True)
    value_before = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    gap_before = models.CharField(max_length=20, choices=Observation.Gap, blank=True)
    expected_in_before = models.PositiveSmallIntegerField(null=True)
    status_before = models.CharField(max_length=12, choices=Observation.Status, blank=True)
    note_en_before = models.CharField(max_length=500, blank=True)
    note_ru_before = models.CharField(max_length=500, blank=True)

    objects = StagedFigureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["brought_by", "kind"], name="staged_figure_by_kind")]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.brought_by_id}"


def without_options(text: str) -> str:
    """Without the options of the command, which a sentence names in brackets."""
    return OPTION.sub("", text)


class ImportProblemQuerySet(models.QuerySet["ImportProblem"]):
    def note(self, problems: Iterable["ImportProblem"]) -> None:
        """What a sentence has beyond its column, long headings in it, is cut."""
        found = list(problems)
        for one in found:
            one.problem = one.problem[:LONGEST_SENTENCE]
            one.remedy = one.remedy[:LONGEST_SENTENCE]
        ImportProblem.objects.bulk_create(found)


class ImportProblem(models.Model):
    """What is wrong with a cell: its place, and what helps."""

    brought_by = models.ForeignKey(FigureImport, models.CASCADE, related_name="problems")
    sheet = models.CharField(max_length=31, blank=True)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=LONGEST_SENTENCE)
    remedy = models.CharField(max_length=LONGEST_SENTENCE, blank=True)

    objects = ImportProblemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        if not self.row:  # of the whole file
            return f"{self.problem} {self.remedy}".rstrip()
        place = gettext("Row %(row)s") % {"row": self.row}
        if self.sheet:
            words = {"sheet": self.sheet, "row": self.row}
            place = gettext("Sheet “%(sheet)s”, row %(row)s") % words
        column = gettext(", column %(column)s") % {"column": self.column} if self.column else ""
        return f"{place}{column}: {self.problem} {self.remedy}".rstrip()

    @property
    def on_page(self) -> tuple[str, str]:
        """What is wrong and what helps, for who answers in the admin."""
        return without_options(self.problem), without_options(self.remedy)
