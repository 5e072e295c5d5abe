"""Every page that everybody may read, in both languages, with the day on which what it shows last
changed (sitemaps.org; the languages as search engines want them).

A page without a date is one whose last change nobody can say: what it shows comes from everywhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import translation

from registry.common.languages import LANGUAGES
from registry.common.once_a_version import once_a_version
from registry.contacts.models import Authority
from registry.figures.about_indicators import held
from registry.figures.models import Indicator, Observation
from registry.library.models import Document
from registry.opendata.published import whole
from registry.pages.models import NewsItem, Page
from registry.process.models import ActionPlan, CooperationArea, Meeting
from registry.profiles.models import Edition
from registry.projects.models import Project
from registry.states.models import Designation, State

MOST = 20_000  # pages of a part; each is there in two languages, and a part may have 50,000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Pages that are no record; the models whose records each of them lists, none where it shows more
LISTS: dict[str, tuple[type, ...]] = {
    "home": (),
    "states": (State, Designation),
    "names": (Designation,),
    "profiles": (Edition,),
    "profile_making": (),
    "map": (Observation, Edition),
    "indicators": (Indicator, Observation),
    "projects": (Project,),
    "pilot_projects": (Project,),
    "process": (),
    "meetings": (Meeting,),
    "documents": (Document,),
    "news": (NewsItem,),
    "contact_points": (),
    "glossary": (),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page. `path`: without its language."""

    path: str
    changed: datetime | None = None


def entries() -> list[Entry]:
    """In a fixed order, without its language."""
    with translation.override(LANGUAGES[0]):
        return [*of_lists(), *of_states(), *of_editions(), *of_indicators(), *of_others()]


def of_lists() -> Iterator[Entry]:
    for name, models in LISTS.items():
        yield Entry(without_language(reverse(name)), latest(map(last_change, models)))


def last_change(model: Any) -> datetime | None:
    """Of what readers see of it."""
    rows = model.objects.public() if hasattr(model.objects, "public") else model.objects.all()
    found: datetime | None = rows.aggregate(at=Max("updated_at"))["at"]
    return found


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max(filter(None, moments), default=None)


def without_language(address: str) -> str:
    return f"/{address.split('/', 2)[2]}"


def of_states() -> Iterator[Entry]:
    """A state's page shows its names, figures, editions and authorities."""
    rows: list[tuple[QuerySet, str]] = [
        (Designation.objects.all(), "state"),
        (Observation.objects.all(), "state"),
        (Edition.objects.public(), "profile__state"),
        (Authority.objects.all(), "state"),
    ]
    changes = [by_state(found, way) for found, way in rows]
    for state in State.objects.ever_participating().order_by("slug"):
        moments = [state.updated_at, *[found.get(state.pk) for found in changes]]
        yield Entry(without_language(state.get_absolute_url()), latest(moments))


def by_state(rows: QuerySet, way: str) -> dict[int, datetime]:
    return dict(rows.order_by().values_list(way).annotate(Max("updated_at")))


def of_editions() -> Iterator[Entry]:
    """The current version at the address of its year, each other one at its own."""
    current = set(Edition.objects.current().values_list("pk", flat=True))
    for edition in sorted(Edition.objects.public().for_page(), key=version_url):
        address = edition.get_absolute_url() if edition.pk in current else version_url(edition)
        yield Entry(without_language(address), edition.updated_at)


def version_url(edition: Edition) -> str:
    return edition.version_url()


def of_indicators() -> Iterator[Entry]:
    for indicator in Indicator.objects.all():
        extent = held().get(indicator.pk)
        moments = [indicator.updated_at, extent.last_change if extent else None]
        yield Entry(without_language(indicator.get_absolute_url()), latest(moments))


def of_others() -> Iterator[Entry]:
    rows: list[QuerySet] = [
        Project.objects.public(),
        Meeting.objects.public(),
        Document.objects.public(),
        NewsItem.objects.public(),
        Page.objects.public(),
        ActionPlan.objects.all(),
        CooperationArea.objects.all(),
    ]
    for found in rows:
        for row in found.order_by("pk"):
            yield Entry(without_language(row.get_absolute_url()), row.updated_at)


# As files


def parts(most: int = MOST) -> list[str]:
    """The whole in one, or as many as are needed."""
    found = once_a_version("pages of the site", entries)
    return [written(found[start : start + most]) for start in range(0, len(found), most)]


def written(rows: Iterable[Entry]) -> str:
    urls = "".join(urls_of(row) for row in rows)
    spaces = f'xmlns="{SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{HEAD}<urlset {spaces}>\n{urls}</urlset>\n"


def urls_of(row: Entry) -> str:
    return "".join(url_of(row, language) for language in LANGUAGES)


def url_of(row: Entry, language: str) -> str:
    address = escape(whole(f"/{language}{row.path}"))
    changed = f"<lastmod>{moment(row.changed)}</lastmod>" if row.changed else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(whole(path))}"/>'
        for code, path in alternates(row.path)
    )
    return f"<url><loc>{address}</loc>{changed}{others}</url>\n"


def alternates(path: str) -> list[tuple[str, str]]:
    found = [(code, f"/{code}{path}") for code in LANGUAGES]
    return [*found, ("x-default", f"/{LANGUAGES[0]}{path}")]


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def index_of(count: int) -> str:
    rows = "".join(
        f"<sitemap><loc>{whole(f'/sitemap-{number}.xml')}</loc></sitemap>\n"
        for number in range(1, count + 1)
    )
    return f'{HEAD}<sitemapindex xmlns="{SCHEMA}">\n{rows}</sitemapindex>\n'
