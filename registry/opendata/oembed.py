"""oEmbed 1.0: what a site needs to show a chart or the map in a page of its own."""

import json
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from django.utils.html import format_html

from registry.common.languages import active
from registry.common.xml_texts import clean
from registry.opendata.published import whole
from registry.opendata.words import registry_name

WIDTH, HEIGHT = 800, 640  # of a chart with its title, source and notes, in CSS pixels
DAY = 24 * 60 * 60
FORMS = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
Answer = Mapping[str, str | int]


def common(title: str) -> dict[str, str | int]:
    return {
        "version": "1.0",
        "title": title,
        "provider_name": registry_name(),
        "provider_url": whole(f"/{active()}/"),
        "cache_age": DAY,
    }


def of_a_chart(title: str, frame: str, width: int, height: int) -> Answer:
    """`frame`: the address of the chart alone, with its table, source and footnotes. `width` and
    `height`: the most there is room for."""
    width, height = min(WIDTH, width), min(HEIGHT, height)
    html = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        frame,
        width,
        height,
        title,
    )
    return common(title) | {"type": "rich", "html": str(html), "width": width, "height": height}


def of_a_map(title: str, picture: str, svg: str, *, width: int, height: int) -> Answer:
    """The picture has its legend, notes, disclaimer and source within it. `svg`: as it is drawn,
    for its size."""
    found = SIZE.search(svg)
    drawn = (float(found[1]), float(found[2])) if found else (float(WIDTH), float(HEIGHT))
    scale = min(1.0, width / drawn[0], height / drawn[1])
    size = {"width": int(drawn[0] * scale), "height": int(drawn[1] * scale)}
    return common(title) | {"type": "photo", "url": picture} | size


def as_xml(answer: Answer) -> str:
    texts = {name: escape(clean(str(value))) for name, value in answer.items()}
    rows = "".join(f"<{name}>{text}</{name}>" for name, text in texts.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{rows}</oembed>\n'


def as_json(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False)


WRITERS = {"json": as_json, "xml": as_xml}
