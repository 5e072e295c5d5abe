"""One request's memory: what is read once and asked for many times on a page (the register of
designations above all)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_scope: ContextVar[dict | None] = ContextVar("registry_scope", default=None)


@contextmanager
def scope() -> Iterator[None]:
    token = _scope.set({})
    try:
        yield
    finally:
        _scope.reset(token)


def remembered(key: Any, make: Callable[[], Any]) -> Any:
    """The value under `key` in this request, made at the first call. Outside a scope it is made
    each time."""
    memory = _scope.get()
    if memory is None:
        return make()
    if key not in memory:
        memory[key] = make()
    return memory[key]


def remember(key: Any, value: Any) -> None:
    """Set what `remembered` gives from now on in this request."""
    memory = _scope.get()
    if memory is not None:
        memory[key] = value
