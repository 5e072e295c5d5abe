"""What OAI-PMH harvests: a header for each public edition, document, project, meeting and
indicator, and for each that was public and is gone.

The headers are read once a version of the content, by a fixed number of statements; a page of
records then asks for its own rows only. An item is named by its number, so that neither a new slug
nor a new title makes another item of it. Its date is that of its last change, or of its appearing
where that came later; of an edition also that of its state's designations.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.common.dates import today
from registry.common.languages import LANGUAGES
from registry.common.once_a_version import once_a_version
from registry.common.tombstones import of_records
from registry.figures.models import Indicator
from registry.library.models import Document, DocumentVersion
from registry.process.models import Meeting
from registry.profiles.models import Edition
from registry.profiles.templates import Kind
from registry.projects.models import Project
from registry.states.models import RegionalGroup, State

BEGINNING = datetime(2009, 1, 1, tzinfo=UTC)  # no record is older than the Process


@dataclass(frozen=True, slots=True, order=True)
class Header:
    """In the order in which items are given out. `at`: whole seconds. `sets`: their specs."""

    at: datetime
    identifier: str
    kind: str
    number: int
    sets: tuple[str, ...]
    is_deleted: bool = False


def identifier_of(kind: str, number: int) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"oai:{host}:{kind}/{number}"


def header(
    kind: str, number: int, moments: Iterable[datetime | None], sets: Iterable[str]
) -> Header:
    at = max(moment for moment in moments if moment).astimezone(UTC).replace(microsecond=0)
    return Header(
        at=at,
        identifier=identifier_of(kind, number),
        kind=kind,
        number=number,
        sets=(kind, *sets),
    )


def in_languages(languages: Iterable[str]) -> list[str]:
    return [f"language-{one}" for one in LANGUAGES if one in languages]


def titled(row: Any) -> list[str]:
    return in_languages([one for one in LANGUAGES if getattr(row, f"title_{one}")])


def editions() -> Iterator[Header]:
    groups = groups_of_states()
    rows = Edition.objects.public().for_page()
    for row in rows.annotate(named=Max("profile__state__designations__updated_at")):
        yield header("edition", row.pk, (row.updated_at, row.named), sets_of_edition(row, groups))


def sets_of_edition(row: Edition, groups: Mapping[int, list[str]]) -> list[str]:
    """`groups`: by state."""
    languages = LANGUAGES if row.has_text else row.languages.split(",")
    sets = [f"edition:{row.profile.kind}", *in_languages(languages)]
    return sets + groups.get(row.profile.state_id, [])


def groups_of_states() -> dict[int, list[str]]:
    found = {}
    for state in State.objects.for_page():
        group = state.group_on(today())
        found[state.pk] = [f"group-{group.slug}"] if group else []
    return found


def documents() -> Iterator[Header]:
    rows = Document.objects.public().for_page()
    for row in rows:
        versions = row.versions.all()
        languages = [version.language for version in versions]
        moments = [row.updated_at, row.appears_at, *(one.updated_at for one in versions)]
        yield header("document", row.pk, moments, in_languages(languages) or titled(row))


def projects() -> Iterator[Header]:
    for row in Project.objects.public():
        yield header("project", row.pk, (row.updated_at, row.appears_at), titled(row))


def meetings() -> Iterator[Header]:
    for row in Meeting.objects.public():
        yield header("meeting", row.pk, (row.updated_at, row.appears_at), titled(row))


def indicators() -> Iterator[Header]:
    for row in Indicator.objects.all():
        yield header("indicator", row.pk, (row.updated_at,), titled(row))


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfItem:
    """`name`: of its set. `model`: whose deleted rows leave a trace; None where none is deleted
    that was public."""

    name: str | Promise
    headers: Callable[[], Iterator[Header]]
    model: Any = None


KINDS: dict[str, KindOfItem] = {
    "edition": KindOfItem(name=_("Migration profiles"), headers=editions),
    "document": KindOfItem(name=_("Documents"), headers=documents, model=Document),
    "project": KindOfItem(name=_("Projects"), headers=projects, model=Project),
    "meeting": KindOfItem(name=_("Meetings"), headers=meetings, model=Meeting),
    "indicator": KindOfItem(name=_("Indicators"), headers=indicators, model=Indicator),
}


def gone(kind: str, number: int, at: datetime, sets: Iterable[str] = ()) -> Header:
    return Header(
        at=at.astimezone(UTC).replace(microsecond=0),
        identifier=identifier_of(kind, number),
        kind=kind,
        number=number,
        sets=(kind, *sets),
        is_deleted=True,
    )


def deleted() -> Iterator[Header]:
    """Each in the sets that it was in, so that who harvests one of them hears of it."""
    groups = groups_of_states()
    for edition in Edition.objects.withdrawn().for_page():
        sets = sets_of_edition(edition, groups)
        yield gone("edition", edition.pk, edition.updated_at, sets)
    for kind, one in KINDS.items():
        if one.model is not None:
            rows = of_records(one.model, BEGINNING, key=("id",))
            were_in = languages_then(one.model, [row["id"] for row in rows])
            for row in rows:
                yield gone(kind, row["id"], row["removed_at"], were_in.get(row["id"], []))


def languages_then(model: Any, numbers: list[int]) -> dict[int, list[str]]:
    """The sets of languages that these records were in, by what their histories kept last: of a
    document those of its language versions, where it had any, else those of the title."""
    histories = model.history.model.objects.filter(id__in=numbers).order_by("history_date", "pk")
    found = {row.id: titled(row) for row in histories}
    if model is Document:
        versions: dict[int, set[str]] = {}
        for version in DocumentVersion.history.filter(document_id__in=numbers):
            versions.setdefault(version.document_id, set()).add(version.language)
        found |= {number: in_languages(languages) for number, languages in versions.items()}
    return found


def all_headers() -> list[Header]:
    """In order. Some thirty statements, once until content changes."""

    def read() -> list[Header]:
        found = list(deleted())
        for one in KINDS.values():
            found += one.headers()
        return sorted(found)

    return once_a_version("headers of OAI-PMH", read)


def sets() -> dict[str, str | Promise]:
    """Spec to name."""
    found: dict[str, str | Promise] = {}
    for kind, one in KINDS.items():
        found[kind] = one.name
        if kind == "edition":
            found |= {f"edition:{value}": label for value, label in Kind.choices}
    found |= {"language-en": _("In English"), "language-ru": _("In Russian")}
    return found | {f"group-{row.slug}": row.name for row in RegionalGroup.objects.all()}
