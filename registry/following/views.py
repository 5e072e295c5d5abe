from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from registry.common import calendars
from registry.common.dates import today
from registry.common.languages import LANGUAGES, active, bi
from registry.common.limits import MINUTE, Limit
from registry.common.only_read import only_read
from registry.common.store import published
from registry.figures.models import Indicator
from registry.following import feeds
from registry.following.meetings import calendar_of_meetings
from registry.following.topics import LISTS, Kind, Topic, of_search, topic_or_404
from registry.states.designations import by_name
from registry.states.known import taking_part

SEARCH_FEEDS = Limit("following/search-feeds", 60, MINUTE)


def in_its_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The language stands in the address, after what it is the address of."""

    @wraps(view)
    def wrapper(request: HttpRequest, language: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404(_("The registry speaks English (en) and Russian (ru)."))
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        return response

    return wrapper


@only_read
@in_its_language
def feed(request: HttpRequest, what: str) -> HttpResponse:
    return search_feed(request) if what == Kind.SEARCH else list_feed(request, what)


@published("page")
def list_feed(request: HttpRequest, what: str) -> HttpResponse:
    return feeds.answer(request, topic_or_404(what if what in LISTS else "", ""))


def search_feed(request: HttpRequest) -> HttpResponse:
    """Of as many searches as there are addresses: none is kept, and a network may ask so often."""
    topic = of_search(request.GET)
    if topic is None:
        raise Http404(_("This is the feed of a search: put its words into the address, ?q=…"))
    if not SEARCH_FEEDS.lets_read(request):
        text = _("There were many searches from your network.")
        return HttpResponse(
            text, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": 60}
        )
    response = feeds.answer(request, topic)
    response["X-Robots-Tag"] = "noindex"
    return response


@only_read
@in_its_language
@published()
def meetings_calendar(request: HttpRequest) -> HttpResponse:
    return feeds.conditional(request, calendar_of_meetings(), calendars.TYPE)


@only_read
@in_its_language
@published("page")
def state_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return feeds.answer(request, topic_or_404(Kind.STATE, slug))


@only_read
@in_its_language
@published("page")
def indicator_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return feeds.answer(request, topic_or_404(Kind.INDICATOR, slug))


@only_read
@published("what", "of")
def follow(request: HttpRequest) -> HttpResponse:
    """What can be followed, and how."""
    what, of = request.GET.get("what", ""), request.GET.get("of", "")
    topic = topic_or_404(what, of) if what else None
    return render(request, "following/follow.html", ways_of(topic) if topic else all_topics())


def ways_of(topic: Topic) -> dict[str, Any]:
    feed = topic.feed(active())
    return {"topic": topic, "feed": feed, "feed_address": f"{settings.SITE_URL}{feed}"}


def all_topics() -> dict[str, Any]:
    return {
        "topics": [Topic(kind) for kind in LISTS],
        "states": by_name(taking_part(today())),
        "indicators": Indicator.objects.order_by(bi("title")),
    }
