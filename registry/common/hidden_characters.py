"""Characters that nobody sees and no text of the registry holds: controls other than tab and line
ends, what turns the direction of a text around (a name that reads as another), the mark of byte
order, and what Unicode calls no character.

One rule for every door. A field of a form refuses them in words, with their place: who pasted one
would not find it. Formatted text, which comes from Word and from pages, leaves them out and says
how many. Marks of direction beside a word, soft hyphens and joiners belong to how people write and
stay.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HIDDEN = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
LINE_ENDS = re.compile("[\x0b\x0c\x85]")  # as Word and files of text have them
SHOWN = 20  # characters before one, by which its place is found


def refusal_of(text: str) -> str:
    """A sentence for whoever wrote the text; "" where there is none of them in it."""
    found = HIDDEN.search(text)
    if found is None:
        return ""
    code = f"U+{ord(found[0]):04X}"
    before = text[max(found.start() - SHOWN, 0) : found.start()].strip()
    if not before:
        return _(
            "This begins with a character that nobody sees (%(code)s). Delete it, or type these"
            " words anew."
        ) % {"code": code}
    return _(
        "This holds a character that nobody sees (%(code)s, after “%(before)s”). Delete it, or type"
        " these words anew."
    ) % {"code": code, "before": before}


def refuse_hidden(value: Any) -> None:
    """A validator. NUL is left to Django's own, which every such field has."""
    refusal = refusal_of(value) if isinstance(value, str) and "\0" not in value else ""
    if refusal:
        raise ValidationError(refusal, code="hidden_characters")


def count_hidden(text: str) -> int:
    return len(HIDDEN.findall(text))


def without_hidden(text: str) -> str:
    """For text that is taken all the same. What ended a line still parts words."""
    return HIDDEN.sub("", LINE_ENDS.sub("\n", text))


def guard_forms() -> None:
    """Every field of text of every form, the libraries' own among them, so that no new form can
    forget the rule. An address of mail or of the web has validators in place of those of its
    class."""
    for field in (forms.CharField, forms.EmailField, forms.URLField):
        if refuse_hidden not in field.default_validators:
            field.default_validators = [*field.default_validators, refuse_hidden]
