"""Every message that leaves the registry: in the person's language, as plain text and HTML, once,
and logged without its content.

It leaves by the outbox (outbox.py): written in the transaction of the act, sent outside of the
request.

A kind of message (message_kinds.py) has one template, which extends mail/base.txt: subject, body,
why the reader gets it, how to get less. The HTML is made from the text, so that the two always
agree. A second message of a kind for the same occasion is not sent, unless the first one failed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape

from registry.common.dates import today
from registry.common.mail_choices import RULES, Pace, next_monday, pace_of
from registry.common.message_kinds import MessageKind
from registry.common.models import SentMessage
from registry.common.outbox import Letter, put
from registry.common.scope import scope
from registry.common.xml_texts import clean

AT_THE_LATEST = time(12)  # of the next day, where no daily command has run
FOOT = "\n---\n"  # as mail/base.txt has it
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def address(path: str, language: str) -> str:
    """A page of the registry, as a mail names it."""
    return f"{settings.SITE_URL}/{language}/{path}"


def site_address(path: str) -> str:
    """The same of a path that begins with the language."""
    return f"{settings.SITE_URL}{path}"


def key_of(kind: MessageKind, occasion: tuple[Any, ...]) -> str:
    """What `SentMessage.key` holds. Only this module makes and matches keys."""
    return "/".join(map(str, (kind, *occasion)))


def sent_since(kind: MessageKind, since: datetime) -> "SentOccasions":
    """The occasions of all messages of a kind: one query, to ask about many."""
    rows = SentMessage.objects.filter(kind=kind, at__gte=since)
    return SentOccasions(kind, frozenset(rows.values_list("key", flat=True)))


@dataclass(frozen=True, slots=True)
class SentOccasions:
    kind: MessageKind
    keys: frozenset[str]

    def had(self, occasion: tuple[Any, ...]) -> bool:
        """Whether a message was sent for an occasion that begins with these parts."""
        begins = key_of(self.kind, occasion) + "/"
        return any(key.startswith(begins) for key in self.keys)


@dataclass(frozen=True, slots=True)
class Matter:
    """What messages of some kinds are about: the beginning of their occasion."""

    kinds: tuple[MessageKind, ...]
    about: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ToldLately:
    """The occasions of a person's messages since a moment, with those that still wait."""

    keys: tuple[str, ...]

    def of(self, matter: Matter) -> bool:
        begins = tuple(f"{key_of(kind, matter.about)}/" for kind in matter.kinds)
        return any(f"{key}/".startswith(begins) for key in self.keys)


def told_lately(account: Any, posts: list[Any], since: datetime) -> ToldLately:
    theirs = Q(account=account) | Q(contact_point__in=posts)
    is_late = Q(at__gte=since) | Q(gathered_in__at__gte=since)
    is_late |= Q(state=SentMessage.State.WAITING, gathered_in=None)
    rows = SentMessage.objects.filter(theirs & is_late).exclude(state=SentMessage.State.FAILED)
    return ToldLately(tuple(rows.values_list("key", flat=True)))


def counts_for(
    kind: MessageKind,
    *,
    occasion: tuple[Any, ...],
    now_for: tuple[Any, ...],
    contact_point: Any,
) -> None:
    """What went out for one occasion is what another asks for: it goes out once for both."""
    rows = SentMessage.objects.filter(kind=kind, key=key_of(kind, occasion))
    rows.update(key=key_of(kind, now_for), contact_point=contact_point)


def compose(kind: MessageKind, to: str, language: str, context: dict[str, Any]) -> Letter:
    with (
        translation.override(language),
        scope(),
    ):  # a scope of its own: the footnotes are those of this message
        shown = {"language": language, "site_url": settings.SITE_URL} | context
        rendered = clean(render_to_string(kind.template, shown))
    subject, _blank, body = rendered.strip().partition("\n\n")
    subject = " ".join(subject.split())  # a header is one line, whatever a title brings with it
    text = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
    body, _rule, _foot = text.rpartition(FOOT)
    html = as_html(subject, text, language)
    stop_url = context.get("stop_url", "")
    return Letter(to, language, subject, text, html, body.strip(), stop_url)


def as_html(subject: str, body: str, language: str) -> str:
    """Paragraphs, lists of lines that begin with "- ", headings with a rule below, and addresses
    as links; nothing else, and no style."""
    parts = []
    for block in body.strip().split("\n\n"):
        lines = [
            ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', escape(line)) for line in block.split("\n")
        ]
        if all(line.startswith("- ") for line in lines):
            parts.append("<ul>" + "".join(f"<li>{line[2:]}</li>" for line in lines) + "</ul>")
        elif len(lines) == 2 and len(lines[1]) > 2 and not lines[1].strip("-"):
            parts.append(f"<h2>{lines[0]}</h2>")
        elif lines[0].startswith("---"):
            parts.append("<hr><p><small>" + "<br>".join(lines[1:]) + "</small></p>")
        else:
            parts.append("<p>" + "<br>".join(lines) + "</p>")
    head = (
        f'<!doctype html><html lang="{language}"><head><meta'
        f' charset="utf-8"><title>{escape(subject)}</title></head>'
    )
    return f"{head}<body>{''.join(parts)}</body></html>"


def latest(now: datetime, day: date | None = None) -> datetime:
    """Until when a matter waits for the daily command: of the next day, or of a given one."""
    next_day = day or timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(next_day, AT_THE_LATEST))


def put_in(row: SentMessage, letter: Letter, *, pace: Pace, on: date, **options: Any) -> None:
    """Into the outbox, to leave at the pace that was chosen."""
    monday = next_monday(on) if pace == Pace.WEEKLY else None
    waits_until = None if pace == Pace.AT_ONCE else latest(timezone.now(), monday)
    put(row, letter, waits_until=waits_until, not_before=monday, **options)


@transaction.atomic
def send(
    kind: MessageKind,
    *,
    occasion: tuple[Any, ...],
    to: str,
    language: str,
    account: Any = None,
    contact_point: Any = None,
    lasts: timedelta | None = None,
    is_for_accounts: bool = False,
    on: date | None = None,
    answer_by: date | None = None,
    is_receipt: bool = False,
    **context: Any,
) -> bool:
    """Put into the outbox with the act that it is about. False where the occasion has had its
    message, the person wants none of the kind (mail_choices.py), or there is no address.

    `occasion`: what makes this message the only one of its kind, from the general to the
    particular: (contact point, year, number). `lasts`: how long it is of use. `is_for_accounts`:
    the sender drops it where no open account has the address; who asked learns nothing. `on`,
    `answer_by`, `is_receipt`: the day, the day until which the reader may act, and whether it
    answers the reader's own act: by these it goes at once or with the day (message_kinds.py).
    """
    pace = pace_of(kind, account)
    if not to or pace == Pace.NEVER:
        return False
    key = key_of(kind, occasion)
    row = SentMessage(
        kind=kind, key=key, language=language, account=account, contact_point=contact_point
    )
    try:
        with transaction.atomic():
            SentMessage.objects.filter(key=key, state=SentMessage.State.FAILED).delete()
            row.save(force_insert=True)
    except IntegrityError:
        return False
    choose_url = address("desk/mail/", language) if account and kind in RULES else ""
    letter = compose(kind, to, language, {"choose_url": choose_url} | context)
    day = on or today()
    is_daily = kind.waits_for_the_day(answer_by=answer_by, on=day) and not is_receipt
    waits = is_daily and pace != Pace.AT_ONCE and bool(account or contact_point)
    pace = pace if waits else Pace.AT_ONCE
    put_in(row, letter, pace=pace, on=day, lasts=lasts, is_for_accounts=is_for_accounts)
    return True
