"""The files of a picture: a directory for each upload, so that what is shown changes with the row
and not before."""

import secrets
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from registry.common.private_files import UNCLAIMED_SECONDS
from registry.media.making import Made, cut_anew
from registry.media.models import Picture


def directory_of(folder: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "pictures" / folder


def keep(row: Picture, made: Made) -> None:
    """Writes the files and sets the row's fields; the caller saves it. The earlier files go once
    that is committed."""
    remove_unclaimed()
    old = row.folder
    row.folder = written(made.files)
    row.form, row.widths = made.form, made.widths
    row.width, row.height = made.width, made.height
    forget_later(old)


def cut_again(row: Picture) -> None:
    """After its focus has changed."""
    here, old = directory_of(row.folder), row.folder
    files = {path.name: path.read_bytes() for path in here.iterdir()}
    widest = files[f"{max(row.widths)}.{row.form}"]
    files |= cut_anew(widest, row.form, focus=(row.focus_x, row.focus_y))
    row.folder = written(files)
    forget_later(old)


def written(files: dict[str, bytes]) -> str:
    """The name of a new directory that holds them, wholly or not at all."""
    folder = secrets.token_hex(8)
    unfinished = directory_of(f"{folder}.part")
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        for name, data in files.items():
            (unfinished / name).write_bytes(data)
        unfinished.rename(directory_of(folder))
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return folder


def remove_unclaimed() -> None:
    """Files of a day or more that no row names: a process was killed between file and row."""
    before = time.time() - UNCLAIMED_SECONDS
    claimed = set(Picture.objects.values_list("folder", flat=True))
    for path in directory_of("").glob("*"):
        if path.name not in claimed and path.stat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)


def forget_later(folder: str) -> None:
    if folder:
        transaction.on_commit(removal_of(folder))


def removal_of(folder: str) -> Callable[[], None]:
    return partial(shutil.rmtree, directory_of(folder), ignore_errors=True)


def file_of(row: Picture, size: str, form: str) -> Path:
    """Of the size that was asked for; where a replaced picture has it no longer, of that nearest
    to it. Raises FileNotFoundError for a size that no picture ever had."""
    here = directory_of(row.folder)
    form = form if form == "webp" else row.form
    if size == "card":
        return here / f"card.{form}"
    if not (size.isascii() and size.isdecimal() and len(size) < 6):
        raise FileNotFoundError(size)
    wanted = int(size)
    nearest = min((abs(width - wanted), width) for width in row.widths)[1]
    return here / f"{nearest}.{form}"
