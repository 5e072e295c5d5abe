"""Lists of the admin that may have millions of rows: their length is estimated and said to be,
their pages end where nobody reads on, and they are put in no order that would need all rows.

Up to some thousand rows a list is counted exactly and has all its pages and orders.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from registry.common.admin_lists import RecordList
from registry.common.counting import Count, count_of

MOST_LISTED = 10_000  # rows: by then a filter or the search is the quicker way


class LongListPaginator(Paginator):
    object_list: Any

    @cached_property
    def counted(self) -> Count:
        return count_of(self.object_list, MOST_LISTED)

    @cached_property
    def count(self) -> int:
        return self.counted.number

    @property
    def is_estimate(self) -> bool:
        return self.counted.is_estimate

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, MOST_LISTED // self.per_page)


class LongList(RecordList):
    """Orders by a column without an index only what is short enough to be sorted."""

    model_admin: Any  # with `quick_orders`: the columns that an index has in order

    def get_ordering(self, request: HttpRequest, queryset: models.QuerySet) -> list:
        asked = super().get_ordering(request, queryset)
        quick = {"pk", *self.model_admin.quick_orders}
        if {str(name).lstrip("-") for name in asked} <= quick:
            return asked
        if not count_of(queryset, MOST_LISTED).is_estimate:
            return asked
        told = _("So many rows are not sorted by this column. Narrow the list first.")
        messages.info(request, told)
        return list(self.model_admin.get_ordering(request))
