"""A person's name in two scripts: at least one of them, each written in its own script.

The validators hang on the fields of the models; `check_names` is what acts ask, and `clean` of the
models.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.common.errors import RuleError

NO_NAME = _("Give the name in Latin or in Cyrillic script; one of the two is enough.")


def either_is_enough(fields: Mapping[str, Any]) -> None:
    """Beside the two fields of a form stands that one of them is needed, not that each may be
    left out (components/field.html)."""
    for name in ("name_latin", "name_cyrillic"):
        fields[name].is_one_of_two = True


def foreign_letters(name: str, script: str) -> str:
    """The letters of a name that another script has, each once. Marks, apostrophes and hyphens
    belong to every script."""
    found = dict.fromkeys(letter for letter in name if unicodedata.category(letter) in WITH_SCRIPT)
    return "".join(
        letter for letter in found if not unicodedata.name(letter, "").startswith(script)
    )


WITH_SCRIPT = ("Lu", "Ll", "Lt", "Lo")


def check_script(name: str, script: str, says: str) -> None:
    if not any(unicodedata.category(letter) in WITH_SCRIPT for letter in name):
        raise ValidationError(gettext("Write the name in letters."), code="script")
    letters = foreign_letters(name, script)
    if letters:
        raise ValidationError(says, code="script", params={"letters": letters})


def latin_name(name: str) -> None:
    check_script(
        name,
        "LATIN",
        gettext(
            "Only Latin letters here; these are not: %(letters)s. The name in Cyrillic script has a"
            " field of its own."
        ),
    )


def cyrillic_name(name: str) -> None:
    check_script(
        name,
        "CYRILLIC",
        gettext(
            "Only Cyrillic letters here; these are not: %(letters)s. The name in Latin script has a"
            " field of its own."
        ),
    )


def check_names(latin: str, cyrillic: str) -> None:
    """Raises RuleError, with the field that is meant."""
    if not latin.strip() and not cyrillic.strip():
        raise RuleError(str(NO_NAME))
    for name, check in ((latin, latin_name), (cyrillic, cyrillic_name)):
        try:
            if name:
                check(name)
        except ValidationError as error:
            raise RuleError(" ".join(error.messages)) from None
