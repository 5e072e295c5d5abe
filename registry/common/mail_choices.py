"""How often a person gets which kind of message: at once, with the message of the day, once a week
or never.

A person chooses at the desk; the choice stands with the account, and `mail.send` obeys it. Not all
of it is free: the Process asks a state by message (to confirm who holds the office, to write, to
endorse within three months), and what gives access or protects an account can neither wait nor be
turned off. For each kind there is a rule, which says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.common.message_kinds import AT_ONCE, MessageKind

MONDAY = 0


class Pace(TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("in the message of the day")
    WEEKLY = "weekly", _("once a week, on Monday")
    NEVER = "never", _("never")


class Reader(Protocol):
    """An account, as far as its messages go."""

    mail_choices: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`paces`: those to choose from; `why`: the reason why others are not among them, or ""."""

    paces: tuple[Pace, ...]
    why: str | Promise = ""


FREE = Rule((Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY, Pace.NEVER))
MUST_ARRIVE = (Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY)
MUST_BE_SOON = (Pace.AT_ONCE, Pace.DAILY)
OF_ACCESS = _("It gives access or protects your account.")
OF_THE_CLOCK = _(
    "The three months in which your state may endorse run from this message, so it can neither be"
    " turned off nor wait for a week."
)
OF_THE_OFFICE = _(
    "The Process has to know who holds the office: without an answer others are asked."
)
OF_THE_STATE = _("Your state is asked for something and may decide about it.")
OF_THE_LAW = _("The law on personal data asks for it.")
OF_OTHERS = _("It goes to others, not to contact points.")

RULES: dict[MessageKind, Rule] = {
    MessageKind.LETTER: Rule(MUST_ARRIVE, OF_THE_STATE),
    MessageKind.CONFIRM: Rule(MUST_ARRIVE, OF_THE_OFFICE),
    MessageKind.DEPUTY: Rule(MUST_ARRIVE, OF_THE_OFFICE),
    MessageKind.OFFICE_DECIDED: FREE,
    MessageKind.ROUND: Rule(MUST_ARRIVE, OF_THE_STATE),
    MessageKind.ROUND_REMINDER: Rule(MUST_ARRIVE, OF_THE_STATE),
    MessageKind.RETURNED: Rule(MUST_ARRIVE, OF_THE_STATE),
    MessageKind.ENDORSE: Rule(MUST_BE_SOON, OF_THE_CLOCK),
    MessageKind.ENDORSE_REMINDER: Rule(MUST_BE_SOON, OF_THE_CLOCK),
    MessageKind.COMMENT: FREE,
    MessageKind.SUGGESTION: FREE,
    MessageKind.MINISTRY_ANSWERED: FREE,
    MessageKind.SUBMITTED: FREE,
    MessageKind.REOPENED: FREE,
    MessageKind.WITHDRAWN: FREE,
    MessageKind.ENDORSED: FREE,
    MessageKind.PUBLISHED: FREE,
    MessageKind.CORRECTION: FREE,
}
# What leaves as it always does, and why; the summary has a choice of its own
FIXED: dict[MessageKind, str | Promise] = {
    MessageKind.INVITATION: OF_ACCESS,
    MessageKind.CODE: OF_ACCESS,
    MessageKind.CODE_AGAIN: OF_ACCESS,
    MessageKind.SECURITY: OF_ACCESS,
    MessageKind.ADDRESS_ASKED: OF_ACCESS,
    MessageKind.NEW_ADDRESS: OF_ACCESS,
    MessageKind.ADDRESS_CHANGED: OF_ACCESS,
    MessageKind.HANDOVER_DECIDED: OF_ACCESS,
    MessageKind.NAMED: OF_THE_LAW,
    MessageKind.ERASED: OF_THE_LAW,
    MessageKind.ESCALATION: OF_THE_OFFICE,
    MessageKind.CONSULTATION: OF_OTHERS,
    MessageKind.FOLLOW_ASKED: OF_OTHERS,
    MessageKind.FOLLOWED: OF_OTHERS,
    MessageKind.DIGEST: "",
    MessageKind.DAY: "",
}


def usual(kind: MessageKind) -> Pace:
    return Pace.AT_ONCE if kind in AT_ONCE else Pace.DAILY


def pace_of(kind: MessageKind, reader: Reader | None) -> Pace:
    """As the reader has chosen; the usual one where nothing was chosen, or what the rules no
    longer leave open."""
    rule = RULES.get(kind)
    chosen = reader.mail_choices.get(kind) if rule and reader else None
    return Pace(chosen) if rule and chosen in rule.paces else usual(kind)


def nearest(kind: MessageKind, wanted: Pace) -> Pace:
    """That pace, or the slowest that the rule of the kind leaves open before it."""
    paces = RULES[kind].paces
    return wanted if wanted in paces else paces[-1]


def choose(account: Any, wanted: Mapping[str, str]) -> None:
    """Keeps what differs from the usual. What the rules do not leave open is not kept."""
    kept = {}
    for kind, rule in RULES.items():
        pace = wanted.get(kind)
        if pace in rule.paces and pace != usual(kind):
            kept[str(kind)] = str(pace)
    account.mail_choices = kept
    account.save(update_fields=["mail_choices"])


def next_monday(on: date) -> date:
    """The first after that day."""
    return on + timedelta(days=7 - (on.weekday() - MONDAY) % 7)
