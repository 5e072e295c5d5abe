"""What a nomination says, as staff look at it before it counts; nothing typed on paper is lost."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGE_NAMES
from registry.contacts.handover import check_began
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.names import NO_NAME, cyrillic_name, either_is_enough, latin_name
from registry.contacts.telephones import telephone
from registry.packs.nominations import Nomination, day_in, language_in, role_in, says_yes
from registry.states.designations import by_name, designation
from registry.states.models import State

if TYPE_CHECKING:
    from registry.packs.nomination_reading import Read

NEW, SUCCEEDS = "new", "succeeds"
UNREAD = _("The form says “%(text)s”. Choose or enter it here.")
UNKNOWN_AUTHORITY = _(
    "The form names “%(text)s”, which the registry does not know for this state. Choose the"
    " authority, or add it first."
)


def states_offered() -> list[tuple[int, str]]:
    states = by_name(State.objects.participating(today()))
    return [(state.pk, designation(state).name) for state in states]


class BlankForm(forms.Form):
    """Which empty form is wanted."""

    state = forms.TypedChoiceField(label=_("State"), choices=states_offered, coerce=int)
    language = forms.ChoiceField(label=_("Language of the form"), choices=LANGUAGE_NAMES.items())
    form = forms.ChoiceField(
        label=_("File"), choices=[("docx", _("Word (DOCX), to fill in")), ("pdf", _("PDF"))]
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The form, filled in"),
        help_text=_("A Word file (.docx). It is read and not kept; nothing is written yet."),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".docx,application/vnd.openxmlformats-officedocument"
                ".wordprocessingml.document"
            }
        ),
    )


class AuthorityField(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return row.name


class PredecessorField(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return f"{row.name_latin or row.name_cyrillic or '—'} – {row.role_label}"


class NominationForm(forms.Form):
    state = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=_("What it is"),
        choices=[(NEW, _("a new contact point or deputy")), (SUCCEEDS, _("a handover"))],
    )
    predecessor = PredecessorField(
        ContactPoint.objects.none(),
        label=_("Takes over from"),
        required=False,
        help_text=_("Of a handover. Role and authority are then those of the predecessor."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=ContactPoint.Role.choices)
    authority = AuthorityField(Authority.objects.none(), label=_("Authority"))
    name_latin = forms.CharField(
        label=_("Name in Latin script"), max_length=150, required=False, validators=[latin_name]
    )
    name_cyrillic = forms.CharField(
        label=_("Name in Cyrillic script"),
        max_length=150,
        required=False,
        validators=[cyrillic_name],
    )
    email = forms.EmailField(label=_("Personal e-mail"))
    phone = forms.CharField(
        label=_("Telephone"), max_length=50, required=False, validators=[telephone]
    )
    language = forms.ChoiceField(label=_("Language of messages"), choices=LANGUAGE_NAMES.items())
    since = forms.DateField(
        label=_("In office since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    function = forms.CharField(
        label=_("Function in the authority"),
        max_length=300,
        required=False,
        help_text=_("For your eyes: it is kept with a handover alone, until that is erased."),
    )
    nominated_by = forms.CharField(
        label=_("Nominated by"), max_length=500, required=False, help_text=_("The same.")
    )

    def __init__(
        self, *args: Any, of_state: State, typed: dict[str, str] | None = None, **kwargs: Any
    ) -> None:
        """`typed`: what stands on paper where it could not be read, by field."""
        super().__init__(*args, **kwargs)
        either_is_enough(self.fields)
        self.of_state = of_state
        authority, predecessor = self.fields["authority"], self.fields["predecessor"]
        assert isinstance(authority, AuthorityField)
        assert isinstance(predecessor, PredecessorField)
        authority.queryset = Authority.objects.of_state(of_state)
        predecessor.queryset = ContactPoint.objects.of_state(of_state, today())
        for name, text in (typed or {}).items():
            words = UNKNOWN_AUTHORITY if name == "authority" else UNREAD
            told = words % {"text": text}
            self.fields[name].error_messages |= {"required": told, "invalid": told}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = {"name_latin", "name_cyrillic"}
        if not names & set(self.errors) and not any(data.get(name) for name in names):
            self.add_error("name_latin", ValidationError(NO_NAME, code="no_name"))
        if data.get("way") == SUCCEEDS and not data.get("predecessor"):
            told = gettext("Choose from whom the person takes over.")
            self.add_error("predecessor", ValidationError(told))
        self.check_day(data)
        return data

    def check_day(self, data: dict[str, Any]) -> None:
        since, predecessor = data.get("since"), data.get("predecessor")
        if data.get("way") == SUCCEEDS and since and predecessor:
            try:
                check_began(predecessor, since)
            except RuleError as error:
                self.add_error("since", str(error))

    def given(self) -> Nomination:
        data = self.cleaned_data
        lines = (
            (gettext("Function in the authority"), data["function"]),
            (gettext("Telephone"), data["phone"]),
            (gettext("Nominated by"), data["nominated_by"]),
        )
        return Nomination(
            state=self.of_state,
            role=data["role"],
            authority=data["authority"],
            name_latin=data["name_latin"],
            name_cyrillic=data["name_cyrillic"],
            email=data["email"],
            phone=data["phone"],
            language=data["language"],
            since=data["since"],
            predecessor=data["predecessor"] if data["way"] == SUCCEEDS else None,
            note="\n".join(f"{label}: {words}" for label, words in lines if words),
        )


def form_of(read: "Read") -> NominationForm:
    """Filled in and checked: what is wrong stands beside its field."""
    answers = read.answers
    authority = Authority.objects.of_state(read.state).named(answers.get("authority", "")).first()
    people = list(ContactPoint.objects.of_state(read.state, today()))
    role = role_in(answers.get("role", ""))
    of_role = [person for person in people if person.role == role]
    is_successor = says_yes(answers.get("succeeds", ""))
    predecessor = of_role[0].pk if is_successor and len(of_role) == 1 else ""
    names = ("name_latin", "name_cyrillic", "email", "phone", "function", "nominated_by")
    data = {name: answers.get(name, "") for name in names} | {
        "state": read.state.pk,
        "way": SUCCEEDS if is_successor else NEW,
        "predecessor": predecessor,
        "role": role,
        "authority": authority.pk if authority else "",
        "language": language_in(answers.get("language", "")),
        "since": day_in(answers.get("since", "")),
    }
    typed = {}
    for name in ("authority", "role", "language", "since"):
        if answers.get(name) and (not data[name] or name == "since"):
            typed[name] = answers[name]
    return NominationForm(data, of_state=read.state, typed=typed)
