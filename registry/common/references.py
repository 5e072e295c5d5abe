"""A record's name in files: its natural key in words ("GEO/light/2026/1"), for fixtures, imports and exports alike."""

from collections.abc import Iterator

from django.db import models


def paths(model: type[models.Model], prefix: str = "") -> Iterator[str]:
    """Look-ups that make up a reference, relations followed: state__iso_alpha3, kind, ..."""
    for name in model.reference_fields:
        field = model._meta.get_field(name)
        if field.is_relation:
            yield from paths(field.related_model, f"{prefix}{name}__")
        else:
            yield f"{prefix}{name}"


def known(model: type[models.Model]) -> dict[str, int]:
    """Every reference of a model with its primary key, in one query."""
    rows = model._base_manager.values_list("pk", *paths(model))
    return {"/".join("" if part is None else str(part) for part in parts): pk for pk, *parts in rows}


def find(model: type[models.Model], reference: str) -> models.Model:
    """The row of that name. Raises model.DoesNotExist with a sentence that shows the form a reference has."""
    names = list(paths(model))
    parts = str(reference).strip().split("/", len(names) - 1)
    form = "/".join(name.rsplit("__", 1)[-1] for name in names)
    if len(parts) == len(names):
        try:
            return model._base_manager.get(**{name: part or None for name, part in zip(names, parts, strict=True)})
        except (model.DoesNotExist, ValueError):
            pass
    raise model.DoesNotExist(f"No {model._meta.verbose_name} “{reference}” (expected: {form}).")
