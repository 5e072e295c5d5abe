from collections import defaultdict

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from registry.common.dates import today
from registry.common.exports import Column
from registry.common.forms import DigitsForm, by_link
from registry.common.lists import list_page
from registry.common.store import published
from registry.contacts.addresses import confirm_address
from registry.contacts.confirmation import confirm as confirm_details
from registry.contacts.filters import AuthorityFilter
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.network import shown_people
from registry.contacts.traces import ConfirmationRequest, EmailLink
from registry.states.designations import designation

COLUMNS = [
    Column("state", lambda row: designation(row.state).name),
    Column("iso_alpha3", lambda row: row.state.iso_alpha3),
    Column("authority", lambda row: row.name),
    Column("seen_as", lambda row: row.seen_as),
    Column("holds_contact_point", lambda row: row.holds_contact_point),
    Column("certainty", lambda row: row.certainty),
    Column("designation_note", lambda row: designation(row.state).footnote),
]


@published("q", "state", "page", "format")
def contact_points(request: HttpRequest) -> HttpResponse:
    by_state = defaultdict(list)
    for one in shown_people(ContactPoint.objects.in_office(today()).for_page()):
        by_state[one.state.pk].append(one)
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
    )


def contact_point(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact point in public. E-mail addresses are shown one at a time, on request, so that nobody harvests them."""
    row = get_object_or_404(ContactPoint.objects.in_office(today()).for_page(), pk=pk)
    one = shown_people([row])[0]
    asked = request.method == "POST"
    is_limited = asked and not ratelimit.consume(request, action="show_address")
    context = {"one": one, "shows_address": asked and not is_limited, "is_limited": is_limited}
    return render(request, "contacts/contact_point.html", context, status=429 if is_limited else 200)


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """From the yearly mail, without signing in. Shows nothing that the link's finder should not know."""
    link = ConfirmationRequest.objects.select_related("contact_point__state").by_token(token)
    if link is None:
        return render(request, "accounts/dead_link.html", status=410)
    form = DigitsForm(request.POST or None)
    done = by_link(
        request, form, link, token, lambda: confirm_details(link.contact_point, by=None, on=today(), link=link)
    )
    return render(request, "contacts/confirm.html", {"form": form, "one": link.contact_point, "done": done})


def new_address(request: HttpRequest, token: str) -> HttpResponse:
    link = EmailLink.objects.select_related("change__contact_point__state").by_token(token)
    if link is None:
        return render(request, "accounts/dead_link.html", status=410)
    form = DigitsForm(request.POST or None)
    done = by_link(request, form, link, token, lambda: confirm_address(link))
    return render(request, "contacts/new_address.html", {"form": form, "link": link, "done": done})
