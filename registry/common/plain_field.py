"""A field of formatted text that works without a script: it shows the text with a few marks
(plain_marks.py). The script puts the editor in its place, with the text that lies beside it."""

from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_prose_editor.widgets import ProseEditorWidget

from registry.common.errors import RuleError
from registry.common.plain_marks import from_marks, to_marks
from registry.common.richtext import LEVELS, paragraphs


def posted_text(data: Any, name: str, levels: tuple[int, ...] = LEVELS) -> str:
    """A text as HTML, whether it was written in the editor or with marks."""
    text = data.get(name, "")
    if not data.get(f"{name}_marks"):
        return text
    try:
        return from_marks(text, data.get(f"{name}_was", ""), levels)
    except RuleError:  # beyond a limit: its words stay, and the form says what is wrong with them
        return paragraphs(text)


class PlainFirstWidget(ProseEditorWidget):
    def __init__(self, editor: ProseEditorWidget) -> None:
        super().__init__(attrs=editor.attrs, config=editor.config, preset=editor.preset)

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
        try:
            shown, is_marked = to_marks(value or "", self.levels), True
        except RuleError:
            shown, is_marked = value, False
        return format_html(
            '{}<input type="hidden" name="{}_marks" value="{}">'
            '<input type="hidden" name="{}_was" value="{}">',
            super().render(name, shown, attrs, renderer),
            name,
            "1" if is_marked else "",
            name,
            value or "",
        )

    def value_from_datadict(self, data: QueryDict, files: Any, name: str) -> str | None:
        return posted_text(data, name, self.levels) if name in data else None
