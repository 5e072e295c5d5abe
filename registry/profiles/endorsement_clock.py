"""The endorsement clock.

After the formal submission of a draft a state has three calendar months to comment on and endorse
it. If it does not, the profile may still be published, as a draft that does not reflect the state's
official position; the state may endorse it at any later time. Source: Senior Officials' Meeting,
Budapest, July 2015 (pragueprocess.eu, news 242). Days are those of the Secretariat's time zone.
"""

from dataclasses import dataclass
from datetime import date

from registry.common.dates import add_months
from registry.profiles.models import Edition

MONTHS = 3


@dataclass(frozen=True, slots=True)
class Clock:
    """The three months of an edition as they are on a day. `day` counts from 0 on the day of the
    formal submission."""

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
    return Clock(
        began=edition.submitted_on,
        ends=ends,
        day=(on - edition.submitted_on).days,
        days_left=(ends - on).days,
    )
