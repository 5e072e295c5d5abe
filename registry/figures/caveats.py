"""What a reader must know beside a figure: whom the source counts with whom, whose territory it
leaves out, where the way of counting changes.

A caveat belongs to a source, to states, to indicators and to years; what it does not name, it holds
for all of. It stands beside each value that it concerns, on every page, chart, map, comparison,
profile and file, and in the API.
"""

import re
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual, active, other
from registry.common.once_a_version import once_a_version
from registry.common.records import Record, Sourced
from registry.common.scope import remembered
from registry.figures.models import COMPUTED_SOURCE, Indicator, Observation, Source
from registry.states.designations import designation, with_footnotes
from registry.states.models import State

NAMED = re.compile(r"\{([A-Z]{3})\}")
YEARS = [MinValueValidator(1900), MaxValueValidator(2100)]


class Caveat(Record, Sourced):
    slug = models.SlugField(unique=True)
    source = models.ForeignKey(
        Source,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="caveats",
        help_text="Empty: whatever the source.",
    )
    indicators = models.ManyToManyField(
        Indicator, blank=True, related_name="caveats", help_text="None: all indicators."
    )
    states = models.ManyToManyField(
        State, blank=True, related_name="caveats", help_text="None: all states."
    )
    first_year = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS)
    text_en = models.CharField(
        "text",
        max_length=300,
        help_text="What readers see. {XKX} becomes the name of the state with that code.",
    )
    text_ru = models.CharField("text (Russian)", max_length=300, blank=True)
    text = Bilingual()
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        super().clean()
        if self.first_year and self.last_year and self.last_year < self.first_year:
            raise ValidationError(
                {"last_year": _("The last year is before the first. Change one of them.")}
            )
        for name in ("text_en", "text_ru"):
            codes = set(NAMED.findall(getattr(self, name)))
            known = set(State.objects.filter(iso_alpha3__in=codes).values_list("iso_alpha3"))
            unknown = sorted(codes - {code for (code,) in known})
            if unknown:
                raise ValidationError(
                    {name: _("No state has the code %(code)s.") % {"code": unknown[0]}}
                )


@dataclass(frozen=True, slots=True)
class Reach:
    """A caveat and what it concerns, as primary keys; an empty set and None stand for all."""

    texts: dict[str, str]
    source: int | None
    indicators: frozenset[int]
    states: frozenset[int]
    first_year: int | None
    last_year: int | None

    def concerns(self, indicator: int, source: int | None) -> bool:
        return self.source in (None, source) and (
            not self.indicators or indicator in self.indicators
        )

    def holds_for(self, state: int, year: int) -> bool:
        if self.states and state not in self.states:
            return False
        return (self.first_year or year) <= year <= (self.last_year or year)

    @property
    def text(self) -> str:
        """In the reader's language, with the names of states as they are called on the day of the
        answer."""
        text = self.texts[active()] or self.texts[other(active())]
        return NAMED.sub(lambda found: named(found[1]), text)


def named(code: str) -> str:
    numbers = remembered(
        "numbers of states", lambda: dict(State.objects.values_list("iso_alpha3", "pk"))
    )
    return designation(numbers[code]).name if code in numbers else code


def reaches() -> list[Reach]:
    """All caveats, read once until one changes, or an indicator."""

    def read() -> list[Reach]:
        rows = Caveat.objects.prefetch_related("indicators", "states")
        reaches = [reach_of(row) for row in rows]
        return reaches + of_computed(reaches)

    return once_a_version("caveats", read, of=("indicators",))


def of_computed(reaches: list[Reach]) -> list[Reach]:
    """The same for figures that the registry computes: what must be known of a part must be known
    of the quotient."""
    found = []
    rows = Indicator.objects.filter(numerator__isnull=False, source__slug=COMPUTED_SOURCE)
    for row in rows.for_page():
        parts = [part for part in (row.numerator, row.denominator) if part is not None]
        for reach in reaches:
            if any(reach.concerns(part.pk, part.source_id) for part in parts):
                found.append(replace(reach, source=row.source_id, indicators=frozenset([row.pk])))
    return found


def reach_of(row: Caveat) -> Reach:
    return Reach(
        texts={"en": row.text_en, "ru": row.text_ru},
        source=row.source_id,
        indicators=frozenset(indicator.pk for indicator in row.indicators.all()),
        states=frozenset(state.pk for state in row.states.all()),
        first_year=row.first_year,
        last_year=row.last_year,
    )


class Caveats:
    """Those of one indicator, ready for many figures."""

    def __init__(self, indicator: int) -> None:
        self.indicator = indicator
        self.of_source: dict[int, list[Reach]] = {}

    def of(self, *, source: int, state: int, year: int) -> str:
        """What belongs beside a figure, "" where nothing does; all three as in the database."""
        if source not in self.of_source:
            self.of_source[source] = [
                reach for reach in reaches() if reach.concerns(self.indicator, source)
            ]
        found = [reach.text for reach in self.of_source[source] if reach.holds_for(state, year)]
        return " ".join(dict.fromkeys(found))

    def for_machines(self, *, source: int, state: int, year: int) -> str:
        """The same with the footnotes of the names in it: an answer of rows has no foot."""
        return with_footnotes(self.of(source=source, state=state, year=year))

    def of_row(self, row: Observation) -> str:
        if row.value is None:
            return ""
        return self.of(source=row.source_id, state=row.state_id, year=row.year)
