from dataclasses import replace
from functools import partial
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from registry.common.api_forms import download_records
from registry.common.as_of import AsOf, as_of_day
from registry.common.framing import may_be_framed
from registry.common.kept_downloads import kept_answer
from registry.common.languages import active
from registry.common.lists import form_asked, query_of
from registry.common.store import published
from registry.figures import downloads
from registry.figures.api import IndicatorSerializer
from registry.figures.chart_controls import controls_of
from registry.figures.coverage import coverage_of
from registry.figures.filters import (
    OF_A_CHART,
    SCALE_NAMES,
    ChartChoice,
    IndicatorChoice,
    IndicatorFilter,
    PairsChoice,
)
from registry.figures.indicator_chart import Picture, picture_or_reason, table_of_lines
from registry.figures.models import Indicator
from registry.figures.pairs import between, groups_shown, matrix_of, of_state, top_of, years_of
from registry.figures.panel import Footnotes, Panel, panel_of
from registry.figures.year_table import YearTable, table_of
from registry.opendata.signposting import of_indicator, with_links
from registry.pictures.charts import as_png
from registry.states.designations import by_name
from registry.states.known import members_of, taking_part
from registry.states.models import RegionalGroup


@published("topic", "format", "as_of")
def indicators(request: HttpRequest) -> HttpResponse:
    as_of = as_of_day(request)
    filterset = IndicatorFilter(request.GET, queryset=Indicator.objects.for_page())
    form = form_asked(request, filterset.filters)
    if form and as_of.is_past:
        raise Http404(_("The file says what is held today: ask for it without a day."))
    if form and filterset.is_valid():
        return download_records(IndicatorSerializer(filterset.qs, many=True), "indicators", form)
    rows = coverage_of(
        filterset.qs if filterset.is_valid() else filterset.queryset.none(), as_of.day
    )
    topics = [
        (topic.label, [row for row in rows if row.indicator.topic == topic])
        for topic in Indicator.Topic
    ]
    shown = {
        "filter": filterset,
        "topics": [(label, of_topic) for label, of_topic in topics if of_topic],
        "as_of": as_of,
        "query": query_of(request, filterset.filters),
    }
    return render(request, "figures/indicators.html", shown, status=400 if form else 200)


def found_or_404(slug: str) -> Indicator:
    found = Indicator.objects.for_page().by_slugs([slug]).first()
    if found is None:
        raise Http404(
            _("The registry has no indicator of that name. The data page lists all of them.")
        )
    return found


def panel_on(indicator: Indicator, as_of: AsOf) -> Panel:
    return panel_of(indicator, by_name(taking_part(as_of.day), on=as_of.day), as_of.day)


@published(*OF_A_CHART, "year", "part", "format", "as_of")
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """Chart, table, definition, source and downloads of one indicator."""
    as_of, choice = as_of_day(request), IndicatorChoice(request.GET)
    panel, view = panel_on(found_or_404(slug), as_of), choice.view()
    year = choice.cleaned_data.get("year")
    table = table_of(panel, year, as_of.day)
    if request.GET.get("year") and (table is None or "year" in choice.errors):
        raise Http404(
            _("There is no figure for that year. Choose one of the years on the indicator’s page.")
        )
    picture, reason = picture_or_reason(panel, view, as_of.day)
    if reason:
        choice.add_error(None, reason)
    if choice.is_valid() and choice.cleaned_data["format"]:
        make = partial(file_of, panel, choice, table=table, picture=picture, as_of=as_of)
        return kept_answer(request, make)
    notes = Footnotes()
    shown = {
        "indicator": panel.indicator,
        "table": table,
        "picture": picture,
        "choice": choice,
        "controls": controls_of(panel, view, picture, as_of, also=f"year={year}" if year else ""),
        "lines": table_of_lines(panel, picture, notes) if picture else None,
        "notes": notes,
        "as_of": as_of,
        "scale_names": SCALE_NAMES,
        "forms": downloads.FORMS,
        "marked": request.GET.getlist("state"),
    }
    status = 200 if choice.is_valid() else 400
    answer = render(request, "figures/indicator.html", shown, status=status)
    return with_links(answer, of_indicator(panel.indicator))


def file_of(
    panel: Panel,
    choice: IndicatorChoice,
    *,
    table: YearTable | None,
    picture: Picture | None,
    as_of: AsOf,
) -> HttpResponse:
    """What is shown, as a file: the table of a year, the chart's lines, or all years."""
    part, form = choice.cleaned_data["part"], choice.cleaned_data["format"]
    name = f"{panel.indicator.slug}-{part or 'table'}-{active()}"
    if part == "chart":
        extract = downloads.extract_chart(panel, choice.view(), picture, on=as_of.day)
        extract = replace(extract, name=name)
        return downloads.answer(extract, form)
    if part == "all" or table is None:
        order = {pk: place for place, pk in enumerate(panel.states)}
        places = sorted(panel.cells, key=lambda place: (order[place[0]], place[1]))
    else:
        name = f"{panel.indicator.slug}-table-{table.year}-{active()}"
        years = {
            row.state.pk: panel.gap_year(row.state.pk, table.year) if row.gap else table.year
            for row in table.rows
        }
        places = [(pk, year) for pk, year in years.items() if year]
    return downloads.answer(downloads.extract(panel, places, name, on=as_of.day), form)


def picture_or_404(request: HttpRequest, slug: str) -> tuple[Picture, Panel, str]:
    """Just the picture that the address asks for, never another one; and its query."""
    as_of, choice = as_of_day(request), ChartChoice(request.GET)
    panel, view = panel_on(found_or_404(slug), as_of), choice.view()
    picture, reason = picture_or_reason(panel, view, as_of.day)
    told = [*chain.from_iterable(choice.errors.values()), reason]
    if any(told):
        raise Http404(" ".join(filter(None, map(str, told))))
    if picture is None:
        raise Http404(
            _("There is nothing to draw: choose states that have figures for two years at least.")
        )
    return picture, panel, controls_of(panel, view, picture, as_of).query


@published(*OF_A_CHART, "as_of")
def chart(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The chart as a picture that carries its title and source: .svg or .png."""
    if form not in ("svg", "png"):
        raise Http404(_("A chart comes as .svg or .png."))
    picture, panel, _query = picture_or_404(request, slug)
    content, kind = (
        (as_png(picture.alone), "image/png") if form == "png" else (picture.alone, "image/svg+xml")
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{panel.indicator.slug}.{form}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return may_be_framed(response)


@published(*OF_A_CHART, "as_of")
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The chart with its table, title and source alone, for a frame in somebody else's page."""
    picture, panel, query = picture_or_404(request, slug)
    notes = Footnotes()
    shown = {
        "indicator": panel.indicator,
        "picture": picture,
        "lines": table_of_lines(panel, picture, notes),
        "notes": notes,
        "query": query,
    }
    return may_be_framed(render(request, "figures/embed.html", shown))


@published("state", "year", "rows", "columns", "part", "format", "as_of")
def pairs(request: HttpRequest, slug: str) -> HttpResponse:
    """Origin and destination: one state's ten largest ends, and a matrix of two groups."""
    as_of, choice, found = as_of_day(request), PairsChoice(request.GET), found_or_404(slug)
    wanted = choice.cleaned_data if choice.is_valid() else {}
    years = years_of(found, as_of.day)
    year = wanted.get("year") or (years[0] if years else None)
    if year not in years:
        raise Http404(_("There are no figures by country of origin or destination for that year."))
    state, groups = wanted.get("state"), groups_shown(wanted.get("rows"), wanted.get("columns"))
    participating = taking_part(as_of.day)
    of_rows, of_columns = [members_of(group, participating, as_of.day) for group in groups]
    if wanted.get("format"):
        if state and wanted["part"] == "top":
            rows = of_state(found, state, year, on=as_of.day)
        else:
            rows = between(found, of_rows, of_columns, year=year, on=as_of.day)
        extract = downloads.extract_pairs(
            found, rows.for_page(), f"{found.slug}-{year}-{active()}", on=as_of.day
        )
        return downloads.answer(extract, wanted["format"])
    shown = {
        "indicator": found,
        "choice": choice,
        "year": year,
        "years": years,
        "as_of": as_of,
        "groups": RegionalGroup.objects.all(),
        "rows": groups[0],
        "columns": groups[1],
        "states": by_name(participating, on=as_of.day),
        "state": state,
        "top": top_of(found, state, year, years=years, on=as_of.day) if state else None,
        "forms": downloads.FORMS,
        "matrix": matrix_of(found, of_rows, of_columns, year=year, on=as_of.day),
    }
    return render(request, "figures/pairs.html", shown, status=200 if choice.is_valid() else 400)
