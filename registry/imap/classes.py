"""Classes of values on the map: few, with round limits, each with about as many states."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from registry.common.numbers import NBSP, grouped, places, scale_word, scaled
from registry.figures.models import Indicator

MOST = 5
# So many values for so many classes at least
ENOUGH = ((25, 5), (12, 4), (6, 3), (3, 2))
MOST_DIGITS = 4  # of a limit; the fewer, the rounder


def class_limits(values: list[Decimal]) -> list[Decimal]:
    """The limits between the classes, lowest first, none for very few values.

    Zero is a limit where there are values on both sides of it.
    """
    ordered = sorted(values)
    count = next((classes for least, classes in ENOUGH if len(ordered) >= least), 1)
    count = min(count, len(set(ordered)))
    wanted = [ordered[len(ordered) * place // count] for place in range(1, count)]
    found: list[Decimal] = []
    for digits in range(1, MOST_DIGITS + 1):
        found = sorted({rounded(limit, digits) for limit in wanted})
        if len(found) == count - 1 and is_even(ordered, found):
            break
    return with_zero(ordered, without_empty(ordered, found))


def rounded(value: Decimal, digits: int) -> Decimal:
    """To so many figures from the first."""
    return round(value, digits - 1 - value.adjusted()) if value else value


def is_even(values: list[Decimal], limits: list[Decimal]) -> bool:
    """Whether no class has less than half of its share."""
    counts = Counter(place_of(value, limits) for value in values)
    share = len(values) / (len(limits) + 1)
    return all(counts[place] >= share / 2 for place in range(len(limits) + 1))


def without_empty(values: list[Decimal], limits: list[Decimal]) -> list[Decimal]:
    """Without a limit that has no value between it and the one before, or above it."""
    kept: list[Decimal] = []
    for limit in limits:
        before = kept[-1] if kept else None
        has_lower = any(value < limit and (before is None or value >= before) for value in values)
        if has_lower and values[-1] >= limit:
            kept.append(limit)
    return kept


def with_zero(values: list[Decimal], limits: list[Decimal]) -> list[Decimal]:
    """The limit that is nearest to zero among the values gives way to it."""
    zero = Decimal(0)
    if not limits or not values[0] < zero <= values[-1] or zero in limits:
        return limits
    losses = sum(value < zero for value in values)
    ranks = [abs(sum(value < limit for value in values) - losses) for limit in limits]
    nearest = ranks.index(min(ranks))
    return [*limits[:nearest], zero, *limits[nearest + 1 :]]


def place_of(value: Decimal, limits: list[Decimal]) -> int:
    return sum(value >= limit for limit in limits)


def class_of(value: Decimal, limits: list[Decimal]) -> str:
    """The darkest class is always the highest."""
    return class_at(place_of(value, limits), limits)


def class_at(place: int, limits: list[Decimal]) -> str:
    return f"q{place + MOST - len(limits)}"


def class_words(limits: list[Decimal], indicator: Indicator) -> dict[str, str]:
    """The lowest class first, as limits in words."""
    texts = [limit_words(limit, indicator) for limit in limits]
    if not texts:
        return {class_at(0, limits): _("all values")}
    words = [_("under %(high)s") % {"high": texts[0]}]
    words += [
        _("%(low)s to under %(high)s") % {"low": low, "high": high} for low, high in pairwise(texts)
    ]
    words.append(_("%(low)s and more") % {"low": texts[-1]})
    return {class_at(place, limits): text for place, text in enumerate(words)}


def limit_words(limit: Decimal, indicator: Indicator) -> str:
    """Just the limit, never rounded further: 1.5 million."""
    number, power = scaled(limit) if indicator.is_amount else (limit, 0)
    return NBSP.join(filter(None, [grouped(number, places(number)), scale_word(power)]))
