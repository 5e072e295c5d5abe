"""How the fields of forms are drawn: without `maxlength`, at which browsers cut what is pasted and
say nothing. What is too long comes whole, and the form says so beside it."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest


class WholeInput(DjangoTemplates):
    """Named by the setting FORM_RENDERER."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if "widget" in context:
            drop_limits(context["widget"])
        return super().render(template_name, context, request)


def drop_limits(widget: dict[str, Any]) -> None:
    widget.get("attrs", {}).pop("maxlength", None)
    for part in widget.get("subwidgets", []):
        drop_limits(part)
