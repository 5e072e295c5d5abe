from decimal import Decimal

import pytest
from django.utils import translation

from registry.common.numbers import compact, grouped


@pytest.mark.parametrize(
    ("value", "decimals", "english", "russian"),
    [
        (28096, 0, "28,096", "28\xa0096"),
        (Decimal("0.5"), 1, "0.5", "0,5"),
        (Decimal("2.25"), 1, "2.3", "2,3"),
        (-40117, 0, "−40,117", "−40\xa0117"),
        (None, 0, "", ""),
        (0, 0, "0", "0"),
    ],
)
def test_grouped(value, decimals, english, russian):
    assert grouped(value, decimals) == english
    with translation.override("ru"):
        assert grouped(value, decimals) == russian


def test_compact_numbers_never_wrap():
    assert compact(3_699_557) == "3.7\xa0m"
    assert compact(861_077) == "861,000"
    assert compact(583) == "583"
    with translation.override("ru"):
        assert compact(3_699_557) == "3,7\xa0млн"
    assert " " not in compact(30_535_530_479)


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (999, "999", "999"),
        (-77_000, "−77,000", "−77\xa0000"),
        (79_449, "79,400", "79\xa0400"),
        (999_999, "1,000,000", "1\xa0000\xa0000"),
        (12_345_678, "12.3\xa0m", "12,3\xa0млн"),
        (30_535_530_479, "30.5\xa0bn", "30,5\xa0млрд"),
        (5_100_000_000_000, "5.1\xa0tn", "5,1\xa0трлн"),
    ],
)
def test_large_numbers_byte_by_byte(value, english, russian):
    assert compact(value) == english
    with translation.override("ru"):
        assert compact(value) == russian
