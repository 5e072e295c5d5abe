"""Pages and pictures that other sites may show in their own: nothing on them is personal, and
nothing can be pressed."""

from csp.decorators import csp_replace
from django.http import HttpResponse


@csp_replace({"frame-ancestors": ["*"]})
def may_be_framed(response: HttpResponse) -> HttpResponse:
    response.xframe_options_exempt = True
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
