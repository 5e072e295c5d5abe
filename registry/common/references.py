"""A record's name in files: its natural key in words ("GEO/light/2026/1"), for fixtures, imports
and exports alike."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from registry.common.records import Record


def paths(model: type[Record], prefix: str = "") -> Iterator[str]:
    """Look-ups that make up a reference, relations followed: state__iso_alpha3, kind, ..."""
    for name in model.reference_fields:
        field: Any = model._meta.get_field(name)
        if field.is_relation:
            yield from paths(field.related_model, f"{prefix}{name}__")
        else:
            yield f"{prefix}{name}"


def joins(model: type[Record]) -> set[str]:
    """Relations of a row that its file names: each with what its reference is made of."""
    found = set()
    for field in model._meta.fields:
        related: Any = field.related_model
        if field.is_relation and hasattr(related, "reference_fields"):
            found.add(field.name)
            for path in paths(related):
                before, separator, _last = path.rpartition("__")
                if separator:
                    found.add(f"{field.name}__{before}")
    return found


def known(model: type[Record]) -> dict[str, int]:
    """Every reference of a model with its primary key, in one query."""
    return {reference: found[-1] for reference, found in numbers(model).items()}


def numbers(model: type[Record]) -> dict[str, list[int]]:
    """As `known`, with every row where several have the same reference."""
    found: dict[str, list[int]] = {}
    for pk, *parts in model._base_manager.values_list("pk", *paths(model)):
        reference = "/".join("" if part is None else str(part) for part in parts)
        found.setdefault(reference, []).append(pk)
    return found


def find(model: type[Record], reference: str) -> Record:
    """The row of that name. Raises model.DoesNotExist with a sentence that shows the form a
    reference has."""
    names = list(paths(model))
    parts = str(reference).strip().split("/", len(names) - 1)
    form = "/".join(name.rsplit("__", 1)[-1] for name in names)
    if len(parts) == len(names):
        try:
            return model._base_manager.get(
                **{name: part or None for name, part in zip(names, parts, strict=True)}
            )
        except (model.DoesNotExist, ValueError, ValidationError):
            pass
    raise model.DoesNotExist(f"No {model._meta.verbose_name} “{reference}” (expected: {form}).")
