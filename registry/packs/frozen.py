"""A frozen pack never changes: the database refuses too, as it does for published editions
(publication/frozen.py). Who froze it may be forgotten with the account."""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from registry.common import triggers
from registry.common.triggers import Trigger, columns, differs
from registry.packs.models import MeetingPack, PackContent, PackPart

MODELS = (MeetingPack, PackPart, PackContent)
MESSAGE = "a frozen meeting pack never changes"
OF_PACK = (
    "EXISTS (SELECT 1 FROM registry_meetingpack AS pack WHERE pack.id = {row}.pack_id AND"
    " pack.checksum <> '')"
)


def refusals(using: str) -> Iterator[Trigger]:
    is_sqlite = connections[using].vendor == "sqlite"
    own, table = "OLD.checksum <> ''", MeetingPack._meta.db_table
    changed = differs(columns(MeetingPack, ("frozen_by",)), is_sqlite)
    yield refusal("pack_frozen_update", "UPDATE", table, f"{own} AND {changed}")
    yield refusal("pack_frozen_delete", "DELETE", table, own)
    for model in (PackPart, PackContent):
        table, name = model._meta.db_table, model._meta.model_name
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            condition = OF_PACK.format(row=row)
            yield refusal(f"{name}_frozen_{event.lower()}", event, table, condition)


def refusal(name: str, event: str, table: str, condition: str) -> Trigger:
    return Trigger(name=name, event=event, table=table, condition=condition, message=MESSAGE)


def install(sender: Any, using: str, **kwargs: Any) -> None:
    if triggers.are_whole(using, MODELS):
        triggers.install(using, refusals(using))


def remove(sender: Any, using: str, **kwargs: Any) -> None:
    triggers.remove(using, refusals(using))
