from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.as_of import AsOf, as_of_day
from registry.common.dates import today
from registry.common.exports import Column, download
from registry.common.languages import active
from registry.common.lists import form_asked, query_of
from registry.common.store import published
from registry.opendata.signposting import of_edition, with_links
from registry.profiles import chart_files, citations
from registry.profiles.coverage import (
    Standing,
    coverage_of,
    rows_by_standing,
    shared_by_most,
)
from registry.profiles.filters import CoverageFilter
from registry.profiles.models import Edition
from registry.profiles.notices import RULE_PAGE, notice, stamp
from registry.profiles.templates import Kind
from registry.states.designations import by_name, designation
from registry.states.models import State

STANDING_WORDS: dict[Standing, str | Promise] = {
    "endorsed": gettext_lazy("Endorsed by the state"),
    "unconfirmed": gettext_lazy("Endorsement not confirmed or not on record"),
    "national": gettext_lazy("Published by the state itself"),
    "published": gettext_lazy("Published as a draft, not endorsed"),
    "figures": gettext_lazy("Compiled from open figures"),
    "none": gettext_lazy("No profile"),
}
COLUMNS = [
    Column("state", lambda edition: designation(edition.profile.state).name),
    Column("iso_alpha3", lambda edition: edition.profile.state.iso_alpha3),
    Column("kind", lambda edition: edition.profile.kind),
    Column("year", lambda edition: edition.years),
    Column("version", lambda edition: edition.number),
    Column("status", lambda edition: stamp(edition).text),
    Column("published", lambda edition: edition.published_worded),
    Column("languages", lambda edition: ", ".join(edition.language_list)),
    Column("original", lambda edition: edition.document_url),
    Column("original_kind", lambda edition: edition.elsewhere),
    Column("notice", lambda edition: notice(edition) or ""),
    Column("designation_note", lambda edition: designation(edition.profile.state).footnote),
]


@published("group", "format", "as_of")
def profiles(request: HttpRequest) -> HttpResponse:
    """State by kind by edition, with status."""
    as_of = as_of_day(request)
    filterset = CoverageFilter(
        request.GET, queryset=State.objects.participating(as_of.day).for_page(), day=as_of.day
    )
    form = form_asked(request, filterset.filters)
    rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    covered = coverage_of(by_name(rows, on=as_of.day), on=as_of.day if as_of.is_past else None)
    if form and filterset.is_valid():
        editions = [edition for state in covered for edition in state.all_editions]
        return download(filterset.changed(editions), COLUMNS, "profiles", form)
    shared = shared_by_most(covered)
    context = {
        "filter": filterset,
        "count": len(covered),
        "shared": shared,
        "standings": [
            (STANDING_WORDS[standing], rows) for standing, rows in rows_by_standing(covered, shared)
        ],
        "without": [one.state for one in covered if one.standing == "none"],
        "as_of": as_of,
        "query": query_of(request, filterset.filters),
    }
    return render(request, "profiles/profiles.html", context, status=400 if form else 200)


@published("as_of")
def profile(request: HttpRequest, state: str, kind: str) -> HttpResponse:
    """The current edition, or that of an earlier day: it shows it; the canonical address is the
    edition's own."""
    as_of = as_of_day(request)
    editions = editions_of(state, kind, on=as_of.day if as_of.is_past else None)
    if not editions:
        raise Http404(
            _(
                "This state has no public profile of this kind. That is its choice: taking part is"
                " voluntary."
            )
        )
    return edition_page(request, editions[0], editions, as_of=as_of)


@published()
def edition(request: HttpRequest, state: str, kind: str, year: int) -> HttpResponse:
    editions = editions_of(state, kind)
    return edition_page(request, of_year(editions, year), editions)


@published()
def version(request: HttpRequest, state: str, kind: str, year: int, number: int) -> HttpResponse:
    """The permanent address of a version, superseded or not."""
    editions = editions_of(state, kind)
    return edition_page(request, version_of(editions, year, number), editions)


@published()
def changes(
    request: HttpRequest, state: str, kind: str, year: int, number: int | None = None
) -> HttpResponse:
    """What differs from the edition before, as it was compared at publication."""
    editions = editions_of(state, kind)
    found = version_of(editions, year, number) if number else of_year(editions, year)
    rows = found.changes_in(active())
    context = {
        "edition": found,
        "state": found.profile.state,
        "before": found.supersedes,
        "rows": rows,
        "differing": [row for row in rows or [] if row["state"] != "same"],
        "canonical": f"{settings.SITE_URL}{found.version_url()}changes/",
    }
    return render(request, "profiles/changes.html", context)


@published()
def cite(
    request: HttpRequest, state: str, kind: str, year: int, number: int, form: str
) -> HttpResponse:
    """For reference managers: .bib, .ris or .json."""
    if form not in citations.FORMS:
        raise Http404(_("A citation comes as .bib, .ris or .json."))
    citation = citations.citation_of(version_of(editions_of(state, kind), year, number))
    text = citations.WRITERS[form](citation, active())
    response = HttpResponse(text, content_type=citations.FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{citation.key}.{form}"'
    return response


@published()
def chart(
    request: HttpRequest, state: str, kind: str, year: int, number: int, slug: str, form: str
) -> HttpResponse:
    """A chart of this text as a picture: .svg or .png."""
    found = version_of(editions_of(state, kind), year, number)
    figure = chart_files.figure_of(found.content_in(active()), slug)
    if figure is None or form not in chart_files.FORMS:
        raise Http404(_("This edition has no such chart. Its charts come as .svg or .png."))
    content, media_type = chart_files.chart_file(found, figure, form)
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{state}-{kind}-{year}-{slug}.{form}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def editions_of(state: str, kind: str, on: date | None = None) -> list[Edition]:
    """Every public version, the latest year and version first; `on`: those that were
    current on that day."""
    if kind not in Kind.values:
        raise Http404(_("A profile is either “extended” or “light”."))
    return list(
        (Edition.objects.standing_on(on) if on else Edition.objects.public()).of_profile(
            state, kind
        )
    )


def of_year(editions: list[Edition], year: int) -> Edition:
    """The current version."""
    found = next((edition for edition in editions if edition.year == year), None)
    if found is None:
        raise Http404(
            _("There is no public edition of that year. The state’s page lists those that exist.")
        )
    return found


def version_of(editions: list[Edition], year: int, number: int) -> Edition:
    found = next((row for row in editions if (row.year, row.number) == (year, number)), None)
    if found is None:
        raise Http404(_("There is no such version. The edition’s page lists those that exist."))
    return found


def edition_page(
    request: HttpRequest, found: Edition, editions: list[Edition], *, as_of: AsOf | None = None
) -> HttpResponse:
    frozen = found.content_in(active())
    current = of_year(editions, found.year)
    versions = [row for row in editions if row.year == found.year and row.pk != found.pk]
    address = found.get_absolute_url() if current.pk == found.pk else found.version_url()
    citation = citations.citation_of(found)
    context = {
        "edition": found,
        "as_of": as_of,
        "state": found.profile.state,
        "others": standing(editions, but=found.year),
        "stands": current if current.pk != found.pk else None,
        "versions": versions,
        "content": frozen,
        "canonical": f"{settings.SITE_URL}{address}",
        "apa": citations.apa(citation),
        "gost": citations.gost(citation, today()),
        "rule_url": reverse("page", args=[RULE_PAGE]),
    }
    template = "profiles/edition.html" if frozen else "profiles/edition_document.html"
    return with_links(render(request, template, context), of_edition(found))


def standing(editions: list[Edition], but: int) -> list[Edition]:
    """Of each other year the current version."""
    years = dict.fromkeys(edition.year for edition in editions if edition.year != but)
    return [of_year(editions, year) for year in years]
