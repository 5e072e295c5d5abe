"""What is looked for in the lists of the admin: each word joins more tables, so that there is a
limit on words, in lists, in choices that are looked up and in files."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import smart_split
from django.utils.translation import gettext as _

LONGEST = 200  # characters
MOST_WORDS = 8  # a passage in quotation marks is one


def cut_search(text: str) -> str:
    """The first words."""
    words = list(smart_split(text[:LONGEST]))
    is_short = len(text) <= LONGEST and len(words) <= MOST_WORDS
    return text if is_short else " ".join(words[:MOST_WORDS])


class WithShortSearches(ModelAdmin):
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, cut_search(search_term))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        asked = request.GET.get(SEARCH_VAR, "")
        if request.method == "GET" and cut_search(asked) != asked:
            shortened = _(
                "Only the first words were searched for: the text is longer than a search takes."
            )
            messages.warning(request, shortened)
        return super().changelist_view(request, extra_context)
