"""A small picture in place of every chart: what draws them takes a second to start, and few
tests look at what is drawn."""

from base64 import b64decode

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="600" height="190"></svg>'
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


def stand_in(self: object, what: str, given: object, **options: float) -> bytes:
    """Has the arguments of `Drawer.ask`."""
    return PNG if what == "svg_to_png" else SVG
