"""A new name, status or group of a state from a day on, as one act: it closes the period before."""

from datetime import date, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from registry.common.dates import worded
from registry.common.errors import RuleError
from registry.common.history import save_version, written_by
from registry.states.models import Designation, GroupMembership, Participation, State

Kind = TypeVar("Kind", Designation, GroupMembership, Participation)


@transaction.atomic
def begin_period(
    kind: type[Kind], state: State, *, since: date, by: Any, reason: str = "", **values: Any
) -> Kind:
    """The new row, open at its end. Raises RuleError where a period begins on that day or later,
    and where the row itself does not stand."""
    State.objects.select_for_update().get(pk=state.pk)
    later = kind.objects.filter(state=state, since__gte=since).order_by("since").first()
    if later is not None:
        raise RuleError(
            _("A period begins on %(day)s already. Change it in the list below.")
            % {"day": worded(later.since)}
        )
    before = kind.objects.filter(state=state).filter(open_at(since)).order_by("-since").first()
    if before is not None:
        before.until = since - timedelta(days=1)
        before.until_precision = "day"
        save_version(before, by=by, reason=reason)
    row = kind(state=state, since=since, **values)
    try:
        row.full_clean()
    except ValidationError as error:
        raise RuleError(" ".join(error.messages)) from error
    written_by(row, by, reason=reason).save()
    return row


def open_at(day: date) -> models.Q:
    return models.Q(until__isnull=True) | models.Q(until__gte=day)
