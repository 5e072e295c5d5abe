from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from registry.common.sizes import MEGABYTE
from registry.sheets.deciding import NOTES, Line
from registry.sheets.opening import LARGEST


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label=_("The sheet that you filled in"),
        help_text=format_lazy(
            _(
                "As .xlsx, .ods or .csv, up to {most} MB. You look at each difference before"
                " anything changes."
            ),
            most=LARGEST // MEGABYTE,
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )


class DecisionForm(forms.Form):
    """`do`: take (what is ticked), one:<number>, or aside."""

    do = forms.RegexField(r"^(take|aside|one:\d{1,4})$", max_length=8)


def chosen_in(data: Any, do: str, lines: list[Line]) -> dict[int, str]:
    """The marks of the lines that were chosen, as the page showed them."""
    only = do.removeprefix("one:") if do.startswith("one:") else ""
    found = {}
    for line in lines:
        is_chosen = only == str(line.number) if only else f"tick-{line.number}" in data
        if is_chosen:
            found[line.number] = str(data.get(f"mark-{line.number}", ""))[:16]
    return found


def notes_in(data: Any, lines: list[Line]) -> dict[int, dict[str, str]]:
    """Words of why that were typed on the page; a field that it did not show says nothing."""
    found: dict[int, dict[str, str]] = {}
    for line in lines:
        for name in NOTES:
            typed = data.get(f"line-{line.number}-{name}")
            if typed is not None:
                text = str(typed).replace("\0", "").strip()[:200]
                found.setdefault(line.number, {})[name] = text
    return found
