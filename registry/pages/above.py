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
    """The address itself without its parameters, or the list that it is below; None where it is
    below none. The page offers the list of states and the home page itself."""
    address = "/".join(path.split("/", 3)[:3]) + "/"
    try:
        name = resolve(address).url_name or ""
    except Resolver404:
        return None
    return Above(address, LISTS[name]) if name in LISTS else None
