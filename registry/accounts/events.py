"""Security events: who, what, when, from which network. Ids and words of ours only; never an
address, a name or a value.

Administrators see them in the admin, each person their own ("What the registry keeps about you");
they are forgotten after a year. Written by the acts themselves and by the hooks of the sign-in
library (watching.py), in the transaction of what happened.
"""

import logging
from datetime import date
from functools import partial
from typing import Self

from allauth.core import context
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.accounts.models import User
from registry.common.dates import add_months
from registry.common.limits import MINUTE, Limit, wide_network_of

logger = logging.getLogger("registry.security")
KEPT_MONTHS = 12
LIMIT_REACHED_AGAIN = Limit("events/limit-reached", 1, 10 * MINUTE)


class SecurityEventQuerySet(models.QuerySet):
    def of_person(self, account: User) -> Self:
        return self.filter(account=account)

    def make_anonymous(self, account: User) -> None:
        """The person's data are erased; that something happened stays."""
        self.filter(account=account).update(account=None)
        self.filter(by=account).update(by=None)


class SecurityEvent(models.Model):
    class What(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        CONSOLE_LINK = "console_link", _("signed in by a link made on the server")
        CODE_FAILED = "code_failed", _("wrong code")
        LIMIT_REACHED = "limit_reached", _("limit of tries reached")
        AGAIN_PASSED = "again_passed", _("signed in again before a grave act")
        AGAIN_FAILED = "again_failed", _("wrong code before a grave act")
        SESSIONS_ENDED = "sessions_ended", _("signed out everywhere")
        FACTOR_ADDED = "factor_added", _("second factor added")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        CODES_MADE = "codes_made", _("recovery codes made")
        CODE_USED = "code_used", _("recovery code used")
        ADDRESS_ASKED = "address_asked", _("new address asked for")
        ADDRESS_CONFIRMED = "address_confirmed", _("new address in force")
        RIGHTS_CHANGED = "rights_changed", _("role or rights changed")
        INVITED = "invited", _("invitation sent")
        ACCEPTED = "accepted", _("invitation accepted")
        CLOSED = "closed", _("account closed")
        EXPORTED = "exported", _("personal data exported")
        ERASED = "erased", _("personal data erased")
        TOKEN_MADE = "token_made", _("token of a state’s own system made")
        TOKEN_REVOKED = "token_revoked", _("token of a state’s own system revoked")
        STEP = "step", _("profile endorsed, published or withdrawn")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="security_events",
        help_text="Whose account it is about; empty where it is unknown or was erased.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who did it; empty: the registry itself, or somebody who is not signed in.",
    )
    what = models.CharField(max_length=20, choices=What)
    how = models.CharField(max_length=40, blank=True, help_text="The method, or the step.")
    about = models.CharField(max_length=60, blank=True, help_text="The record, by its number.")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    network = models.CharField(
        max_length=50, blank=True, help_text="Not the full address: /24 of IPv4, /48 of IPv6."
    )

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what}, {self.at:%d.%m.%Y %H:%M}"


def record_event(
    what: SecurityEvent.What, *, account: User | None = None, how: str = "", about: str = ""
) -> SecurityEvent:
    """`by` and the network are those of the request in which it happens; outside one, both are
    empty."""
    request = context.request
    user = getattr(request, "user", None)
    by = user if user is not None and user.is_authenticated else None
    row = SecurityEvent.objects.create(
        what=what,
        account=account,
        by=by,
        how=how[:40],
        about=about[:60],
        network=wide_network_of(request) if request else "",
    )
    line = "%s account=%s by=%s how=%s about=%s network=%s"
    values = (
        row.what,
        row.account_id,
        row.by_id,
        row.how or "-",
        row.about or "-",
        row.network or "-",
    )
    transaction.on_commit(partial(logger.info, line, *values))
    return row


def record_limit() -> None:
    """Once in a while for a network: who is being refused must not fill the table, nor keep the
    database busy."""
    if LIMIT_REACHED_AGAIN.take(wide_network_of(context.request)):
        record_event(SecurityEvent.What.LIMIT_REACHED)


def forget_events(on: date) -> int:
    """How many were older than they are kept."""
    return SecurityEvent.objects.filter(at__date__lt=add_months(on, -KEPT_MONTHS)).delete()[0]
