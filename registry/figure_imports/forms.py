"""What staff choose when they bring a file of figures."""

from typing import Any

from django import forms

from registry.common.sizes import MEGABYTE
from registry.figure_imports.columns import target_of, year_of, years_among
from registry.figure_imports.imports import CONSTANTS, TARGETS, FigureImport
from registry.figure_imports.tables import LARGEST_CSV, LARGEST_WORKBOOK
from registry.figures.models import Indicator, Observation, Source

LEFT_OUT = ("", "— left out —")
WORDS = {
    "expected_in": "year in which it is expected",
    "gap": "reason why there is none",
    "note_en": "note, English",
    "note_ru": "note, Russian",
    "counterpart": "country at the other end",
}


class BringForm(forms.Form):
    file = forms.FileField(
        help_text=(
            f"CSV, SDMX-CSV (up to {LARGEST_CSV // MEGABYTE} MB) or XLSX (up to"
            f" {LARGEST_WORKBOOK // MEGABYTE} MB). Nothing is written before you have seen what"
            " would change."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.tsv,.txt"}),
    )
    reason = forms.CharField(
        max_length=500, help_text="For the record: whose figures, which edition, why now."
    )


class ColumnsForm(forms.Form):
    """A choice for each heading of the file, and what holds for all of its rows."""

    decimal_mark = forms.ChoiceField(
        choices=[(".", "a point: 1,234.5"), (",", "a comma: 1 234,5")], label="Decimals begin with"
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="as the column says",
    )
    source = forms.ModelChoiceField(
        Source.objects.all(), to_field_name="slug", required=False, empty_label="as the column says"
    )
    year = forms.IntegerField(min_value=1900, max_value=2100, required=False)
    status = forms.ChoiceField(
        choices=[("", "as the column says, else official"), *Observation.Status.choices],
        required=False,
    )
    years = forms.BooleanField(required=False, initial=True, label="A column a year")
    others = forms.BooleanField(
        required=False,
        label="Leave out rows of countries and areas that the registry does not hold",
    )

    def __init__(self, *args, imported: FigureImport, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        headings = list(headings_of(imported))
        self.headings = [(heading, cells) for heading, cells in headings if not year_of(heading)]
        self.of_years = {
            heading: year_of(heading) for heading, _sample in headings if year_of(heading)
        }
        if not self.of_years:
            del self.fields["years"]
        elif imported.columns:
            self.fields["years"].initial = bool(years_among(imported.columns.values()))
        for name, value in {"decimal_mark": imported.decimal_mark, **imported.constants}.items():
            self.fields[name].initial = value
        for place, (heading, _sample) in enumerate(self.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=[LEFT_OUT, *((target, WORDS.get(target, target)) for target in TARGETS)],
                required=False,
                label=heading,
                initial=imported.columns.get(heading, ""),
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The file's columns, each with three of its cells and the choice."""
        found = []
        for place, (heading, sample) in enumerate(self.headings):
            row = {
                "heading": heading,
                "sample": sample,
                "field": self[f"column_{place}"],
                "is_known": bool(target_of(heading)),
            }
            found.append(row)
        return found

    @property
    def for_all(self) -> list[forms.BoundField]:
        return [self[name] for name in (*CONSTANTS, "decimal_mark")]

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
        matched |= self.of_years if data.get("years") else {}
        constants = {
            name: getattr(data[name], "slug", data[name]) for name in CONSTANTS if data[name]
        }
        constants |= {"others": "left out"} if data["others"] else {}
        return {
            "matched": matched,
            "constants": {name: str(value) for name, value in constants.items()},
            "decimal_mark": data["decimal_mark"],
        }


def headings_of(imported: FigureImport):
    """(heading, up to three cells below it) of all sheets, each heading once."""
    known = set()
    for sheet in imported.layout.values():
        for heading, sample in zip(sheet["headings"], sheet["sample"], strict=True):
            if heading.strip() and heading not in known:
                known.add(heading)
                yield heading, sample


class UndoForm(forms.Form):
    reason = forms.CharField(max_length=500, label="Why it is undone")
