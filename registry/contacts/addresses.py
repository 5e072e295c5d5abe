"""A new e-mail address. It counts once its owner has answered, so that neither a slip nor a
stranger takes an account over.

Where the person asks, the address so far answers too. Where the Secretariat asks, for a mailbox
that nobody reads any more, the address so far is written to and need not answer. Until then it goes
on signing in. When the new address takes effect, every session ends and both get a message.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.limits import NEW_ADDRESSES, count_message
from registry.accounts.models import Invitation, User
from registry.accounts.roles import end_every_session, set_address
from registry.common import daily_mail, mail
from registry.common.errors import RuleError
from registry.common.history import save_version
from registry.common.links import SENT_TWICE_WITHIN
from registry.common.message_kinds import MessageKind
from registry.common.refusals import refusal_as_form_error
from registry.common.required import required
from registry.contacts.details import log_change
from registry.contacts.models import ContactPoint
from registry.contacts.traces import ConfirmationRequest, EmailChange, EmailLink

LASTS = timedelta(days=7)
WAITS_FOR_OWNER = (
    "The new address waits for its owner, who has a message with a link and four digits. "
    "Until it is confirmed, the old one signs in."
)
What = SecurityEvent.What


@transaction.atomic
def ask_new_address(contact_point: ContactPoint, email: str, *, by: User) -> EmailChange:
    """Asked for by the person: a mail to each side. The answer is the same whether the new
    address is known here or not."""
    email = email.lower()
    if email == contact_point.email.lower():
        raise RuleError(_("This is your address already."))
    ContactPoint.objects.select_for_update().get(pk=contact_point.pk)
    lately = timezone.now() - SENT_TWICE_WITHIN
    same = contact_point.email_changes.open().filter(new_email=email, asked_at__gt=lately).first()
    if same:  # a second click: the messages are on their way
        return same
    count_message(NEW_ADDRESSES, to=email, by=by)
    change = begin(contact_point.account, contact_point, email)
    if change.old_email:
        send_link(change, EmailLink.Side.OLD)
    if not is_in_use(email, but=contact_point.account):
        send_link(change, EmailLink.Side.NEW)
    return change


@transaction.atomic
def ask_for_account(
    account: User, email: str, *, contact_point: ContactPoint | None = None
) -> EmailChange:
    """Asked for by the Secretariat: a link to the new address, a message to the old address.
    `contact_point`: the office whose form it was.

    Raises RuleError where another account has the address, or waits for it.
    """
    email = email.lower()
    check_free(email, but=account)
    change = begin(account, contact_point or post_with_address(account), email)
    mail.send(
        MessageKind.ADDRESS_ASKED,
        occasion=(change.pk,),
        to=account.email,
        language=account.language,
        account=account,
        contact_point=change.contact_point,
        expires_on=timezone.localdate() + LASTS,
    )
    send_link(change, EmailLink.Side.NEW)
    return change


def check_free(email: str, *, but: User | None) -> None:
    """For staff, who may know of it. Raises RuleError."""
    if is_in_use(email, but=but):
        raise RuleError(
            _("Another account has this address. An address signs in to one account only.")
        )
    waiting = EmailChange.objects.open().filter(
        new_email__iexact=email, asked_at__gt=timezone.now() - LASTS
    )
    if waiting.exclude(account=but).exists():
        raise RuleError(_("This address waits to be confirmed for another account."))


def check_typed(email: str, *, account: User) -> str:
    """For a form of the admin."""
    with refusal_as_form_error():
        check_free(email, but=account)
    return email


def is_in_use(email: str, *, but: User | None) -> bool:
    rows = User.objects.filter(email__iexact=email)
    return (rows.exclude(pk=but.pk) if but else rows).exists()


def post_with_address(account: User) -> ContactPoint | None:
    rows = ContactPoint.objects.not_merged().filter(account=account, email__iexact=account.email)
    return rows.select_related("state").first()


def begin(account: User | None, contact_point: ContactPoint | None, email: str) -> EmailChange:
    """A newer change replaces an open change."""
    for person in (account, contact_point):
        if person:
            person.email_changes.withdraw()
    old = account.email if account else required(contact_point).email
    change = EmailChange.objects.create(
        account=account, contact_point=contact_point, new_email=email, old_email=old
    )
    record_event(What.ADDRESS_ASKED, account=account, about=f"change of address {change.pk}")
    return change


def send_link(change: EmailChange, side: EmailLink.Side) -> None:
    contact_point, account = change.contact_point, change.account
    link, secret = EmailLink.issue(LASTS, change=change, side=side)
    language = change.language
    mail.send(
        MessageKind.NEW_ADDRESS,
        occasion=(link.pk,),
        language=language,
        account=account,
        contact_point=contact_point,
        to=change.old_email if side == EmailLink.Side.OLD else change.new_email,
        side=side,
        url=mail.address(f"new-address/{secret.token}/", language),
        digits=secret.digits,
        expires_on=timezone.localdate(link.expires_at),
        state=contact_point.state if contact_point else None,
        both=side == EmailLink.Side.OLD or change.awaits_both,
    )


@transaction.atomic
def confirm_address(link: EmailLink) -> EmailChange:
    """The answer of a side. With the last answer that is needed the address changes, for signing
    in too."""
    change = EmailChange.objects.select_for_update().get(pk=link.change_id)
    if not change.is_open:
        raise RuleError(_("This change was withdrawn."))
    link.spend()
    links = list(change.links.all())
    needed = {EmailLink.Side.NEW} | {row.side for row in links}
    if needed <= {row.side for row in links if row.used_at}:
        take_over(change)
    return change


def take_over(change: EmailChange) -> None:
    account, old = change.account, change.old_email
    if is_in_use(change.new_email, but=account):
        raise RuleError(_("This address cannot be used. Write to the Secretariat."))
    if account:
        sign_in_with(account, change.new_email)
    for row in rows_with_address(change):
        row.email = change.new_email
        save_version(row, by=account, reason="new e-mail, confirmed by its owner")
        row.bounces.all().delete()
        log_change(row, ["email"], by=account)
    change.done_at = timezone.now()
    change.save()
    if old:
        daily_mail.follow(old, change.new_email)
    for to in filter(None, (old, change.new_email)):
        mail.send(
            MessageKind.ADDRESS_CHANGED,
            occasion=(change.pk, "old" if to == old else "new"),
            to=to,
            account=account,
            contact_point=change.contact_point,
            is_old=to == old,
            language=change.language,
        )


def sign_in_with(account: User, email: str) -> None:
    """Raises RuleError where somebody else was given the address at the same time. The
    database’s own message is not shown: it holds values."""
    try:
        with transaction.atomic():
            set_address(account, email)
    except IntegrityError:
        raise RuleError(_("This address cannot be used. Write to the Secretariat.")) from None
    record_event(What.ADDRESS_CONFIRMED, account=account)
    end_every_session(account)


def rows_with_address(change: EmailChange) -> list[ContactPoint]:
    """The office it was asked for, and the person’s others with the same address; open links to
    the old address are closed."""
    rows = ContactPoint.objects.select_for_update().filter(pk__in=[change.contact_point_id])
    if change.account:
        rows = rows | ContactPoint.objects.select_for_update().filter(
            account=change.account, email__iexact=change.old_email
        )
    found = list(rows)
    for row in found:
        close_links(row)
    return found


def close_links(contact_point: ContactPoint) -> None:
    """What was sent to an address that is no longer the person’s serves nobody."""
    now = timezone.now()
    Invitation.objects.filter(contact_point=contact_point).withdraw(now)
    ConfirmationRequest.objects.filter(contact_point=contact_point).withdraw(now)


def withdraw_change(change: EmailChange) -> None:
    EmailChange.objects.filter(pk=change.pk).withdraw()
