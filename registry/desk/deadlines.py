"""The deadlines of a contact point as a calendar, at an address that is a secret: whoever has it
reads it, so it holds no personal detail, and a new address ends the old one at once."""

from datetime import date, datetime

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.calendars import Entry, written
from registry.common.keys import key_in
from registry.contacts.terms import posts_of
from registry.desk.asks import Ask, asks_of

SIGNER = Signer(salt="registry.desk.deadlines", sep="~")


def address_of(account: User) -> str:
    """ "" where the person has none."""
    if account.calendar_number <= 0:
        return ""
    key = SIGNER.sign(f"{account.pk}.{account.calendar_number}")
    return reverse("deadlines", args=[key])


def renew_address(account: User) -> None:
    """The first one, or another: that of before leads nowhere."""
    account.calendar_number = abs(account.calendar_number) + 1
    account.save(update_fields=["calendar_number"])


def remove_address(account: User) -> None:
    account.calendar_number = -abs(account.calendar_number)
    account.save(update_fields=["calendar_number"])


def whose(key: str) -> User | None:
    """The account whose address it is now. The signature is compared in constant time."""
    try:
        account, _dot, number = SIGNER.unsign(key).partition(".")
    except BadSignature:
        return None
    found = User.objects.filter(pk=key_in(account), is_active=True).first()
    if found is None or found.calendar_number <= 0 or str(found.calendar_number) != number:
        return None
    return found


def calendar_of(account: User, *, on: date, at: datetime) -> bytes | None:
    """In the person's language; None where they hold no office any more."""
    posts = posts_of(account, on)
    if not posts:
        return None
    with translation.override(account.language):
        asks = [ask for ask in asks_of(account, posts, on) if ask.by]
        found = [entry_of(ask, ask.by, at) for ask in asks if ask.by]
        return written(_("Prague Process: your deadlines"), found)


def entry_of(ask: Ask, by: date, at: datetime) -> Entry:
    place = ask.url.partition("/desk/")[2].strip("/").replace("/", "-")
    return Entry(
        key=f"deadline-{place}",
        title=ask.title,
        first=by,
        last=by,
        page=ask.url,
        changed=at,
    )
