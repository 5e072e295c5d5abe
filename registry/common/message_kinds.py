"""The kinds of messages that leave the registry. Each has one template in templates/mail/."""

from enum import StrEnum


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
    # An edition of the state's profile
    ROUND = "round"
    ROUND_REMINDER = "round_reminder"
    CONSULTATION = "consultation"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    ENDORSE = "endorse"
    ENDORSE_REMINDER = "endorse_reminder"
    ENDORSED = "endorsed"
    PUBLISHED = "published"
    CORRECTION = "correction"

    @property
    def template(self) -> str:
        return f"mail/{self.value}.txt"
