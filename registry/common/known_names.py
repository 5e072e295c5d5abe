"""Names of parameters that a page does not know: what they ask for would be left out of the answer
without a word, and nobody may take another list for the one they asked for."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

OF_A_CAMPAIGN = "utm_"  # what newsletters and portals add to an address; it asks for nothing
LONGEST_TOLD = 80  # characters


def strange_names(names: Iterable[str], known: Collection[str]) -> list[str]:
    return [name for name in names if name not in known and not name.startswith(OF_A_CAMPAIGN)]


def strange_told(names: Iterable[str]) -> str:
    told = ", ".join(names)
    short = told if len(told) <= LONGEST_TOLD else f"{told[:LONGEST_TOLD]}…"
    return _("This page does not know “%(names)s” in an address.") % {"names": short}
