from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.dates import Period, PeriodQuerySet
from registry.common.languages import Bilingual, active, bi, other, text_in
from registry.common.records import Record, Sourced


class RegionalGroup(Record):
    class Colour(models.TextChoices):
        """Colours of the palette (pictures/palette.py) that the style sheet has a class for."""

        BLUE = "eu", "blue"
        VIOLET = "schengen-associated", "violet"
        OCHRE = "eastern-partnership", "ochre"
        GREEN = "western-balkans", "green"
        RED_BROWN = "central-asia", "red-brown"
        TEAL = "other", "teal"

    class MatrixSide(models.TextChoices):
        ROWS = "rows", "rows"
        COLUMNS = "columns", "columns"

    slug = models.SlugField(unique=True)
    name_en = models.CharField(max_length=100)
    name_ru = models.CharField(max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    colour = models.CharField(
        max_length=20, choices=Colour, default=Colour.TEAL, help_text="On the map and in lists."
    )
    counts_as_neighbours = models.BooleanField(
        "its states are neighbours",
        default=False,
        help_text="First texts of profiles then give a state’s rank within this group.",
    )
    matrix_side = models.CharField(
        "in the table of origin and destination",
        max_length=7,
        choices=MatrixSide,
        blank=True,
        help_text="Where the group is shown as long as a reader has chosen no other.",
    )
    name = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name


class StateQuerySet(models.QuerySet["State"]):
    def participating(self, on: date) -> Self:
        """States that take part on that day. A participation that is not confirmed counts, one that
        is suspended or ended does not."""
        taking_part = Participation.objects.on(on).filter(status__in=Participation.TAKING_PART)
        return self.filter(pk__in=taking_part.values("state"))

    def ever_participating(self) -> Self:
        return self.filter(pk__in=Participation.objects.values("state"))

    def in_group(self, group: RegionalGroup | str, on: date) -> Self:
        slug = getattr(group, "slug", group)
        return self.filter(
            pk__in=GroupMembership.objects.on(on).filter(group__slug=slug).values("state")
        )

    def in_groups(self, groups: Iterable[RegionalGroup], on: date) -> Self:
        """In any of them; without groups, all states."""
        wanted = list(groups or [])
        if not wanted:
            return self
        members = GroupMembership.objects.on(on).filter(group__in=wanted)
        return self.filter(pk__in=members.values("state"))

    def for_page(self) -> Self:
        memberships = GroupMembership.objects.select_related("group")
        return self.prefetch_related(Prefetch("memberships", memberships), "participations")

    def for_api(self) -> Self:
        return self.for_page()

    def with_group(self, on: date) -> Self:
        """`group_name` and `group_order` of the group of that day; None where there is none."""
        group = GroupMembership.objects.on(on).filter(state=OuterRef("pk")).order_by("-since")
        return self.annotate(
            group_name=Subquery(group.values(bi("group__name"))[:1]),
            group_order=Subquery(group.values("group__order")[:1]),
        )

    for_export = for_page


class State(Record):
    reference_fields = ("iso_alpha3",)
    also_found_by = ("iso_alpha2", "iso_alpha3")  # beside its slug, in addresses

    # `StateQuerySet.with_group` reads them
    group_name: str | None
    group_order: int | None

    iso_alpha3 = models.CharField(
        "ISO alpha-3", max_length=3, unique=True, help_text="ISO 3166-1; XKX is user-assigned."
    )
    iso_alpha2 = models.CharField("ISO alpha-2", max_length=2, unique=True)
    slug = models.SlugField(
        unique=True, help_text="Part of its addresses; do not change it once published."
    )
    capital_en = models.CharField(max_length=100, blank=True)
    capital_ru = models.CharField(max_length=100, blank=True)
    capital = Bilingual()

    objects = StateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(iso_alpha3__regex=r"^[A-Z]{3}$") & Q(iso_alpha2__regex=r"^[A-Z]{2}$"),
                name="state_has_iso_codes",
                violation_error_message=_("ISO codes are three and two capital letters."),
            )
        ]

    def __str__(self) -> str:
        from registry.states.designations import (
            designation,
        )  # the register reads this module's models

        return designation(self).name

    def get_absolute_url(self) -> str:
        return reverse("state", args=[self.slug])

    def group_on(self, day: date) -> RegionalGroup | None:
        """Its regional group on a day. Needs `for_page()` where it is asked for many states."""
        membership = self.membership_on(day)
        return membership.group if membership else None

    def membership_on(self, day: date) -> "GroupMembership | None":
        return next((row for row in self.memberships.all() if row.holds_on(day)), None)

    def participation_on(self, day: date) -> "Participation | None":
        return next((row for row in self.participations.all() if row.holds_on(day)), None)


class GroupMembership(Record, Period, Sourced):
    """In which regional group a state is counted, and when: Croatia with the Western Balkans
    until it joined the EU."""

    reference_fields = ("state", "group", "since")
    overlap_key = ("state",)

    state = models.ForeignKey(State, models.CASCADE, related_name="memberships")
    group = models.ForeignKey(RegionalGroup, models.PROTECT, related_name="memberships")

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Period.Meta):
        ordering = ["state", "since"]

    def __str__(self) -> str:
        return f"{self.state.iso_alpha3} in {self.group.slug}"


class Designation(Record, Period, Sourced):
    """What a state is called in a period: the register from which every name in the product
    comes."""

    reference_fields = ("state", "since")
    overlap_key = ("state",)

    state = models.ForeignKey(State, models.CASCADE, related_name="designations")
    short_name_en = models.CharField(max_length=100)
    short_name_ru = models.CharField(max_length=100)
    official_name_en = models.CharField(max_length=200, blank=True)
    official_name_ru = models.CharField(max_length=200, blank=True)
    footnote_en = models.TextField(
        blank=True, max_length=500, help_text="Shown wherever the name stands."
    )
    footnote_ru = models.TextField(blank=True, max_length=500)
    short_name = Bilingual()
    official_name = Bilingual()
    footnote = Bilingual()
    shows_flag = models.BooleanField(
        "with its flag", default=True, help_text="Whether a flag stands beside the name."
    )

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Period.Meta):
        ordering = ["state", "since"]

    @property
    def in_the_other_language(self) -> str:
        return text_in(self, "short_name", other(active()))[0]

    def __str__(self) -> str:
        return (
            f"designation of {self.state.iso_alpha3}, {self.since_worded or '…'} –"
            f" {self.until_worded or '…'}"
        )


class Participation(Record, Period, Sourced):
    """Whether a state takes part, and when. The Process has no formal accession; see the sources
    of each row."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("takes part")
        UNCLEAR = "unclear", _("standing not confirmed")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("no longer takes part")

    TAKING_PART = (Status.ACTIVE, Status.UNCLEAR)

    reference_fields = ("state", "since")
    overlap_key = ("state",)

    state = models.ForeignKey(State, models.CASCADE, related_name="participations")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    note_en = models.TextField(blank=True, max_length=1000)
    note_ru = models.TextField(blank=True, max_length=1000)
    note = Bilingual()

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Period.Meta):
        ordering = ["state", "since"]

    def __str__(self) -> str:
        return (
            f"{self.state.iso_alpha3} {self.get_status_display()}, {self.since_worded or '…'} –"
            f" {self.until_worded or '…'}"
        )
