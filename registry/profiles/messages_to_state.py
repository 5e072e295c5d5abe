"""A message about an edition to the contact points of its state."""

from datetime import date
from typing import Any

from registry.accounts.models import User
from registry.common import mail
from registry.common.message_kinds import MessageKind
from registry.contacts.models import ContactPoint
from registry.profiles.models import Edition


def write_to_state(
    edition: Edition,
    kind: MessageKind,
    *,
    occasion: tuple[Any, ...],
    on: date,
    to: ContactPoint | None = None,
    answer_by: date | None = None,
    receipt_for: User | None = None,
    page: str = "",
    **context: Any,
) -> int:
    """To each contact point of the edition's state that is in office, or to one of them. Returns
    to how many.

    `occasion`: what makes this message the only one of its kind about the edition. `answer_by`:
    until when the state may act. `receipt_for`: whose act it answers. `page`: where the link leads,
    below the edition's page at the desk.
    """
    sent = 0
    people = list(
        ContactPoint.objects.in_office(on)
        .of_states([edition.profile.state_id])
        .select_related("account", "state")
    )
    for person in [one for one in people if to and one.pk == to.pk] or people:
        sent += mail.send(
            kind,
            occasion=(edition.pk, *occasion, person.pk),
            to=person.mail_to,
            language=person.mail_language,
            account=person.account,
            contact_point=person,
            on=on,
            answer_by=answer_by,
            is_receipt=receipt_for is not None and person.account_id == receipt_for.pk,
            state=edition.profile.state,
            edition=edition,
            desk_url=mail.address(f"desk/editions/{edition.pk}/{page}", person.mail_language),
            **context,
        )
    return sent
