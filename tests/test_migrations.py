"""Migrations are complete, and the guards that stand beside them are in place after each
migrate."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from registry import addresses
from registry.common.models import FormerAddress
from registry.database_guards import AFTER_MIGRATE
from registry.packs.models import MeetingPack
from registry.process.models import Meeting
from registry.search.models import SearchText

pytestmark = pytest.mark.django_db


def test_no_migration_is_missing():
    """In a process of its own, where no other test has touched a model."""
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


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
        f"{name}_periods_do_not_overlap"
        for name in ("designation", "groupmembership", "mandate", "participation")
    }
    one_state = {"contactpoint_one_state", "authority_one_state"}
    frozen = {
        f"{name}_frozen"
        for name in (
            *("edition", "section", "editioncontent", "sectionfigure"),
            *("pack", "packpart", "packcontent"),
        )
    }
    noted = {f"former_address_{kind}" for _part, kind in addresses.INDEX.values()}
    found = {"search_follows"} if connection.vendor == "sqlite" else set()
    assert rules == periods | one_state | frozen | noted | found


def test_a_rebuilt_table_gets_its_guard_back():
    """On SQLite a rebuild drops the triggers of a table; `migrate` puts them back."""
    for guard in AFTER_MIGRATE:
        guard.remove(apps.get_app_config("registry"), using="default")
        guard.install(apps.get_app_config("registry"), using="default")
        guard.install(apps.get_app_config("registry"), using="default")
    test_the_guards_stand_after_migrate()


def test_a_database_with_a_frozen_pack_is_emptied_and_guarded_afterwards():
    meeting = Meeting.objects.all()[0]
    MeetingPack.objects.create(meeting=meeting, checksum="0" * 64)
    meeting.slug = "renamed"
    meeting.save()
    connection.check_constraints()  # PostgreSQL empties no table while checks of it wait
    call_command("flush", interactive=False, verbosity=0)
    for model in (MeetingPack, Meeting, FormerAddress, SearchText):
        assert not model.objects.exists()
    test_the_guards_stand_after_migrate()
