"""Triggers of the database in its two dialects: a rule gives a condition, and a message or
statements; the rest is written here once.

They are put in place after each migrate: a table rebuild on SQLite drops triggers, and a trigger
that names another table blocks that table's rebuild.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections
from django.db.models import Model

REFUSES_ON_SQLITE = "SELECT RAISE(ABORT, '{message}');"
REFUSES_ON_POSTGRESQL = (
    "RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Where `condition` holds ("": always), either the write is refused with `message`, an
    IntegrityError on both databases, or `statements` follow it."""

    name: str
    event: str
    table: str
    condition: str = ""
    message: str = ""
    statements: str = ""

    @property
    def on_sqlite(self) -> list[str]:
        moment = "BEFORE" if self.message else "AFTER"
        when = f"WHEN {self.condition}" if self.condition else ""
        body = REFUSES_ON_SQLITE.format(message=self.message) if self.message else self.statements
        head = f"CREATE TRIGGER {self.name} {moment} {self.event} ON {self.table}"
        return [f"{head} {when} BEGIN {body} END"]

    @property
    def on_postgresql(self) -> list[str]:
        """The condition stands in the function: PostgreSQL allows no query in WHEN."""
        moment = "BEFORE" if self.message else "AFTER"
        row = "OLD" if self.event == "DELETE" else "NEW"
        does = REFUSES_ON_POSTGRESQL.format(message=self.message) if self.message else ""
        body = does or self.statements
        if self.condition:
            body = f"IF {self.condition} THEN {body} END IF;"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" {body} RETURN {row}; END $$",
            f"CREATE TRIGGER {self.name} {moment} {self.event} ON {self.table} FOR EACH ROW EXECUTE"
            f" FUNCTION {self.name}()",
        ]


def columns(model: type[Model], free: tuple[str, ...] = ()) -> list[str]:
    """All but those that may change."""
    fields = [field for field in model._meta.concrete_fields if field.name not in free]
    return [str(field.column) for field in fields]


def differs(names: list[str], is_sqlite: bool) -> str:
    word = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    return "(" + " OR ".join(f'OLD."{name}" {word} NEW."{name}"' for name in names) + ")"


def are_whole(using: str, models: tuple[type[Model], ...]) -> bool:
    """False in the middle of the migrations, where a table is missing or has not yet all that
    the models name."""
    database = connections[using].introspection
    if not {model._meta.db_table for model in models} <= set(database.table_names()):
        return False
    with connections[using].cursor() as cursor:
        for model in models:
            table = database.get_table_description(cursor, model._meta.db_table)
            if not set(columns(model)) <= {column.name for column in table}:
                return False
    return True


def install(using: str, triggers: Iterable[Trigger]) -> None:
    """Anew; of tables that are there."""
    wanted = list(triggers)
    remove(using, wanted)
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in wanted:
            if trigger.table not in existing:
                continue
            is_sqlite = connection.vendor == "sqlite"
            for statement in trigger.on_sqlite if is_sqlite else trigger.on_postgresql:
                cursor.execute(statement)


def remove(using: str, triggers: Iterable[Trigger]) -> None:
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in triggers:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
            elif trigger.table in existing:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}")
