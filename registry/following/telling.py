"""The message to who follows something: what changed, in words, at most once a day or once a week.

The daily command sends it. A run covers whole days, up to the one on which it runs; a second run
the same day sends nothing, a late one loses nothing.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation

from registry.common import mail
from registry.common.dates import midnight_of
from registry.common.message_kinds import MessageKind
from registry.common.scope import scope
from registry.following.entries import Entry
from registry.following.found import what_is_new
from registry.following.models import Follower, Following, Pace
from registry.following.sealing import unsealed
from registry.following.topics import Topic, kept

DAYS = {Pace.DAILY: 1, Pace.WEEKLY: 7}
LOOKED_AT = 100  # entries of a topic, the newest
SHOWN = 10  # of a topic in a message; for the others it names the page
LASTS = timedelta(days=7)
Told = dict[tuple[str, str, str], tuple[Topic, list[Entry]] | None]


def tell_all(on: date) -> int:
    """How many messages went out."""
    sent = 0
    told: Told = {}  # by topic and language, for this run
    is_confirmed = Following.objects.confirmed().filter(follower=OuterRef("pk"))
    for follower in Follower.objects.filter(Exists(is_confirmed)).order_by("pk"):
        if is_due(follower, on):
            sent += tell(follower, on, told)
    return sent


def is_due(follower: Follower, on: date) -> bool:
    if follower.told_on is None:
        return True
    return on >= follower.told_on + timedelta(days=DAYS[Pace(follower.pace)])


@transaction.atomic
def tell(follower: Follower, on: date, told: Told) -> bool:
    until = midnight_of(on)
    email, token = unsealed(follower)
    if not email:
        return False
    sections = []
    for row in follower.followings.confirmed().select_for_update():
        if row.seen_until is None or row.seen_until >= until:
            continue
        found = news_of(row, follower.language, told)
        changed = changed_between(found[1], row.seen_until, until) if found else []
        if found and changed:
            sections.append(section(found[0], changed, follower.language))
        row.seen_until = until
        row.save(update_fields=["seen_until"])
    if not sections:
        return False
    follower.told_on = on
    follower.save(update_fields=["told_on"])
    return mail.send(
        MessageKind.FOLLOWED,
        occasion=(follower.pk, on),
        to=email,
        language=follower.language,
        lasts=LASTS,
        sections=sections,
        manage_url=mail.address(f"follow/mine/{token}/", follower.language),
        stop_url=mail.address(f"follow/stop/{token}/", follower.language),
    )


def news_of(row: Following, language: str, told: Told) -> tuple[Topic, list[Entry]] | None:
    """None where what was followed has gone."""
    place = (row.kind, row.of, language)
    if place not in told:
        with translation.override(language), scope():
            topic = kept(row.kind, row.of)
            told[place] = (topic, what_is_new(topic, LOOKED_AT)) if topic else None
    return told[place]


def changed_between(entries: list[Entry], since: datetime, until: datetime) -> list[Entry]:
    return [entry for entry in entries if since < entry.updated < until]


def section(topic: Topic, entries: list[Entry], language: str) -> dict:
    """As templates/mail/followed.txt shows it; the line below a heading makes it one in HTML."""
    with translation.override(language), scope():
        title, page = topic.title, topic.page()
    return {
        "title": title,
        "rule": "-" * min(max(len(title), 3), 72),
        "address": mail.site_address(page),
        "more": len(entries) - SHOWN,
        "entries": [
            {"entry": entry, "address": mail.site_address(entry.address)}
            for entry in entries[:SHOWN]
        ],
    }
