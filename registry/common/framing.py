"""Pages and pictures that other sites may show in their own: nothing on them is personal, and nothing can be pressed."""

from django.http import HttpResponse


def may_be_framed(response: HttpResponse) -> HttpResponse:
    response._csp_replace = {"frame-ancestors": ["*"]}
    response.xframe_options_exempt = True
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
