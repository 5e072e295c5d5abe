"""What must be counted in the shared cache, while that does not answer: a page that says so.
Reading goes on, it needs no cache."""

from django.http import HttpRequest, HttpResponse

from registry.common.faults import is_silent_cache
from registry.common.library_internals import mark_as_logged
from registry.common.limits import CannotCountError, note_silence
from registry.common.middleware import Handler
from registry.pages import errors


class CacheGoneMiddleware:
    """The one place for all that count: our own limits, and the library's of second factors."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_silent_cache(exception):
            return None
        if not isinstance(exception, CannotCountError):
            note_silence(exception)
        # one line in the log is enough: note_silence wrote it
        return mark_as_logged(errors.out_of_order(request))
