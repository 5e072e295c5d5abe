"""When something is there for readers: draft, ready, from a time on, until a time, taken offline.

One rule for news, pages, documents, projects and meetings, applied whenever somebody reads: nothing
has to run at the time itself. Every page, list, file, map and answer of the API asks `public()`, or
`public_where()` for rows that belong to such a record.

Times count in whole minutes, so that all that is read within a minute is of one mind; the store of
finished pages begins a new version at each of them (`due_times`, store.py).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Self

from django.apps import apps
from django.db import Error, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.common import store
from registry.common.errors import RuleError
from registry.common.history import save_version

FIELDS = ("stage", "appears_at", "goes_at")
WORDED = "%-d %B %Y, %H:%M"


class Stage(models.TextChoices):
    DRAFT = "draft", "draft"
    READY = "ready", "ready"
    OFFLINE = "offline", "taken offline"


def this_minute() -> datetime:
    now = datetime.fromtimestamp(store.clock(), UTC)
    return now.replace(second=0, microsecond=0)


class WhenRead(models.Expression):
    """The minute in which the database is asked, not that in which the question was written: some
    are written once, when a process starts."""

    def __init__(self) -> None:
        super().__init__(output_field=models.DateTimeField())

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [connection.ops.adapt_datetimefield_value(this_minute())]


def public_where(prefix: str = "") -> Q:
    """What readers see. `prefix`: the way to the record from the rows that are asked for, with
    `__` at its end."""
    appears, goes = f"{prefix}appears_at", f"{prefix}goes_at"
    return (
        Q(**{f"{prefix}stage": Stage.READY})
        & (Q(**{f"{appears}__isnull": True}) | Q(**{f"{appears}__lte": WhenRead()}))
        & (Q(**{f"{goes}__isnull": True}) | Q(**{f"{goes}__gt": WhenRead()}))
    )


def only_public(way: str, model: str) -> models.Prefetch:
    """For `prefetch_related`: of the records that a way leads to, those that readers see. `model`:
    by name, as a topic may not import those after it."""
    manager: Any = apps.get_model("registry", model).objects
    return models.Prefetch(way, queryset=manager.public())


class AppearingQuerySet(models.QuerySet):
    def public(self) -> Self:
        """What readers see now."""
        return self.filter(public_where())


class Appearing(models.Model):
    """A record that readers see from a time on and until a time. A draft and what was taken offline
    they do not see at all."""

    stage = models.CharField(
        max_length=10,
        choices=Stage,
        default=Stage.READY,
        help_text="Readers see what is ready, from the time below on.",
    )
    appears_at = models.DateTimeField("when it appears", null=True, blank=True)
    goes_at = models.DateTimeField("when it goes", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        now = this_minute()
        has_begun = self.appears_at is None or self.appears_at <= now
        has_ended = self.goes_at is not None and self.goes_at <= now
        return self.stage == Stage.READY and has_begun and not has_ended

    @property
    def standing(self) -> str:
        """For staff: "draft", "appears 26 November 2026, 14:00", "public"."""
        if self.stage != Stage.READY:
            return Stage(self.stage).label
        now = this_minute()
        if self.goes_at is not None and self.goes_at <= now:
            return f"gone since {clock_worded(self.goes_at)}"
        if self.appears_at is not None and self.appears_at > now:
            return f"appears {clock_worded(self.appears_at)}"
        return f"public until {clock_worded(self.goes_at)}" if self.goes_at else "public"

    @property
    def must_stay(self) -> bool:
        """Whether the registry itself needs it, so that it can't be hidden."""
        return False


MUST_STAY = _(
    "Every page of the registry links to this one, so it cannot be hidden: write it anew instead."
)


def goes_after_it_appears(model: str) -> models.CheckConstraint:
    """`model`: its name, for the constraint's."""
    return models.CheckConstraint(
        condition=Q(appears_at__isnull=True)
        | Q(goes_at__isnull=True)
        | Q(goes_at__gt=F("appears_at")),
        name=f"{model}_goes_after_it_appears",
        violation_error_message=_("It would go before it appears."),
    )


def clock_worded(moment: datetime) -> str:
    """In the registry's own time, in English: "26 November 2026, 14:00"; where the clock shows that
    time twice, with the name of the one that is meant."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    twin = local.replace(fold=1 - local.fold)
    is_twice = twin.utcoffset() != local.utcoffset()
    return f"{local:{WORDED}}{f' {local.tzname()}' if is_twice else ''}"


def appearing_models() -> Iterator[type[models.Model]]:
    for model in apps.get_app_config("registry").get_models():
        if issubclass(model, Appearing):
            yield model


def due_times() -> list[float]:
    """Each time still to come at which something appears or goes, as seconds, up to whole minutes.

    Where the database does not answer, or has not got the columns yet, they are those of before.
    """
    now = this_minute()
    questions = []
    for model in appearing_models():
        ready = model._base_manager.filter(stage=Stage.READY).order_by()
        for name in ("appears_at", "goes_at"):
            questions.append(ready.filter(**{f"{name}__gt": now}).values_list(name, flat=True))
    try:
        found = list(questions[0].union(*questions[1:]))
    except Error:
        return store.kept_times()
    return sorted({-(-moment.timestamp() // 60) * 60 for moment in found})


def take_offline(row: Appearing, *, by: Any) -> Appearing:
    """Readers no longer find it; nothing of it is lost."""
    return staged(row, Stage.OFFLINE, by=by)


def put_online(row: Appearing, *, by: Any) -> Appearing:
    """Readers find it, within the times that it has."""
    return staged(row, Stage.READY, by=by)


def staged(row: Any, stage: Stage, *, by: Any) -> Appearing:
    """Raises RuleError where the record has to stay, or is so already."""
    with transaction.atomic():
        now = type(row)._base_manager.select_for_update().get(pk=row.pk)
        if now.stage == stage:
            raise RuleError(_("It is so already: %(label)s.") % {"label": Stage(stage).label})
        now.stage = stage
        if stage != Stage.READY and now.must_stay:
            raise RuleError(MUST_STAY)
        save_version(now, by=by)
    return now
