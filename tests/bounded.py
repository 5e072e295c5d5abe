"""What a piece of work costs: calls are counted, which no busy machine changes; seconds only
catch what runs inside one call."""

import time
from collections.abc import Callable
from typing import Any

from tests.growth import assert_grew_linearly, counted_calls

SIZES = (2_000, 20_000, 195_000)
MOST_GROWTH = 12  # where the input grows ten-fold
MOST_SECONDS = 30  # of processor time, on a busy machine; what is quadratic takes minutes


def calls_of(work: Callable[[], Any]) -> int:
    began = time.process_time()
    with counted_calls() as count:
        work()
    assert time.process_time() - began < MOST_SECONDS
    return count.calls


def assert_bounded(work: Callable[[], Any]) -> None:
    began = time.process_time()
    work()
    assert time.process_time() - began < MOST_SECONDS


def assert_text_is_linear(work: Callable[[Any], Any], shape: Callable[[int], Any]) -> None:
    """`shape` gives the input for a number of characters. The largest is not counted, which
    would take five times as long."""
    small, middle, large = map(shape, SIZES)
    first, second = calls_of(lambda: work(small)), calls_of(lambda: work(middle))
    assert_grew_linearly({SIZES[0]: first, SIZES[1]: second}, most=MOST_GROWTH)
    assert_bounded(lambda: work(large))
