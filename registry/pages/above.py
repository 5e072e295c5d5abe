"""The list above an address at which nothing stands, so that its page leads on."""

from typing import NamedTuple

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LISTS: dict[str, str | Promise] = {
    "compare": _("Compare states"),
    "contact_points": _("Contact points"),
    "desk": _("Your desk"),
    "documents": _("The whole library"),
    "indicators": _("All indicators"),
    "map": _("The map"),
    "meetings": _("All meetings"),
    "news": _("All news"),
    "pilot_projects": _("All pilot projects"),
    "process": _("The Process"),
    "profiles": _("All profiles"),
    "projects": _("All projects"),
}


class Above(NamedTuple):
    address: str
    words: str | Promise


def list_above(path: str) -> Above | None:
    """The nearest, the address itself without its parameters first; None where no list is above
    it. The page offers the list of states and the home page itself."""
    while path.strip("/"):
        if not path.endswith("/"):
            path = path.rpartition("/")[0] + "/"
        try:
            name = resolve(path).url_name or ""
        except Resolver404:
            name = ""
        if name in LISTS:
            return Above(path, LISTS[name])
        path = path.rstrip("/")
    return None
