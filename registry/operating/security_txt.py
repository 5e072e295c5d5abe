"""Where to report a weakness (RFC 9116), with a date that is always ahead.

The file tells by when it is to be read anew. It is made for each reader, so that the day is never
past; the standard asks for less than a year.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

LASTS = timedelta(days=180)


def security_txt(day: date) -> str:
    """`day`: on which it is read. The expiry stays the same for a month, so that it can be kept."""
    until = datetime.combine(day.replace(day=1) + LASTS, time(0), tzinfo=UTC)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": until.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "Preferred-Languages": "en, ru",
        "Canonical": f"{settings.SITE_URL}/.well-known/security.txt",
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())
