"""The endorsement clock.

After the formal submission of a draft a state has three calendar months to comment on and endorse it. If it does not, the profile may
still be published, as a draft that does not reflect the state's official position; the state may endorse it at any later time.
Source: Senior Officials' Meeting, Budapest, July 2015 (pragueprocess.eu, news 242). Days are those of the Secretariat's time zone.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registry.common import mail
from registry.common.dates import add_months
from registry.contacts.models import ContactPoint
from registry.profiles.models import Edition

MONTHS = 3
REMINDED_AFTER = (30, 60, 80)  # days since the formal submission
LAST_WORD_AFTER = 7  # days after the clock ran out


@dataclass(frozen=True, slots=True)
class Clock:
    """Where an edition stands on a day. `day` counts from 0 on the day of the formal submission."""

    began: date
    ends: date
    day: int
    days_left: int

    @property
    def has_run_out(self) -> bool:
        return self.days_left < 0


def clock(edition: Edition, on: date) -> Clock | None:
    """None where the edition was not formally submitted to its state."""
    if edition.submitted_on is None:
        return None
    ends = add_months(edition.submitted_on, MONTHS)
    return Clock(edition.submitted_on, ends, (on - edition.submitted_on).days, (ends - on).days)


def reminder_due(edition: Edition, on: date) -> str:
    """The name of the reminder that is due on a day, "" where none is. When it is late, only the last one counts."""
    now = clock(edition, on)
    if now is None:
        return ""
    if edition.status == Edition.Status.LAPSED or now.has_run_out:
        return "after" if on >= now.ends + timedelta(days=LAST_WORD_AFTER) else ""
    passed = [days for days in REMINDED_AFTER if now.day >= days]
    return str(passed[-1]) if passed else ""


def remind_states(on: date) -> int:
    """Each reminder once; a second run the same day, or a late one, sends nothing twice. Returns how many went out."""
    sent = 0
    for edition in Edition.objects.with_the_state().for_page():
        due = reminder_due(edition, on)
        if due:
            occasion = f"{edition.submitted_on}/{due}"
            sent += write_to_state(edition, "endorse_reminder", occasion, on=on, due=due, clock=clock(edition, on))
    return sent


def write_to_state(edition: Edition, kind: str, occasion: str, *, on: date, **context: Any) -> int:
    """To each contact point of the edition's state that is in office. Returns to how many."""
    sent = 0
    people = ContactPoint.objects.in_office(on).of_states([edition.profile.state_id])
    for one in people.select_related("account", "state"):
        sent += mail.send(
            kind, key=f"{kind}/{edition.pk}/{occasion}/{one.pk}", to=one.mail_to, language=one.mail_language, account=one.account,
            contact_point=one, state=edition.profile.state, edition=edition, on=on,
            desk_url=mail.address(f"desk/editions/{edition.pk}/", one.mail_language), **context,
        )  # fmt: skip
    return sent
