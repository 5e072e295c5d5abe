"""Staff look over a contact point's shoulder: read-only, logged, until they stop or the session
ends."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from registry.accounts.second_factor import has_shown_second_factor
from registry.accounts.signed_in import person_of
from registry.contacts.looks import remember_look
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Look

SEE_AS = "see_as"


def may_see_as(request: HttpRequest) -> bool:
    user = request.user
    return (
        user.is_staff
        and user.has_perm("registry.change_contactpoint")
        and has_shown_second_factor(request)
    )


def start_seeing_as(request: HttpRequest, contact_point: ContactPoint) -> None:
    if not may_see_as(request):
        raise PermissionDenied
    remember_look([contact_point], by=person_of(request), where=Look.Where.SEE_AS)
    request.session[SEE_AS] = contact_point.pk


def stop_seeing_as(request: HttpRequest) -> int | None:
    """The contact point whose desk it was; None where there was none."""
    return request.session.pop(SEE_AS, None)
