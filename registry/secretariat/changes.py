"""The full log: who wrote which record and when, over the histories of all records.

It is one query whatever it shows: of each history no more than a page is looked at, by the index on
its date. A page begins after the last row of the page before it, so no page is counted and none
slower. To each person only of records that they may view.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.admin_rights import TAKEN_OUT, may, registered
from registry.common.languages import active
from registry.contacts.models import ContactPoint
from registry.secretariat.kinds import kind_name
from registry.states.designations import designation

PAGE = 50
# By which texts a record is known, the first that it has
TITLES = ("title", "name", "heading", "subject")
# Where the words of a record stand in another one
WORDS_BEYOND = {"Section": "template_section__heading", "SectionIndicator": "indicator__title"}
STATES_BEYOND = {"Edition": "profile__state", "Section": "edition__profile__state"}
YEARS = {"Edition": "year", "Section": "edition__year", "CollectionRound": "year"}
EXPORT = "export"
DONE = {
    "+": gettext_lazy("added"),
    "~": gettext_lazy("changed"),
    "-": gettext_lazy("deleted"),
    "out": gettext_lazy("taken out"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log is wanted. `after`: the last row of the page before."""

    kind: str = ""
    record: int | None = None
    person: int | None = None
    day: date | None = None
    after: tuple[datetime, str, int] | None = None
    is_by_people: bool = False  # without what the registry did by itself


@dataclass(frozen=True, slots=True)
class Change:
    kind: str
    number: int  # of the row of the history
    at: datetime
    done: str | Promise
    record: int
    words: str
    kind_words: str
    person: str
    reason: str
    url: str  # "" where the record is gone

    @property
    def key(self) -> str:
        """Names the row in the address of the page after it."""
        return f"{self.at.isoformat()}~{self.kind}~{self.number}"


def kinds_of(user: Any) -> dict[str, type[models.Model]]:
    """The kinds of records with a history that a person may view, by name."""
    found = {}
    for model in registered():
        if hasattr(model, "history") and may(user, "view", model):
            found[str(model._meta.model_name)] = model
    return found


def changes(user: Any, asked: Asked, *, most: int = PAGE) -> tuple[list[Change], bool]:
    """The latest first; whether there are more."""
    kinds = kinds_of(user)
    chosen = [kinds[asked.kind]] if asked.kind in kinds else [] if asked.kind else kinds.values()
    arms = [arm(model, asked, most + 1) for model in chosen]
    if asked.kind in ("", EXPORT) and asked.record is None:
        arms.append(exports(user, asked, most + 1))
    if not arms:
        return [], False
    first, *others = arms
    rows = first.union(*others, all=True) if others else first
    read = list(rows.order_by("-log_at", "log_kind", "-log_number")[: most + 1])
    sees_people = may(user, "view", ContactPoint)
    shown = [shown_change(row, kinds.get(row["log_kind"]), sees_people) for row in read[:most]]
    return shown, len(read) > most


def arm(model: Any, asked: Asked, most: int) -> QuerySet:
    """The latest of one kind, with the columns that all kinds have."""
    history = model.history.model.objects
    latest = wanted(history.all(), model, asked).order_by("-history_date", "-history_id")
    rows = history.filter(history_id__in=latest.values("history_id")[:most]).order_by()
    name = model.__name__
    return rows.annotate(
        log_kind=Value(model._meta.model_name),
        log_at=F("history_date"),
        log_number=F("history_id"),
        log_done=F("history_type"),
        log_reason=F("history_change_reason"),
        log_record=F("id"),
        title_in_en=text_of(model, "en"),
        title_in_ru=text_of(model, "ru"),
        log_state=column(STATES_BEYOND.get(name) or own_state(model)),
        log_year=column(YEARS.get(name)),
        user_first=F("history_user__first_name"),
        user_last=F("history_user__last_name"),
        user_email=F("history_user__email"),
        user_is_staff=F("history_user__is_staff"),
    ).values(*COLUMNS)


def exports(user: Any, asked: Asked, most: int) -> QuerySet:
    """What left the registry as a file, of the kinds that the person may view."""
    viewed = [model for model in registered() if may(user, "view", model)]
    names = [model._meta.model_name for model in viewed]
    logged = LogEntry.objects.filter(action_flag=TAKEN_OUT, content_type__model__in=names)
    rows = narrowed(logged, asked, when="action_time", who="user_id", number="pk", kind=EXPORT)
    latest = rows.order_by("-action_time", "-pk").values("pk")[:most]
    shown = LogEntry.objects.filter(pk__in=latest).order_by()
    return shown.annotate(
        log_kind=Value(EXPORT),
        log_at=F("action_time"),
        log_number=F("pk"),
        log_done=Value("out"),
        log_reason=F("change_message"),
        log_record=Value(0),
        title_in_en=F("object_repr"),
        title_in_ru=Value(""),
        log_state=Value(0),
        log_year=Value(0),
        user_first=F("user__first_name"),
        user_last=F("user__last_name"),
        user_email=F("user__email"),
        user_is_staff=F("user__is_staff"),
    ).values(*COLUMNS)


COLUMNS = (
    "log_kind",
    "log_at",
    "log_number",
    "log_done",
    "log_reason",
    "log_record",
    "title_in_en",
    "title_in_ru",
    "log_state",
    "log_year",
    "user_first",
    "user_last",
    "user_email",
    "user_is_staff",
)


def wanted(rows: QuerySet, model: type[models.Model], asked: Asked) -> QuerySet:
    if asked.record is not None:
        rows = rows.filter(id=asked.record)
    return narrowed(
        rows,
        asked,
        when="history_date",
        who="history_user_id",
        number="history_id",
        kind=str(model._meta.model_name),
    )


def narrowed(
    rows: QuerySet, asked: Asked, *, when: str, who: str, number: str, kind: str
) -> QuerySet:
    """By person, day and place in the log; `when`, `who`, `number`: the columns that say them."""
    if asked.is_by_people:
        rows = rows.filter(**{f"{who}__isnull": False})
    if asked.person is not None:
        rows = rows.filter(**{who: asked.person})
    if asked.day is not None:
        begins = timezone.make_aware(datetime.combine(asked.day, time.min))
        ends = timezone.make_aware(datetime.combine(asked.day + timedelta(days=1), time.min))
        rows = rows.filter(**{f"{when}__gte": begins, f"{when}__lt": ends})
    if asked.after is not None:
        at, after_kind, after_number = asked.after
        later = Q(**{f"{when}__lt": at})
        if kind > after_kind:
            later |= Q(**{when: at})
        elif kind == after_kind:
            later |= Q(**{when: at, f"{number}__lt": after_number})
        rows = rows.filter(later)
    return rows


def text_of(model: type[models.Model], language: str) -> Any:
    beyond = WORDS_BEYOND.get(model.__name__)
    if beyond:
        return F(f"{beyond}_{language}")
    for stem in TITLES:
        if has_field(model, f"{stem}_{language}"):
            return F(f"{stem}_{language}")
    return Value("")


def own_state(model: type[models.Model]) -> str | None:
    if model.__name__ == "State":
        return "id"
    return "state" if has_field(model, "state") else None


def column(path: str | None) -> Any:
    """A number of another table, 0 where there is none."""
    if path is None:
        return Value(0)
    return F(path if path in ("id", "year") or path.endswith("__year") else f"{path}_id")


def has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def shown_change(
    row: dict[str, Any], model: type[models.Model] | None, sees_people: bool
) -> Change:
    """`model`: None for an export."""
    url = ""
    if model is not None and row["log_done"] != "-":
        address = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        url = reverse(address, args=[row["log_record"]])
    return Change(
        kind=row["log_kind"],
        number=row["log_number"],
        at=row["log_at"],
        done=DONE[row["log_done"]],
        record=row["log_record"],
        words=words_of(row),
        kind_words=kind_name(model) if model else _("Export"),
        person=person_of(row, sees_people),
        reason=row["log_reason"] or "",
        url=url,
    )


def words_of(row: dict[str, Any]) -> str:
    title = row["title_in_en"] if active() == "en" else row["title_in_ru"]
    state = designation(row["log_state"]).name if row["log_state"] else ""
    year = str(row["log_year"] or "")
    parts = [
        part for part in (state, year, title or row["title_in_en"] or row["title_in_ru"]) if part
    ]
    return ", ".join(parts) or f"№ {row['log_record']}"


def person_of(row: dict[str, Any], sees_people: bool) -> str:
    """Colleagues by name; others by name only to those who may see contact points."""
    if row["user_email"] is None:
        return _("the registry")
    if not (row["user_is_staff"] or sees_people):
        return _("a contact point")
    return f"{row['user_first']} {row['user_last']}".strip() or row["user_email"]


def after_named(text: str) -> tuple[datetime, str, int] | None:
    """The row that an address names; None for anything else."""
    at, _first, rest = text.partition("~")
    kind, _second, number = rest.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, kind, int(number)) if moment.tzinfo else None
    except ValueError:
        return None


def by_day(rows: Iterable[Change]) -> Iterator[tuple[date, list[Change]]]:
    """Day by day, in the order given."""
    found: dict[date, list[Change]] = {}
    for row in rows:
        found.setdefault(timezone.localtime(row.at).date(), []).append(row)
    yield from found.items()
