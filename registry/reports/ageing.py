"""Records that nobody has saved or confirmed for long, the oldest of each kind first."""

from datetime import date, timedelta

from django.utils import timezone

from registry.common.dates import worded
from registry.contacts.models import ContactPoint
from registry.reports.reporting import Line, kinds, line

OLD = timedelta(days=2 * 365)  # of a record
OLD_DETAILS = timedelta(days=365)  # of a contact point, who is asked once a year


def ageing(on: date) -> list[Line]:
    found = [line(row, f"details {since(row.confirmed_on)}") for row in unconfirmed(on)]
    for model in kinds():
        rows = model._base_manager.filter(updated_at__date__lt=on - OLD).order_by("updated_at")
        for row in rows:
            day = timezone.localtime(row.updated_at).date()
            found.append(line(row, f"not saved since {worded(day)}"))
    return found


def unconfirmed(on: date) -> list[ContactPoint]:
    rows = ContactPoint.objects.in_office(on).select_related("state")
    late = [row for row in rows if not row.confirmed_on or row.confirmed_on < on - OLD_DETAILS]
    return sorted(late, key=age_of)


def age_of(row: ContactPoint) -> date:
    return row.confirmed_on or date.min


def since(day: date | None) -> str:
    return f"not confirmed since {worded(day)}" if day else "never confirmed"
