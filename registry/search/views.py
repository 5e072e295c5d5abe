from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from registry.common.limits import MINUTE, Limit
from registry.common.lists import refuse_form
from registry.common.only_read import only_read
from registry.search import answers
from registry.search.asked import Asked, asked, choices
from registry.search.chart_asked import chart_asked
from registry.search.finding import Result, find
from registry.search.missed import note_missed

SEARCHES = Limit("searches", 90, MINUTE)
SUGGESTIONS = Limit("suggestions", 240, MINUTE)
MISSES = Limit("missed-searches", 20, MINUTE)


@only_read
def search(request: HttpRequest) -> HttpResponse:
    if "format" in request.GET:
        refuse_form()
    wanted = asked(request.GET)
    if not SEARCHES.lets_read(request):
        context = {"asked": wanted, "choices": choices(wanted), "is_limited": True}
        return answer(request, context, status=429)
    result = find(wanted.text, filters=wanted.filters, only_exact=wanted.is_exact)
    question = result.question
    unknown = " ".join(result.unknown)
    has_missed = unknown or not result.numbers
    if has_missed and not question.is_empty and MISSES.lets_read(request):
        note_missed(question.text, unknown)
    shown = {
        "asked": wanted,
        "choices": choices(wanted),
        "question": question,
        "result": result,
        "count": len(result.numbers),
        "hits": answers.hits(result, wanted.page),
        "chart": chart_asked(result) if wanted.page == 1 else None,
        "bet": answers.best_bet(result) if wanted.page == 1 else None,
        "facets": answers.facets(result, wanted.query),
        "only_these": answers.address_with(wanted.query, "exact", "1"),
        "all_forms": answers.address_with(wanted.query, "exact", ""),
    }
    return answer(request, shown | pages(result, wanted))


def answer(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, "search/search.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def pages(result: Result, wanted: Asked) -> dict[str, str]:
    """Addresses of the page before and of the page after; "" where there is none."""
    last = -(-len(result.numbers) // answers.PER_PAGE)
    before = str(wanted.page - 1) if wanted.page > 1 else ""
    after = str(wanted.page + 1) if wanted.page < min(last, answers.MOST_PAGES) else ""
    return {
        "before": before and answers.address_with(wanted.query, "page", before),
        "after": after and answers.address_with(wanted.query, "page", after),
    }


@only_read
def suggest(request: HttpRequest) -> HttpResponse:
    """For the list below the field, while somebody types."""
    wanted = asked(request.GET)
    found: list = []
    if wanted.text.strip() and SUGGESTIONS.lets_read(request):
        result = find(wanted.text, is_prefix=True)
        if not result.numbers or result.is_partial:
            result = find(wanted.text)
        found = answers.suggestions(result)
    response = JsonResponse({"results": found})
    response["X-Robots-Tag"] = "noindex"
    return response
