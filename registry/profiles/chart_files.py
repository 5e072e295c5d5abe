"""A chart of a frozen edition as a picture that travels alone: with its title, its source, and the standing of the edition."""

import re
import textwrap
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from registry.figures.charts import INK, QUIET, renderer
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.designations import designation

FORMS = {"svg": "image/svg+xml", "png": "image/png"}
PAPER, WIDTH, MARGIN, A_LINE = "#fcfbf8", 640, 20, 95


def figure_of(content: dict[str, Any] | None, slug: str) -> dict[str, Any] | None:
    """The figure of that indicator, where the edition has a chart of it."""
    figures = (figure for section in content["sections"] for figure in section["figures"]) if content else ()
    return next((figure for figure in figures if figure["slug"] == slug and figure["chart"]), None)


def as_svg(edition: Edition, figure: dict[str, Any]) -> str:
    chart = figure["chart"]["wide"]
    height = int(re.search(r'height="(\d+)"', chart)[1])
    named = designation(edition.profile.state, edition.published_on)
    title = f"{named.name}: {figure['title']}"
    below = [line for text in told(edition, figure, named.footnote) for line in textwrap.wrap(text, A_LINE)]
    whole = 62 + height + 14 + 17 * len(below) + 10
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {whole}" width="{WIDTH}" height="{whole}" '
            f'font-family="sans-serif"><title>{escape(title)}</title><rect width="{WIDTH}" height="{whole}" fill="{PAPER}"/>',
            f'<text x="{MARGIN}" y="30" font-size="17" font-weight="bold" fill="{INK}">{escape(title)}</text>',
            f'<text x="{MARGIN}" y="49" font-size="12" fill="{QUIET}">{escape(figure["chart_unit"])}</text>',
            chart.replace("<svg ", f'<svg x="{MARGIN}" y="62" ', 1),
            *(
                f'<text x="{MARGIN}" y="{62 + height + 18 + 17 * place}" font-size="12" fill="{QUIET}">{escape(text)}</text>'
                for place, text in enumerate(below)
            ),
            "</svg>",
        ]
    )  # fmt: skip


def told(edition: Edition, figure: dict[str, Any], footnote: str) -> list[str]:
    source = figure.get("chart_source") or figure["source"]
    standing = f"{edition.profile.get_kind_display()} {edition.years}: {stamp(edition).text}."
    said = [_("Source: %(source)s.") % {"source": source}, standing, str(notice(edition) or ""), footnote]
    return [text for text in said if text]


def chart_file(edition: Edition, figure: dict[str, Any], form: str) -> tuple[bytes | str, str]:
    """(content, media type). `form`: svg or png."""
    svg = as_svg(edition, figure)
    return (renderer().svg_to_png(svg, scale=2) if form == "png" else svg), FORMS[form]
