"""Earlier versions of a part: found by their number, kept as long as something needs them.

Each save of a part leaves a row of history with both texts, and a page that is being written saves
itself every few seconds. So a person leaves one row each half hour: a save replaces the row that
the same person left before in that half hour, unless somebody still needs that version
(`is_needed`). A year after the publication of an edition its history is thinned to one row a day
(`thin_history`).
"""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import DateTimeField, Exists, F, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from registry.accounts.models import User
from registry.common.dates import add_months
from registry.common.kept_questions import Question, given
from registry.common.limits import cache_errors
from registry.drafting.exchange import Consultation
from registry.drafting.sections import KeptText, Section
from registry.profiles.moves import Transition

FORMS_LAST = timedelta(days=7)  # so long may a form that was opened still be sent
THINNED_AFTER = 12  # months from the publication
MOST_LISTED = 200  # versions of a part; of a year's work some sixty stay
DECIDED = "decided in the review"  # why a row of history is there whose text is the one before
NEEDED_TO_DECIDE = ("history_user", "history_type", "history_date", "version", "review")

Version = Any  # a row of the history of a part, whose class the library makes


def version_of(section: Section, number: int) -> Section:
    """The section as it was in an earlier version; where the history no longer holds that one, the
    nearest before it."""
    rows = section.history.filter(version__lte=number).order_by("-version", "-history_id")
    row = rows.first() or section.history.order_by("version", "history_id").first()
    return row.instance if row else section


def earlier_version(section: Section, number: int) -> Any:
    """None where it is no longer kept."""
    return section.history.filter(version=number).select_related("history_user").first()


def earlier_versions(section: Section) -> list[Any]:
    """The newest first, without their texts."""
    rows = section.history.defer("text_en", "text_ru").select_related("history_user")
    return list(rows.order_by("-version", "-history_id")[:MOST_LISTED])


def last_save(section: Section) -> Version | None:
    """The row of history of who wrote the text last; a decision of the review writes no text."""
    rows = section.history.exclude(history_change_reason=DECIDED)
    return rows.select_related("history_user").first()


def drop_replaced(section: Section, *, by: User | None) -> int:
    """Deletes the row of history that the next save of the section replaces. To be called before
    the save, in its transaction, with the section locked. Returns how many were deleted."""
    if by is None:
        return 0
    newest: Version = newest_version.first(section=section.pk)
    is_replaced = (
        newest is not None
        and newest.history_type == "~"
        and newest.history_user_id == by.pk
        and newest.history_date >= half_hour_of(timezone.now())
        and not is_needed(section, newest)
    )
    return newest.delete()[0] if is_replaced else 0


@Question
def newest_version() -> QuerySet:
    rows = Section.history.filter(id=given("section")).only(*NEEDED_TO_DECIDE)
    return rows.order_by("-history_date", "-history_id")[:1]


def note_shown(section: Section) -> None:
    """A form for this version is open from now on. Noted in the cache that all processes share: to
    show a page writes nothing into the database. Where the cache does not answer, a text that was
    typed from this version is merged from the version before."""
    with suppress(*cache_errors()):
        cache.set(shown_key(section, section.version), True, FORMS_LAST.total_seconds())


def was_shown(section: Section, version: int) -> bool:
    """True also where the cache does not answer."""
    try:
        return bool(cache.get(shown_key(section, version)))
    except cache_errors():
        return True


def shown_key(section: Section, version: int) -> str:
    return f"part-shown/{section.pk}/{version}"


def half_hour_of(at: datetime) -> datetime:
    """When the half hour of the clock began: 14:47 gives 14:30."""
    return at - timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)


def is_needed(section: Section, row: Version) -> bool:
    """Whether something refers to the version of a row of history, the newest.

    A text that was not saved is merged from the version that its writer began with: that of a text
    that is kept, or of a form that may be open. A ministry answers the version that its link
    showed; which one that was is known only with the answer, so each version counts while a link
    is open. The log of the edition names the days of its steps, and the review its decisions: the
    text as it was then stays.
    """
    return (
        is_decision(section, row) or was_shown(section, row.version) or is_referred_to(section, row)
    )


def is_referred_to(section: Section, row: Version) -> bool:
    """In one question: it is asked at each save."""
    found = what_refers(
        section=section.pk,
        edition=section.edition_id,
        version=row.version,
        written_at=row.history_date,
        now=timezone.now(),
    )
    return bool(found)


@Question
def what_refers() -> QuerySet[Section]:
    """The section, where something refers to a version of it."""
    section = given("section")
    kept = KeptText.objects.filter(section=section, base_version__gte=given("version"))
    later = given("written_at", DateTimeField())
    steps = Transition.objects.filter(edition=given("edition"), recorded_at__gt=later)
    now = given("now", DateTimeField())
    asked = Consultation.objects.usable(now).filter(sections=section)
    rows = Section.objects.filter(Exists(kept) | Exists(steps) | Exists(asked), pk=section)
    return rows.only("pk").order_by()


def is_decision(section: Section, row: Version) -> bool:
    """Whether the review decided on this version. A part that was returned stays so while its
    writer answers."""
    if row.review == "":
        return False
    before = section.history.exclude(history_id=row.history_id).only(*NEEDED_TO_DECIDE).first()
    return before is None or before.review != row.review


def thin_history(on: date) -> int:
    """Of editions that were published a year ago or earlier, each part keeps the last version of
    each day; the published text is the last of all. Returns how many rows of history went."""
    history = Section.history.model.objects
    old = history.filter(edition__published_on__lte=add_months(on, -THINNED_AFTER))
    ranked = old.annotate(
        place=Window(
            RowNumber(),
            partition_by=[F("id"), TruncDate("history_date")],
            order_by=[F("version").desc(), F("history_id").desc()],
        )
    )
    needed = KeptText.objects.values("section", "base_version")
    kept = {(row["section"], row["base_version"]) for row in needed}
    spare = [
        history_id
        for history_id, section, version in ranked.filter(place__gt=1).values_list(
            "history_id", "id", "version"
        )
        if (section, version) not in kept
    ]
    return delete_rows(spare)


def delete_rows(numbers: list[int], at_a_time: int = 500) -> int:
    for start in range(0, len(numbers), at_a_time):
        Section.history.filter(history_id__in=numbers[start : start + at_a_time]).delete()
    return len(numbers)
