from datetime import date

import pytest
from django import forms
from django.utils import translation

from registry.common.dates import Precision, worded, worded_span, worded_years


@pytest.mark.parametrize(
    ("precision", "english", "russian"),
    [
        (Precision.DAY, "12 March 2026", "12 марта 2026"),
        (Precision.MONTH, "March 2026", "март 2026"),
        (Precision.YEAR, "2026", "2026"),
    ],
)
def test_a_date_says_no_more_than_is_known(precision, english, russian):
    assert worded(date(2026, 3, 12), precision) == english
    with translation.override("ru"):
        assert worded(date(2026, 3, 12), precision) == russian


def test_spans():
    assert worded_span(date(2013, 10, 10), date(2013, 10, 11)) == "10–11 October 2013"
    assert worded_span(date(2013, 10, 30), date(2013, 11, 2)) == "30 October 2013 – 2 November 2013"
    assert worded_span(date(2013, 10, 1), None, Precision.MONTH) == "October 2013"
    assert worded_span(None, None) == ""
    assert worded_years(date(2012, 1, 1), date(2014, 1, 1)) == "2012–2014"
    assert worded_years(date(2012, 1, 1), date(2012, 9, 1)) == "2012"
    assert worded_years(date(2023, 1, 1), None) == "since 2023"
    assert worded_years(None, None) == ""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_day_is_typed_in_one_of_two_ways(language):
    """Of 04/05/2009 nobody knows which is the month."""
    with translation.override(language):
        assert forms.DateField().clean("2009-05-31") == date(2009, 5, 31)
        assert forms.DateField().clean("31.05.2009") == date(2009, 5, 31)
        for typed in ("04/05/2009", "5/31/2009", "04/05/09"):
            with pytest.raises(forms.ValidationError):
                forms.DateField().clean(typed)
        for typed in ("04/05/2009 10:00", "5/31/2009"):
            with pytest.raises(forms.ValidationError):
                forms.DateTimeField().clean(typed)
