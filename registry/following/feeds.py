"""A page of a feed, as an answer: bounded, dated and marked, so that who asks again gets nothing
where nothing changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from registry.common.encodings import weak_mark
from registry.following import atom
from registry.following.found import what_is_new
from registry.following.removed import removed_of
from registry.following.topics import Topic

PER_PAGE = 30
MOST_PAGES = 5


def page_number(text: str) -> int:
    """Raises Http404 where a feed has no such page."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not 1 <= number <= MOST_PAGES:
        raise Http404(_("A feed has %(count)s pages at most.") % {"count": MOST_PAGES})
    return number


def answer(request: HttpRequest, topic: Topic) -> HttpResponse:
    """In the active language. Raises Http404 beyond its last page."""
    number = page_number(request.GET.get("page", "1"))
    found = what_is_new(topic, number * PER_PAGE + 1)
    entries = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    if number > 1 and not entries:
        raise Http404(_("The feed ends before this page."))
    has_more = len(found) > number * PER_PAGE and number < MOST_PAGES
    page = atom.Page(
        topic=topic,
        entries=entries,
        number=number,
        before=number - 1,
        after=number + 1 if has_more else 0,
        removed=removed_of(topic) if number == 1 else [],
    )
    return conditional(request, atom.written(page), f"{atom.TYPE}; charset=utf-8")


def conditional(request: HttpRequest, content: bytes, media_type: str) -> HttpResponse:
    """304 where who asks has it already. The mark is that of the store of finished pages."""
    mark = weak_mark(content)
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = mark
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answered = get_conditional_response(request, etag=mark, response=response)
    return answered if isinstance(answered, HttpResponse) else response
