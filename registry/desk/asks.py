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
from registry.profiles.endorsement import Clock, clock
from registry.profiles.models import Edition
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


def edition_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    """What an edition of the state needs from it: an endorsement, an answer to what came back, a draft for a round."""
    for edition in Edition.objects.in_work().of_states([post.state_id for post in posts]).for_asks():
        asked = edition_ask(edition, on)
        if asked:
            yield asked


def edition_ask(edition: Edition, on: date) -> Ask | None:
    if edition.is_with_the_state:
        return endorsement_ask(edition, clock(edition, on))
    if edition.status == Edition.Status.RETURNED or edition.returned:
        return Ask(
            _("%(kind)s %(years)s: parts came back") % named(edition),
            _("Each with its reason; the others need nothing."),
            reverse("desk_edition", args=[edition.pk]),
            _("Open"),
            str(edition.returned),
            ngettext("part returned", "parts returned", edition.returned),
            None,
            True,
        )
    round = edition.collection_round
    if edition.status == Edition.Status.DRAFT and round and round.is_running:
        days = round.days_left(on)
        return Ask(
            _("Draft: %(kind)s %(years)s") % named(edition),
            _("It starts from your last edition and from open figures. Done: %(done)s of %(parts)s parts.")
            % {"done": edition.done, "parts": edition.parts},
            reverse("desk_edition", args=[edition.pk]),
            _("Open"),
            due_in(days),
            _("until %(day)s") % {"day": worded(round.deadline)},
            round.deadline,
            days <= SOON,
        )
    return None


def endorsement_ask(edition: Edition, now: Clock) -> Ask:
    text = _("The Secretariat sent the text on %(day)s. Without an answer it may be published with a notice.")
    return Ask(
        _("Endorse: %(kind)s %(years)s") % named(edition),
        text % {"day": worded(now.began)},
        reverse("desk_read", args=[edition.pk]),
        _("Read and answer"),
        due_in(now.days_left),
        _("until %(day)s") % {"day": worded(now.ends)},
        now.ends,
        now.days_left <= SOON,
    )


def named(edition: Edition) -> dict[str, str]:
    return {"kind": edition.profile.get_kind_display(), "years": edition.years}


def due_in(days: int | None) -> str:
    if days is None:
        return _("open")
    if days < 0:
        return _("late")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


ASKING = (edition_asks, letter_asks, detail_asks, notice_asks)


def asks_of(account: User | None, posts: list[ContactPoint], on: date) -> list[Ask]:
    """The most urgent first; what has no day comes last."""
    if account is None:
        return []
    found = [ask for asking in ASKING for ask in asking(account, posts, on)]
    return sorted(found, key=lambda ask: (not ask.is_late, ask.by or date.max))
