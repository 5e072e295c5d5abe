"""The figures of a part, as the desk sends them."""

from decimal import Decimal

from registry.drafting.figure_writing import (
    EMPTY,
    FigureEntry,
    as_typed,
)
from tests.drafting.georgias_draft import PART


def address(edition, rest: str = "", language: str = "en") -> str:
    return f"/{language}/desk/editions/{edition.pk}/parts/{PART}/{rest}"


def form(page) -> dict:
    """Every field of the page's form, as a browser sends it: a box only where it is ticked."""
    context = page.context
    data = {name: context["form"][name].value() or "" for name in ("seen", "text_en", "text_ru")}
    for row in context["figures"]:
        for name in row.fields:
            if name != "confirmed" or row.is_ticked:
                data[row.add_prefix(name)] = row[name].value() or ""
    return data | {"gap": context["form"]["gap"].value() or "", "ticket": context["ticket"]}


def own(indicator, **fields) -> dict:
    return {f"figure-{indicator.pk}-{name}": text for name, text in fields.items()}


GOOD = {"value": "3 700 100", "year": "2024", "source": "Geostat"}


def entry(indicator, before=EMPTY, **fields) -> FigureEntry:
    """As a valid row of the form gives it."""
    typed = as_typed({name: str(text) for name, text in fields.items()})
    figure = {
        "value": Decimal(typed["value"]) if typed["value"] else None,
        "year": int(typed["year"]) if typed["year"] else None,
        "gap": typed["gap"],
        "source": typed["source"],
        "note_en": typed["note_en"],
        "note_ru": typed["note_ru"],
        "is_confirmed": False,
    }
    return FigureEntry(
        indicator=indicator.pk,
        before=before,
        typed=typed,
        figure=figure if typed != EMPTY else None,
    )
