from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.common.dates import today, worded
from registry.common.exports import Column, download
from registry.common.languages import active
from registry.common.lists import FORMS
from registry.common.store import published
from registry.profiles.coverage import coverage_of
from registry.profiles.filters import CoverageFilter
from registry.profiles.models import Edition, Kind
from registry.profiles.notices import RULE_PAGE, notice, stamp
from registry.states.designations import by_name, designation
from registry.states.models import State

COLUMNS = [
    Column("state", lambda edition: designation(edition.profile.state).name),
    Column("iso_alpha3", lambda edition: edition.profile.state.iso_alpha3),
    Column("kind", lambda edition: edition.profile.kind),
    Column("year", lambda edition: edition.years),
    Column("version", lambda edition: edition.number),
    Column("status", lambda edition: stamp(edition).text),
    Column("published", lambda edition: worded(edition.published_on) or edition.published_year),
    Column("languages", lambda edition: ", ".join(edition.language_list)),
    Column("original", lambda edition: edition.document_url),
    Column("notice", lambda edition: notice(edition) or ""),
    Column("designation_note", lambda edition: designation(edition.profile.state).footnote),
]


@published("group", "format")
def profiles(request: HttpRequest) -> HttpResponse:
    """State by kind by edition, with status."""
    filterset = CoverageFilter(request.GET, queryset=State.objects.participating(today()).for_page())
    covered = coverage_of(by_name(filterset.qs if filterset.is_valid() else filterset.queryset.none()))
    if request.GET.get("format") in FORMS:
        editions = [edition for one in covered for _kind, found in one.cells for edition in found]
        return download(editions, COLUMNS, "profiles", request.GET["format"])
    counts = {
        standing: sum(one.standing == standing for one in covered) for standing in ("endorsed", "published", "figures")
    }
    return render(request, "profiles/profiles.html", {"filter": filterset, "coverage": covered, "counts": counts})


@published()
def profile(request: HttpRequest, state: str, kind: str) -> HttpResponse:
    """The current edition: it shows it; the canonical address is the edition's own."""
    editions = editions_of(state, kind)
    if not editions:
        raise Http404(_("This state has no public profile of this kind. That is its choice: taking part is voluntary."))
    return edition_page(request, editions[0], editions)


@published()
def edition(request: HttpRequest, state: str, kind: str, year: int) -> HttpResponse:
    editions = editions_of(state, kind)
    found = next((one for one in editions if one.year == year), None)
    if found is None:
        raise Http404(_("There is no public edition of that year. The state’s page lists those that exist."))
    return edition_page(request, found, editions)


def editions_of(state: str, kind: str) -> list[Edition]:
    if kind not in Kind.values:
        raise Http404(_("A profile is either “extended” or “light”."))
    return list(Edition.objects.current().of_profile(state, kind))


def edition_page(request: HttpRequest, found: Edition, editions: list[Edition]) -> HttpResponse:
    frozen = found.content_in(active())
    shown = {
        "edition": found,
        "state": found.profile.state,
        "others": [one for one in editions if one.pk != found.pk],
        "content": frozen,
        "canonical": f"{settings.SITE_URL}{found.get_absolute_url()}",
        "rule_url": reverse("page", args=[RULE_PAGE]),
    }
    return render(request, "profiles/edition.html" if frozen else "profiles/edition_document.html", shown)
