"""Links in mails that work without signing in.

A link carries 128 random bits under our signature; only their hash is stored. It expires, serves
once, and opening it changes nothing. To act, a person also types four digits that stand in the
mail's text and not in the link: whoever follows links by itself (a mail gateway) and posts what it
finds has not read them. Five wrong tries end the link.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.core import signing
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.errors import RuleError

MOST_ATTEMPTS = 5
LONGEST_TOKEN = 120
SENT_TWICE_WITHIN = timedelta(minutes=5)  # a second click, or a page that is loaded again
CLOSED = gettext_lazy(
    "These are not the digits of the message. The link is closed now; ask for a new one."
)
signer = signing.Signer(salt="registry.common.links")


@dataclass(frozen=True, slots=True)
class Secret:
    """What the mail says and the database does not know."""

    token: str
    digits: str


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class LinkQuerySet(models.QuerySet[Any]):
    def usable(self, now: datetime) -> Self:
        return self.filter(used_at__isnull=True, expires_at__gt=now, attempts__lt=MOST_ATTEMPTS)

    def by_token(self, token: str) -> Any:
        """The usable link of that token; None where it is forged, used, expired or tried too
        often."""
        return self.usable(timezone.now()).known(token)

    def known(self, token: str) -> Any:
        """The link of that token, be it used or expired; None where we did not make it."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            signer.unsign(token)
        except signing.BadSignature:
            return None
        return self.filter(token_hash=hashed(token)).first()

    def used_lately(self, token: str) -> Any:
        """The link of that token where it was used a short while ago: its form was sent twice."""
        if len(token) > LONGEST_TOKEN:
            return None
        since = timezone.now() - SENT_TWICE_WITHIN
        return self.filter(used_at__gt=since, token_hash=hashed(token)).first()

    def withdraw(self, now: datetime) -> int:
        return self.usable(now).update(used_at=now)


class OneTimeLink(models.Model):
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    digits_hash = models.CharField(max_length=64, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def issue(cls, lasts: timedelta, **fields: Any) -> tuple[Self, Secret]:
        token = signer.sign(secrets.token_urlsafe(16))
        digits = f"{secrets.randbelow(10_000):04d}"
        row = cls.objects.create(
            token_hash=hashed(token),
            digits_hash=hashed(f"{token}{digits}"),
            expires_at=timezone.now() + lasts,
            **fields,
        )
        return row, Secret(token, digits)

    def check_digits(self, token: str, digits: str) -> None:
        """Raises RuleError where the digits are not the mail's.

        A try is counted before the digits are looked at, so that parallel requests have no more
        tries together than one after the other; a right one is given back.
        """
        rows = type(self).objects.filter(pk=self.pk)
        if not rows.usable(timezone.now()).update(attempts=F("attempts") + 1):
            raise RuleError(CLOSED)
        if secrets.compare_digest(self.digits_hash, hashed(f"{token}{digits.strip()}")):
            rows.update(attempts=F("attempts") - 1)
            return
        left = MOST_ATTEMPTS - rows.values_list("attempts", flat=True).get()
        raise RuleError(
            _("These are not the digits of the message. Tries left: %(left)s.") % {"left": left}
            if left > 0
            else CLOSED
        )

    def spend(self) -> None:
        """To be called in the transaction of the act. Raises RuleError where somebody was
        quicker."""
        with transaction.atomic():
            if (
                not type(self)
                .objects.usable(timezone.now())
                .filter(pk=self.pk)
                .update(used_at=timezone.now())
            ):
                raise RuleError(_("This link has been used already."))
