"""Pages of the admin about an edition's steps: the letter of a state, the edition as it would be
published."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from registry.common.admin_rights import TAKEN_OUT, check_right, log
from registry.common.dates import today
from registry.contacts.letters import letter_response
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from registry.publication.preview_page import preview_page


def letter_page(request: HttpRequest, pk: int) -> FileResponse:
    check_right(request, ("view", Edition))
    row = get_object_or_404(Transition.objects.select_related("edition__profile__state"), pk=pk)
    if not row.letter:
        raise Http404
    log(request.user, Edition, TAKEN_OUT, "Letter of the state.", row=row.edition)
    return letter_response(row.letter)


def preview_of_edition(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    check_right(request, ("view", Edition))
    edition = get_object_or_404(Edition.objects.for_page(), pk=pk)
    if edition.is_public:
        return redirect(edition.version_url())
    return preview_page(
        request, edition, language, on=today(), context={"steps": [], "is_by_staff": True}
    )
