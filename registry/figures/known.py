"""Sources by key: read once until sources change. Nobody changes these rows."""

from registry.common.once_a_version import once_a_version
from registry.figures.models import Source


def every_source() -> dict[int, Source]:
    return once_a_version("sources", Source.objects.in_bulk, of=("indicators",))
