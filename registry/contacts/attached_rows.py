"""The rows of the whole registry that are attached to a contact point, and what becomes of them
when the office passes to a successor (each model declares it: common/succession.py)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import ForeignObjectRel
from simple_history.models import HistoricalChanges

from registry.common.succession import Fate, Succession
from registry.contacts.models import ContactPoint


@dataclass(frozen=True, slots=True)
class Attachment:
    """A relation of another model to the contact point."""

    model: type[models.Model]
    field: str

    @property
    def name(self) -> str:
        """As a merge remembers it: "Delivery.contact_point"."""
        return f"{self.model.__name__}.{self.field}"

    @property
    def succession(self) -> Succession | None:
        """None where the model has no declaration."""
        return getattr(self.model, "on_succession", {}).get(self.field)

    @property
    def moves(self) -> bool:
        return self.succession is not None and self.succession.fate is Fate.MOVES

    @property
    def is_shared(self) -> bool:
        """Whether a row may be attached to several contact points."""
        return bool(self.model._meta.get_field(self.field).many_to_many)

    def rows_of(self, contact_point: ContactPoint) -> models.QuerySet:
        return self.model._default_manager.filter(**{self.field: contact_point})

    def open_rows_of(self, contact_point: ContactPoint) -> models.QuerySet:
        """Of what moves."""
        if self.succession is None or self.succession.open_rows is None:
            raise TypeError(f"{self.name} does not move at a handover.")
        return self.succession.open_rows(self.rows_of(contact_point))


def attachments_to(target: type[models.Model]) -> Iterator[Attachment]:
    """Every relation of a model of the registry to `target`. Histories and the tables between
    two models are left out.

    Not `related_objects`: it leaves out the relations that have no name on the other side.
    """
    for relation in target._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        model = relation.related_model
        is_own = model._meta.app_label == "registry" and not model._meta.auto_created
        if is_own and not issubclass(model, HistoricalChanges):
            yield Attachment(model, relation.field.name)


def moving() -> list[Attachment]:
    """What goes on to a successor."""
    return [attachment for attachment in attachments_to(ContactPoint) if attachment.moves]


def move_open_work(predecessor: ContactPoint, successor: ContactPoint) -> None:
    for attachment in moving():
        attachment.open_rows_of(predecessor).update(**{attachment.field: successor})
