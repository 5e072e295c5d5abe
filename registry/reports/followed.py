"""How many follow what by mail: counts, and no addresses."""

from datetime import date

from django.db.models import Count

from registry.following.models import Following
from registry.following.topics import kept
from registry.reports.reporting import Line


def followed(on: date) -> list[Line]:
    rows = Following.objects.confirmed().order_by().values("kind", "of")
    found = []
    for row in rows.annotate(number=Count("pk")).order_by("-number", "kind", "of"):
        topic = kept(row["kind"], row["of"])
        if topic:
            words = f"followed by {row['number']}"
            found.append(Line(str(topic.kind.label), topic.title, words, topic.page()))
    return found
