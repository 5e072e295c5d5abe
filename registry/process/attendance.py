"""Who was at a meeting, as one list of states: read, compared and written at once."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.common.history import save_version, written_by
from registry.process.models import Attendance, Meeting


def attendance_of(meeting: Meeting) -> dict[int, str]:
    """The role of each state that is named, by the state's number."""
    return dict(meeting.attendances.order_by("state").values_list("state", "role"))


def as_seen(named: Mapping[int, str]) -> str:
    """What a form was made from, to be compared when it comes back."""
    return ",".join(f"{state}:{named[state]}" for state in sorted(named))


@transaction.atomic
def set_attendance(meeting: Meeting, named: Mapping[int, str], *, by: Any, seen: str) -> int:
    """How many rows were written. Each has its entry in the history. Raises RuleError where
    somebody else has changed the list since it was `seen`."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    rows = {row.state_id: row for row in meeting.attendances.all()}
    if as_seen({state: row.role for state, row in rows.items()}) != seen:
        raise RuleError(
            _("Somebody else has changed this list meanwhile. Look at it again, then tick anew.")
        )
    written = 0
    for state, role in named.items():
        row = rows.pop(state, None)
        if row is None:
            written_by(Attendance(meeting=meeting, state_id=state, role=role), by).save()
        elif row.role != role:
            row.role = role
            save_version(row, by=by)
        else:
            continue
        written += 1
    for row in rows.values():
        written_by(row, by).delete()
        written += 1
    return written
