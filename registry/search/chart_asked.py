"""A chart that is asked for in words: an indicator, two states or more, and the years, in any
order."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from registry.figures.downloads import FORMS
from registry.figures.models import Indicator
from registry.pictures.line_charts import MOST_LINES
from registry.search.answers import states_by_code
from registry.search.finding import Result, catalogue, find
from registry.search.models import Kind
from registry.states.models import State

A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FEWEST = 2  # states; for a single one a figure is the best bet


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """`years`: in words, "" where none were given; `files`: (form, address) of just this chart."""

    title: str
    states: list[State]
    years: str
    address: str
    files: list[tuple[str, str]]


def chart_asked(result: Result) -> ChartAsked | None:
    """None where fewer than two states are named, or the other words name no indicator."""
    concepts = result.question.concepts
    codes = dict.fromkeys(concept.state for concept in concepts if concept.state)
    states = [states_by_code()[code] for code in codes if code in states_by_code()][:MOST_LINES]
    if len(states) < FEWEST:
        return None
    rest = " ".join(concept.typed for concept in concepts if not concept.state)
    indicator = indicator_named(A_YEAR.sub(" ", rest))
    if indicator is None:
        return None
    years = sorted(set(A_YEAR.findall(result.question.text)))
    query = [("state", state.slug) for state in states]
    query += [("year_from", years[0]), ("year_to", years[-1])] if years else []
    address = f"{indicator.get_absolute_url()}?{urlencode(query)}"
    return ChartAsked(
        title=indicator.title,
        states=states,
        years="–".join(dict.fromkeys([years[0], years[-1]])) if years else "",
        address=address,
        files=[(form, f"{address}&part=chart&format={form}") for form in FORMS],
    )


def indicator_named(words: str) -> Indicator | None:
    """The first one that has all of the words."""
    if not words.strip(" -–"):
        return None
    found = find(words, filters={"kind": Kind.INDICATOR})
    if not found.numbers or found.is_partial:
        return None
    key = catalogue().rows[found.numbers[0]].key
    return Indicator.objects.by_slugs([key.removeprefix("indicator:")]).first()
