"""Addresses stay: a record whose slug was changed is found at its old address too, and what was
deleted is said to be gone.

The database itself notes each change (triggers, on SQLite and PostgreSQL), so that every way in is
covered: a form, an import, a command. An old address leads to the record as it is now, in one step
however often it was changed; a record that takes an old slug has the address from then on.

registry/addresses.py names the part of each address that is a slug, and of which model.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.http import HttpRequest
from django.urls import reverse

from registry.common import triggers
from registry.common.models import FormerAddress
from registry.common.triggers import Trigger

NOTED_IN = "registry_formeraddress"
FORGET = "DELETE FROM registry_formeraddress WHERE kind = '{kind}' AND slug IN ({slugs});"
NOTE = (
    "INSERT INTO registry_formeraddress (kind, slug, record) VALUES ('{kind}', OLD.slug, {record});"
)
LOSE = "UPDATE registry_formeraddress SET record = NULL WHERE kind = '{kind}' AND record = OLD.id;"
# by what happens to the row: (event, condition, statements)
RULES = {
    "made": ("INSERT", "", FORGET.replace("{slugs}", "NEW.slug")),
    "renamed": (
        "UPDATE",
        "OLD.slug <> NEW.slug",
        FORGET.replace("{slugs}", "OLD.slug, NEW.slug") + NOTE.replace("{record}", "NEW.id"),
    ),
    "deleted": (
        "DELETE",
        "",
        LOSE + FORGET.replace("{slugs}", "OLD.slug") + NOTE.replace("{record}", "NULL"),
    ),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """`to`: the address as it is now."""

    to: str


class Gone:
    """The record was deleted."""


_index: dict[str, tuple[str, str]] = {}


def declare(index: dict[str, tuple[str, str]]) -> None:
    """`index`: by the name of a route, the part of it that is a slug and the model's name."""
    _index.update(index)


def place_of(route: str) -> tuple[str, str]:
    """Of a route that holds a slug: which part of it that is, and of which model."""
    return _index[route]


def kinds() -> set[str]:
    """Names of the models that have addresses."""
    return {kind for _part, kind in _index.values()}


def is_found(row: Any) -> bool:
    """Whether readers find the record at its address."""
    return getattr(row, "is_public", True)


def what_became_of(request: HttpRequest) -> Moved | Gone | None:
    """Of an address at which nothing was found; None where nothing ever was."""
    match = request.resolver_match
    if match is None or match.url_name not in _index:
        return None
    part, kind = _index[match.url_name]
    former = FormerAddress.objects.filter(kind=kind, slug=match.kwargs[part]).first()
    if former is None:
        return None
    if former.record is None:
        return Gone()
    model: Any = apps.get_model("registry", kind)
    row = model._base_manager.get(pk=former.record)
    if not is_found(row):
        return None  # the new address of a draft is not told
    address = reverse(match.view_name, kwargs=match.kwargs | {part: row.slug})
    query = request.META.get("QUERY_STRING", "")
    return Moved(f"{address}?{query}" if query else address)


def rules() -> list[Trigger]:
    found = []
    for kind in sorted(kinds()):
        table = apps.get_model("registry", kind)._meta.db_table
        for name, (event, condition, statements) in RULES.items():
            found.append(
                Trigger(
                    name=f"former_address_{kind}_{name}",
                    event=event,
                    table=table,
                    condition=condition,
                    statements=statements.format(kind=kind),
                )
            )
    return found


def install(sender: AppConfig, using: str, **kwargs: Any) -> None:
    if NOTED_IN in connections[using].introspection.table_names():
        triggers.install(using, rules())


def remove(sender: AppConfig, using: str, **kwargs: Any) -> None:
    triggers.remove(using, rules())
