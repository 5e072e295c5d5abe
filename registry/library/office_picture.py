"""The picture of its first page that an Office program keeps in a file when it is asked to: the
only one there is, as nothing here draws Office files."""

import zipfile
from io import BytesIO

from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE
from registry.library.reading_pdf import THUMBNAIL
from registry.media.making import decoded

NAMES = ("docProps/thumbnail.jpeg", "docProps/thumbnail.jpg", "docProps/thumbnail.png")
LARGEST = 2 * MEGABYTE


def kept_picture(archive: zipfile.ZipFile) -> tuple[bytes, int, int]:
    """As WebP, with its width and height; nothing where the file has none, or none that serves."""
    name = next((name for name in NAMES if name in archive.namelist()), "")
    if not name or archive.getinfo(name).file_size > LARGEST:
        return b"", 0, 0
    try:
        picture = decoded(archive.read(name)).convert("RGB")
    except RuleError:
        return b"", 0, 0
    picture.thumbnail(THUMBNAIL)
    out = BytesIO()
    picture.save(out, "WEBP", quality=80, method=4)
    return out.getvalue(), picture.width, picture.height
