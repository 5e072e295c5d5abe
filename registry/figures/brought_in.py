"""When the figures of each source last came in: for the foot of every page."""

from collections import defaultdict
from datetime import date

from django.utils import timezone

from registry.common.once_a_version import once_a_version
from registry.figures.about_indicators import extents
from registry.figures.models import Source


def brought_in() -> list[tuple[date, list[Source]]]:
    """Days with their sources, the latest first; the states' own figures come with their editions
    and are left out. Read once until figures or sources change."""
    return once_a_version("brought in", read_all, of=("figures", "indicators"))


def read_all() -> list[tuple[date, list[Source]]]:
    days: dict[int, date] = {}
    for row in extents():
        known = [row["since"], timezone.localdate(row["written"]), days.get(row["source"])]
        days[row["source"]] = max(day for day in known if day)
    found: dict[date, list[Source]] = defaultdict(list)
    for source in Source.objects.filter(is_state_own=False, pk__in=days):
        found[days[source.pk]].append(source)
    return sorted(found.items(), reverse=True)
