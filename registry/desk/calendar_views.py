"""The private calendar of deadlines: its address, and what programs read there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.common import calendars
from registry.common.dates import today
from registry.common.limits import MINUTE, Limit
from registry.common.only_read import only_read
from registry.desk import deadlines
from registry.desk.access import DeskRequest, at_desk
from registry.desk.views import saved

ASKED = Limit("desk/calendar", 60, MINUTE)  # by a network


@at_desk(is_own=True)
@require_POST
def calendar_address(request: DeskRequest) -> HttpResponse:
    if request.POST.get("do") == "remove":
        deadlines.remove_address(request.user)
        saved(request, _("The address leads nowhere any more."))
    else:
        deadlines.renew_address(request.user)
        saved(request, _("The address of your calendar stands below. Keep it to yourself."))
    return redirect("desk_mail")


@only_read
def deadlines_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Needs no session: the program that reads it has none."""
    account = deadlines.whose(token) if ASKED.lets_read(request) else None
    content = account and deadlines.calendar_of(account, on=today(), at=timezone.now())
    if not content:
        raise Http404(
            _("This calendar is no longer there. Its owner finds the address at the desk.")
        )
    response = HttpResponse(content, content_type=calendars.TYPE)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
