"""The program that reads a PDF, in a process of its own with limits on memory and time.

A PDF is made by strangers and read by a large library in C: what it makes that library do ends with
this program. The file comes in, one line of JSON goes out. Run as a file, this module is that
program.
"""

import base64
import json
import resource
import sys
import time
from io import BytesIO
from typing import Any

MEMORY = 1024 * 1024 * 1024  # bytes of addresses
COMPUTING = 20  # seconds; what takes longer is ended by the system
READING_TEXT = 8.0  # seconds after which the rest of the text is left out
MOST_PAGES = 2000
LONGEST_PAGE, LONGEST_TEXT = 20_000, 1_000_000  # characters
THUMBNAIL = (360, 510)  # pixels at most
LONGEST_TITLE, LONGEST_LANGUAGE = 300, 35
LOCKED = 4  # of the library's errors: it asks for a password


def read(data: bytes) -> dict[str, Any]:
    """What the file holds, or {"refused": why}."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return {"refused": "locked" if error.err_code == LOCKED else "damaged"}
    if not len(file):
        return {"refused": "damaged"}
    if len(file) > MOST_PAGES:
        return {"refused": "long"}
    if raw.FPDFDoc_GetJavaScriptActionCount(file) > 0:
        return {"refused": "scripts"}
    try:
        drawn, width, height = first_page(file)
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return {"refused": "damaged"}
    return {
        "pages": len(file),
        "texts": list(texts_of(file)),
        "title": file.get_metadata_value("Title").strip()[:LONGEST_TITLE],
        "language": language_of(file, raw)[:LONGEST_LANGUAGE],
        "is_tagged": bool(file.is_tagged()),
        "thumbnail": base64.b64encode(drawn).decode(),
        "width": width,
        "height": height,
    }


def first_page(file: Any) -> tuple[bytes, int, int]:
    """As WebP, with its width and height; never larger than THUMBNAIL, however large the page says
    that it is."""
    page = file[0]
    width, height = page.get_size()
    scale = min(THUMBNAIL[0] / max(width, 1), THUMBNAIL[1] / max(height, 1))
    picture = page.render(scale=scale).to_pil().convert("RGB")
    out = BytesIO()
    picture.save(out, "WEBP", quality=80, method=4)
    return out.getvalue(), picture.width, picture.height


def texts_of(file: Any) -> Any:
    """Of each page, "" where it has none or where there was no more time and room."""
    began, left = time.monotonic(), LONGEST_TEXT
    for number in range(len(file)):
        text = ""
        if left > 0 and time.monotonic() - began < READING_TEXT:
            text = text_of(file, number)[:left]
            left -= len(text)
        yield text


def text_of(file: Any, number: int) -> str:
    import pypdfium2

    try:
        page = file[number].get_textpage()
        count = min(page.count_chars(), LONGEST_PAGE)
        text = page.get_text_range(0, count) if count > 0 else ""
    except (pypdfium2.PdfiumError, UnicodeError):
        return ""  # of a page that is damaged; the others are read
    clean = text.replace("\0", "").replace("\ufffe", "").replace("\r", "")
    return clean.encode("utf-8", "replace").decode().strip()


def language_of(file: Any, raw: Any) -> str:
    import ctypes

    size = raw.FPDFCatalog_GetLanguage(file, None, 0)
    if not 2 < size < 1000:
        return ""
    found = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(file, ctypes.cast(found, ctypes.POINTER(ctypes.c_ushort)), size)
    return found.raw[:size].decode("utf-16-le", "replace").strip("\0 ")


def main() -> None:
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (COMPUTING, COMPUTING))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(json.dumps(read(data)))


if __name__ == "__main__":
    main()
