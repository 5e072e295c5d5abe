"""The faults of late, for whoever looks up the id of an error page: when, what kind, where in the
program, on which kind of page. No value, no address, nobody's name.

Kept in two files of bounded size in STATE_DIR and not in the database, which may be what fails. On
a full disk the last ones wait in the memory of the process until there is room again.
"""

import json
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

LARGEST = 128 * 1024  # bytes of a file; there are two
MOST_IN_MIND = 100
HOUSE = Path(__file__).resolve().parent.parent
_unwritten: deque[str] = deque(maxlen=MOST_IN_MIND)
told: list[Callable[[BaseException | None], None]] = []  # who else counts them (metrics.py)


@dataclass(frozen=True, slots=True)
class Fault:
    """`page`: the pattern of its address ("" where the fault was in no request)."""

    id: str
    at: str
    kind: str
    place: str
    page: str


@dataclass(slots=True)
class Kind:
    """Faults of one kind at one place, the newest first."""

    kind: str
    place: str
    page: str
    count: int
    last_at: datetime
    ids: list[str]


class Keeper(logging.Handler):
    """Of whatever is logged as an error; the message itself may hold values and stays in the
    log. A refusal is none, though Django logs some as errors (a form with too many fields): any
    stranger can cause it, and would push out the faults."""

    def emit(self, record: logging.LogRecord) -> None:
        if vars(record).get("status_code", 500) < 500:
            return
        try:
            keep(fault_of(record))
            for count in told:
                count(record.exc_info[1] if record.exc_info else None)
        except Exception:
            self.handleError(record)


def fault_of(record: logging.LogRecord) -> Fault:
    error = record.exc_info[1] if record.exc_info else None
    match = getattr(vars(record).get("request"), "resolver_match", None)
    return Fault(
        id=vars(record).get("request_id", ""),
        at=timezone.now().isoformat(timespec="seconds"),
        kind=type(error).__name__ if error else record.name,
        place=place_of(error) if error else place_named(record.pathname, record.lineno),
        page=match.route if match else "",
    )


def place_of(error: BaseException) -> str:
    """The innermost line of our own program, else of any: that is where somebody will look."""
    ours, last, step = "", "", error.__traceback__
    while step:
        file = step.tb_frame.f_code.co_filename
        last = place_named(file, step.tb_lineno)
        ours = last if Path(file).is_relative_to(HOUSE) else ours
        step = step.tb_next
    return ours or last


def place_named(file: str, line: int) -> str:
    path = Path(file)
    if path.is_relative_to(HOUSE):
        return f"{path.relative_to(HOUSE.parent)}:{line}"
    return f"{'/'.join(path.parts[-2:])}:{line}"


def file() -> Path:
    return Path(settings.STATE_DIR) / "recent-errors"


def earlier_file() -> Path:
    return file().with_suffix(".earlier")


def keep(fault: Fault) -> None:
    _unwritten.append(json.dumps(asdict(fault)) + "\n")
    with suppress(OSError):
        if file().exists() and file().stat().st_size > LARGEST:
            file().replace(earlier_file())
        with file().open("a") as target:  # whole lines at once, also of several processes
            target.write("".join(_unwritten))
        file().chmod(0o600)
        _unwritten.clear()


def faults() -> list[Fault]:
    """The oldest first; a line that a killed process left half written is passed over."""
    lines: list[str] = []
    for path in (earlier_file(), file()):
        with suppress(OSError):
            lines += path.read_text().splitlines()
    found = []
    for line in [*lines, *_unwritten]:
        with suppress(ValueError, TypeError):
            found.append(Fault(**json.loads(line)))
    return found


def recent(wanted: str = "") -> list[Kind]:
    """By kind and place, the newest first. `wanted`: an id as an error page says it."""
    kinds: dict[tuple, Kind] = {}
    for fault in faults():
        key = (fault.kind, fault.place, fault.page)
        at = datetime.fromisoformat(fault.at)
        found = kinds.setdefault(key, Kind(*key, count=0, last_at=at, ids=[]))
        found.count, found.last_at = found.count + 1, at
        if fault.id:
            found.ids.insert(0, fault.id)
    shown = sorted(kinds.values(), key=last_at, reverse=True)
    return [kind for kind in shown if not wanted or wanted in kind.ids]


def last_at(kind: Kind) -> Any:
    return kind.last_at
