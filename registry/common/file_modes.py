"""Who may read the registry's files on its machine: its own account, and for static files the
server in front.

New files get their modes by the umask (manage.py, wsgi.py), by the settings of uploads and by the
storages; what an earlier version left more open is closed at each start.
"""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from pragueprocess.env import VAR_DIR
from registry.common.version_file import PARTS, part_file, version_file

PASSED_THROUGH = 0o711  # others reach static files in it, and list nothing
OWN_DIRECTORY = 0o700
OWN_FILE = 0o600
SECRETS = ("secret-key", "factor-key")


def tighten() -> None:
    if VAR_DIR.exists() and VAR_DIR.stat().st_mode & 0o777 != PASSED_THROUGH:
        VAR_DIR.chmod(PASSED_THROUGH)
    for path in own_files():
        narrow(path, OWN_FILE)
    for directory in (Path(settings.MEDIA_ROOT), getattr(settings, "EMAIL_FILE_PATH", None)):
        if directory:
            narrow_tree(Path(directory))


def own_files() -> list[Path]:
    """Those that nobody else reads, there or not."""
    secrets = [settings.STATE_DIR / name for name in SECRETS]
    return [*database_files(), *secrets, version_file(), *map(part_file, PARTS)]


def database_files() -> list[Path]:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        return []
    return [Path(name + end) for end in ("", "-wal", "-shm")]


def narrow_tree(top: Path) -> None:
    for directory, _directories, names in os.walk(top):
        narrow(Path(directory), OWN_DIRECTORY)
        for name in names:
            narrow(Path(directory) / name, OWN_FILE)


def narrow(path: Path, most: int) -> None:
    """Takes away what goes beyond `most`, and adds nothing. Another account's file stays as it
    is."""
    try:
        mode = path.stat().st_mode & 0o777
        if mode & ~most:
            path.chmod(mode & most)
    except (FileNotFoundError, PermissionError):
        pass
