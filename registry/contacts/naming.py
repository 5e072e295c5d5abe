"""Somebody comes to hold an office. Who was named by somebody else gets the privacy notice the same
day, and who named them."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.inviting import invite
from registry.accounts.models import Invitation, User
from registry.common import mail
from registry.common.errors import RuleError
from registry.common.message_kinds import MessageKind
from registry.contacts.models import ContactPoint


def send_privacy_notice(contact_point: ContactPoint, *, by: User | None) -> bool:
    """The privacy notice, once for each address. False for a person who entered their own address,
    and where there is no address."""
    if not contact_point.mail_to or (by and contact_point.account_id == by.pk):
        return False
    language = contact_point.mail_language
    return mail.send(
        MessageKind.NAMED,
        occasion=occasion_of_notice(contact_point),
        to=contact_point.mail_to,
        language=language,
        contact_point=contact_point,
        account=contact_point.account,
        state=contact_point.state,
        role=contact_point.role_label,
        named_by="secretariat" if not by or by.is_staff else "state",
        notice_url=mail.address("privacy-notice/", language),
    )


def occasion_of_notice(contact_point: ContactPoint) -> tuple[int, str]:
    """Once for each address of a person."""
    mark = hashlib.sha256(contact_point.mail_to.lower().encode()).hexdigest()[:16]
    return (contact_point.pk, mark)


@transaction.atomic
def invite_contact_point(contact_point: ContactPoint, *, by: User | None) -> Invitation:
    """Raises RuleError where there is no personal address, or the person signs in already."""
    if not contact_point.email:
        raise RuleError(
            _(
                "%(contact_point)s: no personal e-mail to invite. Enter it first; a shared"
                " mailbox cannot sign in."
            )
            % {"contact_point": contact_point}
        )
    if contact_point.account_id:
        raise RuleError(
            _("%(contact_point)s: signs in already.") % {"contact_point": contact_point}
        )
    if not contact_point.has_name:
        raise RuleError(
            _("%(contact_point)s: no name. Enter it first, in Latin or Cyrillic script.")
            % {"contact_point": contact_point}
        )
    send_privacy_notice(contact_point, by=by)
    row, _secret = invite(
        contact_point.email,
        role=Invitation.Role.CONTACT_POINT,
        language=contact_point.mail_language,
        by=by,
        contact_point=contact_point,
    )
    return row
