"""The one list of what is asked of a contact point, and by when. Each topic adds its function to ASKING; the desk, the weekly mail
and the tests read the same list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.accounts.inviting import has_accepted
from registry.accounts.models import PrivacyNotice, User
from registry.common.dates import worded
from registry.contacts.group_mail import Delivery
from registry.contacts.models import ContactPoint
from registry.states.designations import designation

SOON = 14  # days


@dataclass(frozen=True, slots=True)
class Ask:
    title: str
    text: str
    url: str
    button: str
    due: str  # what stands large on the left: "9 days"
    due_small: str  # and below it: "until 2 December"
    by: date | None = None
    is_late: bool = False


def notice_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    notice = PrivacyNotice.objects.in_force(on)
    if not has_accepted(account, notice):
        yield Ask(
            _("Read the privacy notice"),
            _("Version %(number)s, in force since %(day)s: what the registry keeps about you, and who sees it.")
            % {"number": notice.number, "day": worded(notice.date)},
            reverse("desk_privacy"),
            _("Read"),
            _("2 min"),
            _("once"),
        )


def detail_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    for post in posts:
        if post.is_due(on):
            last = worded(post.confirmed_on) or _("never")
            told = _("%(authority)s · last confirmed: %(last)s") % {"authority": post.authority.name, "last": last}
            title = (
                _("Are your details still right?")
                if len(posts) == 1
                else _("Are your details for %(state)s still right?")
            )
            yield Ask(
                title % {"state": designation(post.state)} if len(posts) > 1 else title,
                told,
                reverse("desk_details", args=[post.pk]),
                _("Check"),
                _("1 min"),
                _("until %(day)s") % {"day": worded(post.due_on)},
                post.due_on,
                post.due_on < on,
            )


def letter_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    for row in Delivery.objects.open_for(posts):
        letter = row.group_mail
        days = (letter.deadline - on).days if letter.deadline else None
        yield Ask(
            letter.subject,
            _("The Secretariat wrote on %(day)s and asks for an answer.") % {"day": worded(letter.sent_at.date())},
            reverse("desk_answer", args=[row.pk]),
            _("Read and answer"),
            due_in(days),
            _("until %(day)s") % {"day": worded(letter.deadline)} if letter.deadline else _("no day set"),
            letter.deadline,
            days is not None and days <= SOON,
        )


def due_in(days: int | None) -> str:
    if days is None:
        return _("open")
    if days < 0:
        return _("late")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


ASKING = (letter_asks, detail_asks, notice_asks)


def asks_of(account: User | None, posts: list[ContactPoint], on: date) -> list[Ask]:
    """The most urgent first; what has no day comes last."""
    if account is None:
        return []
    found = [ask for asking in ASKING for ask in asking(account, posts, on)]
    return sorted(found, key=lambda ask: (not ask.is_late, ask.by or date.max))
