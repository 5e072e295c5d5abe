"""Making and revoking tokens, and whose a token is."""

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.links import SENT_TWICE_WITHIN, hashed
from registry.contacts.models import ContactPoint
from registry.proposals.models import SystemToken

PREFIX = "ppr_"  # so that a token that got out is recognised for what it is
LONGEST = 100
MOST_OPEN = 5  # of one contact point
NOTED_AGAIN = timedelta(minutes=1)


@transaction.atomic
def make_token(
    contact_point: ContactPoint, name: str, *, by: User, on: date
) -> tuple[SystemToken, str]:
    """The row, and the token that nobody sees again. A second click makes the token anew, for
    only the last answer is seen. Raises RuleError where the office is not held by this person on
    that day, has tokens enough, or has one of that name."""
    contact_point = ContactPoint.objects.select_for_update(of=("self",)).get(pk=contact_point.pk)
    in_office = ContactPoint.objects.in_office(on).filter(pk=contact_point.pk, account=by)
    if not in_office.exists():
        raise RuleError(_("Only who holds the office makes a token for it."))
    # 256 random bits: a plain hash is as good as a slow one
    token = PREFIX + secrets.token_urlsafe(32)
    same = contact_point.system_tokens.open(on).named(name.strip())
    if same is not None:
        return made_anew(same, token), token
    if contact_point.system_tokens.open(on).count() >= MOST_OPEN:
        raise RuleError(
            _("You have %(count)s tokens. Revoke one that is not used any more.")
            % {"count": MOST_OPEN}
        )
    row = SystemToken.objects.create(
        contact_point=contact_point, name=name.strip(), token_hash=hashed(token)
    )
    record_event(SecurityEvent.What.TOKEN_MADE, account=by, about=str(row))
    return row, token


def made_anew(row: SystemToken, token: str) -> SystemToken:
    """With this token in place of the one that nobody has seen yet."""
    is_recent = row.made_at > timezone.now() - SENT_TWICE_WITHIN
    if row.last_used_at is not None or not is_recent:
        raise RuleError(
            _("There is a token of this name. Revoke it first, or give the new one another name.")
        )
    row.token_hash = hashed(token)
    row.save(update_fields=["token_hash"])
    return row


@transaction.atomic
def revoke_token(token: SystemToken, *, by: User) -> SystemToken:
    """A second time changes nothing."""
    token = SystemToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record_event(SecurityEvent.What.TOKEN_REVOKED, account=by, about=str(token))
    return token


def whose(token: str, *, on: date) -> SystemToken | None:
    """The row of a token that works on that day; notes that it was used."""
    if not token.startswith(PREFIX) or len(token) > LONGEST:
        return None
    row = SystemToken.objects.by_hash(hashed(token), on)
    if row is None:
        return None
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at > NOTED_AGAIN:
        SystemToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row
