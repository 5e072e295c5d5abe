from django.apps import apps
from django.core.management.commands.flush import Command as Flush
from django.db import DEFAULT_DB_ALIAS

from registry.database_guards import GUARDS


class Command(Flush):
    """Django's own, which empties by DELETE on SQLite: what refuses or notes a deletion is let go
    first, and comes back afterwards."""

    def handle(self, **options) -> None:
        registry = apps.get_app_config("registry")
        using = options.get("database") or DEFAULT_DB_ALIAS
        for guard in GUARDS:
            guard.remove(registry, using)
        try:
            super().handle(**options)
        finally:
            for guard in GUARDS:
                guard.install(registry, using)
