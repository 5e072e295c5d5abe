"""Sessions in the database whose key proves by itself that we gave it out.

Half of a key is chance, half a signature of it. So what is in front of Django (store.py, sizes.py)
distinguishes a session of ours from a made-up one by one HMAC, without the database; and a made-up
one is no session anywhere.
"""

import hmac
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string

CHANCE = 20  # characters of 36 kinds, but for the mark: 98 bits
PERSON, STRANGER = "p", "s"  # who the session belongs to
SIGNATURE = 20  # hexadecimal digits: 80 bits; together they fill the 40 characters of the column


class SessionStore(db.SessionStore):
    """A key also says whether somebody has signed in: a stranger gets a session by asking for a
    code."""

    _begins_with_person = False

    def cycle_key(self) -> None:
        """Called where somebody signs in."""
        self._begins_with_person = True
        super().cycle_key()

    def _get_new_session_key(self) -> str:
        is_persons = self._begins_with_person or USER_KEY in getattr(self, "_session_cache", {})
        mark = PERSON if is_persons else STRANGER
        while True:
            key = signed(mark + get_random_string(CHANCE - len(mark), VALID_KEY_CHARS))
            if not self.exists(key):
                return key

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and is_ours(key)


def signed(chance: str, secret: str | None = None) -> str:
    return chance + signature(chance, settings.SECRET_KEY if secret is None else secret)


def signature(chance: str, secret: str) -> str:
    message = f"registry.session:{chance}".encode()
    return hmac.digest(secret.encode(), message, sha256).hex()[:SIGNATURE]


def is_ours(key: str) -> bool:
    """Whether we gave this key out, with today's secret or one that it replaced."""
    if len(key) != CHANCE + SIGNATURE or not key.isascii():
        return False
    return any(
        hmac.compare_digest(key, signed(key[:CHANCE], secret))
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def has_session(cookies: str) -> bool:
    """Whether a Cookie header holds a session of ours, be it a stranger's."""
    return any(map(is_ours, session_keys(cookies)))


def has_person(cookies: str) -> bool:
    """Whether it holds a session in which somebody has signed in."""
    return any(key.startswith(PERSON) and is_ours(key) for key in session_keys(cookies))


def session_keys(cookies: str) -> list[str]:
    name = settings.SESSION_COOKIE_NAME
    if name not in cookies:
        return []
    pairs = map(halves, cookies.split(";"))
    return [value.strip() for key, _equals, value in pairs if key == name]


def without_session(cookies: str) -> str:
    """A Cookie header without what calls itself a session."""
    name = settings.SESSION_COOKIE_NAME
    return ";".join(part for part in cookies.split(";") if halves(part)[0] != name).strip()


def halves(part: str) -> tuple[str, str, str]:
    name, equals, value = part.partition("=")
    return name.strip(), equals, value


def without_made_up(environ: dict) -> dict:
    """A session cookie that we did not give out is as good as none."""
    cookies = environ.get("HTTP_COOKIE", "")
    if settings.SESSION_COOKIE_NAME not in cookies or has_session(cookies):
        return environ
    return {**environ, "HTTP_COOKIE": without_session(cookies)}
