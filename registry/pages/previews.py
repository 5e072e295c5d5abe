"""What a preview link opens, for somebody without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from registry.common.languages import active
from registry.common.previewing import Ended, never_kept, opened, preview_of
from registry.pages import errors


def preview(request: HttpRequest, token: str) -> HttpResponse:
    found = opened(token)
    if found is None:
        raise Http404(
            _("This preview link is not one of ours. Check that the whole of it was copied.")
        )
    if isinstance(found, Ended):
        advice = (
            _("This preview link was open for two weeks. Ask the Secretariat for a new one.")
            if found.because == "time"
            else _(
                "What this link showed was changed since, so the link is closed. Ask the"
                " Secretariat for a new one."
            )
        )
        return never_kept(errors.page(request, 410, advice))
    return never_kept(HttpResponse(preview_of(found, request, active(), request.path)))
