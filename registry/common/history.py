"""Who wrote a row, for its history: one way to record it, whatever thread or command the act runs
in.

A private detail never enters a history: neither as a field of the row nor in the reason.
"""

from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from registry.common.records import Record

Row = TypeVar("Row", bound=Record)


def written_by(row: Row, user: Any, *, reason: str = "") -> Row:
    """The row, whose next entry of history names `user` (None: the clock or a command) and gives
    `reason`."""
    row._history_user = user
    if reason:
        row._change_reason = reason
    return row


def save_version(row: Record, *, by: Any, reason: str = "") -> None:
    """Saves the row as its next version, written by `by`."""
    row.version += 1
    written_by(row, by, reason=reason).save()


def last_saved(record: Record | None) -> str:
    """Who saved it last, and when; "" where that is not known."""
    last = record.history.first() if record and hasattr(record, "history") else None
    if last is None:
        return ""
    at = timezone.localtime(last.history_date)
    said = {"who": last.history_user, "day": f"{at:%d.%m.%Y}", "time": f"{at:%H:%M}"}
    if last.history_user:
        return _(", saved by %(who)s on %(day)s at %(time)s") % said
    return _(", saved on %(day)s at %(time)s") % said
