"""Following by mail without an account: asked for, confirmed, changed, stopped.

Whoever types an address learns nothing about it: the answer is the same whether it follows
something already, or has been asked too often. Nothing counts before the link in the message is
opened and its button pressed; a gateway that opens links by itself confirms nothing. With the last
thing that is stopped, the address is erased.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from registry.common import mail
from registry.common.errors import RuleError
from registry.common.limits import DAY, HOUR, Limit
from registry.common.links import LONGEST_TOKEN, hashed
from registry.common.message_kinds import MessageKind
from registry.common.models import SentMessage
from registry.following.models import Follower, Following
from registry.following.sealing import marks_of, seal, unsealed
from registry.following.topics import Topic, kept

BY_NETWORK = Limit("following/network", 10, HOUR)
FOR_ADDRESS = Limit("following/address", 4, DAY)
MOST = 40  # followed by an address
LASTS = timedelta(days=3)
KINDS = (MessageKind.FOLLOW_ASKED, MessageKind.FOLLOWED)


def ask(topic: Topic, *, email: str, language: str, pace: str, network: str, at: datetime) -> None:
    """Raises RuleError where this network has asked too often."""
    email = email.strip().lower()
    if not BY_NETWORK.take(network):
        raise RuleError(
            _("So many requests have come from your network that this one has to wait an hour.")
        )
    if FOR_ADDRESS.take(email):
        note(topic, email=email, language=language, pace=pace, at=at)


@transaction.atomic
def note(topic: Topic, *, email: str, language: str, pace: str, at: datetime) -> None:
    follower = follower_of(email, language=language, pace=pace)
    token = secrets.token_urlsafe(24)
    wanted = {"language": language, "pace": pace, "confirm_hash": hashed(token), "asked_at": at}
    rows = follower.followings.select_for_update()
    row = rows.filter(kind=topic.kind, of=topic.of).first()
    if row is None:
        if rows.count() >= MOST:
            return
        row = follower.followings.create(kind=topic.kind, of=topic.of, **wanted)
    elif row.confirmed_at is None:
        rows.filter(pk=row.pk).update(**wanted)
    is_known = row.confirmed_at is not None
    with translation.override(language):
        title = topic.title
    mail.send(
        MessageKind.FOLLOW_ASKED,
        occasion=(follower.pk, hashed(token)[:12]),
        to=email,
        language=language,
        lasts=LASTS,
        title=title,
        is_known=is_known,
        url=mail.address(
            f"follow/mine/{unsealed(follower)[1]}/" if is_known else f"follow/confirm/{token}/",
            language,
        ),
        days=LASTS.days,
    )


def follower_of(email: str, *, language: str, pace: str) -> Follower:
    marks = marks_of(email)
    found = Follower.objects.filter(mark__in=marks).first()
    if found:
        return found
    token = secrets.token_urlsafe(24)
    values = {"sealed": seal(email, token), "token_hash": hashed(token)}
    row, _is_new = Follower.objects.get_or_create(
        mark=marks[0], defaults=values | {"language": language, "pace": pace}
    )
    return row


def asked_by(token: str, at: datetime) -> Following | None:
    """What the link of a message asks to confirm; None where there is no such link, or it is too
    old."""
    if len(token) > LONGEST_TOKEN:
        return None
    rows = Following.objects.filter(confirm_hash=hashed(token), asked_at__gt=at - LASTS)
    return rows.select_related("follower").first()


@transaction.atomic
def confirm(following: Following, *, at: datetime) -> Follower:
    """Language and pace of all that the address follows are those of the last thing that it
    confirmed. A second time changes nothing."""
    follower = Follower.objects.select_for_update().get(pk=following.follower_id)
    rows = follower.followings.filter(pk=following.pk, confirmed_at__isnull=True)
    if rows.update(confirmed_at=at, seen_until=at):
        follower.language, follower.pace = following.language, following.pace
        follower.save(update_fields=["language", "pace"])
    return follower


def owner_of(token: str) -> Follower | None:
    """By the key of its own page."""
    if len(token) > LONGEST_TOKEN:
        return None
    return Follower.objects.filter(token_hash=hashed(token)).first()


def own_token(follower: Follower) -> str:
    return unsealed(follower)[1]


def topics_of(follower: Follower) -> list[tuple[int, Topic]]:
    """What it follows, by the number of the row; without what has gone."""
    rows = follower.followings.confirmed()
    found = [(row.pk, kept(row.kind, row.of)) for row in rows]
    return [(number, topic) for number, topic in found if topic]


def change(follower: Follower, *, language: str, pace: str) -> None:
    follower.language, follower.pace = language, pace
    follower.save(update_fields=["language", "pace"])


@transaction.atomic
def stop(follower: Follower, number: int) -> bool:
    """One thing. Whether anything is left; if not, the address is erased."""
    follower.followings.filter(pk=number).delete()
    if follower.followings.exists():
        return True
    stop_all(follower)
    return False


@transaction.atomic
def stop_all(follower: Follower) -> None:
    """And erases the address, with what waits for it and the notes that it was written to."""
    for kind in KINDS:
        key = f"{mail.key_of(kind, (follower.pk,))}/"
        SentMessage.objects.filter(kind=kind, key__startswith=key).delete()
    Follower.objects.filter(pk=follower.pk).delete()


def forget_unconfirmed(at: datetime) -> int:
    """What nobody confirmed in time goes, and an address that follows nothing. How many rows."""
    late = Following.objects.filter(confirmed_at__isnull=True, asked_at__lt=at - LASTS)
    gone = late.count()
    late.delete()
    for follower in Follower.objects.filter(followings__isnull=True):
        stop_all(follower)
    return gone
