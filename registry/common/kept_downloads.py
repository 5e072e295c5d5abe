"""Files that pages offer and that are made from what the registry holds: a state as a workbook, an
indicator as a table. Each is made at the first asking and kept until content changes, so that it is
answered in parts, and a page tells its size without making it. A text goes out made smaller where
the reader takes that; parts are always of the text as it is.

They are copies: the folder has a limit, and the oldest go first. Where content has changed, a page
tells the size of the file that was last made.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from registry.common.encodings import SMALLER, encoding_for
from registry.common.exports import CSV, XLSX
from registry.common.file_answers import file_answer
from registry.common.shared_version import is_shared
from registry.common.sizes import MEGABYTE
from registry.common.store import content_version
from registry.common.whole_files import oldest_beyond, write_whole

KINDS = {".csv": CSV, ".xlsx": XLSX, ".json": "application/json"}
TEXTS = {".csv", ".json"}  # a workbook is packed already
MOST_FILES, LARGEST_FOLDER = 3000, 200 * MEGABYTE
APART = "+"  # between version and mark, and the name under which readers keep the file


def folder() -> Path:
    return Path(settings.STATE_DIR) / "downloads"


def kept_answer(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """`make`: gives the whole answer, with its name. It is asked once for an address and a version
    of content."""
    place = folder() / key_of(request.get_full_path())
    version = f"{content_version() & 0xFFFFFFFFFFFFFFFF:x}"  # from before: only older than its file
    path = next(place.glob(f"{version}-*{APART}*"), None) or kept(place, version, make())
    answer = whole_or_part(request, path)
    if path.suffix in TEXTS:
        encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
        if encoding and answer.status_code == 200 and "Range" not in request.headers:
            encode(request, answer, path, encoding)
        patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def whole_or_part(request: HttpRequest, path: Path) -> HttpResponse:
    head, _apart, name = path.name.partition(APART)
    answer = file_answer(
        request,
        path,
        kind=KINDS[path.suffix],
        mark=head.rpartition("-")[2],
        name=name,
        is_public=True,
    )
    if not isinstance(answer, StreamingHttpResponse):
        return cast(HttpResponse, answer)  # without a body
    content = answer.getvalue()  # it is small, and whole in memory
    return HttpResponse(content, status=answer.status_code, headers=answer.headers)


def encode(request: HttpRequest, answer: HttpResponse, path: Path, encoding: str) -> None:
    """Its mark becomes a weak one: other bytes, which no reader may put together with a part."""
    content = SMALLER[encoding](path.read_bytes())
    if request.method != "HEAD":
        answer.content = content
    answer["Content-Length"] = str(len(content))
    answer["Content-Encoding"] = encoding
    answer["ETag"] = f"W/{answer['ETag']}"


def key_of(address: str) -> str:
    """The same for the same parameters in another order."""
    path, _mark, query = address.partition("?")
    pairs = urlencode(sorted(parse_qsl(query)))
    return hashlib.sha256(f"{path}?{pairs}".encode()).hexdigest()[:32]


def kept(place: Path, version: str, made: HttpResponse) -> Path:
    """The earlier file goes once this one is there."""
    place.mkdir(mode=0o700, exist_ok=True, parents=True)
    earlier = list(place.iterdir())
    mark = hashlib.sha256(made.content).hexdigest()[:24]
    name = made["Content-Disposition"].partition('filename="')[2].rstrip('"')
    path = place / f"{version}-{mark}{APART}{name}"
    write_whole(path, made.content)
    for other in earlier:
        if other != path:
            other.unlink(missing_ok=True)
    if not earlier:
        remove_oldest()
    return path


def remove_oldest() -> None:
    for path in oldest_beyond(folder().glob("*/*"), size=LARGEST_FOLDER, number=MOST_FILES):
        path.unlink(missing_ok=True)
        with suppress(OSError):  # another file was put there meanwhile
            path.parent.rmdir()


def size_kept(address: str) -> int:
    """In bytes, of the file that was last made for an address; 0 where none was. Also where several
    machines serve: each makes its own at another time, and a page is the same on all of them."""
    if is_shared():
        return 0
    with suppress(FileNotFoundError):
        paths = (folder() / key_of(address)).glob(f"*{APART}*")
        return max((path.stat().st_size for path in paths), default=0)
    return 0
