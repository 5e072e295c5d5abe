"""Ratios of two sides that take turns, so that a noisy machine does not matter."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 7


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def calls(act: Callable[[], object], seconds: float = 0.7) -> float:
    """A second."""
    number, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        act()
        number += 1
    return number / (time.perf_counter() - start)


def ratio_of_rates(
    ours: Callable[[], float], theirs: Callable[[], float]
) -> tuple[float, float, float]:
    """(median of ours / theirs, our rate, theirs), of functions that measure a rate."""
    pairs = [(ours(), theirs()) for _round in range(ROUNDS)]
    middle = statistics.median(mine / yours for mine, yours in pairs)
    return (
        middle,
        statistics.median(mine for mine, _ in pairs),
        statistics.median(yours for _, yours in pairs),
    )


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """The same, of calls a second."""
    ours(), theirs()
    return ratio_of_rates(lambda: calls(ours), lambda: calls(theirs))
