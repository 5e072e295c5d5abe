"""How many lines each report has, counted once a day for the front page of the admin: the reports
read every record, which no page does that is opened all day."""

from datetime import date

from django.utils import timezone

from registry.reports.every import WORK
from registry.reports.models import ReportCount


def count_reports(on: date) -> int:
    """Returns how many lines there are in all. What nobody can say yet has no number."""
    every = 0
    for report in WORK:
        if report.unknown():
            ReportCount.objects.filter(slug=report.slug).delete()
            continue
        number = report.count(on)
        ReportCount.objects.update_or_create(
            slug=report.slug, defaults={"count": number, "counted_at": timezone.now()}
        )
        every += number
    return every
