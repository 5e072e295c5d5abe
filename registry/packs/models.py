"""Packs for a meeting: what the Secretariat chose, ordered and said, and what was frozen of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import LANGUAGE_NAMES, Bilingual, active, text_in
from registry.common.records import Record
from registry.process.models import Meeting

LONGEST_COMMENT = 4000
EMPTY_LINE = _("Plain text; an empty line begins a new paragraph.")


class PackQuerySet(models.QuerySet["MeetingPack"]):
    def frozen(self) -> Self:
        return self.exclude(checksum="")

    def for_page(self) -> Self:
        return self.select_related("meeting", "follows__meeting", "frozen_by")


class MeetingPack(Record):
    """A draft until it is frozen; then nobody changes it (frozen.py)."""

    reference_fields = ("meeting", "number")

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="packs", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(
        _("number"), default=1, help_text=_("Of the packs for this meeting.")
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        limit_choices_to=~Q(checksum=""),
        verbose_name=_("follows the pack"),
        help_text=_("A frozen pack: this one says what changed since."),
    )
    foreword_en = models.TextField(
        _("foreword, English"), blank=True, max_length=LONGEST_COMMENT, help_text=EMPTY_LINE
    )
    foreword_ru = models.TextField(
        _("foreword, Russian"), blank=True, max_length=LONGEST_COMMENT, help_text=EMPTY_LINE
    )
    frozen_on = models.DateField(_("frozen on"), null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    checksum = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of the frozen contents."
    )
    foreword = Bilingual()

    objects = PackQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("meeting pack")
        verbose_name_plural = _("meeting packs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="pack_number_once_per_meeting",
                violation_error_message=_("This meeting has a pack with this number."),
            )
        ]

    def __str__(self) -> str:
        title = text_in(self.meeting, "title", active())[0]
        if self.number == 1:
            return title
        return gettext("%(meeting)s, pack %(number)s") % {"meeting": title, "number": self.number}

    @property
    def is_frozen(self) -> bool:
        return bool(self.checksum)


class PackPart(Record):
    """A part of a pack: whether it is in, at which place, and what the Secretariat says to it."""

    class Kind(models.TextChoices):
        SINCE = "since", _("What changed since the last pack")
        MATRIX = "matrix", _("States and profiles")
        ENDORSEMENTS = "endorsements", _("Endorsements")
        EDITIONS = "editions", _("New editions")
        CONTACTS = "contacts", _("Contact points to confirm")
        CARRIERS = "carriers", _("Projects and actions without a carrier")
        FIGURES = "figures", _("Figures that moved most")
        MEETINGS = "meetings", _("Upcoming meetings")

    reference_fields = ("pack", "kind")

    pack = models.ForeignKey(MeetingPack, models.CASCADE, related_name="parts")
    kind = models.CharField(_("part"), max_length=15, choices=Kind, editable=False)
    is_in = models.BooleanField(_("in the pack"), default=True)
    place = models.PositiveSmallIntegerField(
        _("place"), default=1, help_text=_("Parts stand in the order of these numbers.")
    )
    is_internal = models.BooleanField(
        _("only in the Secretariat’s version"),
        default=False,
        help_text=_("The version for participants leaves the part out."),
    )
    comment_en = models.TextField(
        _("comment, English"), blank=True, max_length=LONGEST_COMMENT, help_text=EMPTY_LINE
    )
    comment_ru = models.TextField(
        _("comment, Russian"), blank=True, max_length=LONGEST_COMMENT, help_text=EMPTY_LINE
    )
    comment = Bilingual()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("part of a pack")
        verbose_name_plural = _("parts of the pack")
        ordering = ["pack", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["pack", "kind"], name="part_once_per_pack")]

    def __str__(self) -> str:
        return self.get_kind_display()


class PackContent(models.Model):
    """A frozen pack in one language: all that its files and its page say."""

    pack = models.ForeignKey(MeetingPack, models.CASCADE, related_name="contents")
    language = models.CharField(max_length=2, choices=LANGUAGE_NAMES)
    content = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "language"], name="pack_content_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} in {self.language}"


class PaperLetter(models.Model):
    """That a letter on paper was made of an edition: the log of the edition shows it. Neither the
    letter nor a person's name is kept; its checksum tells whether a file is that letter."""

    class Kind(models.TextChoices):
        SUBMISSION = "submission", _("submission for endorsement")
        REMINDER = "reminder", _("reminder of the endorsement")

    edition = models.ForeignKey(
        "registry.Edition", models.CASCADE, related_name="paper_letters", verbose_name=_("edition")
    )
    kind = models.CharField(_("letter"), max_length=10, choices=Kind)
    languages = models.CharField(_("language"), max_length=5, help_text="en, ru or en,ru.")
    form = models.CharField(_("file"), max_length=4, choices={"pdf": "PDF", "docx": "DOCX"})
    reference_number = models.CharField(_("reference number"), max_length=40, blank=True)
    dated = models.DateField(_("date of the letter"))
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("letter on paper")
        verbose_name_plural = _("letters on paper")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.dated:%d.%m.%Y}"
