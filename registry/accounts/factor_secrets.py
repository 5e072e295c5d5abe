"""The secrets of second factors (key of an authenticator app, seed of recovery codes) stand
encrypted in the database.

With a key of their own (settings.FACTOR_KEYS), so that neither a copy of the database nor the key
of sessions gives them away. The first key encrypts, each decrypts. What is encrypted begins with
MARK: what does not was written before there was a key.
"""

import base64
import hashlib
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

logger = logging.getLogger("registry.security")
MARK = "fernet:"
SECRETS = ("secret", "seed")  # names in an authenticator's data


def box() -> "MultiFernet":
    # a large library, where somebody has a second factor only
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(fernet_key(key)) for key in settings.FACTOR_KEYS])


def fernet_key(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())


def encrypted(text: str) -> str:
    return MARK + box().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """Raises ValidationError, which the form of the second factor shows, where the key is no
    longer there."""
    if not text.startswith(MARK):
        return text
    from cryptography.fernet import InvalidToken  # see `box`

    try:
        return box().decrypt(text.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        logger.error("the secret of a second factor cannot be read: its FACTOR_KEY is missing")
        raise ValidationError(
            _("This second factor cannot be read at present. Write to the Secretariat.")
        ) from None


def is_under_first_key(text: str) -> bool:
    from cryptography.fernet import Fernet, InvalidToken  # see `box`

    try:
        Fernet(fernet_key(settings.FACTOR_KEYS[0])).decrypt(text.removeprefix(MARK).encode())
    except InvalidToken:
        return False
    return text.startswith(MARK)


def renew_secrets(authenticators: QuerySet) -> int:
    """Of a queryset: what is written plainly, or under an older key, is encrypted with the
    first. How many were."""
    renewed = 0
    for number in authenticators.exclude(type="webauthn").values_list("pk", flat=True):
        with transaction.atomic():
            row = authenticators.select_for_update().get(pk=number)
            new = renewed_secrets(row.data)
            if new:
                row.data = row.data | new
                row.save(update_fields=["data"])
                renewed += 1
    return renewed


def renewed_secrets(data: dict) -> dict[str, str]:
    """Those that are not under the first key. None where a key is lost: the log says so, nothing
    can be done here."""
    secrets = {name: data[name] for name in SECRETS if data.get(name)}
    old = {name: text for name, text in secrets.items() if not is_under_first_key(text)}
    try:
        return {name: encrypted(decrypted(text)) for name, text in old.items()}
    except ValidationError:
        return {}


def write_plainly(authenticators: QuerySet) -> None:
    """The way back, for a version of the product without a key."""
    for row in authenticators.exclude(type="webauthn"):
        row.data = row.data | {
            name: decrypted(row.data[name]) for name in SECRETS if row.data.get(name)
        }
        row.save(update_fields=["data"])
