"""Records that a row of a file may name, by what files call them; read once per import."""

from django.db.models import QuerySet

from registry.figure_imports.words import folded
from registry.figures.models import (
    COMPUTED_SOURCE,
    STATE_SOURCE,
    Counterpart,
    Indicator,
    Source,
)
from registry.states.designations import every_name
from registry.states.models import State

EUROSTAT_CODES = {"el": "gr", "uk": "gb"}  # Greece and the United Kingdom as Eurostat writes them


def states() -> dict[str, int]:
    known = {folded(name): pk for name, pk in every_name().items()}
    for state in State.objects.all():
        codes = (state.iso_alpha2, state.iso_alpha3, state.slug)
        known |= dict.fromkeys(map(folded, codes), state.pk)
    return known | {code: known[iso] for code, iso in EUROSTAT_CODES.items() if iso in known}


def counterparts() -> dict[str, int]:
    known: dict[str, int] = {}
    by_state = {}
    by_code = {}
    for counterpart in Counterpart.objects.all():
        names = filter(None, (counterpart.name_en, counterpart.name_ru))
        known |= dict.fromkeys(map(folded, names), counterpart.pk)
        by_state[counterpart.state_id] = counterpart.pk
        by_code[folded(counterpart.code)] = counterpart.pk
    known |= {name: by_state[state] for name, state in states().items() if state in by_state}
    return known | by_code


def sources_of_files() -> QuerySet[Source]:
    """All but that of endorsed editions and that of computed figures, which no file writes."""
    return Source.objects.exclude(slug__in=(STATE_SOURCE, COMPUTED_SOURCE))


def sources() -> dict[str, int]:
    known: dict[str, int] = {}
    for source in sources_of_files():
        names = filter(None, (source.slug, source.title_en, source.title_ru))
        known |= dict.fromkeys(map(folded, names), source.pk)
    return known


def indicators() -> dict[str, int]:
    known: dict[str, int] = {}
    for indicator in Indicator.objects.all():
        names = [
            indicator.slug,
            indicator.slug.replace("-", "_"),
            indicator.title_en,
            indicator.title_ru,
            *indicator.codes_elsewhere.splitlines(),
        ]
        known |= dict.fromkeys(map(folded, filter(None, names)), indicator.pk)
    return known
