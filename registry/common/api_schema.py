"""How the API describes itself (OpenAPI 3): beside what its views declare, the parameters that all
of them take, the forms other than JSON, and the problems."""

from datetime import date
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from registry.common.comma_lists import both_ways
from registry.common.languages import LANGUAGES
from registry.common.problems import TYPE

PROBLEMS = {
    "400": "A parameter, or its value, is not known. `errors` names each, and the nearest known.",
    "404": "There is no such record.",
    "406": "None of the forms in the Accept header is one of this address.",
    "410": "The record was removed.",
    "429": "Asked too often; `Retry-After` says when to ask again.",
}
NEVER_EMPTY = ("lang", "page", "page_size", "cursor")
OF_ONE = ("404", "410")  # only where the address names a record
OF_A_TOKEN = {"401": "There is no token, or none that holds; `detail` says which."}
OF_WRITING = {
    "409": "Too many proposals wait already.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "The key was used for another content.",
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. A wrong parameter also stands under its own name.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "parameter": {"type": "string"},
                    "value": {"type": "string"},
                    "detail": {"type": "string"},
                    "nearest": {"type": "string"},
                },
                "required": ["parameter", "value", "detail", "nearest"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": True,
}


class Schema(AutoSchema):
    def get_filter_backends(self) -> list[Any]:
        """The views ask their filters themselves; to the description it is as if the library
        did."""
        if not (self._is_list_view() and getattr(self.view, "filterset_class", None)):
            return []
        from django_filters.rest_framework import DjangoFilterBackend  # nothing else needs it

        return [DjangoFilterBackend]

    def get_override_parameters(self) -> list[Any]:
        view: Any = self.view
        found = [
            OpenApiParameter(
                "lang",
                enum=list(LANGUAGES),
                description="Language of names and texts (default: en).",
            )
        ]
        if not hasattr(view, "field_names"):
            return found
        found += [
            OpenApiParameter(
                "as_of",
                date,
                description=(
                    "The registry on this day: who took part, names, editions, figures as they were"
                    " held (default: today)."
                ),
            ),
            OpenApiParameter(
                "fields",
                description="Only these fields, with commas between them.",
                enum=list(view.field_names()),
                many=True,
                explode=False,
                style="form",
            ),
        ]
        if self._is_list_view() and view.orderings:
            names = both_ways(view.orderings)
            found.append(
                OpenApiParameter("ordering", enum=names, description="`-` turns it round.")
            )
        if self._is_list_view() and hasattr(view, "cursor_parameters"):
            found += view.cursor_parameters
        return found


def complete(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """What the library does not write by itself."""
    schemas = result["components"].setdefault("schemas", {})
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            forget_the_column(field)
    schemas["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            describe_answers(operation)
            describe_empty_values(operation.get("parameters", []))
    return result


def forget_the_column(field: dict[str, Any]) -> None:
    """How wide a database's column is says nothing of the number, and differs between databases."""
    if field.get("type") == "integer":
        for word in ("maximum", "format"):
            field.pop(word, None)


def needs_a_token(operation: dict[str, Any]) -> bool:
    """Says so in the description too, where the library adds that nobody need sign in."""
    ways = [one for one in operation.get("security", []) if one]
    if ways:
        operation["security"] = ways
    return bool(ways)


def describe_empty_values(parameters: list[dict[str, Any]]) -> None:
    """A list takes an empty value as it takes none: forms send them."""
    if "fields" not in {one["name"] for one in parameters}:
        return
    for one in parameters:
        if one["in"] == "query" and one["name"] not in NEVER_EMPTY:
            one["allowEmptyValue"] = True


def describe_answers(operation: dict[str, Any]) -> None:
    names_a_record = any(one["in"] == "path" for one in operation.get("parameters", []))
    for answer in operation["responses"].values():
        for form, content in answer.get("content", {}).items():
            if form != "application/json" and not form.endswith("+json"):
                content["schema"] = {"type": "string"}
    problems = PROBLEMS | (OF_A_TOKEN if needs_a_token(operation) else {})
    problems |= OF_WRITING if "requestBody" in operation else {}
    for status, words in problems.items():
        if status in OF_ONE and not names_a_record:
            continue
        operation["responses"].setdefault(
            status,
            {
                "description": words,
                "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
