"""A chart of a frozen edition as a file: with its title, its source, and the status of the
edition."""

from typing import Any

from django.utils.translation import gettext as _

from registry.pictures.charts import as_png
from registry.pictures.framed import framed
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.designations import Named, designation, footnotes_in

FORMS = {"svg": "image/svg+xml", "png": "image/png"}


def figure_of(content: dict[str, Any] | None, slug: str) -> dict[str, Any] | None:
    """The figure of that indicator, where the edition has a chart of it."""
    figures = (
        (figure for section in content["sections"] for figure in section["figures"])
        if content
        else ()
    )
    return next((figure for figure in figures if figure["slug"] == slug and figure["chart"]), None)


def as_svg(edition: Edition, figure: dict[str, Any]) -> str:
    named = designation(edition.profile.state, edition.published_on)
    return framed(
        figure["chart"]["wide"],
        title=f"{named.name}: {figure['title']}",
        unit=figure["chart_unit"],
        below=texts_below(edition, figure, named),
    )


def texts_below(edition: Edition, figure: dict[str, Any], named: Named) -> list[str]:
    """The source, what the edition is, its notice, what must be known of the figures, and the
    footnotes of names."""
    source = figure.get("chart_source") or figure["source"]
    standing = f"{edition.profile.get_kind_display()} {edition.years}: {stamp(edition).text}."
    caveat = figure.get("note", "")
    texts = [
        _("Source: %(source)s.") % {"source": source},
        standing,
        str(notice(edition) or ""),
        caveat,
        named.footnote,
        *footnotes_in(caveat, edition.published_on),
    ]
    return list(dict.fromkeys(text for text in texts if text))


def chart_file(edition: Edition, figure: dict[str, Any], form: str) -> tuple[bytes | str, str]:
    """(content, media type). `form`: svg or png."""
    svg = as_svg(edition, figure)
    return (as_png(svg) if form == "png" else svg), FORMS[form]
