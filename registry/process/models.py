from datetime import date
from typing import Any, Self

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
    only_public,
)
from registry.common.content_text import content_text_field
from registry.common.dates import Period, PeriodQuerySet, precision_field, worded_span
from registry.common.languages import Bilingual, active
from registry.common.records import Certainty, Noted, Record, Sourced
from registry.states.models import State


class CooperationArea(Record, Sourced):
    slug = models.SlugField(unique=True)
    number = models.CharField(
        max_length=5, unique=True, help_text="Roman numeral of its chapter in the action plans."
    )
    order = models.PositiveSmallIntegerField(default=0)
    name_en = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200, blank=True)
    note_en = models.TextField(blank=True, max_length=2000)
    note_ru = models.TextField(blank=True, max_length=2000)
    name = Bilingual()
    note = Bilingual()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "co-operation area"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cooperation_area", args=[self.slug])


class ActionPlanQuerySet(models.QuerySet):
    def for_page(self) -> Self:
        return self.select_related("document", "meeting").prefetch_related(
            "actions__area",
            only_public("actions__projects", "Project"),
            only_public("projects", "Project"),
            "chapters__area",
        )

    def with_projects(self) -> Self:
        """With who carries them out, as a whole and in single actions."""
        return self.prefetch_related(
            only_public("projects", "Project"), only_public("actions__projects", "Project")
        )

    def for_api(self) -> Self:
        return self.for_page()

    for_export = for_page


class ActionPlan(Record, Sourced):
    slug = models.SlugField(unique=True)
    title_en = models.CharField(max_length=200)
    title_ru = models.CharField(max_length=200, blank=True)
    summary_en = models.TextField(blank=True, max_length=5000)
    summary_ru = models.TextField(blank=True, max_length=5000)
    coverage_en = models.TextField("what the registry holds of it", blank=True, max_length=1000)
    coverage_ru = models.TextField(
        "what the registry holds of it, in Russian", blank=True, max_length=1000
    )
    adopted_on = models.DateField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    meeting = models.ForeignKey(
        "registry.Meeting", models.PROTECT, null=True, blank=True, related_name="action_plans"
    )
    document = models.ForeignKey(
        "registry.Document", models.PROTECT, null=True, blank=True, related_name="action_plans"
    )
    title = Bilingual()
    summary = Bilingual()
    coverage = Bilingual()

    objects = ActionPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-first_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    first_year__gte=2009, last_year__lte=2100, last_year__gte=F("first_year")
                ),
                name="action_plan_years_in_order",
                violation_error_message=_(
                    "The last year is before the first, or a year is out of range."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("action_plan", args=[self.slug])

    @property
    def carried_out_by(self) -> list[Any]:
        """Projects that carry it out as a whole, then those that carry out single actions. Needs
        `with_projects()`."""
        of_actions: dict[Any, None] = {}
        for action in self.actions.all():
            of_actions |= dict.fromkeys(action.projects.all())
        in_order = sorted(of_actions, key=number_of)
        return list(dict.fromkeys([*self.projects.all(), *in_order]))


def number_of(project: Any) -> tuple[int, str]:
    return project.number or 0, project.acronym


class Action(Record, Sourced):
    """One action of an action plan. `number` is empty where no source shows it."""

    reference_fields = ("plan", "slug")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="actions")
    slug = models.SlugField()
    area = models.ForeignKey(CooperationArea, models.PROTECT, related_name="actions")
    number = models.CharField(max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    title_en = models.CharField(max_length=400)
    title_ru = models.CharField(max_length=400, blank=True)
    detail_en = models.TextField(blank=True, max_length=2000)
    detail_ru = models.TextField(blank=True, max_length=2000)
    title = Bilingual()
    detail = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "area", "order", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "slug"], name="action_once_per_plan"),
            models.UniqueConstraint(
                fields=["plan", "area", "number"],
                condition=~Q(number=""),
                name="action_number_once_per_chapter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class MeetingQuerySet(AppearingQuerySet):
    def conferences(self) -> Self:
        return self.filter(kind=Meeting.Kind.MINISTERIAL_CONFERENCE)

    def milestones(self) -> Self:
        """Ministerial conferences and Senior Officials' Meetings whose date is known."""
        return self.filter(
            kind__in=(Meeting.Kind.MINISTERIAL_CONFERENCE, Meeting.Kind.SOM),
            starts_on__isnull=False,
            is_cancelled=False,
        )

    def of_project(self, project: models.Model) -> Self:
        return (
            self.filter(Q(project=project) | Q(other_projects=project))
            .for_page()
            .order_by("starts_on")
            .distinct()
        )

    def held_by(self, day: date) -> Self:
        """Held on that day or before."""
        return self.filter(starts_on__lte=day, is_cancelled=False)

    def places(self) -> list[int]:
        """The number of the state in which each was held, or which hosted it."""
        rows = self.order_by().values_list("country", "host")
        return [country or host for country, host in rows if country or host]

    def doubtful(self) -> Self:
        """Those that no source states as they are on record."""
        return self.exclude(certainty=Certainty.STATED)

    def hosted_by(self, state: State) -> Self:
        return self.filter(Q(host=state) | Q(country=state))

    def for_page(self) -> Self:
        return self.select_related("host", "country", "project")

    def for_api(self) -> Self:
        return self.for_page().prefetch_related("attendances__state")

    for_export = for_api


class Meeting(Record, Noted, Sourced, Appearing):
    class Kind(models.TextChoices):
        MINISTERIAL_CONFERENCE = "ministerial_conference", _("ministerial conference")
        SOM = "som", _("Senior Officials’ Meeting")
        NCP_MEETING = "ncp_meeting", _("National Contact Points’ meeting")
        CORE_GROUP = "core_group", _("Core Group meeting")
        STRATEGIC_GROUP = "strategic_group", _("Strategic Group meeting")
        KICK_OFF = "kick_off", _("kick-off workshop")
        WORKSHOP = "workshop", _("workshop")
        SEMINAR = "seminar", _("seminar")
        TRAINING = "training", _("training")
        STUDY_VISIT = "study_visit", _("study visit")
        EXPERT_MISSION = "expert_mission", _("expert mission")
        CLOSING = "closing", _("closing event")
        CONFERENCE = "conference", _("conference")
        WEBINAR = "webinar", _("webinar")
        CONSULTATIONS = "consultations", _("consultations")
        OTHER = "other", _("other event")

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=25, choices=Kind)
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="In its series, where it has one."
    )
    title_en = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300, blank=True)
    summary_en = content_text_field(2, 3)
    summary_ru = content_text_field(2, 3)
    result_en = models.CharField(
        "result",
        max_length=200,
        blank=True,
        help_text="What it brought, in one line for the time line of the Process.",
    )
    result_ru = models.CharField("result, in Russian", max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True, help_text="Empty: the date is not known.")
    ends_on = models.DateField(null=True, blank=True)
    date_precision = precision_field("starts_on", "ends_on")
    place_en = models.CharField("town", max_length=100, blank=True)
    place_ru = models.CharField("town, in Russian", max_length=100, blank=True)
    country = models.ForeignKey(
        "registry.State", models.PROTECT, null=True, blank=True, related_name="meetings_in"
    )
    is_online = models.BooleanField("online", default=False)
    is_cancelled = models.BooleanField(
        "cancelled",
        default=False,
        help_text="It does not take place. Readers see it, and calendars strike it out.",
    )
    host = models.ForeignKey(
        "registry.State", models.PROTECT, null=True, blank=True, related_name="meetings_hosted"
    )
    project = models.ForeignKey(
        "registry.Project", models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    other_projects = models.ManyToManyField(
        "registry.Project", blank=True, related_name="joint_meetings"
    )
    states_count = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="As a source gives it."
    )
    people_count = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="As a source gives it."
    )
    organisations = models.CharField(max_length=300, blank=True)
    organisations_ru = models.CharField("organisations, in Russian", max_length=400, blank=True)
    title = Bilingual()
    summary = Bilingual()
    result = Bilingual()
    place = Bilingual()

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "slug"]
        constraints = [
            goes_after_it_appears("meeting"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="meeting_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.slug])

    @property
    def organisations_worded(self) -> str:
        in_russian = self.organisations_ru if active() == "ru" else ""
        return in_russian or self.organisations

    @property
    def dates_worded(self) -> str:
        return worded_span(self.starts_on, self.ends_on, self.date_precision)


class Attendance(Record):
    """A state that a source names at a meeting. A state not named may have been there all the
    same."""

    class Role(models.TextChoices):
        PARTICIPANT = "participant", _("took part")
        HOST = "host", _("host")
        EXPECTED = "expected", _("announced")

    reference_fields = ("meeting", "state")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    state = models.ForeignKey("registry.State", models.PROTECT, related_name="attendances")
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "state"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "state"], name="state_once_per_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.state.iso_alpha3} at {self.meeting.slug}"


class MandateQuerySet(PeriodQuerySet):
    def offices(self) -> Self:
        """Who led the Process, in the order of time."""
        rows = self.filter(kind__in=(Mandate.Kind.LEAD_STATE, Mandate.Kind.CHAIR)).select_related(
            "state"
        )
        return rows.order_by(F("until").asc(nulls_last=True))

    def groups(self) -> Self:
        """Members of the Core Group and of the Strategic Group."""
        rows = self.filter(
            kind__in=(Mandate.Kind.CORE_GROUP, Mandate.Kind.STRATEGIC_GROUP)
        ).select_related("state")
        return rows.order_by("kind", "state__slug")


class Mandate(Record, Period, Noted, Sourced):
    """An office that a state holds in the Process for a time."""

    class Kind(models.TextChoices):
        CHAIR = "chair", _("chair of the Process")
        LEAD_STATE = "lead_state", _("leading state of the Process")
        SUPPORTING_LEAD = "supporting_lead", _("supporting leading state")
        CORE_GROUP = "core_group", _("member of the Core Group")
        STRATEGIC_GROUP = "strategic_group", _("member of the Strategic Group")
        STEERING_COMMITTEE = (
            "steering_committee",
            _("member of the steering committee of the Targeted Initiative"),
        )

    reference_fields = ("state", "kind", "since")
    overlap_key = ("state", "kind")

    state = models.ForeignKey("registry.State", models.CASCADE, related_name="mandates")
    kind = models.CharField(max_length=20, choices=Kind)

    objects = MandateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Period.Meta):
        ordering = ["since", "state"]

    def __str__(self) -> str:
        return f"{self.state.iso_alpha3}: {self.get_kind_display()}"

    @property
    def body(self) -> str:
        """The group that its states form; "" for an office of one state."""
        bodies = {
            Mandate.Kind.CORE_GROUP: gettext("Core Group"),
            Mandate.Kind.STRATEGIC_GROUP: gettext("Strategic Group"),
        }
        return bodies.get(Mandate.Kind(self.kind), "")
