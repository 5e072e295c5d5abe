"""The files of a picture: a directory for each upload, so that what is shown changes with the row
and not before."""

from pathlib import Path

from registry.common.kept_folders import Folders
from registry.media.making import Made, cut_anew
from registry.media.models import Picture

FOLDERS = Folders("pictures", "Picture")
directory_of = FOLDERS.directory_of
forget_later = FOLDERS.forget_later


def keep(row: Picture, made: Made) -> None:
    """Writes the files and sets the row's fields; the caller saves it. The earlier files go once
    that is committed."""
    FOLDERS.remove_unclaimed()
    old = row.folder
    row.folder = FOLDERS.written(made.files)
    row.form, row.widths = made.form, made.widths
    row.width, row.height = made.width, made.height
    forget_later(old)


def cut_again(row: Picture) -> None:
    """After its focus has changed."""
    here, old = directory_of(row.folder), row.folder
    files = {path.name: path.read_bytes() for path in here.iterdir()}
    widest = files[f"{max(row.widths)}.{row.form}"]
    files |= cut_anew(widest, row.form, focus=(row.focus_x, row.focus_y))
    row.folder = FOLDERS.written(files)
    forget_later(old)


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
