"""Migrations are complete, and the guards that stand beside them are in place after each migrate."""

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_guards_stand_after_migrate():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            rules = {name.rsplit("_", 1)[0] for (name,) in cursor.fetchall()}
        else:
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
            rules = {name for (name,) in cursor.fetchall()}
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            rules |= {name.rsplit("_", 1)[0] for (name,) in cursor.fetchall()}
    periods = {
        f"{name}_periods_do_not_overlap" for name in ("designation", "groupmembership", "mandate", "participation")
    }
    assert rules == periods | {f"{name}_frozen" for name in ("edition", "section", "editioncontent", "sectionfigure")}


def test_a_rebuilt_table_gets_its_guard_back():
    """On SQLite a rebuild drops the triggers of a table; `migrate` puts them back."""
    from django.apps import apps

    from registry.common import guards
    from registry.profiles import frozen

    for guard in (guards, frozen):
        guard.remove(apps.get_app_config("registry"), using="default")
        guard.install(apps.get_app_config("registry"), using="default")
        guard.install(apps.get_app_config("registry"), using="default")
    test_the_guards_stand_after_migrate()
