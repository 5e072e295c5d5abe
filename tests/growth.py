"""How work grows with what comes in, in counted calls: seconds differ from machine to machine,
calls do not."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


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


def assert_linear(
    act: Callable[[int], object], sizes: tuple[int, ...], *, most: float = 15
) -> None:
    """Ten times as much takes at most fifteen times the steps."""
    steps = [steps_of(lambda size=size: act(size)) for size in sizes]
    for smaller, larger in zip(steps, steps[1:], strict=False):
        assert larger <= most * max(smaller, 50), dict(zip(sizes, steps, strict=True))
