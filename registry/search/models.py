"""What the search keeps: entries, their words, the words that staff teach it, and what nobody
found."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual
from registry.common.records import Record

ALWAYS, FOR_EVER = date.min, date.max
PART_OF = "#"  # in the key of a page, after that of its document


class Kind(models.TextChoices):
    """In the order in which they are listed."""

    STATE = "state", _("States")
    PART = "part", _("Parts of profiles")
    EDITION = "edition", _("Profiles")
    INDICATOR = "indicator", _("Indicators")
    FIGURE = "figure", _("Figures")
    PROJECT = "project", _("Projects")
    PLAN = "plan", _("Action plans")
    AREA = "area", _("Co-operation areas")
    ACTION = "action", _("Actions")
    MEETING = "meeting", _("Meetings")
    DOCUMENT = "document", _("Documents")
    NEWS = "news", _("News")
    AUTHORITY = "authority", _("Authorities")
    PERSON = "person", _("Contact persons")
    PAGE = "page", _("Pages")


class SearchEntry(models.Model):
    """Something that can be found, and what its hit shows. Lists are kept as words between
    spaces. `since` and `until`: the days between which readers see it."""

    key = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=400, help_text="Without the language.")
    title_en = models.CharField(max_length=400)
    title_ru = models.CharField(max_length=400, blank=True)
    detail_en = models.CharField(max_length=300, blank=True)
    detail_ru = models.CharField(max_length=300, blank=True)
    status_en = models.CharField(max_length=100, blank=True)
    status_ru = models.CharField(max_length=100, blank=True)
    look = models.CharField(max_length=10, blank=True, help_text="Of the stamp with its status.")
    about = models.CharField(max_length=20, blank=True, help_text="The state it belongs to.")
    states = models.CharField(max_length=400, blank=True)
    years = models.CharField(max_length=600, blank=True)
    areas = models.CharField(max_length=400, blank=True)
    languages = models.CharField(max_length=5, blank=True)
    since = models.DateField(default=ALWAYS)
    until = models.DateField(default=FOR_EVER)
    weight = models.FloatField(default=0)
    title_words = models.PositiveSmallIntegerField(default=1)
    fingerprint = models.CharField(max_length=64)
    changed_at = models.DateTimeField(
        default=timezone.now, help_text="When readers could first find it as it is now."
    )
    title = Bilingual()
    detail = Bilingual()
    status = Bilingual()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.key


class SearchText(models.Model):
    """The texts of an entry, apart from it: ranking reads none of them."""

    entry = models.OneToOneField(SearchEntry, models.CASCADE, primary_key=True)
    text_en = models.TextField(blank=True, max_length=100_000)
    text_ru = models.TextField(blank=True, max_length=100_000)
    title_terms = models.TextField(blank=True, max_length=10_000)
    lead_terms = models.TextField(blank=True, max_length=20_000)
    body_terms = models.TextField(blank=True, max_length=200_000)
    exact_terms = models.TextField(blank=True, max_length=400_000)

    def __str__(self) -> str:
        return f"text of {self.entry_id}"


class SearchWord(models.Model):
    """A word that entries have which are seen from one day to another. A word of titles is also
    found one letter off."""

    word = models.CharField(max_length=40)
    stem = models.CharField(max_length=40, db_index=True)
    key = models.CharField(max_length=60, db_index=True)
    since = models.DateField(default=ALWAYS)
    until = models.DateField(default=FOR_EVER)
    entries = models.PositiveIntegerField(default=0)
    in_titles = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["word", "since", "until"], name="search_word_once_per_period"
            )
        ]

    def __str__(self) -> str:
        return self.word


class NearWord(models.Model):
    """What the key of a word of titles is without one of its letters."""

    shortened = models.CharField(max_length=60, db_index=True)
    word = models.ForeignKey(SearchWord, models.CASCADE, related_name="near")

    def __str__(self) -> str:
        return self.shortened


class SearchState(models.Model):
    """One row: `version` differs after each change of the index; whoever changes it locks it.
    `analysis`: of which version the words in it are; `next_due`: when the next record appears or
    goes by itself, so that the index has to follow."""

    version = models.CharField(max_length=32, blank=True)
    analysis = models.PositiveSmallIntegerField(default=0)
    next_due = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.version


class SearchBehind(models.Model):
    """A transaction wrote what entries are made of, by the table. It goes when the index has
    followed."""

    table = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.table


class Synonyms(Record):
    """Words that mean the same: who types one of them finds the others too."""

    slug = models.SlugField(unique=True)
    words_en = models.TextField(
        "in English",
        blank=True,
        max_length=1000,
        help_text="One word, name or abbreviation a line.",
    )
    words_ru = models.TextField("in Russian", blank=True, max_length=1000)
    state = models.ForeignKey(
        "registry.State",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="synonyms",
        help_text=(
            "Where these are other names of a state: it is found by them, and never called so."
        ),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "synonyms"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def phrases(self) -> list[str]:
        lines = [*self.words_en.splitlines(), *self.words_ru.splitlines()]
        return [line.strip() for line in lines if line.strip()]


class MissedSearch(models.Model):
    """Words that somebody looked for and that nothing was found for. Nobody knows who."""

    words = models.CharField(max_length=100, unique=True)
    language = models.CharField("page in", max_length=2)
    count = models.PositiveIntegerField(default=1)
    last_on = models.DateField()

    class Meta:
        verbose_name = "search without a hit"
        verbose_name_plural = "searches without a hit"
        ordering = ["-count", "words"]

    def __str__(self) -> str:
        return self.words
