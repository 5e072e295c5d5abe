from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from registry.common.file_answers import file_answer
from registry.common.only_read import only_read
from registry.takeaway.offering import NAME, archive, offered


@only_read
def take_away(request: HttpRequest) -> HttpResponseBase:
    """The packed copy of the registry, where the operator makes one."""
    path, found = archive(), offered()
    if path is None or found is None:
        raise Http404
    return file_answer(
        request, path, kind="application/zip", mark=found.mark, name=NAME, is_public=True
    )
