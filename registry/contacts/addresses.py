"""A new e-mail address. It counts once the person has answered at both, so that neither a slip nor a stranger takes an account over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.accounts.roles import set_address
from registry.common import mail
from registry.common.errors import RuleError
from registry.contacts.details import log_change
from registry.contacts.models import ContactPoint
from registry.contacts.traces import EmailChange, EmailLink

LASTS = timedelta(days=7)


@transaction.atomic
def ask_new_address(one: ContactPoint, email: str, *, by: User) -> EmailChange:
    """A mail to each side. The answer is the same whether the new address is known here or not."""
    email = email.lower()
    if email == one.email.lower():
        raise RuleError(_("This is your address already."))
    one.email_changes.withdraw()
    change = EmailChange.objects.create(contact_point=one, new_email=email, old_email=one.email)
    taken = User.objects.filter(email=email).exclude(pk=one.account_id).exists()
    for side, to in ((EmailLink.Side.OLD, one.email), (EmailLink.Side.NEW, email)):
        if not to or (side == EmailLink.Side.NEW and taken):
            continue
        link, secret = EmailLink.issue(LASTS, change=change, side=side)
        language = one.mail_language
        mail.send(
            "new_address", key=f"address/{link.pk}", to=to, language=language, account=one.account, contact_point=one,
            side=side, url=mail.address(f"new-address/{secret.token}/", language), digits=secret.digits,
            expires_on=link.expires_at.date(), state=one.state,
        )  # fmt: skip
    return change


@transaction.atomic
def confirm_address(link: EmailLink) -> EmailChange:
    """One side's answer; with the second one the address changes, for signing in too."""
    change = EmailChange.objects.select_for_update().get(pk=link.change_id)
    if not change.is_open:
        raise RuleError(_("This change was withdrawn."))
    link.spend()
    sides = {row.side for row in change.links.all() if row.used_at}
    needed = {EmailLink.Side.NEW} | ({EmailLink.Side.OLD} if change.old_email else set())
    if needed <= sides:
        take_over(change)
    return change


def take_over(change: EmailChange) -> None:
    one = ContactPoint.objects.select_for_update().get(pk=change.contact_point_id)
    rows = [one]
    if User.objects.filter(email=change.new_email).exclude(pk=one.account_id).exists():
        raise RuleError(_("This address cannot be used. Write to the Secretariat."))
    if one.account_id:
        set_address(one.account, change.new_email)
        rows += ContactPoint.objects.filter(account=one.account, email=one.email).exclude(pk=one.pk)
    for row in rows:
        row.email = change.new_email
        row.version += 1
        row._change_reason = "new e-mail, confirmed at both addresses"
        row.save()
        row.bounces.all().delete()
        log_change(row, ["email"], by=one.account)
    change.done_at = timezone.now()
    change.save()


def withdraw_change(change: EmailChange) -> None:
    EmailChange.objects.filter(pk=change.pk).withdraw()
