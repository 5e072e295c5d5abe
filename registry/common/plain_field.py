"""A field of formatted text that works without a script: it shows the text with a few marks
(plain_marks.py). The script puts the editor in its place, with the text that lies beside it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_prose_editor.widgets import ProseEditorWidget

from registry.common.budget import Budget
from registry.common.errors import RuleError
from registry.common.plain_marks import from_marks, to_marks
from registry.common.richtext import LEVELS, LONGEST, check_length, checked, too_many_pieces

MOST_PIECES = 150_000  # lines, signs and tags of a request; thirty parts come to half of it
COUNTED = "\n\\*_^~[<"


def marks_budget() -> Budget:
    """For all texts of a request that are read or shown as marks."""
    return Budget(MOST_PIECES, too_many_pieces(MOST_PIECES))


def pieces_in(text: str) -> int:
    return sum(map(text.count, COUNTED))


@dataclass(frozen=True, slots=True)
class Marks:
    """A text as it was posted. `was`: the text whose marks were shown."""

    text: str
    was: str

    def read(self, levels: tuple[int, ...], budget: Budget) -> str:
        """As HTML. Raises RuleError where it is beyond a limit."""
        check_length(self.text)
        budget.spend(pieces_in(self.text) + pieces_in(self.was))
        return checked(from_marks(self.text, self.was, levels))


def posted_marks(data: Any, name: str) -> Marks | None:
    """None where it was written in the editor. A form of ours never shows the marks of a text that
    is too long."""
    if not data.get(f"{name}_marks"):
        return None
    was = data.get(f"{name}_was", "")
    return Marks(data.get(name, ""), was if len(was) <= LONGEST else "")


def posted_text(data: Any, name: str, budget: Budget, levels: tuple[int, ...] = LEVELS) -> str:
    """A text as HTML, whether it was written in the editor or with marks.

    Raises RuleError where marks are beyond a limit.
    """
    marks = posted_marks(data, name)
    return marks.read(levels, budget) if marks else data.get(name, "")


class PlainFirstWidget(ProseEditorWidget):
    """`refusal`: why what was posted with marks was not read; its value is then what was typed.
    `budget`: of all texts of the request."""

    def __init__(self, editor: ProseEditorWidget, budget: Budget) -> None:
        super().__init__(attrs=editor.attrs, config=editor.config, preset=editor.preset)
        self.budget = budget
        self.marks: Marks | None = None
        self.value = self.refusal = ""

    @property
    def levels(self) -> tuple[int, ...]:
        return tuple(self.config["extensions"]["Heading"]["levels"])

    def get_context(self, name: str, value: str | None, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["attrs"]
        shown["data-editor-config"] = shown.pop(f"data-django-prose-editor-{self.preset}")
        shown["rows"] = 14
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """A text that is beyond a limit is shown as it is."""
        shown = self.shown(value or "")
        return format_html(
            '{}<input type="hidden" name="{}_marks" value="{}">'
            '<input type="hidden" name="{}_was" value="{}">',
            super().render(name, shown.text if shown else value, attrs, renderer),
            name,
            "1" if shown else "",
            name,
            shown.was if shown else value or "",
        )

    def shown(self, value: str) -> Marks | None:
        """None where the text cannot be shown with marks."""
        posted = self.marks if self.marks and value == self.value else None
        if posted and self.refusal:
            return posted
        try:
            check_length(value)
            self.budget.spend(pieces_in(value))
            return Marks(to_marks(value, self.levels), value)
        except RuleError:
            return posted

    def value_from_datadict(self, data: QueryDict, files: Any, name: str) -> str | None:
        marks = posted_marks(data, name)
        if marks is None:
            return data.get(name)
        if marks != self.marks:  # a form asks several times
            self.marks, self.value, self.refusal = marks, marks.text, ""
            try:
                self.value = marks.read(self.levels, self.budget)
            except RuleError as refusal:
                self.refusal = str(refusal)
        return self.value if name in data else None
