"""Invitations: the only way to an account. Accepting takes the digits of the mail and the
privacy notice read."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.limits import INVITATIONS, count_message
from registry.accounts.models import Acceptance, Invitation, PrivacyNotice, User
from registry.accounts.roles import make_editor, set_address
from registry.common import mail
from registry.common.errors import RuleError
from registry.common.links import Secret
from registry.common.message_kinds import MessageKind

LASTS = timedelta(days=30)


@transaction.atomic
def invite(
    email: str, *, role: str, language: str, by: User | None, contact_point: Any = None
) -> tuple[Invitation, Secret]:
    """A new invitation; older ones to that address are closed. The mail goes in the person's
    language.

    Raises RuleError where too many messages went out already.
    """
    email = email.lower()
    count_message(INVITATIONS, to=email, by=by)
    Invitation.objects.filter(email=email, contact_point=contact_point).withdraw(timezone.now())
    row, secret = Invitation.issue(
        LASTS, email=email, role=role, language=language, contact_point=contact_point, invited_by=by
    )
    record_event(SecurityEvent.What.INVITED, how=role, about=f"invitation {row.pk}")
    mail.send(
        MessageKind.INVITATION,
        occasion=(row.pk,),
        to=email,
        language=language,
        contact_point=contact_point,
        url=invitation_url(secret, language),
        digits=secret.digits,
        expires_on=timezone.localdate(row.expires_at),
        state=contact_point.state if contact_point else None,
        notice_url=mail.address("privacy-notice/", language),
    )
    return row, secret


def invitation_url(secret: Secret, language: str) -> str:
    return mail.address(f"invitation/{secret.token}/", language)


@transaction.atomic
def accept(invitation: Invitation, *, notice: PrivacyNotice | None, on: date) -> User:
    """Makes the account, or finds the person's own one, and gives it what the invitation is for.

    Raises RuleError where the invitation was used, or its contact point is no longer in office.
    """
    post = invitation.contact_point
    if post and not post.is_in_office(on):
        raise RuleError(
            _("This invitation is for an office that has ended. Ask the Secretariat for a new one.")
        )
    invitation.spend()
    user = accounts_with(invitation.email).first() or new_account(invitation)
    if not user.is_active:
        raise RuleError(_("This account is closed. Write to the Secretariat."))
    set_address(user, invitation.email)
    if invitation.role == Invitation.Role.ADMINISTRATOR:
        user.is_staff = user.is_superuser = True
        user.save()
    elif invitation.role == Invitation.Role.EDITOR:
        make_editor(user)
    if post:
        type(post).objects.filter(pk=post.pk).update(account=user)
    if notice:
        accept_notice(user, notice)
    invitation.account = user
    invitation.save(update_fields=["account"])
    record_event(
        SecurityEvent.What.ACCEPTED,
        account=user,
        how=invitation.role,
        about=f"invitation {invitation.pk}",
    )
    return user


def accounts_with(email: str) -> QuerySet[User]:
    return User.objects.filter(email=email)


def new_account(invitation: Invitation) -> User:
    """Raises RuleError where another invitation to the same address was accepted at the same
    time: the link stays usable, and finds that account."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, language=invitation.language)
    except IntegrityError:
        raise RuleError(
            _("Another invitation to this address was accepted at the same time. Try again.")
        ) from None
    post = invitation.contact_point
    if post:
        user.first_name = (post.name_latin or post.name_cyrillic)[:150]
    return user


def accept_notice(user: User, notice: PrivacyNotice) -> None:
    Acceptance.objects.get_or_create(account=user, notice=notice)


def has_accepted(user: User, notice: PrivacyNotice | None) -> bool:
    return notice is None or Acceptance.objects.filter(account=user, notice=notice).exists()
