"""A message about an edition to the contact points of its state."""

from datetime import date
from typing import Any

from registry.common import mail
from registry.common.message_kinds import MessageKind
from registry.contacts.models import ContactPoint
from registry.profiles.models import Edition


def write_to_state(
    edition: Edition, kind: MessageKind, *, occasion: tuple[Any, ...], on: date, **context: Any
) -> int:
    """To each contact point of the edition's state that is in office. Returns to how many.

    `occasion`: what makes this message the only one of its kind about the edition.
    """
    sent = 0
    people = ContactPoint.objects.in_office(on).of_states([edition.profile.state_id])
    for person in people.select_related("account", "state"):
        sent += mail.send(
            kind,
            occasion=(edition.pk, *occasion, person.pk),
            to=person.mail_to,
            language=person.mail_language,
            account=person.account,
            contact_point=person,
            state=edition.profile.state,
            edition=edition,
            on=on,
            desk_url=mail.address(f"desk/editions/{edition.pk}/", person.mail_language),
            **context,
        )
    return sent
