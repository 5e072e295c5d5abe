"""Pages of the admin about several contact points at once, and the desk as a contact point sees
it."""

from operator import attrgetter

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html

from registry.accounts.signed_in import person_of
from registry.common.admin import change_address
from registry.common.admin_acts import WithActs
from registry.common.admin_pages import admin_page
from registry.common.dates import today
from registry.common.freshness import ask_again
from registry.common.keys import key_in
from registry.common.records import column
from registry.common.refusals import refusal_shown
from registry.contacts import bulk, merging
from registry.contacts.duplicates import duplicates
from registry.contacts.looks import remember_look
from registry.contacts.models import ContactPoint
from registry.contacts.reachability import (
    escalate,
    escalation_letter,
    next_step,
    next_steps,
    reach_of_states,
)
from registry.contacts.seeing_as import start_seeing_as
from registry.contacts.traces import Look
from registry.states.designations import by_name
from registry.states.models import State

CHANGES_CONTACT_POINTS = ("change", "registry.ContactPoint")  # a right that an act asks for


class ContactPointPages(WithActs):
    """Mixed into the contact points' admin."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("duplicates/", view(self.duplicates_view), name="contact_point_duplicates"),
            path(
                "merge/<int:first>/<int:second>/", view(self.merge_view), name="contact_point_merge"
            ),
            path("reachability/", view(self.reachability_view), name="contact_point_reachability"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, template: str, title: str, **context) -> HttpResponse:
        may_change = self.has_change_permission(request)
        return admin_page(
            request, template, title, opts=self.opts, may_change=may_change, **context
        )

    def check_right(self, request: HttpRequest) -> None:
        """To look at these pages asks for the right to view, to do something there for that to
        change."""
        is_read = request.method in ("GET", "HEAD")
        if not (self.has_view_permission if is_read else self.has_change_permission)(request):
            raise PermissionDenied

    def bulk_preview(self, request: HttpRequest, queryset, kind: str) -> HttpResponse | None:
        """First the preview; the same action, confirmed, performs it and offers the undo."""
        label, explanation = bulk.LABELS[bulk.Kind(kind)]
        if "confirmed" not in request.POST:
            preview = bulk.preview(kind, queryset, today())
            action = request.POST["action"]
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            return self.page(
                request,
                "bulk",
                label,
                preview=preview,
                told=explanation,
                action=action,
                chosen=chosen,
            )
        with refusal_shown(request):
            act = bulk.perform(kind, queryset, by=person_of(request), on=today())
            undo = reverse("admin:registry_bulkact_act", args=[act.pk, "undo"])
            number = act.contact_points.count()
            messages.success(
                request, format_html('{}: {} done. <a href="{}">Undo</a>', label, number, undo)
            )
        return None

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        self.check_right(request)
        pairs = list(duplicates(ContactPoint.objects.in_office(today()).for_page()))
        remember_look(
            {*(pair.first for pair in pairs), *(pair.second for pair in pairs)},
            by=person_of(request),
            where=Look.Where.ADMIN,
        )
        return self.page(request, "duplicates", "Who stands twice", pairs=pairs)

    def merge_view(self, request: HttpRequest, first: int, second: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = ContactPoint.objects.not_merged().for_page()
        kept, dropped = get_object_or_404(rows, pk=first), get_object_or_404(rows, pk=second)
        asked = ask_again(request, "Merge")
        if asked:
            return asked
        if request.method == "POST":
            take = {name for name in merging.CHOSEN if request.POST.get(name) == "second"}
            with refusal_shown(request):
                row = merging.merge(kept, dropped, take=take, by=person_of(request))
                undo = reverse("admin:registry_merge_act", args=[row.pk, "undo"])
                messages.success(request, format_html('Merged. <a href="{}">Undo</a>', undo))
                return redirect(change_address(kept))
            return redirect("admin:contact_point_duplicates")
        remember_look([kept, dropped], by=person_of(request), where=Look.Where.ADMIN)
        return self.page(
            request,
            "merge",
            "Merge two contact points",
            kept=kept,
            dropped=dropped,
            choices=choices(kept, dropped),
        )

    def reachability_view(self, request: HttpRequest) -> HttpResponse:
        self.check_right(request)
        day = today()
        states = by_name(State.objects.participating(day).for_page())
        if request.method == "POST":
            state = get_object_or_404(State, pk=key_in(request.POST.get("state", "")))
            if "confirmed" not in request.POST:
                return self.letter_first(request, state)
            with refusal_shown(request):
                step = escalate(state, on=day)
                messages.success(request, f"{state.iso_alpha3}: written to {step.worded}.")
            return redirect("admin:contact_point_reachability")
        reach = sorted(reach_of_states(states, day), key=attrgetter("is_reachable"))
        steps = next_steps((one for one in reach if not one.is_reachable), day)
        rows = [(one, steps.get(one.state.pk)) for one in reach]
        return self.page(request, "reachability", "Whom we can reach", rows=rows)

    def letter_first(self, request: HttpRequest, state: State) -> HttpResponse:
        """To whom it would go and how it reads, before it is sent."""
        step = next_step(state, today())
        if step is None:
            messages.error(request, f"{state.iso_alpha3}: everybody was written to already.")
            return redirect("admin:contact_point_reachability")
        letter = escalation_letter(step)
        return self.page(request, "write_to", f"Write to: {step.worded}", step=step, letter=letter)

    def act_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """Seeing as somebody needs the session, so it is done here."""
        if act != "see_as" or request.method != "POST":
            return super().act_view(request, object_id, act)
        if not self.has_change_permission(request):
            raise PermissionDenied
        asked = ask_again(request, str(self.acts[act].label))
        if asked:
            return asked
        in_office = ContactPoint.objects.in_office(today()).for_page()
        contact_point = get_object_or_404(in_office, pk=key_in(object_id))
        start_seeing_as(request, contact_point)
        return redirect(f"/{contact_point.mail_language}/desk/")


def choices(kept: ContactPoint, dropped: ContactPoint) -> list[tuple]:
    """(field, label, value of the first, of the second) where the two differ."""
    rows = []
    for name in merging.CHOSEN:
        first, second = getattr(kept, name), getattr(dropped, name)
        if first != second:
            rows.append((name, column(kept, name).verbose_name, first, second, not first))
    return rows
