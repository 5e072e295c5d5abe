"""Under which licence something is published. What nobody said stays unsaid."""

from registry.figures.models import Indicator, Source
from registry.opendata.published import OWN_LICENCE, Licence, whole

UNKNOWN = Licence("")
# Of figures of several sources together
OF_EACH_SOURCE = Licence("that of the source of each figure", whole("/api/v1/sources/"))


def of_source(source: Source) -> Licence:
    """What states endorsed here is published under the registry's own."""
    if source.licence:
        return Licence(source.licence, source.licence_url)
    return OWN_LICENCE if source.is_state_own else UNKNOWN


def of_indicator(indicator: Indicator) -> Licence:
    """Of an indicator without a source, states provide the figures."""
    return of_source(indicator.source) if indicator.source else OWN_LICENCE
