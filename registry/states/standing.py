"""How a state stands to the Process on a day: since when it takes part, and what ended it.

Participation has a history: a state joins, is suspended, leaves and comes back.
Wherever a state that does not take part is shown, its standing is told with it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from registry.common.dates import worded_in_text
from registry.states.models import Participation, State


@dataclass(frozen=True, slots=True)
class Standing:
    """`row`: the participation that holds on the day, None where none does; `since`: the first row
    of the unbroken time in which the state takes part, or took part last; `ended`: the last row of
    that time, where it is over."""

    row: Participation | None
    since: Participation | None
    ended: Participation | None

    @property
    def takes_part(self) -> bool:
        return self.row is not None and self.row.status in Participation.TAKING_PART

    @property
    def is_unclear(self) -> bool:
        return self.row is not None and self.row.status == Participation.Status.UNCLEAR

    @property
    def is_suspended(self) -> bool:
        return self.row is not None and self.row.status == Participation.Status.SUSPENDED

    @property
    def doubt(self) -> str:
        """How sure the day is since which it takes part; "" where a source states it."""
        return self.since.doubt if self.since else ""

    @property
    def note(self) -> str:
        return str(self.row.note) if self.row else ""

    @property
    def words(self) -> str:
        """“takes part since December 2010”; for a state that does not take part, what holds instead
        and when it took part; no surer than the standing is."""
        if self.since is None:
            return ""
        first = worded_in_text(self.since.since, self.since.since_precision)
        if self.row is not None and self.is_unclear:
            if self.since is self.row or not first:
                return _("standing not confirmed")
            day = worded_in_text(self.row.since, self.row.since_precision)
            told = _("took part from %(first)s on; not confirmed since %(day)s")
            return told % {"first": first, "day": day}
        if self.takes_part:
            return _("takes part since %(day)s") % {"day": first} if first else _("takes part")
        last = worded_in_text(self.ended.until, self.ended.until_precision) if self.ended else ""
        return _("took part from %(first)s to %(last)s") % {"first": first, "last": last}

    @property
    def interruption(self) -> str:
        """Why it does not take part, as a sentence; "" where it does or never did."""
        if self.takes_part or self.since is None:
            return ""
        if self.row is not None and self.is_suspended:
            day = worded_in_text(self.row.since, self.row.since_precision)
            return _("Participation is suspended since %(day)s.") % {"day": day}
        return _("The state does not take part.")


def standing_of(state: State, day: date) -> Standing:
    """Needs the state's participations, as `for_page` reads them."""
    rows = sorted(state.participations.all(), key=since_of)
    begun = [row for row in rows if since_of(row) <= day]
    held = next((row for row in begun if row.holds_on(day)), None)
    taking_part = [row for row in begun if row.status in Participation.TAKING_PART]
    if not taking_part:
        return Standing(row=held, since=None, ended=None)
    spell = unbroken_to(taking_part)
    ended = None if held in taking_part else taking_part[-1]
    return Standing(row=held, since=spell[0], ended=ended)


def since_of(row: Participation) -> date:
    return row.since or date.min


def unbroken_to(rows: list[Participation]) -> list[Participation]:
    """The last rows, each of which begins on the day after the one before it ended."""
    spell = [rows[-1]]
    for row in reversed(rows[:-1]):
        if row.until is None or since_of(spell[0]) - row.until > timedelta(days=1):
            break
        spell.insert(0, row)
    return spell


def not_taking_part(standings: list[tuple[State, Standing]]) -> list[tuple[State, Standing]]:
    """Those that took part before the day and do not on it."""
    return [pair for pair in standings if pair[1].since is not None and not pair[1].takes_part]
