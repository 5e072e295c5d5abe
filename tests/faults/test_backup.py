"""The README's backup and restore, command by command, on the database that the suite runs on."""

import os
import re
import shutil
import subprocess
import tarfile

import pytest
from django.conf import settings

from registry.common import backup
from registry.common.errors import RuleError
from tests.conftest import need
from tests.databases import database_url
from tests.faults.serving import Registry

LETTER = b"%PDF-1.4 the letter by which Testland endorses"
IS_SQLITE = "sqlite" in settings.DATABASES["default"]["ENGINE"]
CONTENT = f"""
from datetime import date
from django.core.files.base import ContentFile
from registry.profiles.models import Edition, MigrationProfile
from registry.profiles.moves import Transition
from registry.profiles.templates import ProfileTemplate
from tests import make
day = date(2031, 5, 1)
template = ProfileTemplate.objects.create(kind="light", number=1, in_use_from=2031)
edition = Edition.objects.create(
    profile=make.profile(make.state()), template=template, year=2031
)
row = Transition.objects.create(
    edition=edition, step="endorse", on=day, letter=ContentFile({LETTER!r}, "l.pdf")
)
print("LETTER", row.pk)
"""


def readme_commands(first_words: str) -> str:
    """The block of commands after these words of the README."""
    text = (settings.BASE_DIR / "README.md").read_text()
    return re.search(r"```\n(.*?)```", text[text.index(first_words) :], re.DOTALL)[1]


def run(commands: str, directory, environment: dict) -> None:
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def installation(directory) -> Registry:
    """A directory that looks like /srv/registry, with a var of its own."""
    (directory / "var").mkdir(parents=True)
    for name in ("manage.py", ".venv"):
        (directory / name).symlink_to(settings.BASE_DIR / name)
    url = database_url(directory / "var", "backup", copy_of="migrated")
    return Registry(directory / "var", url)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    if not IS_SQLITE:
        need(shutil.which("pg_dump"), "postgresql-client")
    made = installation(tmp_path_factory.mktemp("backup") / "first")
    made.set_up()
    made.letter = re.search(r"LETTER (\d+)", made.manage("shell", "-v0", "-c", CONTENT))[1]
    return made


@pytest.mark.slow
def test_a_restored_registry_has_its_records_and_letters(running, tmp_path):
    first, second = running.directory.parent, tmp_path / "second"
    running.start()  # a backup is taken while it runs
    try:
        run(readme_commands("**Backup and restore.**"), first, running.environment)
    finally:
        running.stop()

    restored = Registry(second / "var", running.environment["DATABASE_URL"])
    second.mkdir()
    (first / "backups").rename(second / "backups")
    if IS_SQLITE:
        restored.environment["DATABASE_URL"] = f"sqlite:///{second / 'var' / 'registry.sqlite3'}"
        run(readme_commands("SQLite (never copy the live file"), second, restored.environment)
    else:
        url = database_url(second, "restored")
        address, _slash, name = url.rpartition("/")
        run(f'dropdb --maintenance-db "{address}/postgres" {name}', second, restored.environment)
        commands = readme_commands("To restore into an empty installation, PostgreSQL")
        commands = re.sub(r"RESTORED=\S+", f"RESTORED={url}", commands, count=1)
        commands = commands.replace("registry_restored", name)
        run(commands, second, restored.environment)
        restored.environment["DATABASE_URL"] = url
    run(readme_commands("Both, the files and the keys:"), second, restored.environment)

    restored.session = running.session  # signed with the first one’s key
    restored.start()
    try:
        address = f"/admin/registry/edition/letters/{running.letter}/"
        assert restored.get(address, signed_in=True).text.encode() == LETTER
        assert restored.get("/en/states/").status == 200
        assert restored.get("/healthz").text == "ok"
        assert "testland" in restored.manage("shell", "-v0", "-c", STATES)
    finally:
        restored.stop()


STATES = "from registry.models import State; print(*State.objects.values_list('slug', flat=True))"


def test_a_backup_is_whole_or_not_there(running, tmp_path):
    target = tmp_path / "copy"
    running.manage("backup", str(target))
    assert {path.stat().st_mode & 0o077 for path in [target, *target.iterdir()]} == {0}
    with tarfile.open(target / "media.tar") as archive:
        assert [name.split("/")[0] for name in archive.getnames()] == ["letters"]
    assert backup.check(target)["uploaded_files"] == 1
    with pytest.raises(AssertionError, match="exists. Name a directory that does not"):
        running.manage("backup", str(target))
    copy = next(path for path in target.iterdir() if path.name.startswith("database"))
    with copy.open("r+b") as file:
        file.seek(100)
        file.write(b"!")
    with pytest.raises(RuleError, match="is damaged"):
        backup.check(target)
    copy.unlink()
    with pytest.raises(RuleError, match="is missing"):
        backup.check(target)
    with pytest.raises(RuleError, match="no whole backup"):
        backup.check(tmp_path)


def test_a_backup_that_fails_leaves_nothing(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path / "media")

    def full(directory):
        (directory / "database.dump").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "copy_database", full)
    with pytest.raises(RuleError, match="No space left"):
        backup.back_up(tmp_path / "copies" / "today")
    assert os.listdir(tmp_path / "copies") == []


def test_a_file_that_a_record_names_and_the_disk_lacks_is_said(running, tmp_path):
    letters = running.directory / "media" / "letters"
    letters.rename(tmp_path / "elsewhere")
    try:
        running.manage("backup", str(tmp_path / "copy"))
    finally:
        (tmp_path / "elsewhere").rename(letters)
    said = backup.check(tmp_path / "copy")
    assert len(said["missing_files"]) == 1
    assert said["missing_files"][0].startswith("letters/")
