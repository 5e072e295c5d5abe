"""A proposal comes in: once for its key, however often it is sent."""

import hashlib
from datetime import date
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.proposals.checking import cleaned
from registry.proposals.models import Proposal, SystemToken

MOST_WAITING = 50  # of one state


class OtherContentError(RuleError):
    """The key was used for something else."""


class TooManyWaitingError(RuleError):
    """The contact point has enough to decide."""


def propose(token: SystemToken, data: Any, *, key: str, on: date) -> tuple[Proposal, bool]:
    """The proposal, and whether it is new. Raises WrongParameterError, OtherContentError,
    TooManyWaitingError."""
    fingerprint = hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()
    known = known_by_key(token, key, fingerprint)
    if known:
        return known, False
    kind, content = cleaned(data, token.contact_point, on=on)
    if Proposal.objects.waiting().of_state(token.state).count() >= MOST_WAITING:
        raise TooManyWaitingError(
            _("%(count)s proposals of your state wait for a decision. Propose more afterwards.")
            % {"count": MOST_WAITING}
        )
    try:
        with transaction.atomic():
            row = Proposal.objects.create(
                token=token, kind=kind, content=content, key=key, fingerprint=fingerprint
            )
        return row, True
    except IntegrityError:  # the same was sent at the same time
        known = known_by_key(token, key, fingerprint)
        assert known is not None
        return known, False


def known_by_key(token: SystemToken, key: str, fingerprint: str) -> Proposal | None:
    known = token.proposals.for_page().filter(key=key).first()
    if known is not None and known.fingerprint != fingerprint:
        raise OtherContentError(_("This key was used for another proposal. Choose a new one."))
    return known
