from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.languages import LANGUAGE_NAMES, active
from registry.common.numbers import parsed
from registry.contacts.details import OWN
from registry.contacts.group_mail import Delivery
from registry.contacts.letters import WithLetter
from registry.contacts.models import DETAILS, Authority, ContactPoint
from registry.contacts.traces import Handover, OfficeChange
from registry.figures.models import Observation
from registry.profiles.consulting import LASTS
from registry.profiles.difference import Region, marked
from registry.profiles.drafting import TEXTS
from registry.profiles.exchange import Comment, Consultation
from registry.profiles.figures_beside import figures_beside
from registry.profiles.models import Edition
from registry.profiles.sections import LARGEST, Section

WITH_VISIBILITY = {
    "name": ("name_latin", "name_cyrillic"),
    "shared_email": ("shared_email",),
    "phone": ("phone",),
    "mobile": ("mobile",),
    "spoken": ("spoken",),
    "address": ("address", "room"),
}
HELP = {
    "name_latin": _("As in your passport."),
    "shared_email": _("A mailbox that the office reads when you are away."),
    "spoken": _("For instance: English, Russian, Georgian."),
    "phone": _("With the country code: +995 32 …"),
    "language": _("We write to you in this language."),
}
AUTOCOMPLETE = {
    "name_latin": "name", "shared_email": "off", "phone": "tel", "mobile": "tel", "address": "street-address",
}  # fmt: skip


class DetailsForm(forms.ModelForm):
    """What a person changes alone. Each detail stands beside the circle that sees it."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ContactPoint
        fields = OWN
        help_texts = HELP

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version
        for name, value in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = value
        for name in DETAILS:
            self.fields[f"{name}_visibility"].label = _("Who sees it")

    def rows(self) -> list[tuple[list[forms.BoundField], forms.BoundField]]:
        return [
            ([self[name] for name in names], self[f"{detail}_visibility"]) for detail, names in WITH_VISIBILITY.items()
        ]

    def _post_clean(self) -> None:
        """Checks the values without writing them into the row: the act does that, under a lock."""
        for name, value in list(self.cleaned_data.items()):
            if name != "seen":
                field = self._meta.model._meta.get_field(name)
                try:
                    field.run_validators(value)
                except forms.ValidationError as error:
                    self.add_error(name, error)

    def show_again(self, version: int) -> None:
        """After somebody else's save: what was typed stays, and saving once more is meant."""
        self.data = self.data.copy()
        self.data["seen"] = str(version)


class NewAddressForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class OfficeForm(forms.ModelForm):
    class Meta:
        model = OfficeChange
        fields = ["role", "authority", "authority_name"]

    def __init__(self, *args, post: ContactPoint, **kwargs) -> None:
        super().__init__(*args, initial={"role": post.role, "authority": post.authority_id}, **kwargs)
        self.fields["authority"].queryset = Authority.objects.of_state(post.state)
        self.fields["authority"].label_from_instance = lambda authority: authority.name
        self.fields["authority_name"].help_text = _("Only if it is missing above. The Secretariat adds it.")


class HandoverForm(WithLetter, forms.ModelForm):
    class Meta:
        model = Handover
        fields = ["name_latin", "name_cyrillic", "email", "language", "since", "note", "letter"]
        widgets = {
            "since": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "email": _("The successor’s own address; they get the privacy notice today and an invitation later."),
            "letter": _("PDF, PNG or JPEG, up to 5 MB. Only the Secretariat sees it."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today()


class AnswerForm(forms.ModelForm):
    class Meta:
        model = Delivery
        fields = ["answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True


class MailForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["digest"]
        labels = {"digest": _("Summary of what is asked of you")}
        widgets = {"digest": forms.RadioSelect}


class ErasureForm(forms.Form):
    is_meant = forms.BooleanField(label=_("I know that my office in the registry ends with it."))


class StepForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, asks_reason: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]


class PartForm(forms.ModelForm):
    """The texts of a part. `seen`: the version that the writer began from; `do`: the button."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    do = forms.ChoiceField(
        choices=[(name, name) for name in ("save", "done", "still_valid", "in_step", "figures")],
        required=False,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Section
        fields = ["text_en", "text_ru", "gap"]
        labels = {"text_en": _("English"), "text_ru": _("Russian"), "gap": _("If there is no text: why")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version
        self.fields["gap"].choices = [("", "—"), *Section.Gap.choices]
        told = _("A section holds %(limit)s KB of text in each language. Shorten it; what you wrote is still here.")
        for name in TEXTS:
            self.fields[name].error_messages["max_length"] = told % {"limit": LARGEST // 1024}
            for validator in self.fields[name].validators:
                if isinstance(validator, MaxLengthValidator):
                    validator.message = told % {"limit": LARGEST // 1024}

    def _post_clean(self) -> None:
        """The act writes, under a lock; the row that is shown stays as it was read."""

    def show_again(self, version: int) -> None:
        self.data = self.data.copy()
        self.data["seen"] = str(version)


class FigureForm(forms.Form):
    """A state's word on one indicator: a number with year and source, or why there is none."""

    value = forms.CharField(
        label=_("Yours"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}),
    )
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100, required=False)
    gap = forms.ChoiceField(
        label=_("Or why there is none"), choices=[("", "—"), *Observation.Gap.choices], required=False
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False)

    def clean_value(self) -> Decimal | None:
        text = self.cleaned_data["value"]
        if not text:
            return None
        try:
            number = parsed(text)
        except ValueError:
            raise forms.ValidationError(_("This is not a number. Write for instance 79 400 or 2.1.")) from None
        if abs(number) >= 10**16 or number != round(number, 4):
            raise forms.ValidationError(_("A figure has at most 16 places before the point and four after it."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("value") is not None and data.get("gap"):
            self.add_error("gap", _("Give either a number or the reason why there is none."))
        elif data.get("value") is not None:
            if not data.get("year") and "year" not in self.errors:
                self.add_error("year", _("Of which year is it?"))
            if not data.get("source") and "source" not in self.errors:
                self.add_error("source", _("Where does it come from?"))
        elif data.get("gap") == Observation.Gap.EXPECTED and not data.get("year") and "year" not in self.errors:
            self.add_error("year", _("In which year is it expected?"))
        return data

    def as_values(self) -> dict[str, Any]:
        data = self.cleaned_data
        has_value = data["value"] is not None
        return {
            "indicator": self.shown.indicator.pk,
            "value": data["value"],
            "year": data["year"] if has_value or data["gap"] == Observation.Gap.EXPECTED else None,
            "gap": data["gap"],
            "source": data["source"] if has_value else "",
        }


def figure_rows(section: Section, data) -> list[FigureForm]:
    """A form for each figure of the part; `shown` holds what stands beside it."""
    rows = []
    for beside in figures_beside(section):
        form = FigureForm(data, prefix=f"figure-{beside.indicator.pk}", initial=beside.initial)
        form.shown = beside
        rows.append(form)
    return rows


class MergeForm(forms.Form):
    """A choice for each stretch on which the two texts differ; `regions` by language."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    CHOICES = [("theirs", _("as saved")), ("mine", _("as you wrote")), ("both", _("both, one after the other"))]

    def __init__(self, *args, regions: dict[str, list[Region]], version: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.regions = regions
        self.fields["seen"].initial = version
        for language, number, region in self.open_regions():
            self.fields[f"{language}-{number}"] = forms.ChoiceField(
                label=_("Which text"),
                choices=self.CHOICES,
                initial=None if region.kind == "conflict" else region.kind,
                widget=forms.RadioSelect,
            )

    def open_regions(self) -> list[tuple[str, int, Region]]:
        return [
            (language, number, region)
            for language, regions in self.regions.items()
            for number, region in enumerate(regions)
            if region.kind != "same"
        ]

    def rows(self) -> list[tuple[str, list[tuple[Region, forms.BoundField | None, str, str]]]]:
        """For the page: by language, each region with its field, and both texts marked against the base."""
        return [
            (
                LANGUAGE_NAMES[language],
                [
                    (
                        region,
                        self[f"{language}-{number}"] if region.kind != "same" else None,
                        marked(region.base, region.theirs) or region.theirs,
                        marked(region.base, region.mine) or region.mine,
                    )
                    for number, region in enumerate(regions)
                ],
            )
            for language, regions in self.regions.items()
            if any(region.kind != "same" for region in regions)
        ]

    def texts(self) -> dict[str, str]:
        found = {}
        for language, regions in self.regions.items():
            parts = []
            for number, region in enumerate(regions):
                chosen = self.cleaned_data.get(f"{language}-{number}", "theirs")
                parts.append(
                    {"theirs": region.theirs, "mine": region.mine, "both": region.theirs + region.mine}[chosen]
                )
            found[f"text_{language}"] = "".join(parts)
        return found


class CommentForm(forms.ModelForm):
    class Meta:
        model = Comment
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class ConsultationForm(forms.ModelForm):
    days = forms.TypedChoiceField(
        label=_("The link works for"),
        coerce=int,
        initial=LASTS[1],
        choices=[(days, ngettext_lazy("%(days)s day", "%(days)s days", days) % {"days": days}) for days in LASTS],
    )

    class Meta:
        model = Consultation
        fields = ["organisation", "email", "language", "sections", "note"]
        labels = {"sections": _("Which parts")}
        widgets = {"sections": forms.CheckboxSelectMultiple, "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "email": _("The person who answers. The address is deleted when the profile is published."),
            "sections": _("Only these are shown; nothing else of the draft."),
        }

    def __init__(self, *args, edition: Edition, chosen: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["language"].initial = active()
        parts = edition.sections.in_order()
        self.fields["sections"].queryset = parts
        self.fields["sections"].label_from_instance = lambda section: str(section.template_section)
        self.fields["sections"].initial = [one.pk for one in parts if one.template_section.slug == chosen]
