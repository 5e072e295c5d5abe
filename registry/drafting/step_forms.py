"""Forms of the steps of an edition, and of what is settled before one."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.drafting.sections import Section


class StepForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, asks_reason: bool = True, offers_reason: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if offers_reason:
            self.fields["reason"].required = False
            self.fields["reason"].label = _("Why, if you want to say it")
        elif not asks_reason:
            del self.fields["reason"]


class PartsForm(forms.Form):
    """Parts to tick, each with the version in which the page showed it."""

    def __init__(
        self,
        *args: Any,
        sections: list[Section],
        is_ticked: bool,
        outdated: frozenset[int] = frozenset(),
        **kwargs: Any,
    ) -> None:
        """`outdated`: parts with a figure that has changed since, or that the draft gives
        otherwise; nobody finds these ticked."""
        super().__init__(*args, **kwargs)
        self.sections, self.outdated = sections, outdated
        for section in sections:
            self.fields[f"seen-{section.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=1, initial=section.version
            )
            self.fields[f"part-{section.pk}"] = forms.BooleanField(
                label=str(section.template_section),
                required=False,
                initial=is_ticked and section.pk not in outdated,
            )

    def rows(self) -> Iterator[tuple[Section, forms.BoundField, forms.BoundField, bool]]:
        """For the page: the part, its tick, its hidden version, whether a figure has changed."""
        for section in self.sections:
            tick, seen = self[f"part-{section.pk}"], self[f"seen-{section.pk}"]
            yield section, tick, seen, section.pk in self.outdated

    def ticked(self) -> list[tuple[Section, int]]:
        chosen = [section for section in self.sections if self.is_ticked(section)]
        return [(section, self.cleaned_data[f"seen-{section.pk}"]) for section in chosen]

    def is_ticked(self, section: Section) -> bool:
        return self.cleaned_data[f"part-{section.pk}"] or self.cleaned_data.get("all_parts", False)

    def changed_since(self) -> int:
        """How many parts were ticked on the page that are not among the parts any more."""
        ticked = {name for name in self.data if name.partition("-")[0] == "part"}
        return len(ticked - set(self.fields))

    def refusals(self) -> list[str]:
        found: list[str] = []
        for errors in self.errors.values():
            found += map(str, errors)
        return found


class MissingForm(PartsForm):
    """Before an edition is handed over: why several parts have no text."""

    gap = forms.ChoiceField(
        label=_("Reason why there is no text"),
        choices=[("", "—"), *Section.Gap.choices],
        error_messages={"required": _("Choose the reason why there is no text.")},
    )


class LanguagesForm(PartsForm):
    """Before an edition is handed over: where both texts say the same, or why one lags."""

    all_parts = forms.BooleanField(label=_("In all of them"), required=False)
    reason = forms.CharField(
        label=_("Or: why one language lags, in a sentence"),
        max_length=500,
        required=False,
        help_text=_("Kept with the edition. Readers are told in each part how old its text is."),
    )
