"""A browser that has signed in before is known again, so that strangers cannot use up its share of
codes (limits.py).

The cookie gives no right: it says, under our signature, for which addresses this browser has signed
in, as hashes.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "registry.accounts.browsers"
LASTS = (
    400 * 24 * 3600
)  # seconds, as long as browsers keep a cookie: contact points come once or twice a year
MOST = 5  # addresses on a browser that several people share
LONGEST = 1000  # characters


def cookie_name() -> str:
    return "__Host-browser" if settings.SESSION_COOKIE_SECURE else "browser"


def digest(email: str, secret: str | None = None) -> str:
    """`secret`: None for the key of today."""
    found = salted_hmac(SALT, email.strip().lower(), secret=secret, algorithm="sha256")
    return found.hexdigest()[:24]


def name_of(email: str, names: dict[str, str]) -> str:
    """Also where the browser got it before the key was changed."""
    marks = [digest(email), *(digest(email, key) for key in settings.SECRET_KEY_FALLBACKS)]
    return next((names[mark] for mark in marks if mark in names), "")


def known(request: HttpRequest) -> dict[str, str]:
    """By the hash of an address the name that this browser got with it."""
    text = request.COOKIES.get(cookie_name(), "")
    if not text or len(text) > LONGEST:
        return {}
    try:
        return dict(signing.loads(text, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        return {}


def known_browser(request: HttpRequest, email: str) -> str:
    """Its name; empty where nobody with that address has signed in here."""
    return name_of(email, known(request))


def last_person(request: HttpRequest) -> str:
    """The mark of the address that signed in here last; empty in a browser that nobody has signed
    in with."""
    return next(reversed(known(request)), "")


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    mark = digest(email)
    others = {key: name for key, name in known(request).items() if key != mark}
    kept = list(others.items())[-(MOST - 1) :]
    name = name_of(email, known(request)) or secrets.token_urlsafe(9)
    response.set_cookie(
        cookie_name(),
        signing.dumps([*kept, (mark, name)], salt=SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
