"""The kinds of messages that leave the registry, each with its template in templates/mail/; and
which of them go at once.

A person gets a single message a day. What happens during a day waits for it (daily_mail.py), save:

- what signs in or gives access, and what protects an account: a code that comes tomorrow is of no
  use, and a change that the person did not make must be heard of the same hour;
- what is due within a week (`NEAR`);
- a receipt, to the person whose own act it answers: who has just submitted or endorsed waits for
  it. Colleagues hear of the act in the message of the day.

What goes to somebody without an account or office (a ministry, the next on the escalation path)
always goes at once: such a person gets no second message.
"""

from datetime import date, timedelta
from enum import StrEnum

NEAR = timedelta(days=7)


class MessageKind(StrEnum):
    """The value is kept in `SentMessage.kind`, and is the name of the template."""

    # Signing in and the account
    INVITATION = "invitation"
    CODE = "code"
    CODE_AGAIN = "code_again"
    SECURITY = "security"
    # The contact point and the office
    NAMED = "named"
    CONFIRM = "confirm"
    DEPUTY = "deputy"
    ESCALATION = "escalation"
    ADDRESS_ASKED = "address_asked"
    NEW_ADDRESS = "new_address"
    ADDRESS_CHANGED = "address_changed"
    OFFICE_DECIDED = "office_decided"
    HANDOVER_DECIDED = "handover_decided"
    ERASED = "erased"
    LETTER = "letter"
    DIGEST = "digest"
    DAY = "day"
    # An edition of the state's profile
    ROUND = "round"
    ROUND_REMINDER = "round_reminder"
    CONSULTATION = "consultation"
    COMMENT = "comment"
    SUGGESTION = "suggestion"
    MINISTRY_ANSWERED = "ministry_answered"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    ENDORSE = "endorse"
    ENDORSE_REMINDER = "endorse_reminder"
    ENDORSED = "endorsed"
    PUBLISHED = "published"
    CORRECTION = "correction"
    # Who follows something without an account
    FOLLOW_ASKED = "follow_asked"
    FOLLOWED = "followed"

    @property
    def template(self) -> str:
        return f"mail/{self.value}.txt"

    def waits_for_the_day(self, *, answer_by: date | None, on: date) -> bool:
        """Whether it goes out with what else happened. `answer_by`: the day until which the
        reader may act; one that has passed hurries nobody."""
        is_near = answer_by is not None and on <= answer_by <= on + NEAR
        return self not in AT_ONCE and not is_near


AT_ONCE = frozenset(
    {
        MessageKind.INVITATION,
        MessageKind.CODE,
        MessageKind.CODE_AGAIN,
        MessageKind.SECURITY,
        MessageKind.NAMED,  # the law: who was named by somebody else hears of it the same day
        MessageKind.ESCALATION,
        MessageKind.ADDRESS_ASKED,
        MessageKind.NEW_ADDRESS,
        MessageKind.ADDRESS_CHANGED,
        MessageKind.HANDOVER_DECIDED,  # access has ended, or was about to
        MessageKind.ERASED,  # the address goes with the act
        MessageKind.CONSULTATION,
        MessageKind.DAY,
        MessageKind.FOLLOW_ASKED,
        MessageKind.FOLLOWED,
    }
)
