from collections import Counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_from_request

from registry.common.dates import today
from registry.common.exports import Column
from registry.common.lists import list_page
from registry.common.previewing import shows
from registry.common.richtext import words_of
from registry.common.store import published
from registry.figures.models import Indicator
from registry.figures.region import region_figures
from registry.imap.layers import coverage_layer
from registry.pages.filters import NewsFilter
from registry.pages.glossary import terms
from registry.pages.models import NewsItem, Page
from registry.process.models import Meeting
from registry.profiles.coverage import coverage_of
from registry.profiles.models import Edition
from registry.states.designations import by_name, noted
from registry.states.known import taking_part
from registry.states.models import RegionalGroup


def english_words(row: NewsItem) -> str:
    return words_of(row.body_en)


def russian_words(row: NewsItem) -> str:
    return words_of(row.body_ru)


NEWS_COLUMNS = [
    Column("slug", lambda row: row.slug),
    Column("date", lambda row: row.date_worded),
    Column("title_en", lambda row: row.title_en),
    Column("title_ru", lambda row: row.title_ru),
    Column("text_en", english_words),
    Column("text_ru", russian_words),
]


def root(request: HttpRequest) -> HttpResponse:
    """To the reader's language."""
    return redirect("ru/" if get_language_from_request(request) == "ru" else "en/")


ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /*/desk/
Disallow: /*/account/
Disallow: /*/search/
Disallow: /*/follow/
"""


@published()
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines read: all that everybody may, and where the list of
    pages is."""
    text = f"{ROBOTS}\nSitemap: {settings.SITE_URL}{reverse('sitemap')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@published()
def home(request: HttpRequest) -> HttpResponse:
    day = today()
    states = by_name(taking_part(day))
    members = Counter(state.group_on(day) for state in states)
    groups = [(group, members[group]) for group in RegionalGroup.objects.all()]
    held = list(Indicator.objects.with_figures().for_page())
    shown = {
        "states": states,
        "groups": groups,
        "layer": coverage_layer(coverage_of(states)),
        "figures": region_figures(states, among=held),
        "topics": topics_of(held),
        "compiled": Edition.objects.current().compiled().latest_year(),
        "editions": Edition.objects.current().known_as_endorsed().newest_first()[:5],
        "news": NewsItem.objects.public().for_page()[:4],
        "conferences": Meeting.objects.public().conferences()[:4],
    }
    return render(request, "home.html", shown)


def topics_of(held: list[Indicator]) -> list[tuple[str, str]]:
    """Value and words of each topic of which there are figures, in the order of the topics."""
    topics = {indicator.topic for indicator in held}
    return [(value, str(words)) for value, words in Indicator.Topic.choices if value in topics]


@published("q", "state", "project", "year", "page", "format")
def news(request: HttpRequest) -> HttpResponse:
    filterset = NewsFilter(request.GET, queryset=NewsItem.objects.public().for_page())
    return list_page(
        request, filterset, "pages/news.html", columns=noted(NEWS_COLUMNS), name="news"
    )


@published()
def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    return news_page(request, get_object_or_404(NewsItem.objects.public().for_page(), slug=slug))


@shows(NewsItem)
def news_page(request: HttpRequest, found: NewsItem) -> HttpResponse:
    shown = {
        "item": found,
        "states": by_name(found.states.all()),
        "projects": found.projects.public(),
        "documents": found.documents.public(),
        "meetings": found.meetings.public(),
    }
    return render(request, "pages/news_item.html", shown)


@published()
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/glossary.html", {"terms": terms()})


@published()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return page_page(request, get_object_or_404(Page.objects.public(), slug=slug))


@shows(Page)
def page_page(request: HttpRequest, found: Page) -> HttpResponse:
    shown = {"page": found, "pages": Page.objects.public()}
    return render(request, "pages/page.html", shown)
