from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from registry.common.appearing import Appearing, AppearingQuerySet, goes_after_it_appears
from registry.common.content_text import content_text_field
from registry.common.dates import precision_field, worded
from registry.common.languages import Bilingual
from registry.common.models import FormerAddress
from registry.common.records import Record, Sourced
from registry.states.models import State

# By the slug of their first days: other pages link to them
OF_THE_FRAME = ("the-process", "endorsement", "terms", "accessibility", "privacy")


class Page(Record, Appearing):
    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    title_en = models.CharField(max_length=200)
    title_ru = models.CharField(max_length=200, blank=True)
    body_en = content_text_field(2, 3)
    body_ru = content_text_field(2, 3)
    title = Bilingual()

    objects = AppearingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [goes_after_it_appears("page")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])

    @property
    def is_of_the_frame(self) -> bool:
        """Whether every page, or a template, links to it; a changed slug leaves the old address."""
        had = FormerAddress.objects.filter(kind="page", slug__in=OF_THE_FRAME, record=self.pk)
        return self.slug in OF_THE_FRAME or had.exists()

    must_stay = is_of_the_frame


class NewsQuerySet(AppearingQuerySet):
    def about_state(self, state: State) -> Self:
        return self.filter(states=state).order_by("-date", "slug")

    def by_day(self, day: date) -> Self:
        """Dated that day or before."""
        return self.filter(date__lte=day)

    def for_page(self) -> Self:
        return self.select_related("picture").order_by("-date", "slug")


class NewsItem(Record, Sourced, Appearing):
    slug = models.SlugField(unique=True)
    date = models.DateField(
        "date on the page",
        db_index=True,
        help_text="For a day to come, it appears on that day unless another time is set.",
    )
    date_precision = precision_field("date")
    title_en = models.CharField(max_length=200)
    title_ru = models.CharField(max_length=200, blank=True)
    body_en = content_text_field(2, 3, blank=False)
    body_ru = content_text_field(2, 3)
    picture = models.ForeignKey(
        "registry.Picture",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="news",
        verbose_name="lead picture",
    )
    states = models.ManyToManyField("registry.State", blank=True, related_name="news")
    projects = models.ManyToManyField("registry.Project", blank=True, related_name="news")
    documents = models.ManyToManyField("registry.Document", blank=True, related_name="news")
    meetings = models.ManyToManyField("registry.Meeting", blank=True, related_name="news")
    title = Bilingual()
    body = Bilingual()

    objects = NewsQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-date", "slug"]
        constraints = [goes_after_it_appears("newsitem")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("news_item", args=[self.slug])

    @property
    def date_worded(self) -> str:
        return worded(self.date, self.date_precision)
