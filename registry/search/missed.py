"""Words that people looked for in vain: counted, without who, and no more of them than staff can
read."""

from django.db import DatabaseError, transaction
from django.db.models import F

from registry.common.dates import today
from registry.common.languages import active
from registry.search.analysis import plain_words
from registry.search.models import MissedSearch

LONGEST = 100
MOST = 2_000  # rows; further ones take the place of those that were looked for once, long ago
MOST_DIGITS = 4  # a longer number may be somebody's


def note_missed(text: str, unknown: str = "") -> None:
    """`unknown`: those of its words that nothing has, where others were found. Nothing is kept of
    what may name a person: addresses and long numbers. A database that is busy or read only keeps
    nobody waiting."""
    if "@" in text or sum(letter.isdigit() for letter in text) > MOST_DIGITS:
        return
    words = " ".join(plain_words(unknown or text))[:LONGEST].strip()
    if not words:
        return
    try:
        with transaction.atomic():
            count(words)
    except DatabaseError:
        return


def count(words: str) -> None:
    day = today()
    if MissedSearch.objects.filter(words=words).update(count=F("count") + 1, last_on=day):
        return
    if MissedSearch.objects.count() >= MOST:
        make_room()
    MissedSearch.objects.create(words=words, language=active(), last_on=day)


def make_room() -> None:
    oldest = MissedSearch.objects.order_by("count", "last_on", "pk").values_list("pk", flat=True)
    MissedSearch.objects.filter(pk__in=list(oldest[: MOST // 20])).delete()
