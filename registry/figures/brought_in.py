"""When the figures of each source last came in: for the foot of every page."""

from collections import defaultdict
from datetime import date

from django.db.models import Max
from django.utils import timezone

from registry.figures.models import Observation, Source


def brought_in() -> list[tuple[date, list[Source]]]:
    """Days with their sources, the latest first; the states' own figures come with their editions
    and are left out."""
    rows = Observation.objects.order_by().values_list("source")
    days = {pk: days for pk, *days in rows.annotate(Max("held_since"), Max("created_at"))}
    found: dict[date, list[Source]] = defaultdict(list)
    for source in Source.objects.filter(is_state_own=False, pk__in=days):
        changed, written = days[source.pk]
        day = timezone.localdate(written)
        found[max(day, changed or day)].append(source)
    return sorted(found.items(), reverse=True)
