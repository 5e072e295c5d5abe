from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registry.common.admin import SeenVersionForm
from registry.common.budget import Budget
from registry.common.dates import today
from registry.common.difference import MergeRegion, marked
from registry.common.forms import EditForm, VersionForm, WithDeadline
from registry.common.hidden_characters import refuse_hidden
from registry.common.languages import LANGUAGE_NAMES, LANGUAGES, active
from registry.common.plain_field import PlainFirstWidget, marks_budget
from registry.common.refusals import refusal_as_form_error
from registry.drafting.collecting import check_all_take_part
from registry.drafting.consulting import LASTS, MinistryAnswer
from registry.drafting.exchange import Comment, Consultation
from registry.drafting.figure_rows import row_in_words
from registry.drafting.figure_writing import FigureChoice
from registry.drafting.part_history import version_of
from registry.drafting.review import changes_of
from registry.drafting.sections import LARGEST, Section, SectionFigure
from registry.drafting.writing import TEXTS, check_size
from registry.profiles.models import Edition
from registry.states.models import State


class WithTexts(EditForm):
    """The texts of a part, which can be written without a script too. `budget`: of all such texts
    on the page."""

    def __init__(self, *args, budget: Budget | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        budget = budget or marks_budget()
        for name in TEXTS:
            field = self.fields[name]
            field.widget = PlainFirstWidget(field.widget, budget)
            # a part that is saved while it is typed leaves them out, and says so (richtext.py)
            field.validators = [one for one in field.validators if one is not refuse_hidden]

    def clean(self) -> dict[str, Any]:
        """Marks that are beyond a limit are refused, and stay as they were typed."""
        data = super().clean() or self.cleaned_data
        for name in TEXTS:
            widget: Any = self.fields[name].widget
            if widget.refusal and name not in self.errors:
                self.add_error(name, widget.refusal)
        return data


class PartForm(WithTexts):
    """The texts of a part. `do`: the button."""

    do = forms.ChoiceField(
        choices=[(name, name) for name in ("save", "done", "still_valid", "in_step", "figures")],
        required=False,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Section
        fields = ["text_en", "text_ru", "gap"]
        labels = {
            "text_en": _("English"),
            "text_ru": _("Russian"),
            "gap": _("Reason why there is no text"),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        gap: Any = self.fields["gap"]
        gap.choices = [("", "—"), *Section.Gap.choices]
        too_long = _(
            "A section holds %(limit)s KB of text in each language. Shorten it; what you wrote is"
            " still here."
        )
        for name in TEXTS:
            self.fields[name].error_messages["max_length"] = too_long % {"limit": LARGEST // 1024}
            for validator in self.fields[name].validators:
                if isinstance(validator, MaxLengthValidator):
                    validator.message = too_long % {"limit": LARGEST // 1024}


RegionRow = tuple[MergeRegion, forms.BoundField | None, str, str]


class MergeForm(VersionForm):
    """A choice for each stretch on which the two texts differ, and for each figure that two people
    changed; `regions` by language."""

    CHOICES = [
        ("theirs", _("as saved")),
        ("mine", _("as you wrote")),
        ("both", _("both, one after the other")),
    ]

    def __init__(
        self,
        *args,
        regions: dict[str, list[MergeRegion]],
        choices: list[FigureChoice],
        version: int,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.regions, self.choices = regions, choices
        self.begin_from(version)
        for language, number, region in self.open_regions():
            self.fields[f"{language}-{number}"] = forms.ChoiceField(
                label=_("Which text"),
                choices=self.CHOICES,
                initial=None if region.kind == "conflict" else region.kind,
                widget=forms.RadioSelect,
            )

        for choice in choices:
            self.fields[f"figure-{choice.indicator.pk}"] = forms.ChoiceField(
                label=choice.indicator.title,
                choices=self.CHOICES[:2],
                initial="mine" if choice.theirs == choice.base else None,
                widget=forms.RadioSelect,
            )

    def figure_choices(self) -> list[tuple[FigureChoice, forms.BoundField, list[str]]]:
        """For the page: each with its field and the three rows in words: as it was, as it is
        saved, as it was typed."""
        found = []
        for choice in self.choices:
            rows = [row_in_words(row) for row in (choice.base, choice.theirs, choice.mine)]
            found.append((choice, self[f"figure-{choice.indicator.pk}"], rows))
        return found

    def own_figures(self) -> list[FigureChoice]:
        """Those that were chosen as typed."""
        chosen = self.cleaned_data
        return [one for one in self.choices if chosen[f"figure-{one.indicator.pk}"] == "mine"]

    def open_regions(self) -> list[tuple[str, int, MergeRegion]]:
        found = []
        for language, regions in self.regions.items():
            for number, region in enumerate(regions):
                if region.kind != "same":
                    found.append((language, number, region))
        return found

    def rows(self) -> list[tuple[str | Promise, list[RegionRow]]]:
        """For the page: by language, each region with its field and both texts marked against the
        base; without the languages in which nothing differs."""
        return [
            (LANGUAGE_NAMES[language], self.rows_in(language))
            for language, regions in self.regions.items()
            if any(region.kind != "same" for region in regions)
        ]

    def rows_in(self, language: str) -> list[RegionRow]:
        rows = []
        for number, region in enumerate(self.regions[language]):
            field = self[f"{language}-{number}"] if region.kind != "same" else None
            theirs = marked(region.base, region.theirs) or region.theirs
            mine = marked(region.base, region.mine) or region.mine
            rows.append((region, field, theirs, mine))
        return rows

    def texts(self) -> dict[str, str]:
        """The texts as chosen, by their column."""
        return {f"text_{language}": self.text_in(language) for language in self.regions}

    def text_in(self, language: str) -> str:
        parts = []
        for number, region in enumerate(self.regions[language]):
            choices = {
                "theirs": region.theirs,
                "mine": region.mine,
                "both": region.theirs + region.mine,
            }
            parts.append(choices[self.cleaned_data.get(f"{language}-{number}", "theirs")])
        return "".join(parts)


class CommentForm(forms.ModelForm):
    class Meta:
        model = Comment
        fields = ["text"]
        labels = {"text": _("Your comment")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


def days_worded() -> list[tuple[int, str]]:
    """Asked at each request: in the language of its reader."""
    return [
        (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days}) for days in LASTS
    ]


class ConsultationForm(forms.ModelForm):
    days = forms.TypedChoiceField(
        label=_("The link works for"),
        coerce=int,
        initial=LASTS[1],
        choices=days_worded,
    )

    class Meta:
        model = Consultation
        fields = ["organisation", "email", "language", "sections", "note"]
        labels = {"sections": _("Which parts")}
        widgets = {
            "sections": forms.CheckboxSelectMultiple,
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "email": _(
                "The person who answers. The address is deleted when the profile is published."
            ),
            "sections": _("Only these are shown; nothing else of the draft."),
        }

    def __init__(self, *args, edition: Edition, chosen: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["language"].initial = active()
        parts = edition.sections.in_order()
        sections: Any = self.fields["sections"]
        sections.queryset = parts
        sections.label_from_instance = heading_of
        sections.initial = [part.pk for part in parts if part.template_section.slug == chosen]


def heading_of(section: Section) -> str:
    return str(section.template_section)


class ReviewForm(forms.Form):
    """One part in the review."""

    section = forms.IntegerField(widget=forms.HiddenInput)
    do = forms.ChoiceField(
        choices=[("accept", "Accept"), ("return", "Return"), ("comment", "Comment")]
    )
    text = forms.CharField(
        max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if data.get("do") in ("return", "comment") and not data.get("text", "").strip():
            self.add_error("text", "Write it here: its author reads it.")
        return data


class RoundForm(WithDeadline, SeenVersionForm):
    """A state that does not take part is refused where it is chosen."""

    def clean_states(self) -> list[State]:
        states = self.cleaned_data["states"]
        if not self.instance.opened_on:
            with refusal_as_form_error():
                check_all_take_part(states, today())
        return states


class SectionForm(SeenVersionForm):
    """A part in the admin. What the acts would refuse is an error beside the text."""

    in_step = forms.BooleanField(
        label="Both languages say the same now",
        required=False,
        help_text="Tick it when you wrote both. Otherwise each is marked as behind the other.",
    )

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if data.get("in_step") and not (data.get("text_en") and data.get("text_ru")):
            self.add_error("in_step", "One of the two texts is missing.")
        with refusal_as_form_error():
            check_size(data)
            if "_suggest" in self.data:
                for language in LANGUAGES:
                    name = f"text_{language}"
                    changes_of(language, getattr(self.instance, name), data.get(name, ""))
        return data


class MinistryAnswerForm(WithTexts):
    """What a ministry answers about a part: a comment, and the text as it should be.

    The draft stays as it is: what is suggested goes to the contact point.
    """

    comment = forms.CharField(
        label=_("Comment"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Section
        fields = ["text_en", "text_ru"]
        labels = {"text_en": _("English"), "text_ru": _("Russian")}

    figures: Iterable[SectionFigure] = ()  # of the part, beside its text
    field_order = ["comment", "text_en", "text_ru", "seen"]

    def answer(self) -> MinistryAnswer:
        """Against the text that the page showed: the draft may have changed meanwhile."""
        data, base = self.cleaned_data, version_of(self.instance, self.cleaned_data["seen"])
        texts = {"en": (base.text_en, data["text_en"]), "ru": (base.text_ru, data["text_ru"])}
        differing = {language: pair for language, pair in texts.items() if pair[0] != pair[1]}
        return MinistryAnswer(section=self.instance, comment=data["comment"], texts=differing)


def answer_rows(link: Consultation, data: Any) -> list[MinistryAnswerForm]:
    """`shown`: the figures of the part. What was typed before and not sent is in the fields."""
    rows, budget = [], marks_budget()
    for section in link.sections.in_order().prefetch_related("figures__indicator"):
        prefix = f"part-{section.pk}"
        names = {name: f"{prefix}-{name}" for name in ("comment", "text_en", "text_ru", "seen")}
        typed = {name: link.typed[key] for name, key in names.items() if key in link.typed}
        row = MinistryAnswerForm(
            data, instance=section, prefix=prefix, initial=typed, budget=budget
        )
        if "seen" in typed:
            row.begin_from(int(typed["seen"]))
        row.figures = section.figures.all()
        rows.append(row)
    return rows
