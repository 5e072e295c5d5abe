"""What nobody has asked for yet is made all the same, so that no reader waits and pages tell the
size.

It is made behind a publication, not within it: who does what waits behind the requests
(common/task_worker.py) looks whether the content version (common/store.py) is another one, as
finished pages do, and asks for a task. So whoever publishes waits for nothing; and it makes no
difference whether a person, the daily command or another process published, or a day came on which
something appears. An edition is read again, and only its type is set anew where something on it
differs. A command does the same at any time, for all kinds.
"""

import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from registry.common.as_of import AsOf
from registry.common.dates import today
from registry.common.languages import LANGUAGES, active
from registry.common.scope import scope
from registry.common.store import content_version, renew_pages
from registry.common.tasks import AT_LEISURE, Behind, ask, behind, waits
from registry.figures.models import Indicator
from registry.paper.asking import (
    changes_asked,
    indicator_asked,
    project_asked,
    state_asked,
)
from registry.paper.keeping import MADE_AHEAD, folder, kept, made
from registry.paper.sheets import Sheet, sheet_paper
from registry.profiles.models import Edition
from registry.projects.models import Project
from registry.states.known import taking_part

REST = 0.25  # seconds between two files: other threads of the process answer readers


def make_missing(after_each: Callable[[int], None] | None = None) -> int:
    """Of every public edition, in both languages. Returns how many were made. `after_each`: told
    how many editions are there; what it raises ends the work."""
    before = files_there()
    try:
        make_editions(after_each)
    finally:
        new = renewed_after(before)
    return new


def make_editions(after_each: Callable[[int], None] | None) -> None:
    for number, edition in enumerate(editions(), 1):
        for language in LANGUAGES:
            with translation.override(language):
                for form in MADE_AHEAD:
                    kept(edition, form)
                if edition.supersedes_id:
                    keep(changes_asked(edition, today()))
        if after_each is not None:
            after_each(number)


def editions() -> Iterator[Edition]:
    """One by one. Rows that are read on beside the work would hold SQLite to the time before it: as
    soon as somebody else saves, the work could not write how far it is."""
    public = Edition.objects.public()
    for number in list(public.values_list("pk", flat=True)):
        yield from public.for_page().filter(pk=number)


def make_missing_sheets() -> int:
    """Of every page that has one: states, projects, indicators."""
    before = files_there()
    for language in LANGUAGES:
        with translation.override(language):
            for sheet in sheets():
                keep(sheet)
    return renewed_after(before)


def sheets() -> Iterator[Sheet]:
    """In the active language."""
    as_of = AsOf(today(), False)
    for state in taking_part(as_of.day):
        with scope():
            yield state_asked(state, as_of)
    for project in Project.objects.public().for_page():
        with scope():
            yield project_asked(project, as_of.day)
    for indicator in Indicator.objects.for_page():
        with scope():
            yield indicator_asked(indicator, as_of)


def keep(sheet: Sheet) -> None:
    with scope():
        made(sheet.key, "pdf", sheet_paper(sheet), active())


def files_there() -> set[str]:
    folder().mkdir(mode=0o700, exist_ok=True)
    return {path.name for path in folder().iterdir() if path.suffix != ".lock"}


def renewed_after(before: set[str]) -> int:
    new = len(files_there() - before)
    if new:
        renew_pages()
    return new


@behind(label=_("Making the papers of editions before they are asked for"), priority=AT_LEISURE)
def make_ahead(context: Behind, version: int) -> str:
    """Of the content version that somebody saw; it reads what is there when it runs."""
    most = Edition.objects.public().count()

    def after_each(number: int) -> None:
        context.note(number, most)
        time.sleep(REST)
        context.make_room()

    return f"{make_missing(after_each)} made"


class Ahead:
    """Looks whether something was published. Of several workers one asks: what waits waits
    once."""

    def __init__(self) -> None:
        self.seen = 0

    def __call__(self) -> None:
        version = content_version()
        if version == self.seen:
            return
        if not waits(make_ahead, version):
            ask(make_ahead, version)
        self.seen = version


def looks() -> tuple[Callable[[], None], ...]:
    """For the worker (common/task_worker.py)."""
    return (Ahead(),) if settings.PAPERS_AHEAD else ()
