from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.common.appearing import (
    Appearing,
    AppearingQuerySet,
    goes_after_it_appears,
    public_where,
)
from registry.common.content_text import content_text_field
from registry.common.dates import precision_field, worded, worded_years
from registry.common.languages import Bilingual
from registry.common.records import Noted, Record, Sourced
from registry.states.models import State


class ProjectQuerySet(AppearingQuerySet):
    def on_the_time_line(self) -> Self:
        """Programmes and projects that stand for themselves, and those within them."""
        return self.select_related("parent").order_by(
            F("starts_on").asc(nulls_last=True), "number", "slug"
        )

    def pilots(self) -> Self:
        return self.filter(kind=Project.Kind.PILOT_PROJECT).order_by("number")

    def running_in(self, year: int) -> Self:
        """Projects that ran in a year as far as their dates are known."""
        return self.filter(starts_on__year__lte=year).filter(
            Q(ends_on__isnull=True) | Q(ends_on__year__gte=year)
        )

    def for_page(self) -> Self:
        partners = Partner.objects.select_related("state")
        return self.select_related("parent").prefetch_related(
            "areas", models.Prefetch("partners", partners)
        )

    def for_api(self) -> Self:
        return self.for_page().prefetch_related("actions", "outputs")

    for_export = for_api


class Project(Record, Noted, Sourced, Appearing):
    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("programme")
        PROJECT = "project", _("project")
        PILOT_PROJECT = "pilot_project", _("pilot project")

    slug = models.SlugField(unique=True)
    acronym = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of a pilot project: 1 to 7."
    )
    title_en = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300, blank=True)
    objective_en = content_text_field(3, 4)
    objective_ru = content_text_field(3, 4)
    activities_en = content_text_field(3, 4)
    activities_ru = content_text_field(3, 4)
    results_en = content_text_field(3, 4)
    results_ru = content_text_field(3, 4)
    funding_en = models.TextField(blank=True, max_length=1000)
    funding_ru = models.TextField(blank=True, max_length=1000)
    starts_on = models.DateField(null=True, blank=True)
    starts_precision = precision_field("starts_on")
    ends_on = models.DateField(null=True, blank=True)
    ends_precision = precision_field("", "ends_on")
    areas = models.ManyToManyField("registry.CooperationArea", blank=True, related_name="projects")
    actions = models.ManyToManyField("registry.Action", blank=True, related_name="projects")
    plans = models.ManyToManyField(
        "registry.ActionPlan",
        blank=True,
        related_name="projects",
        verbose_name="action plans",
        help_text="That it carries out as a whole; single actions are named above.",
    )
    title = Bilingual()
    objective = Bilingual()
    activities = Bilingual()
    results = Bilingual()
    funding = Bilingual()

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [F("starts_on").asc(nulls_last=True), "number", "slug"]
        constraints = [
            goes_after_it_appears("project"),
            models.CheckConstraint(
                condition=~Q(kind="pilot_project") | Q(number__isnull=False, parent__isnull=False),
                name="pilot_project_has_number_and_parent",
                violation_error_message=_(
                    "A pilot project needs its number and the programme it belongs to."
                ),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(kind="pilot_project"),
                name="pilot_project_number_once",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.PILOT_PROJECT:
            return reverse("pilot_project", args=[self.number])
        return reverse("project", args=[self.slug])

    @property
    def lead_states(self) -> list[State]:
        """Asks the database once for a project whose partners are not there yet."""
        rows = self.partners.all()
        return [row.state for row in rows if row.role == Partner.Role.LEAD and row.state]

    @property
    def years_worded(self) -> str:
        """2012–2014. A project whose end no source gives does not look as if it still ran."""
        if self.starts_on and self.ends_on is None:
            words = {"year": self.starts_on.year}
            return gettext("from %(year)s, end not on record") % words
        return worded_years(self.starts_on, self.ends_on)

    @property
    def starts_worded(self) -> str:
        return worded(self.starts_on, self.starts_precision)

    @property
    def ends_worded(self) -> str:
        return worded(self.ends_on, self.ends_precision)


class PartnerQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Of projects that readers see."""
        return self.filter(public_where("project__"))

    def in_projects(self, *kinds: str) -> Self:
        """Parts of states in projects of these kinds."""
        return self.filter(state__isnull=False, project__kind__in=kinds)

    def begun_by(self, day: date) -> Self:
        """In projects that had begun; where no beginning is known, they count as begun."""
        return self.filter(Q(project__starts_on__lte=day) | Q(project__starts_on__isnull=True))

    def leading(self) -> Self:
        return self.filter(role=Partner.Role.LEAD)

    def states_by_project(self) -> list[int]:
        """A state's number once for each project that it has a part in."""
        return [
            state for state, _project in self.order_by().values_list("state", "project").distinct()
        ]

    def of_state(self, state: State) -> Self:
        """A state's parts in projects, latest project first."""
        rows = self.filter(state=state).select_related("project")
        return rows.order_by(F("project__starts_on").desc(nulls_last=True), "project__number")


class Partner(Record):
    """A state or an organisation in a project, and the part it plays."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead state")
        PARTNER = "partner", _("partner")
        PARTICIPATING = "participating", _("participating state")
        TARGET = "target", _("target state")
        OBSERVER = "observer", _("observer")
        PEER = "peer", _("peer state")
        HOST = "host", _("host of visits")
        IMPLEMENTING = "implementing", _("implementing organisation")

    reference_fields = ("project", "role", "state", "organisation_en")

    project = models.ForeignKey(Project, models.CASCADE, related_name="partners")
    role = models.CharField(max_length=15, choices=Role)
    state = models.ForeignKey(
        "registry.State", models.PROTECT, null=True, blank=True, related_name="partnerships"
    )
    organisation_en = models.CharField(max_length=200, blank=True)
    organisation_ru = models.CharField(max_length=200, blank=True)
    organisation = Bilingual()

    objects = PartnerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [
            "project",
            "role",
            "state",
            "organisation_en",
        ]  # of organisations, the state is null
        constraints = [
            models.CheckConstraint(
                condition=Q(state__isnull=False, organisation_en="")
                | (Q(state__isnull=True) & ~Q(organisation_en="")),
                name="partner_is_a_state_or_an_organisation",
                violation_error_message=_("Name either a state or an organisation."),
            ),
            models.UniqueConstraint(
                fields=["project", "role", "state"], name="state_once_per_project_and_role"
            ),
        ]

    def __str__(self) -> str:
        who = self.state.iso_alpha3 if self.state else self.organisation_en
        return f"{who}: {self.get_role_display()}"


class Output(Record):
    """What a project left behind; `document` where the library has it."""

    class Kind(models.TextChoices):
        HANDBOOK = "handbook", _("handbook")
        GUIDELINES = "guidelines", _("guidelines")
        MANUAL = "manual", _("manual")
        MIGRATION_PROFILE = "migration_profile", _("migration profiles")
        MAP = "map", _("map")
        NEWSLETTER = "newsletter", _("newsletter")
        BRIEF = "brief", _("briefs")
        COLLECTION = "collection", _("collection")
        PLATFORM = "platform", _("platform")

    reference_fields = ("project", "slug")

    project = models.ForeignKey(Project, models.CASCADE, related_name="outputs")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=Kind)
    title_en = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="outputs"
    )
    url = models.URLField("address", max_length=500, blank=True)
    title = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["project", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["project", "slug"], name="output_once_per_project")
        ]

    def __str__(self) -> str:
        return self.title
