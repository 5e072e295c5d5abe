from django.core.management.commands.flush import Command as Flush
from django.db import DEFAULT_DB_ALIAS

from registry.publication import frozen


class Command(Flush):
    """Django's own, which empties by DELETE on SQLite: what refuses to change is let go first,
    and comes back afterwards."""

    def handle(self, **options) -> None:
        using = options.get("database") or DEFAULT_DB_ALIAS
        frozen.remove(None, using)
        try:
            super().handle(**options)
        finally:
            frozen.install(None, using)
