"""Somebody comes to hold an office. Who was named by somebody else is told the same day what is kept about them, and by whom named."""

import hashlib

from django.db import transaction

from registry.accounts.inviting import invite
from registry.accounts.models import Invitation, User
from registry.common import mail
from registry.common.errors import RuleError
from registry.contacts.models import ContactPoint


def tell_named(one: ContactPoint, *, by: User | None) -> bool:
    """The privacy notice, once for each address; who entered their own address knows it already."""
    if not one.mail_to or (by and one.account_id == by.pk):
        return False
    mark = hashlib.sha256(one.mail_to.lower().encode()).hexdigest()[:16]
    language = one.mail_language
    return mail.send(
        "named", key=f"named/{one.pk}/{mark}", to=one.mail_to, language=language, contact_point=one, account=one.account,
        state=one.state, role=one.role_label, named_by="secretariat" if not by or by.is_staff else "state",
        notice_url=mail.address("privacy-notice/", language),
    )  # fmt: skip


@transaction.atomic
def invite_contact_point(one: ContactPoint, *, by: User | None) -> Invitation:
    """Raises RuleError where there is no personal address, or the person signs in already."""
    if not one.email:
        raise RuleError(f"{one}: no personal e-mail to invite. Enter it first; a shared mailbox cannot sign in.")
    if one.account_id:
        raise RuleError(f"{one}: signs in already.")
    tell_named(one, by=by)
    row, _secret = invite(
        one.email, role=Invitation.Role.CONTACT_POINT, language=one.mail_language, by=by, contact_point=one
    )
    return row
