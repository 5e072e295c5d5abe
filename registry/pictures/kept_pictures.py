"""A picture is kept by what it shows, and not by the version of the content: after a publication
nearly all pictures are as they were.

Its name is a fingerprint of all that it is drawn from and of the program that draws. It stands in
`STATE_DIR/pictures`, for all processes of a machine and after a restart, and in the cache, where
that is shared with other machines. They are copies: the folder has a limit, and what nobody has
asked for longest goes first. What is not whole is drawn anew.

The charts of the editions that a first start compiles come with the fixtures, under the same names
(`.ci/charts` packs them): where a figure or the program that draws is another one, so is the name,
and the chart is drawn.
"""

import gzip
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.cache import cache as shared

from registry.common.limits import cache_errors
from registry.common.sizes import MEGABYTE
from registry.common.whole_files import oldest_beyond, write_whole

ENDS = {"svg": b"</svg>", "png": b"IEND\xaeB`\x82"}
LARGEST_FOLDER = 100 * MEGABYTE
LOOKED_AFTER_EVERY = 50  # pictures that a process has put there
A_DAY = 86_400
WEEK = 7 * A_DAY
PACKED = settings.BASE_DIR / "fixtures" / "charts.json.gz"
_put = 0
_noted: set[str] | None = None
_being_drawn: dict[str, Lock] = {}
_memory = Lock()


def folder() -> Path:
    return Path(settings.STATE_DIR) / "pictures"


def kept(form: str, shows: Any, draw: Callable[[], bytes]) -> bytes:
    """`form`: svg or png. `shows`: all that the picture depends on, as JSON holds it. `draw` is
    asked where no such picture is kept."""
    name = f"{fingerprint(form, shows)}.{form}"
    if _noted is not None:
        _noted.add(name)
    with one_drawer(name):
        content = from_disk(name)
        if content is None:
            content = from_cache(name)
            is_new = content is None
            content = draw() if content is None else content
            to_disk(name, content)
            if is_new:
                to_cache(name, content)
    return content


def fingerprint(form: str, shows: Any) -> str:
    whole = json.dumps([form, drawn_by(), shows], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:40]


@cache
def drawn_by() -> str:
    return f"vl-convert {version('vl-convert-python')}, pillow {version('pillow')}"


@contextmanager
def one_drawer(name: str) -> Iterator[None]:
    """Of all threads of the process one draws it, the others take what it drew."""
    with _memory:
        lock = _being_drawn.setdefault(name, Lock())
    try:
        with lock:
            yield
    finally:
        with _memory:
            if _being_drawn.get(name) is lock:
                del _being_drawn[name]


def is_whole(name: str, content: bytes | None) -> bool:
    return content is not None and content.rstrip().endswith(ENDS[name.rpartition(".")[2]])


def from_disk(name: str) -> bytes | None:
    path = folder() / name
    try:
        content = path.read_bytes()
        if time.time() - path.stat().st_mtime > A_DAY:
            path.touch()  # asked for lately: it stays
    except OSError:
        return None
    return content if is_whole(name, content) else None


def to_disk(name: str, content: bytes) -> None:
    """On a full disk it is drawn the next time again."""
    global _put
    with suppress(OSError):
        folder().mkdir(mode=0o700, exist_ok=True)
        write_whole(folder() / name, content)
    with _memory:
        _put += 1
        is_time = _put % LOOKED_AFTER_EVERY == 0
    if is_time:
        remove_oldest()


def remove_oldest() -> None:
    for path in oldest_beyond(folder().glob("*"), size=LARGEST_FOLDER):
        path.unlink(missing_ok=True)


def is_shared() -> bool:
    """A cache in the memory of the process would only make it larger."""
    return "locmem" not in settings.CACHES["default"]["BACKEND"]


def from_cache(name: str) -> bytes | None:
    content = None
    if is_shared():
        with suppress(*cache_errors()):  # it is away: drawn here
            content = shared.get(f"picture:{name}")
    return content if is_whole(name, content) else None


def to_cache(name: str, content: bytes) -> None:
    if is_shared():
        with suppress(*cache_errors()):
            shared.set(f"picture:{name}", content, WEEK)


@contextmanager
def noted() -> Iterator[set[str]]:
    """The names of all pictures that are asked for meanwhile."""
    global _noted
    _noted = set()
    try:
        yield _noted
    finally:
        _noted = None


def pack(names: set[str]) -> None:
    found = {name: (from_disk(name) or b"").decode() for name in sorted(names)}
    text = json.dumps({name: svg for name, svg in found.items() if svg}, ensure_ascii=False)
    PACKED.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def unpack() -> int:
    """Those that came with the fixtures, unless they are there. Returns how many were put."""
    if not PACKED.exists():
        return 0
    put = 0
    for name, svg in json.loads(gzip.decompress(PACKED.read_bytes())).items():
        if not (folder() / name).exists():
            to_disk(name, svg.encode())
            put += 1
    return put
