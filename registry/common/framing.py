"""Pages and pictures that other sites may show in their own: nothing on them is personal, and
nothing can be pressed."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpResponse

# Made for views; here it marks an answer that is there already
in_any_frame: Callable[[Any], Any] = csp_replace({"frame-ancestors": ["*"]})


@in_any_frame
def may_be_framed(response: HttpResponse) -> HttpResponse:
    response.xframe_options_exempt = True
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
