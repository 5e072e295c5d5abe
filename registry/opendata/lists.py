"""The lists of the API as datasets: what each holds, in words, and when it last changed."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGES
from registry.opendata.licences import OF_EACH_SOURCE
from registry.opendata.published import (
    JSON,
    OWN_LICENCE,
    WHOLE_SETS,
    Body,
    Dataset,
    File,
    in_each,
    whole,
)

GOVERNMENT, INTERNATIONAL, POPULATION = "GOVE", "INTR", "SOCI"  # data themes of the EU
# Title, what it holds, theme, and the page that shows it
LISTS: dict[str, tuple[str | Promise, str | Promise, str, str]] = {
    "states": (
        _("States of the Prague Process"),
        _("States that take part or took part, their designations, groups and participation."),
        INTERNATIONAL,
        "/states/",
    ),
    "groups": (
        _("Regional groups"),
        _("The regional groups of the states of the Prague Process."),
        INTERNATIONAL,
        "/states/",
    ),
    "profiles": (
        _("Migration profiles"),
        _("Each state’s series of migration profiles, with the addresses of their editions."),
        INTERNATIONAL,
        "/profiles/",
    ),
    "editions": (
        _("Editions of migration profiles"),
        _("Public editions with status, endorsement, notice on their standing, and checksum."),
        INTERNATIONAL,
        "/profiles/",
    ),
    "projects": (
        _("Projects of the Prague Process"),
        _("Programmes, projects and pilot projects with their partners, years and results."),
        INTERNATIONAL,
        "/projects/",
    ),
    "pilot-projects": (
        _("Pilot projects of the Prague Process"),
        _("The pilot projects by number, with their partners, years and results."),
        INTERNATIONAL,
        "/pilot-projects/",
    ),
    "meetings": (
        _("Meetings of the Prague Process"),
        _("Conferences, meetings, workshops and visits with their dates, places and states."),
        INTERNATIONAL,
        "/meetings/",
    ),
    "action-plans": (
        _("Action plans of the Prague Process"),
        _("Action plans with the actions that are on record and the projects for them."),
        INTERNATIONAL,
        "/process/",
    ),
    "documents": (
        _("Documents of the Prague Process"),
        _("Declarations, handbooks, reports and other documents, with their language versions."),
        INTERNATIONAL,
        "/library/",
    ),
    "indicators": (
        _("Indicators of migration"),
        _("Indicators with definition, unit, source, licence, years and caveats."),
        POPULATION,
        "/data/",
    ),
    "observations": (
        _("Figures and data gaps"),
        _("All figures of all states and years, and the reasons why others are missing."),
        POPULATION,
        "/data/",
    ),
    "sources": (
        _("Sources of the figures"),
        _("Who publishes the figures, under which licence, and which copy was loaded."),
        POPULATION,
        "/data/",
    ),
    "counterparts": (
        _("Countries at the other end of migration"),
        _("Countries of origin, destination and asylum with their codes and names."),
        POPULATION,
        "/data/",
    ),
    "units": (
        _("Units of the indicators"),
        _("In what indicators count, and which indicators count in it."),
        POPULATION,
        "/data/",
    ),
    "authorities": (
        _("Authorities in migration"),
        _("Ministries and agencies that public sources name in the work of the Process."),
        GOVERNMENT,
        "/contact-points/",
    ),
}


def lists(secretariat: Body) -> Iterator[Dataset]:
    from registry.api import router  # the index of what all topics give

    for name, view, _base in router.registry:
        title, about, theme, page = LISTS[name]
        yield Dataset(
            key=f"list/{name}",
            titles=in_each(partial(str, title)),
            descriptions=in_each(partial(str, about)),
            page=page,
            licence=OF_EACH_SOURCE if name == "observations" else OWN_LICENCE,
            files=tuple(files_of(name)),
            publisher=secretariat,
            theme=theme,
            keywords=(in_each(partial(str, title)),),
            modified=last_change(view),
        )


def files_of(name: str) -> Iterator[File]:
    return files_of_api(f"/api/v1/{name}/?")


def files_of_api(address: str) -> Iterator[File]:
    """`address`: of a list, up to where more parameters may follow. JSON comes in pages; the others
    are the whole set."""
    for form, media_type in (WHOLE_SETS | {"json": JSON}).items():
        for language in LANGUAGES:
            asked = whole(f"{address}lang={language}&format={form}")
            is_whole = form in WHOLE_SETS
            yield File(f"{form}-{language}", asked, media_type, language, is_direct=is_whole)


def last_change(view: Any) -> datetime | None:
    found: datetime | None = view.queryset.model.objects.aggregate(at=Max("updated_at"))["at"]
    return found
