from collections import defaultdict

from django.http import HttpRequest, HttpResponse

from registry.common.dates import today
from registry.common.exports import Column
from registry.common.lists import list_page
from registry.common.store import published
from registry.contacts.filters import AuthorityFilter
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.network import public_contact_points
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
    for one in public_contact_points(ContactPoint.objects.in_office(today()).for_page()):
        by_state[one.state_id].append(one)
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
