"""The licences of sources in words. A licence has its name in every language; terms of use that are
a sentence are told in that of the reader."""

from django.utils.translation import gettext_lazy as _

TERMS = {
    "UN data terms: free reuse with attribution": _("UN data terms: free reuse with attribution"),
}


def licence_worded(licence: str) -> str:
    return str(TERMS.get(licence, licence))
