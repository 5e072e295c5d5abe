"""An authority and its contact points belong to one state: the database refuses otherwise, on
SQLite and PostgreSQL, whatever the way in.

Triggers (common/triggers.py), which look at what is written, not at rows that were there before. A
refusal is an IntegrityError on both.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections

from registry.common import triggers
from registry.common.triggers import Trigger
from registry.contacts.models import Authority, ContactPoint

MESSAGE = "an authority and its contact points belong to one state"
IS_OF_ANOTHER = (
    "EXISTS (SELECT 1 FROM registry_authority AS office WHERE office.id = NEW.authority_id AND"
    " office.state_id <> NEW.state_id)"
)
HAS_OTHERS = (
    "OLD.state_id <> NEW.state_id AND EXISTS (SELECT 1 FROM registry_contactpoint AS person WHERE"
    " person.authority_id = NEW.id AND person.state_id <> NEW.state_id)"
)
TABLES = (Authority._meta.db_table, ContactPoint._meta.db_table)


def rules() -> list[Trigger]:
    authority, person = TABLES
    is_moved = "(OLD.state_id <> NEW.state_id OR OLD.authority_id <> NEW.authority_id)"
    found = [
        ("contactpoint_one_state_insert", "INSERT", person, IS_OF_ANOTHER),
        ("contactpoint_one_state_update", "UPDATE", person, f"{is_moved} AND {IS_OF_ANOTHER}"),
        ("authority_one_state_update", "UPDATE", authority, HAS_OTHERS),
    ]
    return [
        Trigger(name=name, event=event, table=table, condition=condition, message=MESSAGE)
        for name, event, table, condition in found
    ]


def install(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """In the middle of the migrations, where one of the tables is missing, none of them."""
    if {*TABLES} <= set(connections[using].introspection.table_names()):
        triggers.install(using, rules())


def remove(sender: AppConfig, using: str, **kwargs: Any) -> None:
    triggers.remove(using, rules())
