"""An address that follows something is kept encrypted, with the key of second factors, and is found
by a keyed hash: a copy of the database tells nobody who follows what."""

import hmac
import json
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from registry.accounts.factor_secrets import decrypted, encrypted, is_under_first_key
from registry.following.models import Follower

PURPOSE = b"registry.following"


def mark_of(email: str, key: str) -> str:
    return hmac.new(key.encode(), PURPOSE + email.lower().encode(), sha256).hexdigest()


def marks_of(email: str) -> list[str]:
    """Under each key: the first is that of new rows."""
    return [mark_of(email, key) for key in settings.FACTOR_KEYS]


def seal(email: str, token: str) -> str:
    return encrypted(json.dumps([email, token]))


def unsealed(follower: Follower) -> tuple[str, str]:
    """The address and the key of its page; ("", "") where the key of encryption is lost."""
    try:
        email, token = json.loads(decrypted(follower.sealed))
    except ValidationError:
        return "", ""
    return email, token


def renew_followers() -> int:
    """What is under an older key is sealed and marked with the first. How many were."""
    renewed = 0
    for number in Follower.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Follower.objects.select_for_update().filter(pk=number).first()
            if row is None or is_under_first_key(row.sealed):
                continue
            email, token = unsealed(row)
            if email:
                row.sealed, row.mark = seal(email, token), marks_of(email)[0]
                row.save(update_fields=["sealed", "mark"])
                renewed += 1
    return renewed
