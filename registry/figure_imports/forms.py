"""What staff choose when they bring a file of figures."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.common.refused_forms import AsksForFileAgain
from registry.common.sizes import MEGABYTE
from registry.figure_imports.choices import Choices
from registry.figure_imports.columns import groups_of_years, target_of, year_of, years_among
from registry.figure_imports.formats import description_of, is_made_of_pairs, pairs_of
from registry.figure_imports.heads import GROUPED
from registry.figure_imports.imports import CONSTANTS, TARGETS, FigureImport
from registry.figure_imports.lookups import sources_of_files
from registry.figure_imports.tables import LARGEST_CSV, LARGEST_WORKBOOK, LARGEST_XLS
from registry.figure_imports.tally import Tally
from registry.figure_imports.words import full_heading
from registry.figures.models import Indicator, Observation
from registry.states.models import State

LEFT_OUT = ("", _("— left out —"))
WORDS = {
    "expected_in": _("year in which it is expected"),
    "gap": _("reason why there is none"),
    "note_en": _("note, English"),
    "note_ru": _("note, Russian"),
    "counterpart": _("country at the other end"),
    "origin": _("country of origin"),
    "host": _("country of destination or asylum"),
    "state_name": _("name of the state beside its code"),
    "multiplier": _("multiplier of the values"),
}
AS_SAID = ("", _("as the column says"))
SUM, IGNORED = "sum", "ignored"
VALUES_SHOWN = 40


class BringForm(AsksForFileAgain):
    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _(
                "CSV, TSV, SDMX-CSV (up to {text} MB), .xlsx or .ods (up to {workbook} MB), .xls"
                " (up to {old} MB), or these files of text in a .zip or .gz. Nothing is written"
                " before you have seen what would change."
            ),
            text=LARGEST_CSV // MEGABYTE,
            workbook=LARGEST_WORKBOOK // MEGABYTE,
            old=LARGEST_XLS // MEGABYTE,
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.xlsx,.tsv,.txt,.xls,.ods,.zip,.gz"}
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("For the record: whose figures, which edition, why now."),
    )


class ColumnsForm(forms.Form):
    """A choice for each heading of the file, what holds for all of its rows, and answers to what it
    leaves open."""

    decimal_mark = forms.ChoiceField(
        choices=[
            ("", _("as its columns show")),
            (".", _("a point: 1,234.5")),
            (",", _("a comma: 1 234,5")),
        ],
        required=False,
        label=_("Decimals begin with"),
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.all(),
        label=_("Indicator"),
        to_field_name="slug",
        required=False,
        empty_label=AS_SAID[1],
    )
    source = forms.ModelChoiceField(
        sources_of_files(),
        label=_("Source"),
        to_field_name="slug",
        required=False,
        empty_label=AS_SAID[1],
    )
    state = forms.ModelChoiceField(
        State.objects.all(),
        label=_("State"),
        to_field_name="iso_alpha3",
        required=False,
        empty_label=AS_SAID[1],
    )
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100, required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("", _("as the column says, else both")), *Observation.Sex.choices],
        required=False,
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("as the column says, else official")), *Observation.Status.choices],
        required=False,
    )
    scale = forms.TypedChoiceField(
        choices=[
            ("", _("as headings and units say")),
            ("1", _("1, whatever they say")),
            ("1000", "1,000"),
            ("1000000", "1,000,000"),
            ("1000000000", "1,000,000,000"),
        ],
        required=False,
        label=_("Values are multiplied by"),
    )
    sheets = forms.MultipleChoiceField(
        required=False, label=_("Sheets that are read"), widget=forms.CheckboxSelectMultiple
    )
    group = forms.ChoiceField(required=False, label=_("Group of columns of years that is read"))
    words = forms.CharField(
        required=False,
        max_length=20_000,
        label=_("Words of this file"),
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[is_made_of_pairs],
        help_text=_(
            "A word as the file has it, “ = ”, a code or word of the registry; “-” leaves its rows"
            " out. One a line."
        ),
    )
    years = forms.BooleanField(required=False, initial=True, label=_("A column a year"))
    others = forms.BooleanField(
        required=False,
        label=_("Leave out rows of countries and areas that the registry does not hold"),
    )
    dates_are_years = forms.BooleanField(required=False, label=_("A day stands for its year"))
    are_right = forms.BooleanField(
        required=False, label=_("I looked: values that are far from what stands are right")
    )

    def __init__(self, *args, imported: FigureImport, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.imported, self.choices = imported, Choices.of(imported.choices)
        headings = list(headings_of(imported))
        self.description = description_of(heading for heading, _cells in headings)
        self.headings = [(heading, cells) for heading, cells in headings if not years_in(heading)]
        self.of_years = {
            heading: years_in(heading) for heading, _sample in headings if years_in(heading)
        }
        if not self.of_years:
            del self.fields["years"]
        elif imported.columns:
            self.fields["years"].initial = bool(years_among(imported.columns.values()))
        known = {
            "decimal_mark": imported.decimal_mark,
            "words": "\n".join(f"{text} = {to}" for text, to in self.choices.words.items()),
            "dates_are_years": self.choices.dates_are_years,
            "are_right": self.choices.are_right,
            **imported.constants,
        }
        for name, value in known.items():
            self.fields[name].initial = value
        self.offer_parts()
        for place, (heading, _sample) in enumerate(self.headings):
            self.offer_column(place, heading)

    def offer_parts(self) -> None:
        """Of several sheets, and of several groups of columns of years."""
        names = list(self.imported.layout)
        groups = groups_of_years([name for name, _cells in headings_of(self.imported)])
        for field, found in (("sheets", names if len(names) > 1 else []), ("group", groups)):
            if not found:
                del self.fields[field]
                continue
            first = [("", _("— choose —"))] if field == "group" else []
            offered = self.fields[field]
            assert isinstance(offered, forms.ChoiceField)
            offered.choices = [*first, *((name, name) for name in found)]
            self.fields[field].initial = getattr(self.choices, field)

    def offer_column(self, place: int, heading: str) -> None:
        self.fields[f"column_{place}"] = forms.ChoiceField(
            choices=[LEFT_OUT, *((target, WORDS.get(target, target)) for target in TARGETS)],
            required=False,
            label=heading,
            initial=self.imported.columns.get(heading, ""),
        )
        values = self.values_in(heading)
        if values:
            self.fields[f"rows_{place}"] = forms.ChoiceField(
                choices=[
                    ("", _("all rows")),
                    *(
                        (str(number), gettext("only “%(value)s”") % {"value": value})
                        for number, value in enumerate(values)
                    ),
                    (SUM, _("added up")),
                    (IGNORED, _("it does not matter")),
                ],
                required=False,
                label=gettext("Rows by %(heading)s") % {"heading": heading},
                initial=self.answer_for(heading, values),
            )

    def values_in(self, heading: str) -> list[str]:
        """What was seen in a column that tells rows apart, once the file was read."""
        place = self.imported.place
        tally = Tally(place.get("tally"))
        seen = place.get("seen", {}).get(heading, {})
        found = [*(value for value in seen.get("values", {}) if value)]
        for kind in ("left", "kept", "parts"):
            found += tally.starting(kind).get(heading, {})
        kept = self.choices.keep.get(heading, [])
        return list(dict.fromkeys([*kept, *found]))[:VALUES_SHOWN]

    def answer_for(self, heading: str, values: list[str]) -> str:
        if heading in self.choices.sums:
            return SUM
        if heading in self.choices.ignored:
            return IGNORED
        kept = self.choices.keep.get(heading)
        return str(values.index(kept[0])) if kept else ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The file's columns, each with three of its cells and the choices."""
        found = []
        for place, (heading, sample) in enumerate(self.headings):
            row = {
                "heading": heading,
                "sample": sample,
                "field": self[f"column_{place}"],
                "answer": self[f"rows_{place}"] if f"rows_{place}" in self.fields else None,
                "is_known": self.is_known(heading),
            }
            found.append(row)
        return found

    def is_known(self, heading: str) -> bool:
        is_dimension = full_heading(heading) in self.description.dimensions
        return is_dimension or bool(target_of(heading, self.description))

    @property
    def for_all(self) -> list[forms.BoundField]:
        names = ("sheets", "group", *CONSTANTS, "decimal_mark", "words")
        return [self[name] for name in names if name in self.fields]

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in ("others", "dates_are_years", "are_right")]

    @property
    def span(self) -> str:
        """The years that have a column: "1990 – 2024"."""
        return (
            f"{min(self.of_years.values())} – {max(self.of_years.values())}"
            if self.of_years
            else ""
        )

    def agreed(self) -> dict[str, Any]:
        """The arguments of importing.agree."""
        data = self.cleaned_data
        matched = {
            heading: data[f"column_{place}"]
            for place, (heading, _sample) in enumerate(self.headings)
            if data[f"column_{place}"]
        }
        group = data.get("group", "")
        if data.get("years"):
            start = f"{group}{GROUPED}" if group else ""
            years = self.of_years.items()
            matched |= {heading: year for heading, year in years if heading.startswith(start)}
        constants = {name: code_of(data[name]) for name in CONSTANTS if data[name]}
        constants |= {"others": "left out"} if data["others"] else {}
        return {
            "matched": matched,
            "constants": {name: str(value) for name, value in constants.items()},
            "decimal_mark": data["decimal_mark"],
            "choices": self.chosen(),
        }

    def chosen(self) -> Choices:
        data = self.cleaned_data
        choices = Choices(
            sheets=data.get("sheets", []),
            group=data.get("group", ""),
            words=dict(pairs_of(data["words"])),
            are_right=data["are_right"],
            dates_are_years=data["dates_are_years"],
        )
        for place, (heading, _sample) in enumerate(self.headings):
            answer = data.get(f"rows_{place}", "")
            if answer == SUM:
                choices.sums.append(heading)
            elif answer == IGNORED:
                choices.ignored.append(heading)
            elif answer:
                choices.keep[heading] = [self.values_in(heading)[int(answer)]]
        return choices


def years_in(heading: str) -> str:
    """The year of a column, that of a group with others too."""
    return year_of(heading.rpartition(GROUPED)[2])


def code_of(chosen: Any) -> Any:
    if isinstance(chosen, State):
        return chosen.iso_alpha3
    return getattr(chosen, "slug", chosen)


def headings_of(imported: FigureImport):
    """(heading, up to three cells below it) of all sheets, each heading once."""
    known = set()
    for sheet in imported.layout.values():
        for heading, sample in zip(sheet["headings"], sheet["sample"], strict=True):
            if heading.strip() and heading not in known:
                known.add(heading)
                yield heading, sample


class UndoForm(forms.Form):
    reason = forms.CharField(max_length=500, label=_("Why it is undone"))
