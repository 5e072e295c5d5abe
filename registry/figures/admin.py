from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.text import smart_split, unescape_string_literal

from registry.common.admin import STATE_NAMES, RecordAdmin, SeenVersionForm
from registry.common.admin_long_lists import LongList
from registry.common.admin_searches import cut_search
from registry.common.dates import today, worded
from registry.common.numbers import exact
from registry.figure_imports.imports import StagedFigure
from registry.figure_imports.rights import may_bring
from registry.figures.caveats import Caveat
from registry.figures.computing import compute, forget
from registry.figures.earlier import keep_earlier_versions
from registry.figures.models import (
    COMPUTED_SOURCE,
    STATE_SOURCE,
    Counterpart,
    Indicator,
    Observation,
    Source,
)
from registry.figures.plausibility import out_of_range, why_not_expected
from registry.states.models import State


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ["title", "slug", "licence", "is_state_own", "url"]
    search_fields = ["title_en", "title_ru", "slug"]


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ["title", "topic", "unit_en", "source", "certainty"]
    list_filter = ["topic", "source", "certainty"]
    search_fields = ["title_en", "title_ru", "slug"]
    autocomplete_fields = ["source", "part_of", "numerator", "denominator"]
    list_select_related = ["source"]

    def save_model(self, request: HttpRequest, obj: Indicator, form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.is_computed:
            compute([obj.pk], on=today())
        elif change and form.initial.get("numerator"):
            forget(obj, on=today())


@admin.register(Caveat)
class CaveatAdmin(RecordAdmin):
    list_display = ["slug", "source", "first_year", "last_year", "text_en"]
    list_filter = ["source", "indicators", "states"]
    search_fields = ["slug", "text_en", "text_ru"]
    autocomplete_fields = ["source", "indicators", "states"]
    list_select_related = ["source"]


@admin.register(Counterpart)
class CounterpartAdmin(RecordAdmin):
    list_display = ["code", "name_en", "name_ru", "state"]
    search_fields = ["code", "name_en", "name_ru"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]


class ObservationForm(SeenVersionForm):
    """What is impossible is refused; figures that a state endorsed come from its editions."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        source, indicator, value = (data.get(name) for name in ("source", "indicator", "value"))
        if source is not None and source.slug in MADE:
            self.add_error("source", MADE[source.slug])
        if "expected_in" in self.changed_data:
            problem = why_not_expected(data.get("expected_in"), today())
            if problem:
                self.add_error("expected_in", problem)
        if indicator is None or value is None:
            return data
        is_total = not data.get("counterpart") and data.get("sex") == Observation.Sex.TOTAL
        problem = out_of_range(indicator, value, is_total=is_total)
        if problem:
            self.add_error("value", problem)
        return data


def states_called(text: str) -> list[State]:
    """By code, address, or a part of any name that a state has had in either language."""
    is_called = Q(iso_alpha3__iexact=text) | Q(slug__iexact=text)
    for name in STATE_NAMES:
        is_called |= Q(**{f"{name}__icontains": text})
    return list(State.objects.filter(is_called).distinct())


# Sources whose figures are made from others, and what to do instead
MADE = {
    STATE_SOURCE: (
        "Figures of this source come from endorsed editions. Correct the edition; the figure"
        " follows."
    ),
    COMPUTED_SOURCE: (
        "Figures of this source are computed from others. Correct those; the figure follows."
    ),
}


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    comes_back = False  # figures come by imports, which are undone as a whole
    form = ObservationForm
    list_display = [
        "indicator",
        "state",
        "year",
        "value",
        "gap",
        "status",
        "sex",
        "counterpart",
        "source",
    ]
    list_filter = ["indicator", "source", "gap", "status", "sex"]
    search_fields = ["=state__iso_alpha3", "=state__slug", "=indicator__slug"]
    search_help_text = "A state’s code or address (GEO, georgia), or an indicator’s (population)."
    autocomplete_fields = ["indicator", "state", "counterpart", "source"]
    list_select_related = ["indicator", "state", "counterpart", "source"]
    ordering = ["-pk"]
    quick_orders = ("year",)
    show_facets = admin.ShowFacets.NEVER  # each of them counts all figures
    readonly_fields = ["imports", "earlier"]
    change_list_template = "admin/observations_list.html"

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return super().changelist_view(request, (extra_context or {}) | may_bring(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LongList]:
        return LongList

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """The states and indicators of that name first, which are few: their figures then have an
        index. Joined to them, every figure would be looked at."""
        for word in smart_split(cut_search(search_term)):
            is_quoted = word[0] in "\"'" and word[0] == word[-1]
            text = unescape_string_literal(word) if is_quoted else word
            queryset = queryset.filter(
                Q(state__in=states_called(text))
                | Q(indicator__in=list(Indicator.objects.filter(slug__iexact=text)))
            )
        return queryset, False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Figures come by an import that is looked at and can be undone as a whole
        (admin_pages.py)."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Observation | None = None) -> bool:
        """What is made from others goes with those."""
        is_made = obj is not None and obj.source.slug in MADE
        return super().has_delete_permission(request, obj) and not is_made

    def save_model(self, request: HttpRequest, obj: Observation, form, change: bool) -> None:
        obj.held_since = today()
        keep_earlier_versions([obj.pk] if change else [], on=obj.held_since)
        super().save_model(request, obj, form, change)
        compute([obj.indicator_id, form.initial.get("indicator", obj.indicator_id)], on=today())

    def delete_model(self, request: HttpRequest, obj: Observation) -> None:
        keep_earlier_versions([obj.pk], on=today())
        super().delete_model(request, obj)
        compute([obj.indicator_id], on=today())

    def delete_queryset(self, request: HttpRequest, queryset) -> None:
        changed = list(queryset.order_by().values_list("indicator", flat=True).distinct())
        keep_earlier_versions(list(queryset.values_list("pk", flat=True)), on=today())
        super().delete_queryset(request, queryset)
        compute(changed, on=today())

    @admin.display(description="said before")
    def earlier(self, row: Observation) -> str:
        """What pages as of an earlier day show."""
        texts = []
        for version in row.earlier() if row.pk else ():
            value = exact(version.value) if version.value is not None else version.gap_worded
            texts.append((value, worded(version.held_until)))
        return format_html_join(", ", "{} (changed {})", texts) or "—"

    @admin.display(description="written by imports")
    def imports(self, row: Observation) -> str:
        """The history lists what people changed in forms; what came in a file is listed here."""
        links = []
        for staged in StagedFigure.objects.of_observation(row) if row.pk else ():
            address = reverse("admin:figure_import", args=[staged.brought_by_id])
            links.append((address, staged.brought_by, staged.row))
        return format_html_join(", ", '<a href="{}">{}, row {}</a>', links) or "—"
