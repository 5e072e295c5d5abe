"""Files of paper are made once, by one maker, and kept by what stands on them: where that changes
(an endorsement that came later, a version that took the place), the file is made anew.

They are copies of what the database holds, so they stand beside the registry's state, and no backup
takes them. Who asks for one that is not there waits for a moment; what takes longer is made behind
them (`StillMadeError`), in a process of its own, and no worker stands still.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Event, Lock, Thread

from django.conf import settings
from django.utils import timezone, translation

from registry.common.languages import active
from registry.common.scope import remembered
from registry.common.shared_version import is_shared
from registry.common.start_lock import waiting_for
from registry.common.whole_files import write_whole
from registry.paper import typesetting
from registry.paper.edition_paper import Paper, edition_paper
from registry.paper.edition_word import docx
from registry.paper.word_package import MEDIA_TYPE
from registry.profiles.models import Edition

FORMS = {"pdf": "application/pdf", "docx": MEDIA_TYPE}
MADE_AHEAD = ("pdf",)  # before anybody asks: few want the other
MAKERS: dict[str, Callable[[Paper], bytes]] = {"pdf": typesetting.pdf, "docx": docx}
A_MOMENT = 1.2  # seconds that a reader waits; README, "On paper"
MOST_AT_WORK = 12  # files that one process makes, or waits to make, for readers
MOST_ASKED = 400  # files of what an address asks for beyond a page (sheets.key_of)
OF_THE_MOMENT = ("day", "as_of", "citation")  # say when a sheet was made, not what it shows


class StillMadeError(Exception):
    """The file is being made; whoever asks again in a little while gets it."""


@dataclass(slots=True)
class Making:
    """A file at work, for all who wait for it."""

    done: Event = field(default_factory=Event)
    error: Exception | None = None


_at_work: dict[Path, Making] = {}
_memory = Lock()


def folder() -> Path:
    return Path(settings.STATE_DIR) / "papers"


def name_of(edition: Edition) -> str:
    """State, kind, year, version and language: georgia-light-2026-v1-en."""
    profile = edition.profile
    stem = f"{profile.state.slug}-{profile.kind}-{edition.year}-v{edition.number}"
    return f"{stem}-{active()}"


def kept(edition: Edition, form: str, wait: float | None = None) -> Path:
    """The file in the active language; made where there is none. `wait`: seconds, None for as long
    as it takes. Raises StillMadeError."""
    return made(str(edition.pk), form, edition_paper(edition), active(), wait)


def made(key: str, form: str, paper: Paper, language: str, wait: float | None = None) -> Path:
    """`key`: of what it is the paper. Raises StillMadeError."""
    folder().mkdir(mode=0o700, exist_ok=True)
    path = path_of(key, form, paper, language)
    if path.exists():
        return path
    if wait is None:
        make(path, key, form, paper, language)
        return path
    work = begun(path, key, form, paper, language)
    if not work.done.wait(wait):
        raise StillMadeError
    if work.error:
        raise work.error
    return path


def path_of(key: str, form: str, paper: Paper, language: str) -> Path:
    return folder() / f"{key}-{language}-{mark_of(paper)}.{form}"


def begun(path: Path, key: str, form: str, paper: Paper, language: str) -> Making:
    """The making of it that is at work in this process, else a new one, in a thread of its own.
    Raises StillMadeError where too many wait."""
    with _memory:
        if work := _at_work.get(path):
            return work
        if len(_at_work) >= MOST_AT_WORK:
            raise StillMadeError
        work = _at_work[path] = Making()
    arguments = (work, path, key, form, paper, language)
    Thread(target=work_on, args=arguments, name="paper", daemon=True).start()
    return work


def work_on(work: Making, path: Path, key: str, form: str, paper: Paper, language: str) -> None:
    """Asks the database for nothing: all that stands on it is in `paper`."""
    try:
        with translation.override(language):
            make(path, key, form, paper, language)
    except Exception as error:  # for whoever waits
        work.error = error
    finally:
        with _memory:
            del _at_work[path]
        work.done.set()


def make(path: Path, key: str, form: str, paper: Paper, language: str) -> None:
    """By one maker at a time; who waited finds what was made meanwhile."""
    with waiting_for(path.parent / "making.lock"):
        if path.exists():
            return
        write_whole(path, MAKERS[form](paper))
        for earlier in files_of(key, form, language):
            if earlier != path:
                earlier.unlink(missing_ok=True)
        if key.startswith("asked-"):
            forget_oldest(path.parent)


def forget_oldest(place: Path) -> None:
    """Of what was asked for by chance. There are more such addresses than anybody could keep."""
    found = sorted(place.glob("asked-*"), key=written_at)
    for path in found[:-MOST_ASKED]:
        path.unlink(missing_ok=True)


def written_at(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return 0.0


def made_on(path: Path) -> date:
    """The day that a sheet says it is of."""
    return timezone.localdate(datetime.fromtimestamp(path.stat().st_mtime, UTC))


def mark_of(paper: Paper) -> str:
    """Differs whenever what stands on the paper does, or how it is laid out."""
    shown = {name: value for name, value in paper.items() if name not in OF_THE_MOMENT}
    data = json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(layout() + data).hexdigest()[:24]


@cache
def layout() -> bytes:
    here = Path(__file__).parent
    made_by = [*sorted(here.glob("*.typ")), *sorted(here.glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).digest()


def size_kept(edition: Edition, form: str) -> int:
    """In bytes, of the file that was last made in the active language; 0 where none was, and where
    each of several machines makes its own (kept_downloads.py)."""
    if is_shared():
        return 0
    return remembered("sizes of papers", sizes_kept).get((str(edition.pk), form, active()), 0)


def sizes_kept() -> dict[tuple[str, str, str], int]:
    """By key, form and language, of all papers: one look at their folder, however many a page
    names."""
    found: dict[tuple[str, str, str], int] = {}
    for path in folder().glob("*-*-*.*"):
        with suppress(FileNotFoundError):  # it is just made anew
            key, language, _mark = path.stem.rsplit("-", 2)
            place = key, path.suffix[1:], language
            found[place] = max(found.get(place, 0), path.stat().st_size)
    return found


def files_of(key: str, form: str, language: str) -> list[Path]:
    return list(folder().glob(f"{key}-{language}-*.{form}"))
