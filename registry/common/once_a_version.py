"""Answers that many pages need, made once in a process until content changes: the register of
designations, the indicators of a state's page, the frame."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from registry.common.content import has_written
from registry.common.scope import remembered
from registry.common.store import content_version, part_version

MOST_REMEMBERED = 200
_remembered: OrderedDict[tuple, Any] = OrderedDict()
_being_made: dict[tuple, Lock] = {}
_memory = Lock()


def once_a_version(key: Any, make: Callable[[], Any], *, of: tuple[str, ...] = ()) -> Any:
    """What `make` gives, made once in a process until content changes: for answers that many pages
    need. Nobody changes what it gives; whoever has written content that is not told yet, or a
    preview, reads anew, once a request, and keeps nothing. `of`: the parts of the content that it
    reads (version_file.PARTS); it then depends on nothing else, not even on the day.

    It is kept under the version from before it was made: what takes long to make may be older than
    the version at its end.
    """
    if has_written():
        return remembered(("anew", key), make)
    place = (of, version_of(of), key)
    with _memory:
        if place in _remembered:
            _remembered.move_to_end(place)
            return _remembered[place]
        maker = _being_made.setdefault(place, Lock())
    try:
        with maker:  # the others wait for what the first one makes
            with _memory:
                if place in _remembered:
                    return _remembered[place]
            value = make()
            with _memory:
                keep_in_mind(place, value)
            return value
    finally:
        with _memory:
            if _being_made.get(place) is maker:
                del _being_made[place]


def version_of(parts: tuple[str, ...]) -> int:
    return hash(tuple(map(part_version, parts))) if parts else content_version()


def keep_in_mind(place: tuple, value: Any) -> None:
    """Whatever is of another version than this newest one goes, then the least asked for. A value
    that was slow to make, so that a newer version began meanwhile, is not kept."""
    if place[1] != version_of(place[0]):
        return
    older = [each for each in _remembered if each[0] == place[0] and each[1] != place[1]]
    for each in older:
        del _remembered[each]
    _remembered[place] = value
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)
