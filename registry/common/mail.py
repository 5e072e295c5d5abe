"""Every message that leaves the registry: in the person's language, as plain text and HTML, once, and logged without its content.

A kind of message is one template, mail/<kind>.txt, that extends mail/base.txt: subject, body, why one gets it, how to get less.
The HTML is made from the text, so that the two always agree. `key` names the occasion ("confirm/12/2026-11-24/1"): a second
send under the same key does nothing, unless the first one failed.
"""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from registry.common.models import SentMessage
from registry.common.scope import scope

logger = logging.getLogger("registry.mail")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def address(path: str, language: str) -> str:
    """A page of the registry, as a mail names it."""
    return f"{settings.SITE_URL}/{language}/{path}"


def compose(kind: str, to: str, language: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    with translation.override(language), scope():  # a scope of its own: the footnotes are those of this message
        shown = {"language": language, "site_url": settings.SITE_URL} | context
        text = render_to_string(f"mail/{kind}.txt", shown)
    subject, _blank, body = text.strip().partition("\n\n")
    body = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
    message = EmailMultiAlternatives(subject.replace("\n", " "), body, settings.DEFAULT_FROM_EMAIL, [to])
    message.attach_alternative(as_html(subject, body, language), "text/html")
    message.extra_headers |= {"Auto-Submitted": "auto-generated", "Content-Language": language}
    return message


def as_html(subject: str, body: str, language: str) -> str:
    """Paragraphs, lists of lines that begin with "- ", and addresses as links; nothing else, and no style."""
    parts = []
    for block in body.strip().split("\n\n"):
        lines = [
            ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(line))
            for line in block.split("\n")
        ]
        if all(line.startswith("- ") for line in lines):
            parts.append("<ul>" + "".join(f"<li>{line[2:]}</li>" for line in lines) + "</ul>")
        elif lines[0].startswith("---"):
            parts.append("<hr><p><small>" + "<br>".join(lines[1:]) + "</small></p>")
        else:
            parts.append("<p>" + "<br>".join(lines) + "</p>")
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
    return f"{head}<body>{''.join(parts)}</body></html>"


def send(kind: str, *, key: str, to: str, language: str, account=None, contact_point=None, **context: Any) -> bool:
    """Send once, when the transaction is through. False where the occasion has had its message, or there is no address."""
    if not to:
        return False
    row = SentMessage(kind=kind, key=key, language=language, account=account, contact_point=contact_point)
    try:
        with transaction.atomic():
            SentMessage.objects.filter(key=key, state=SentMessage.State.FAILED).delete()
            row.save(force_insert=True)
    except IntegrityError:
        return False
    message = compose(kind, to, language, context)
    transaction.on_commit(lambda: deliver(message, row.pk))
    return True


def deliver(message: EmailMultiAlternatives, number: int) -> None:
    """A server that does not take it is no reason to lose what was done; the log says so, and the next run tries again."""
    try:
        message.send()
        state, problem = SentMessage.State.SENT, ""
    except (OSError, ValueError) as error:  # smtplib's errors are OSError
        state, problem = SentMessage.State.FAILED, type(error).__name__
        logger.warning("message %s was not sent: %s", number, problem)
    SentMessage.objects.filter(pk=number).update(state=state, problem=problem)


_outbox = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")


def send_unseen(kind: str, *, to: str, language: str, **context: Any) -> None:
    """Beside the request, so that how long it takes tells nobody whether there was anything to send."""
    message = compose(kind, to, language, context)
    _outbox.submit(send_or_log, message)


def send_or_log(message: EmailMultiAlternatives) -> None:
    try:
        message.send()
    except (OSError, ValueError) as error:
        logger.warning("a sign-in code was not sent: %s", type(error).__name__)
