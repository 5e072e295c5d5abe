"""How work grows with what comes in, in counted calls: seconds differ from machine to machine,
calls do not."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise


class Count:
    """Calls of functions, ours and the interpreter's."""

    calls = 0

    def seen(self, _frame, event: str, _argument) -> None:
        self.calls += event in ("call", "c_call")


@contextmanager
def counted_calls() -> Iterator[Count]:
    count, before = Count(), sys.getprofile()
    sys.setprofile(count.seen)
    try:
        yield count
    finally:
        sys.setprofile(before)


def steps_of(act: Callable[[], object]) -> int:
    """What `act` calls; a refusal is an end like another."""
    with counted_calls() as count:
        try:
            act()
        except Exception:
            count.calls += 1
    return count.calls


def assert_grew_linearly(steps: dict[int, int], *, most: float = 15) -> None:
    """Ten times as much takes at most so many times the steps. `steps`: by size of what comes
    in."""
    for smaller, larger in pairwise(steps.values()):
        assert larger <= most * max(smaller, 50), steps


def assert_linear(act: Callable[[int], object], sizes: tuple[int, ...]) -> None:
    assert_grew_linearly({size: steps_of(lambda size=size: act(size)) for size in sizes})
