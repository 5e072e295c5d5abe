"""A telephone number that can be dialled from another state: with its country code, 7 to 15 digits
as ITU-T E.164 has them, and an extension where there is one."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

FEWEST, MOST = 7, 15
SIGNS = re.compile(r"(?:\+|00)[\d\s()./\u00a0\u2010-\u2013\-]*")
EXTENSION = re.compile(r"\s*[,;]?\s*(?:ext|x|доб|вн)\.?\s*\d{1,8}\s*$", re.IGNORECASE)


def telephone(text: str) -> None:
    number = EXTENSION.sub("", text.strip())
    if not re.search(r"\d", number) or re.search(r"[^\W\d_]", number):
        raise ValidationError(
            gettext("A telephone number: digits, spaces and + ( ) - . / only."), code="signs"
        )
    if not SIGNS.fullmatch(number):
        raise ValidationError(
            gettext("Begin with the country code, for instance +995 32 212 34 56."),
            code="country_code",
        )
    digits = len(re.sub(r"\D", "", number.removeprefix("00")))
    if not FEWEST <= digits <= MOST:
        raise ValidationError(
            gettext(
                "A telephone number has %(fewest)s to %(most)s digits with its country code; this"
                " one has %(digits)s."
            ),
            code="digits",
            params={"fewest": FEWEST, "most": MOST, "digits": digits},
        )
