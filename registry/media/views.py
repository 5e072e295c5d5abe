from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from registry.common.encodings import is_at_hand
from registry.common.only_read import only_read
from registry.media.keeping import file_of
from registry.media.models import Picture

TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
POLICY = "default-src 'none'; sandbox"


@only_read
def picture(request: HttpRequest, key: str, size: str, form: str) -> HttpResponseBase:
    """The same address for as long as the picture is there, whatever was uploaded for it: so it is
    asked for anew each time, and answered in a few bytes where nothing changed."""
    if form not in TYPES:
        raise Http404
    row = get_object_or_404(Picture, key=key)
    try:
        file = file_of(row, size, form).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    mark = f'"{row.folder}-{size}-{form}"'
    if is_at_hand(mark, request.headers.get("If-None-Match", "")):
        file.close()
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        kind = file.name.rpartition(".")[2]
        response = FileResponse(file, content_type=TYPES[kind])
    response["ETag"] = mark
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
