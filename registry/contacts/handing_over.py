"""What hangs on a contact point, in this topic and the ones it knows: what moves to a successor, what is closed, what stays.

Each topic with a relation to ContactPoint has a module of this name with `RELATIONS`; a test fails where a relation is not declared.
MOVES: open work, goes on in the successor's hands. CLOSES: was a question to the person, ends with the term. STAYS: a record of
what was, which remains the predecessor's.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from registry.apps import TOPICS
from registry.contacts.models import ContactPoint

MOVES, CLOSES, STAYS = "moves", "closes", "stays"

RELATIONS = {
    "Delivery.contact_point": MOVES,  # letters that wait for an answer
    "ConfirmationRequest.contact_point": CLOSES,
    "EmailChange.contact_point": CLOSES,
    "Invitation.contact_point": CLOSES,
    "OfficeChange.contact_point": CLOSES,
    "Handover.predecessor": STAYS,
    "Handover.successor": STAYS,
    "DetailChange.contact_point": STAYS,
    "Bounce.contact_point": STAYS,
    "Look.contact_point": STAYS,
    "Merge.kept": STAYS,
    "Merge.dropped": STAYS,
    "BulkAct.contact_points": STAYS,
    "SentMessage.contact_point": STAYS,
    "ContactPoint.merged_into": STAYS,
}


def declared() -> dict[str, str]:
    """Of every topic."""
    found: dict[str, str] = {}
    for topic in TOPICS:
        name = f"registry.{topic}.handing_over"
        if find_spec(name):
            found |= import_module(name).RELATIONS
    return found


def move_open_work(predecessor: ContactPoint, successor: ContactPoint) -> dict[str, list[int]]:
    """What MOVES and is open (each such model's queryset says what `unanswered` or `open` is), by relation."""
    moved = {}
    for relation, fate in declared().items():
        if fate != MOVES:
            continue
        model, field = relation.split(".")
        rows = open_rows(apps.get_model("registry", model)).filter(**{field: predecessor})
        moved[relation] = list(rows.values_list("pk", flat=True))
        rows.update(**{field: successor})
    return moved


def open_rows(model):
    rows = model.objects.all()
    return rows.unanswered() if hasattr(rows, "unanswered") else rows.open()


def relations_of(model: type) -> Iterator[tuple[str, str, str]]:
    """(name, model, field) of everything in the registry that points to `model`."""
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model._meta if relation.auto_created and not relation.concrete else None
        if other and other.app_label == "registry" and not other.auto_created:
            yield (
                f"{relation.related_model.__name__}.{relation.field.name}",
                relation.related_model.__name__,
                relation.field.name,
            )
