"""The parts of an edition while it is written: text in two languages, figures, and what somebody
typed and could not save."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.accounts.models import User
from registry.common.languages import Bilingual, text_in
from registry.common.records import Record
from registry.common.richtext import rich_text_field
from registry.common.succession import Fate, Succession
from registry.contacts.models import ContactPoint
from registry.figures.models import Observation
from registry.profiles.models import Edition

LARGEST = 200 * 1024  # bytes of a text in one language
LONGEST = 200_000  # characters
LEVELS = (3, 4)  # of headings within the text of a section


def why_closed(edition: Edition, by: User | None) -> str:
    """ "" where this person may write in the draft."""
    if edition.is_writable_by(by):
        return ""
    return _("This edition is “%(status)s”: its text does not change now.") % {
        "status": edition.get_status_display()
    }


class SectionQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        return self.select_related("template_section").order_by("template_section__order")

    def returned(self) -> Self:
        return self.filter(review=Section.Review.RETURNED)

    def for_list(self) -> Self:
        """With all that a list of parts shows. The texts stay in the database: a list only says
        whether there are any."""
        is_written = Q(text_en__gt="") | Q(text_ru__gt="")
        rows = self.for_work().defer("text_en", "text_ru", "en_reflects", "ru_reflects")
        return rows.annotate(is_written=models.ExpressionWrapper(is_written, models.BooleanField()))

    def for_work(self) -> Self:
        """With the counts of what waits for an answer."""
        rows = self.in_order().select_related("edition__profile__state", "template_section__parent")
        return rows.annotate(
            open_comments=models.Count(
                "comments", filter=Q(comments__resolved_at__isnull=True), distinct=True
            ),
            open_suggestions=models.Count(
                "suggestions", filter=Q(suggestions__decision=""), distinct=True
            ),
            texts_kept=models.Count("kept_texts", distinct=True),
        )


def lag_field(own: str, other: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        null=True,
        default=0,
        editable=False,
        help_text=(
            f"Passages of the {other} text that changed since the {own} was made from it."
            f" Null: there is no {own} text yet."
        ),
    )


class Section(Record):
    """One section of an edition.

    Parity: `en_reflects` is the Russian text that the English was made from, `ru_reflects` the
    English text that the Russian was made from; where that differs from the text as it is now, the
    translation lags (parity.py). `en_behind` and `ru_behind` keep by how much, for lists.
    """

    is_written: bool  # whether there is a text, where `for_list` left the texts in the database

    class Progress(models.TextChoices):
        OPEN = "open", _("not begun")
        WRITTEN = "written", _("being written")
        DONE = "done", _("done")
        STILL_VALID = "still_valid", _("still valid")

    class Review(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    class Gap(models.TextChoices):
        NOT_AVAILABLE = "not_available", _("The state has no information on this.")
        NOT_APPLICABLE = "not_applicable", _("This does not apply to the state.")
        NOT_PUBLISHED = "not_published", _("The state does not publish this.")
        LATER = "later", _("The state will provide this in a later edition.")

    reference_fields = ("edition", "template_section")

    # Counted by `SectionQuerySet.for_work`
    open_comments: int
    open_suggestions: int
    texts_kept: int

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sections")
    template_section = models.ForeignKey(
        "registry.TemplateSection", models.PROTECT, related_name="sections"
    )
    text_en = rich_text_field(*LEVELS)
    text_ru = rich_text_field(*LEVELS)
    gap = models.CharField("why there is no text", max_length=15, choices=Gap, blank=True)
    is_prefilled = models.BooleanField("written from open figures", default=False, editable=False)
    progress = models.CharField(
        max_length=11, choices=Progress, default=Progress.OPEN, editable=False
    )
    review = models.CharField(max_length=8, choices=Review, blank=True, editable=False)
    carried_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The same section of the edition that this one started from.",
    )
    written_on = models.DateField(null=True, blank=True, editable=False)
    confirmed_on = models.DateField(
        null=True, blank=True, editable=False, help_text="Confirmed unchanged."
    )
    en_reflects = models.TextField(blank=True, max_length=LONGEST, editable=False)
    ru_reflects = models.TextField(blank=True, max_length=LONGEST, editable=False)
    en_reflects_on = models.DateField(null=True, blank=True, editable=False)
    ru_reflects_on = models.DateField(null=True, blank=True, editable=False)
    en_behind = lag_field("English", "Russian")
    ru_behind = lag_field("Russian", "English")
    text = Bilingual()
    merged_with: Any = None  # after a save: the row of history that it was joined with

    objects = SectionQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=[
            "en_reflects",
            "ru_reflects",
            "en_reflects_on",
            "ru_reflects_on",
            "en_behind",
            "ru_behind",
        ]
    )

    class Meta:
        ordering = ["edition", "template_section__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "template_section"], name="section_once_per_edition"
            )
        ]

    # Of a section of a frozen edition these may still change, and nothing else (frozen.py)
    FREE_AFTER_PUBLICATION = ("carried_from", "version", "updated_at")

    def __str__(self) -> str:
        return f"{self.edition}: {self.template_section.number}"

    def clean(self) -> None:
        super().clean()
        before = Section.objects.filter(pk=self.pk).values_list("text_en", "text_ru", "gap").first()
        if not self.edition_id or before == (self.text_en, self.text_ru, self.gap):
            return
        if self.edition.is_frozen:
            raise ValidationError(
                _("A published edition never changes. A correction is a new version.")
            )
        refusal = why_closed(self.edition, None)
        if refusal:
            raise ValidationError(refusal)

    @property
    def has_text(self) -> bool:
        if "text_en" in self.get_deferred_fields():
            return self.is_written
        return bool(self.text_en or self.text_ru)

    @property
    def is_complete(self) -> bool:
        """Text in a language, or a declared gap; what the template does not require is always
        complete."""
        return self.has_text or bool(self.gap) or not self.template_section.is_required

    @property
    def can_be_confirmed(self) -> bool:
        """“Still valid” fits what was carried over from the last edition and not touched since."""
        is_carried = self.carried_from_id is not None and not self.is_prefilled
        return (
            is_carried and self.progress == self.Progress.OPEN and (self.has_text or bool(self.gap))
        )

    @property
    def is_returned(self) -> bool:
        return self.review == self.Review.RETURNED


class SectionFigure(models.Model):
    """A state's own figure for an indicator, with year and source, or why there is none; or the
    figure of an open source that the state confirmed (`is_confirmed`): that one stays the source's.

    `note_en`, `note_ru`: why a figure is as it is, where that is not to be expected. Readers see
    it.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="figures")
    indicator = models.ForeignKey("registry.Indicator", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    gap = models.CharField(max_length=20, choices=Observation.Gap, blank=True)
    source = models.CharField(max_length=200, blank=True)
    note_en = models.CharField(max_length=200, blank=True)
    note_ru = models.CharField(max_length=200, blank=True)
    is_confirmed = models.BooleanField("confirmed from open sources", default=False)

    class Meta:
        ordering = ["section", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "indicator"], name="figure_once_per_section"
            ),
            models.CheckConstraint(
                condition=Q(is_confirmed=False) | Q(value__isnull=False),
                name="figure_confirmed_has_a_value",
            ),
            models.CheckConstraint(
                condition=(Q(value__isnull=False, year__isnull=False, gap="") & ~Q(source=""))
                | (Q(value__isnull=True) & ~Q(gap="")),
                name="figure_has_year_and_source_or_a_gap",
                violation_error_message=_(
                    "A figure needs its year and source; without a figure, say why."
                ),
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1900, year__lte=2100),
                name="figure_year_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.value if self.gap == '' else self.gap}"

    @property
    def gap_worded(self) -> str:
        """The state's reason; "" for a value. `year` is then the year in which the figure is
        expected."""
        return Observation(gap=self.gap, expected_in=self.year).gap_worded

    @property
    def has_note(self) -> bool:
        return bool(self.note_en or self.note_ru)

    def note_in(self, language: str) -> str:
        """In the language, else in the other one."""
        return text_in(self, "note", language)[0]


class TypedFigure(models.Model):
    """What was typed for a figure and is none yet: half a row, no number, or a value that needs a
    word of why. It stays beside the figure of before until it is one (figure_writing.py)."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="typed_figures")
    indicator = models.ForeignKey("registry.Indicator", models.PROTECT, related_name="+")
    typed = models.JSONField(help_text="Field of the form: what stands in it.")

    class Meta:
        ordering = ["section", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "indicator"], name="typed_figure_once_per_section"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: typed"


class KeptTextQuerySet(models.QuerySet["KeptText"]):
    def in_work(self, account: User | None, posts: Iterable[ContactPoint]) -> Self:
        """What this person, or the predecessor in one of the offices `posts`, kept of editions
        that are not published yet."""
        own = self.filter(Q(account=account) | Q(contact_point__in=posts))
        editions = Edition.objects.in_work()
        rows = own.filter(section__edition__in=editions).distinct()
        return rows.select_related(
            "section__edition__profile", "section__template_section__parent"
        ).order_by("section__edition", "section__template_section__order")

    def of_person(
        self, section: Section, account: User | None, posts: Iterable[ContactPoint] = ()
    ) -> "KeptText | None":
        """The text that this person kept, or the predecessor in one of the offices `posts`."""
        return (
            self.filter(Q(account=account) | Q(contact_point__in=posts), section=section)
            .order_by("-at")
            .first()
        )


class KeptText(models.Model):
    """What somebody typed into a section and could not save: another had saved meanwhile, or the
    session had ended."""

    on_succession: ClassVar = {
        "contact_point": Succession(Fate.MOVES, open_rows=KeptTextQuerySet.all)
    }

    section = models.ForeignKey(Section, models.CASCADE, related_name="kept_texts")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="kept_texts"
    )
    contact_point = models.ForeignKey(
        "registry.ContactPoint", models.SET_NULL, null=True, blank=True, related_name="kept_texts"
    )
    base_version = models.PositiveIntegerField(help_text="Of the section, when the person began.")
    text_en = models.TextField(blank=True, max_length=LONGEST)
    text_ru = models.TextField(blank=True, max_length=LONGEST)
    gap = models.CharField(max_length=15, blank=True)
    figures = models.JSONField(
        default=dict,
        blank=True,
        help_text="By the number of the indicator: the row as it was shown, and as it was typed.",
    )
    at = models.DateTimeField(auto_now=True)

    objects = KeptTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "account"], name="kept_text_once_per_person")
        ]

    def __str__(self) -> str:
        return f"kept text of section {self.section_id}"
