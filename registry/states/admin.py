from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.common.admin import RecordAdmin, RecordInline
from registry.common.admin_acts import Act, WithActs
from registry.common.dates import today
from registry.common.period_forms import PeriodFormSet
from registry.states.designations import designation
from registry.states.forms import NewGroupForm, NewNameForm, NewStatusForm
from registry.states.models import Designation, GroupMembership, Participation, RegionalGroup, State
from registry.states.new_periods import begin_period


class PeriodInline(RecordInline):
    formset = PeriodFormSet


class DesignationInline(PeriodInline):
    model = Designation
    fields = [
        "since",
        "until",
        "short_name_en",
        "short_name_ru",
        "official_name_en",
        "official_name_ru",
        "shows_flag",
    ]


class GroupMembershipInline(PeriodInline):
    model = GroupMembership
    fields = ["group", "since", "until"]


class ParticipationInline(PeriodInline):
    model = Participation
    fields = ["status", "since", "since_precision", "until", "until_precision", "certainty"]


def begin_act(label: str | Promise, form: Any, model: str) -> Act:
    """A period that begins, as a button: it ends the one before."""
    return Act(
        label=label,
        deed=partial(begin_period, form.Meta.model),
        told=_("What held before ends on the day before the one that you enter, in the same step."),
        form=form,
        rights=(("change", model), ("add", model)),
    )


@admin.register(State)
class StateAdmin(WithActs, RecordAdmin):
    list_display = ["name", "iso_alpha3", "group", "participation", "updated_at"]
    list_filter = ["memberships__group", "participations__status"]
    search_fields = [
        "iso_alpha3",
        "iso_alpha2",
        "slug",
        "designations__short_name_en",
        "designations__short_name_ru",
    ]
    fields = [("iso_alpha3", "iso_alpha2", "slug"), ("capital_en", "capital_ru")]
    inlines = [DesignationInline, ParticipationInline, GroupMembershipInline]
    acts = {
        "name": begin_act(_("New name from a day on"), NewNameForm, "registry.Designation"),
        "status": begin_act(_("New status from a day on"), NewStatusForm, "registry.Participation"),
        "group": begin_act(_("New group from a day on"), NewGroupForm, "registry.GroupMembership"),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[State]:
        return State.objects.for_page()

    @admin.display(ordering="slug")
    def name(self, state: State) -> str:
        return designation(state).name

    @admin.display()
    def group(self, state: State) -> str:
        return str(state.group_on(today()) or "—")

    @admin.display()
    def participation(self, state: State) -> str:
        row = state.participation_on(today())
        return row.get_status_display() if row else "—"


class PeriodAdmin(RecordAdmin):
    """Records that hold for a time: the state and the period first."""

    autocomplete_fields = ["state"]
    search_fields = ["state__iso_alpha3", "state__slug"]
    date_hierarchy = "since"
    list_select_related = ["state"]


@admin.register(Designation)
class DesignationAdmin(PeriodAdmin):
    list_display = ["state", "short_name_en", "short_name_ru", "since", "until", "certainty"]
    list_filter = ["certainty"]
    search_fields = [
        "state__iso_alpha3",
        "state__slug",
        "short_name_en",
        "short_name_ru",
        "official_name_en",
        "official_name_ru",
    ]


@admin.register(Participation)
class ParticipationAdmin(PeriodAdmin):
    list_display = ["state", "status", "since", "until", "certainty"]
    list_filter = ["status", "certainty"]


@admin.register(GroupMembership)
class GroupMembershipAdmin(PeriodAdmin):
    list_display = ["state", "group", "since", "until"]
    list_filter = ["group"]
    list_select_related = ["state", "group"]


@admin.register(RegionalGroup)
class RegionalGroupAdmin(RecordAdmin):
    list_display = ["name_en", "name_ru", "slug", "order"]
    search_fields = ["name_en", "name_ru", "slug"]
