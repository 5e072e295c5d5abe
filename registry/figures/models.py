import re
from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import FirstValue
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual
from registry.common.records import Record, Sourced, column
from registry.figures import gaps
from registry.figures.expected import Expected
from registry.figures.indexes import INDEXES
from registry.figures.iso_codes import HasAlpha3
from registry.figures.quotients import Quotient
from registry.figures.ranks import Rank
from registry.figures.terms import licence_worded

# The source of what states endorsed in their profiles; its rows are made from the editions
STATE_SOURCE = "state-profiles"
COMPUTED_SOURCE = "registry"  # of what the registry computes (computing.py)


class Source(Record):
    slug = models.SlugField(unique=True)
    title_en = models.CharField(max_length=200)
    title_ru = models.CharField(max_length=200, blank=True)
    url = models.URLField("address", max_length=500, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    licence_url = models.URLField("address of the licence", max_length=300, blank=True)
    obtained_from = models.TextField(
        blank=True, max_length=1000, help_text="The copy that was loaded, with its version."
    )
    is_state_own = models.BooleanField(
        "the states’ own figures",
        default=False,
        help_text=(
            "Figures that states endorsed in their profiles. They come before those of"
            " international sources."
        ),
    )
    title = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title

    @property
    def licence_named(self) -> str:
        return licence_worded(self.licence)


def has_value_and_year(sentence: str) -> None:
    if set(re.findall(r"\{(\w*)\}", sentence)) != {"value", "year"}:
        raise ValidationError(_("The sentence needs {value} and {year}, and no other braces."))


class IndicatorQuerySet(models.QuerySet):
    def by_slugs(self, slugs: Iterable[str]) -> Self:
        return self.filter(slug__in=list(slugs))

    def with_figures(self) -> Self:
        """Those of which there is any figure."""
        figures = Observation.objects.filter(indicator=models.OuterRef("pk"), value__isnull=False)
        return self.filter(models.Exists(figures))

    def for_page(self) -> Self:
        return self.select_related("source", "numerator", "denominator")

    def for_api(self) -> Self:
        return self.for_page()

    for_export = for_page


class Indicator(Record, Sourced, Expected, Quotient):
    """What is counted, in which unit and how it is defined. Of an indicator without observations
    states are asked for figures."""

    class Topic(models.TextChoices):
        COUNTRY = "country", _("Country background")
        FLOWS_STOCKS = "flows_stocks", _("Migrant flows and stocks")
        LEGAL = "legal", _("Legal and labour migration")
        IRREGULAR = "irregular", _("Irregular migration and border")
        RETURN = "return", _("Return and readmission")
        ASYLUM = "asylum", _("Asylum and protection")
        DEVELOPMENT = "development", _("Migration and development")
        INTEGRATION = "integration", _("Integration and citizenship")
        COOPERATION = "cooperation", _("Co-operation")

    class CounterpartRole(models.TextChoices):
        ORIGIN = "origin", _("country of origin")
        DESTINATION = "destination", _("country of destination")
        ASYLUM = "asylum", _("country of asylum")

    slug = models.SlugField(unique=True)
    topic = models.CharField(max_length=15, choices=Topic)
    order = models.PositiveSmallIntegerField(default=0)
    title_en = models.CharField(max_length=200)
    title_ru = models.CharField(max_length=200, blank=True)
    unit_en = models.CharField(max_length=60)
    unit_ru = models.CharField(max_length=60, blank=True)
    definition_en = models.TextField(blank=True, max_length=2000)
    definition_ru = models.TextField(blank=True, max_length=2000)
    decimals = models.PositiveSmallIntegerField(
        default=0, help_text="Figures after the point when shown."
    )
    is_amount = models.BooleanField(
        "an amount",
        default=True,
        help_text=(
            "Amounts are shown in thousands or millions; rates, shares and indices as they are."
        ),
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        help_text="Where its series comes from.",
    )
    published_by_en = models.CharField(
        "published by",
        max_length=200,
        blank=True,
        help_text="Who publishes such figures, where the registry does not hold them yet.",
    )
    published_by_ru = models.CharField("published by (Russian)", max_length=200, blank=True)
    codes_elsewhere = models.TextField(
        blank=True,
        max_length=500,
        help_text=(
            "What files of its source call it (SP.POP.TOTL), one a line. An import knows it by"
            " these too."
        ),
    )
    sentence_en = models.CharField(
        max_length=200,
        blank=True,
        validators=[has_value_and_year],
        help_text="For profiles: “The population was {value} in {year}”.",
    )
    sentence_ru = models.CharField(max_length=200, blank=True, validators=[has_value_and_year])
    counterpart_role = models.CharField(
        "what the other end is", max_length=12, choices=CounterpartRole, blank=True
    )
    title = Bilingual()
    unit = Bilingual()
    definition = Bilingual()
    published_by = Bilingual()
    sentence = Bilingual()

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Quotient.Meta):
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("indicator", args=[self.slug])


class Counterpart(Record, HasAlpha3):
    """The other end of a flow or stock: country of origin, destination or asylum, or "stateless"
    and the like. A participating state is named by the register of designations, every other
    country or area by the names here."""

    reference_fields = ("code",)
    code = models.CharField(
        max_length=3,
        unique=True,
        help_text="ISO alpha-2; XXA stateless, UNK unknown, ZZ all others.",
    )
    name_en = models.CharField(max_length=100)
    name_ru = models.CharField(max_length=100, blank=True)
    state = models.OneToOneField(
        "registry.State", models.PROTECT, null=True, blank=True, related_name="as_counterpart"
    )
    name = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ObservationQuerySet(models.QuerySet["Observation"]):
    def held_on(self, day: date | None) -> Self:
        """Of `Observation.versions`, those that the registry held on a day, nothing of later
        years; without a day those of now."""
        is_current = models.Q(held_until__isnull=True)
        if day is None:
            return self.filter(is_current)
        was_there = models.Q(held_since__isnull=True) | models.Q(held_since__lte=day)
        was_still_there = is_current | models.Q(held_until__gt=day)
        return self.filter(was_there, was_still_there, year__lte=day.year)

    def totals(self) -> Self:
        """Of the whole state: both sexes, all counterparts."""
        return self.filter(counterpart__isnull=True, sex=Observation.Sex.TOTAL)

    def ranked(self) -> Self:
        """With `rank`: whose figure each row is, see preferred.py."""
        return self.annotate(
            rank=models.Case(
                models.When(source__is_state_own=True, then=Rank.OWN),
                models.When(source=models.F("indicator__source"), then=Rank.INDICATORS),
                default=Rank.OTHER,
                output_field=models.PositiveSmallIntegerField(),
            )
        )

    def for_choice(self) -> Self:
        """Ranked and in the order in which preferred.py chooses among sources."""
        return self.ranked().order_by("source__slug", "year")

    def of_preferred_source(self) -> Self:
        """Of each state and year only the rows of the source that comes first by rank: two
        sources never make one distribution."""
        first = models.Window(
            FirstValue("source"),
            partition_by=["indicator", "state", "year"],
            order_by=["rank", "source__slug"],
        )
        return self.ranked().annotate(first_source=first).filter(source=models.F("first_source"))

    def gaps_of(self, indicator: Indicator) -> Self:
        return self.filter(indicator=indicator, value__isnull=True).order_by("year")

    def for_page(self) -> Self:
        return self.select_related("indicator", "source", "state", "counterpart")

    for_export = for_page


AllObservations = models.Manager.from_queryset(ObservationQuerySet)


class CurrentObservations(AllObservations["Observation"]):
    def get_queryset(self) -> ObservationQuerySet:
        return ObservationQuerySet(self.model, using=self._db).held_on(None)


class Observation(Record):
    """A figure: the value of an indicator for a state and a year, or the reason why there is none
    (a data gap).

    A figure that is changed or removed leaves its earlier version behind (earlier.py), so that a
    page can be shown as of a day: it holds from `held_since` until the day before `held_until`.
    `objects` are the current ones, `versions` all.
    """

    class Sex(models.TextChoices):
        TOTAL = "total", _("both sexes")
        FEMALE = "female", _("women")
        MALE = "male", _("men")

    Gap = gaps.Gap

    class Status(models.TextChoices):
        OFFICIAL = "official", _("official, as published")
        ESTIMATED = "estimated", _("estimate of the source")
        PROVISIONAL = "provisional", _("provisional")
        BREAK = "break", _("break in series: not comparable with the years before")
        COMPUTED = "computed", _("computed from figures of the source")

    reference_fields = ("indicator", "state", "year", "sex", "counterpart", "source")

    # Relations have their indexes in indexes.py, with the key behind them
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="observations", db_index=False
    )
    state = models.ForeignKey(
        "registry.State", models.PROTECT, related_name="observations", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=6, choices=Sex, default=Sex.TOTAL)
    counterpart = models.ForeignKey(
        Counterpart,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        db_index=False,
    )
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    gap = models.CharField("reason of the gap", max_length=20, choices=Gap, blank=True)
    expected_in = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Year, where the reason is that the figure is expected later.",
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.OFFICIAL)
    source = models.ForeignKey(Source, models.PROTECT, related_name="observations", db_index=False)
    note_en = models.CharField(max_length=500, blank=True)
    note_ru = models.CharField(max_length=500, blank=True)
    held_since = models.DateField(
        null=True,
        editable=False,
        help_text="Day on which it was written. Empty: from the beginning.",
    )
    held_until = models.DateField(
        null=True, editable=False, help_text="Day on which another version or none took its place."
    )
    note = Bilingual()
    updated_at = models.DateTimeField(auto_now=True)

    objects = CurrentObservations()
    versions = ObservationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["held_since", "held_until"])

    class Meta:
        ordering = ["indicator", "state", "year"]
        indexes = INDEXES
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, gap="") | (Q(value__isnull=True) & ~Q(gap="")),
                name="observation_is_a_value_or_a_gap",
                violation_error_message=_("Give either a value or the reason why there is none."),
            ),
            models.CheckConstraint(
                condition=Q(
                    gap="expected",
                    expected_in__isnull=False,
                    expected_in__gte=1900,
                    expected_in__lte=2100,
                )
                | (~Q(gap="expected") & Q(expected_in__isnull=True)),
                name="observation_expected_names_its_year",
                violation_error_message=_(
                    "Name the year in which the figure is expected, and only then."
                ),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1900, year__lte=2100),
                name="observation_year_in_range",
                violation_error_message=_("The year is not between 1900 and 2100."),
            ),
            models.UniqueConstraint(
                fields=["indicator", "state", "year", "sex", "counterpart", "source"],
                condition=Q(counterpart__isnull=False, held_until__isnull=True),
                name="observation_once_per_counterpart",
            ),
            models.UniqueConstraint(
                fields=["indicator", "state", "year", "sex", "source"],
                condition=Q(counterpart__isnull=True, held_until__isnull=True),
                name="observation_total_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.slug}, {self.state.iso_alpha3}, {self.year}"

    def clean(self) -> None:
        """The database refuses a second current version too, but a form does not ask it, because
        `held_until` is no field of forms."""
        super().clean()
        if self.all_versions().filter(held_until__isnull=True).exclude(pk=self.pk).exists():
            message = _(
                "This figure stands in the registry already. Change that one, or name another"
                " source."
            )
            raise ValidationError(message)

    def all_versions(self) -> ObservationQuerySet:
        names = [column(self, name).attname for name in self.reference_fields]
        return Observation.versions.filter(**{name: getattr(self, name) for name in names})

    def earlier(self) -> ObservationQuerySet:
        """Its versions of before, the latest first."""
        return self.all_versions().filter(held_until__isnull=False).order_by("-held_until")

    @property
    def is_gap(self) -> bool:
        return self.value is None

    @property
    def gap_worded(self) -> str:
        """Why there is no value; "" for a value."""
        return self.Gap(self.gap).worded(self.expected_in) if self.gap else ""
