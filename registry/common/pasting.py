"""What somebody pastes into an editor, cleaned before it is shown there: with the same rules as
what is saved, and with a list of what was left out.

It reads and writes no record, so it asks for no account: a ministry that was asked by a link pastes
too. How often is bounded by network.
"""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.common.errors import RuleError
from registry.common.limits import HOUR, Limit, network_of
from registry.common.richtext import LEVELS, cleaned

PASTES = Limit("paste", most=600, seconds=HOUR)
LONGEST_PASTE = 1_000_000  # characters; Word writes some ten for each of a text


@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """{"html", "left_out"}; 400 and what is wrong. `levels` of the editor's headings: "3,4"."""
    levels = tuple(level for level in LEVELS if str(level) in request.POST.get("levels", ""))
    try:
        if not PASTES.take(network_of(request)):
            raise RuleError(_("Too much was pasted within an hour. Try again later."))
        found = cleaned(
            request.POST.get("html", ""), levels=levels or LEVELS, longest=LONGEST_PASTE
        )
    except RuleError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"html": found.html, "left_out": [str(row) for row in found.left_out]})
