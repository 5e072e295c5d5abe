from collections import defaultdict
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from registry.common.dates import today
from registry.common.exports import Column
from registry.common.forms import DigitsForm, by_link
from registry.common.languages import sort_key
from registry.common.limits import HOUR, Limit, network_of
from registry.common.lists import list_page
from registry.common.store import published
from registry.contacts.addresses import confirm_address
from registry.contacts.confirmation import answered_since
from registry.contacts.confirmation import confirm as confirm_details
from registry.contacts.filters import AuthorityFilter
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.network import shown_people
from registry.contacts.traces import ConfirmationRequest, EmailLink
from registry.states.designations import designation

SHOWN_ADDRESSES = Limit("shown-addresses", 20, HOUR)


def state_name(row: Authority) -> str:
    return designation(row.state).name


def state_then_time(row: Authority) -> tuple:
    """By the reader's alphabet; bodies that are no more after the others."""
    return sort_key(state_name(row)), bool(row.until and row.until < today()), row.name_en


def until_of(row: Authority) -> str:
    return row.until_worded


def state_footnote(row: Authority) -> str:
    return designation(row.state).footnote


COLUMNS = [
    Column("state", state_name),
    Column("iso_alpha3", lambda row: row.state.iso_alpha3),
    Column("authority", lambda row: row.name),
    Column("until", until_of),
    Column("seen_as", lambda row: row.seen_as),
    Column("holds_contact_point", lambda row: row.holds_contact_point),
    Column("certainty", lambda row: row.certainty),
    Column("designation_note", state_footnote),
]


@published("q", "state", "page", "format")
def contact_points(request: HttpRequest) -> HttpResponse:
    by_state = defaultdict(list)
    for person in shown_people(ContactPoint.objects.in_office(today()).for_page()):
        by_state[person.state.pk].append(person)
    filterset = AuthorityFilter(request.GET, queryset=Authority.objects.for_page())
    context = {"contact_points": dict(by_state)}
    return list_page(
        request,
        filterset,
        "contacts/contact_points.html",
        columns=COLUMNS,
        name="authorities",
        context=context,
        per_page=100,
        order=state_then_time,
    )


def contact_point(request: HttpRequest, pk: int) -> HttpResponse:
    """A contact point in public. E-mail addresses are shown singly, on request, so that
    nobody harvests them."""
    row = get_object_or_404(ContactPoint.objects.in_office(today()).for_page(), pk=pk)
    person = shown_people([row])[0]
    asked = request.method == "POST"
    is_limited = asked and not SHOWN_ADDRESSES.take(network_of(request))
    context = {"one": person, "shows_address": asked and not is_limited, "is_limited": is_limited}
    return render(
        request, "contacts/contact_point.html", context, status=429 if is_limited else 200
    )


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """From the yearly mail, without signing in. Shows nothing that the link's finder should not
    know."""
    link = ConfirmationRequest.objects.select_related("contact_point__state").by_token(token)
    if link is None:
        return used_confirmation(request, token) or dead_link(request)
    form = DigitsForm(request.POST or None)
    done = by_link(
        request,
        form,
        link,
        token,
        partial(confirm_details, link.contact_point, by=None, on=today(), link=link),
    )
    if form.errors:  # the first of two clicks may have been quicker
        used = used_confirmation(request, token)
        if used:
            return used
    return render(
        request, "contacts/confirm.html", {"form": form, "one": link.contact_point, "done": done}
    )


def used_confirmation(request: HttpRequest, token: str) -> HttpResponse | None:
    """Loaded again, or sent twice: that the details were confirmed since the question, and when."""
    link = ConfirmationRequest.objects.select_related("contact_point__state").known(token)
    answered = answered_since(link) if link else None
    if answered is None:
        return None
    day, time = answered
    context = {"one": link.contact_point, "done": link.contact_point, "day": day, "time": time}
    return render(request, "contacts/confirm.html", context)


def dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/dead_link.html", status=410)


def new_address(request: HttpRequest, token: str) -> HttpResponse:
    links = EmailLink.objects.select_related("change__contact_point__state")
    link = links.by_token(token)
    if link is None:
        used = links.known(token)
        if used is None or not used.has_answered:
            return dead_link(request)
        context = {"link": used, "done": used.change, "is_known": True}
        return render(request, "contacts/new_address.html", context)
    form = DigitsForm(request.POST or None)
    done = by_link(request, form, link, token, partial(confirm_address, link))
    return render(request, "contacts/new_address.html", {"form": form, "link": link, "done": done})
