"""A backup: the database, the uploaded files and the keys, in one new directory with a list of
checksums.

The database comes first: a file is written before the row that names it, so every row of the copy
finds its file.
"""

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.db import connection, models
from django.utils import timezone

from registry.common import shared_files, waiting_files
from registry.common.errors import RuleError
from registry.common.kept_folders import named_by_rows
from registry.common.whole_files import checksum, write_whole

LIST = "backup.json"
MEDIA = "media.tar"
NOTED = "last-backup.json"
KEYS = "*-key"  # beside the database; what the environment holds is kept with the environment


def back_up(directory: Path) -> dict:
    """Returns the list that is kept with it. Raises RuleError; then nothing is left."""
    if directory.exists():
        raise RuleError(f"{directory} exists. Name a directory that does not: each backup is one.")
    unfinished = directory.with_name(f"{directory.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        copy_database(unfinished)
        wanted, directories = set(files_that_rows_name()), set(named_by_rows())
        kept = pack_files(unfinished / MEDIA)
        packed = {str(Path(name).parent) for name in kept}
        for key in sorted(Path(settings.STATE_DIR).glob(KEYS)):
            shutil.copy2(key, unfinished / key.name)
        said = {
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "database": connection.vendor,
            "uploaded_files": len(kept),
            "missing_files": sorted((wanted - kept) | (directories - packed)),
            "files": {path.name: checksum(path) for path in sorted(unfinished.iterdir())},
        }
        (unfinished / LIST).write_text(json.dumps(said, indent=1) + "\n")
        unfinished.rename(directory)
        note(str(said["made_at"]))
    except OSError as error:
        raise RuleError(f"The backup could not be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return said


def note(made_at: str) -> None:
    """For the doctor, who asks how old the last one is."""
    noted = json.dumps({"made_at": made_at})
    write_whole(Path(settings.STATE_DIR) / NOTED, noted.encode())


def last() -> dict | None:
    """What is noted of the last backup that was made of this installation."""
    try:
        return json.loads((Path(settings.STATE_DIR) / NOTED).read_text())
    except (OSError, ValueError):
        return None


def copy_database(directory: Path) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(directory / "database.sqlite3")])
        return
    found = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = {name: str(found[key]) for name, key in names.items() if found[key]}
    command = ["pg_dump", "--format=custom", f"--file={directory / 'database.dump'}", found["NAME"]]
    try:
        # a program of the database, with names from the settings
        done = subprocess.run(  # noqa: S603
            command, env=os.environ | environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise RuleError("pg_dump is missing. Install Debian’s postgresql-client.") from None
    if done.returncode:
        raise RuleError(f"pg_dump failed: {done.stderr.strip()}")


def files_that_rows_name() -> Iterator[str]:
    """Relative to MEDIA_ROOT."""
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, models.FileField):
                folder = getattr(field.storage, "folder", "")
                rows = model._base_manager.exclude(**{field.name: ""})
                for name in rows.values_list(field.name, flat=True):
                    yield str(Path(folder, name))


def pack(media: Path, target: Path) -> set[str]:
    """Every file below `media`, but for those that went meanwhile. Returns their names."""
    kept = set()
    with tarfile.open(target, "w") as archive:
        for path in sorted(path for path in media.rglob("*") if path.is_file()):
            name = str(path.relative_to(media))
            try:
                archive.add(path, arcname=name)
            except FileNotFoundError:
                continue
            kept.add(name)
    return kept


def pack_files(target: Path) -> set[str]:
    if not shared_files.is_remote():
        return pack(Path(settings.MEDIA_ROOT), target)
    kept = set()
    with tarfile.open(target, "w") as archive, tempfile.TemporaryDirectory() as directory:
        copied = Path(directory, "copied")
        for found in shared_files.names():
            if found.name.startswith(f"{waiting_files.FOLDER}/"):
                continue
            try:
                shared_files.copy(found.name, copied)
            except FileNotFoundError:
                continue
            archive.add(copied, arcname=found.name)
            kept.add(found.name)
    return kept


def bring_files(directory: Path) -> int:
    """Every file below a directory, as a backup's list of files is unpacked, into the storage of
    the registry. Returns how many. Raises RuleError."""
    if not shared_files.is_remote():
        raise RuleError("STORAGE_URL is not set: unpack the files into MEDIA_ROOT instead.")
    count = 0
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            shared_files.put(str(path.relative_to(directory)), File(file))
        count += 1
    return count


def check(directory: Path) -> dict:
    """Raises RuleError with what is wrong. Returns the backup’s list."""
    try:
        said = json.loads((directory / LIST).read_text())
    except (OSError, ValueError):
        raise RuleError(f"{directory} is no whole backup: {LIST} is missing or damaged.") from None
    for name, wanted in said["files"].items():
        path = directory / name
        if not path.exists():
            raise RuleError(f"{name} is missing from the backup.")
        if checksum(path) != wanted:
            raise RuleError(f"{name} is damaged: it is not what was written.")
    with tarfile.open(directory / MEDIA) as archive:
        found = sum(member.isfile() for member in archive)
    if found != said["uploaded_files"]:
        raise RuleError(f"{MEDIA} holds {found} files instead of {said['uploaded_files']}.")
    return said
