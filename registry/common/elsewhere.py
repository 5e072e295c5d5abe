"""What an address outside of the registry leads to: the original of a document, a copy of it on
another site, or only the place where it was listed or announced.

The address itself tells it: sites that gather other people's documents are named here, and so are
the parts of sites that list or announce documents and do not hold them.
"""

import re
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _


class Elsewhere(models.TextChoices):
    ORIGINAL = "original", _("The original")
    COPY = "copy", _("A copy on another site")
    ANNOUNCED = "announced", _("Where it was listed or announced")

    @property
    def opening(self) -> str:
        """On the button that leads there."""
        words = {
            Elsewhere.ORIGINAL: _("Open the original"),
            Elsewhere.COPY: _("Open a copy on another site"),
        }
        return str(words.get(self, self.label))


SITES_OF_COPIES = (
    "docslib.org",
    "fdocuments.net",
    "lawsdocbox.com",
    "paperzz.com",
    "vdocuments.us",
)
LISTS = (
    ("pragueprocess.eu", re.compile(r"/\w\w/(news-events|about|migration-and-development)\b")),
    ("pragueprocess.eu", re.compile(r"/\w\w/migration-observatory/publications\b")),
    ("icmpd.org", re.compile(r"/search-results\b")),
)


def kind_of(address: str) -> Elsewhere | None:
    """None where there is no address."""
    if not address:
        return None
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if host in SITES_OF_COPIES:
        return Elsewhere.COPY
    if any(host == site and path.match(parts.path) for site, path in LISTS):
        return Elsewhere.ANNOUNCED
    return Elsewhere.ORIGINAL
