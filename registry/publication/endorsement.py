"""States are reminded of the endorsement clock (profiles/endorsement_clock.py), each reminder
once."""

from datetime import date, timedelta

from registry.common.message_kinds import MessageKind
from registry.profiles.endorsement_clock import clock
from registry.profiles.messages_to_state import write_to_state
from registry.profiles.models import Edition

REMINDED_AFTER = (30, 60, 80)  # days since the formal submission
LAST_WORD_AFTER = 7  # days after the clock ran out


def reminder_due(edition: Edition, on: date) -> str:
    """The name of the reminder that is due on a day, "" where none is. When it is late, only the
    last reminder counts."""
    now = clock(edition, on)
    if now is None:
        return ""
    if edition.status == Edition.Status.LAPSED or now.has_run_out:
        return "after" if on >= now.ends + timedelta(days=LAST_WORD_AFTER) else ""
    passed = [days for days in REMINDED_AFTER if now.day >= days]
    return str(passed[-1]) if passed else ""


def remind_states(on: date) -> int:
    """Each reminder once; a second run the same day, or a late run, sends nothing twice. Returns
    how many went out."""
    sent = 0
    for edition in Edition.objects.with_the_state().for_page():
        due, now = reminder_due(edition, on), clock(edition, on)
        if due and now:
            sent += write_to_state(
                edition,
                MessageKind.ENDORSE_REMINDER,
                occasion=(edition.submitted_on, due),
                on=on,
                answer_by=now.ends,
                due=due,
                clock=now,
            )
    return sent
