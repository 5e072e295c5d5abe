"""A file of an import waits for its confirmation in a directory of the registry, and goes when
nobody confirms it."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from registry.common import waiting_files
from registry.secretariat.daily_work import STEPS
from registry.states.models import RegionalGroup
from tests.conftest import TODAY, signed_in
from tests.importing import as_csv, confirm, exported, preview

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(editor):
    return signed_in(editor, second_factor=True)


def changed() -> bytes:
    row = exported(RegionalGroup.objects.get(slug="eu"))
    return as_csv(row | {"name_en": "Changed"})


def waiting() -> list[Path]:
    return sorted(waiting_files.directory().iterdir())


def test_it_waits_where_nobody_else_reads(staff):
    shared = set(Path(tempfile.gettempdir()).iterdir())
    preview(staff, RegionalGroup, changed())
    assert len(waiting()) == 1
    assert waiting_files.directory().stat().st_mode & 0o077 == 0
    new = set(Path(tempfile.gettempdir()).iterdir()) - shared
    assert not [path for path in new if path.is_file() and b"Changed" in path.read_bytes()]


def test_what_is_confirmed_is_written_and_goes(staff):
    confirm(staff, RegionalGroup, preview(staff, RegionalGroup, changed()))
    assert RegionalGroup.objects.get(slug="eu").name_en == "Changed"
    assert waiting() == []


def test_the_daily_run_removes_what_nobody_confirmed_and_nothing_younger(staff):
    preview(staff, RegionalGroup, changed())
    old = waiting()[0]
    yesterday = time.time() - waiting_files.KEPT_FOR - 60
    os.utime(old, (yesterday, yesterday))
    young = preview(staff, RegionalGroup, changed())
    assert STEPS["forgot_import_files"](TODAY) == 1
    assert len(waiting()) == 1
    assert not old.exists()
    confirm(staff, RegionalGroup, young)
    assert RegionalGroup.objects.get(slug="eu").name_en == "Changed"


def test_no_name_leads_out_of_the_directory():
    outside = waiting_files.directory().parent / "secret"
    outside.write_text("secret")
    with pytest.raises(OSError, match="No such file"):
        waiting_files.WaitingFile(name="../secret").read()


def test_a_file_that_did_not_fit_leaves_nothing(monkeypatch):
    def full(self, data):
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        waiting_files.WaitingFile().save(b"slug,name\n")
    assert waiting() == []
