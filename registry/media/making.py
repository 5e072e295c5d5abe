"""An uploaded picture, checked by what it holds and made anew: only its pixels are kept.

Nothing of the file itself is stored, so neither place and camera (metadata) nor a second file
hidden behind the pixels is ever served. The header is read first: a picture that would not fit into
memory is refused before its pixels are looked at.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE
from registry.media.models import CARD

LARGEST = 20 * MEGABYTE
MOST_PIXELS = 50_000_000
SMALLEST = 200  # pixels of its longer side
WIDTHS = (480, 960, 1600)
READ = ("JPEG", "PNG", "WEBP")
QUALITY = {"webp": 80, "jpg": 82}
NO_PICTURE = gettext_lazy(
    "This file is no picture that can be read: JPEG, PNG and WebP are taken, by what the file"
    " holds and not by its name. Save the picture anew as one of them."
)
CUT_OFF = gettext_lazy("This picture is damaged or was cut off on its way. Bring the file again.")


@dataclass(frozen=True, slots=True)
class Made:
    """`files`: by name ("960.webp"), what is stored. `form`: that beside WebP."""

    width: int
    height: int
    widths: list[int]
    form: str
    files: dict[str, bytes]


def check_length(size: int) -> None:
    if size > LARGEST:
        raise RuleError(
            _("The picture has more than %(most)s MB. Bring a smaller one.")
            % {"most": LARGEST // MEGABYTE}
        )


def make(data: bytes, *, focus: tuple[int, int]) -> Made:
    """Raises RuleError with a sentence for whoever brought the file. `focus`: in percent."""
    from PIL import Image  # see `decoded`

    check_length(len(data))
    picture = decoded(data)
    form = "png" if has_holes(picture) else "jpg"
    picture = picture.convert("RGBA" if form == "png" else "RGB")
    width, height = picture.size
    widths = [one for one in WIDTHS if one < width] + ([width] if width <= WIDTHS[-1] else [])
    files: dict[str, bytes] = {}
    for one in widths:
        smaller = picture.resize(
            (one, max(1, round(height * one / width))), Image.Resampling.LANCZOS
        )
        files |= encoded(smaller, str(one), form)
    files |= encoded(cut(picture, focus), "card", form)
    return Made(width=width, height=height, widths=widths, form=form, files=files)


def cut_anew(data: bytes, form: str, *, focus: tuple[int, int]) -> dict[str, bytes]:
    """The cut-out for lists around another focus, from the largest size that is kept."""
    return encoded(
        cut(decoded(data), focus).convert("RGBA" if form == "png" else "RGB"), "card", form
    )


def decoded(data: bytes) -> Any:
    """The pixels, the right way up."""
    # a large library, for who brings pictures only
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we have our own bound
            picture = Image.open(BytesIO(data), formats=READ)
            check_size(*picture.size)
            if picture.format == "JPEG":
                picture.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))  # reads no more than is used
            picture.load()
            return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError:
        raise RuleError(too_many_pixels()) from None
    except UnidentifiedImageError:
        raise RuleError(NO_PICTURE) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError):
        raise RuleError(CUT_OFF) from None  # whatever the library makes of a damaged file


def check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise RuleError(too_many_pixels())
    if max(width, height) < SMALLEST:
        raise RuleError(
            _(
                "The picture has %(width)s × %(height)s pixels; it would look blurred. Bring one"
                " with %(least)s or more on its longer side."
            )
            % {"width": width, "height": height, "least": SMALLEST}
        )
    if max(width, height) > 20 * min(width, height):
        raise RuleError(
            _("The picture is more than twenty times as long as it is wide. Cut it first.")
        )


def too_many_pixels() -> str:
    return (
        f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller;"
        f" {WIDTHS[-1]} pixels in width are shown at most."
    )


def has_holes(picture: Any) -> bool:
    """Whether something behind it shows through."""
    if picture.mode not in ("RGBA", "LA", "PA") and "transparency" not in picture.info:
        return False
    lowest, _highest = picture.convert("RGBA").getchannel("A").getextrema()
    return lowest < 255


def cut(picture: Any, focus: tuple[int, int]) -> Any:
    """As large as it can be in the proportions of a card, with the focus as near to its middle as
    the edges let it."""
    from PIL import Image  # see `decoded`

    width, height = picture.size
    scale = min(width / CARD[0], height / CARD[1])
    wide, high = CARD[0] * scale, CARD[1] * scale
    left = min(max(width * focus[0] / 100 - wide / 2, 0), width - wide)
    top = min(max(height * focus[1] / 100 - high / 2, 0), height - high)
    box = (left, top, left + wide, top + high)
    return picture.resize(CARD, Image.Resampling.LANCZOS, box=box)


def encoded(picture: Any, name: str, form: str) -> dict[str, bytes]:
    return {f"{name}.webp": as_file(picture, "WEBP", quality=QUALITY["webp"], method=4)} | (
        {f"{name}.png": as_file(picture, "PNG", optimize=True)}
        if form == "png"
        else {f"{name}.jpg": as_file(picture, "JPEG", quality=QUALITY["jpg"], progressive=True)}
    )


def as_file(picture: Any, form: str, **options: Any) -> bytes:
    out = BytesIO()
    bare = picture.copy()
    bare.info = {}  # no profile, place or camera
    bare.save(out, form, **options)
    return out.getvalue()
