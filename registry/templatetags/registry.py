"""What templates may ask for. Nothing here decides: it names, words and looks up."""

from datetime import date
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, linebreaks

from registry.common import dates, languages, numbers
from registry.common.as_of import on_day
from registry.profiles import notices
from registry.profiles.models import Edition
from registry.states import designations
from registry.states.models import State

register = template.Library()
register.filter("on_day", on_day)


@register.simple_tag
def designation(state: State, on: date | None = None) -> designations.Named:
    """The state's name on a day, in the reader's language; `as named` to use .official_name or .footnote."""
    return designations.designation(state, on)


@register.simple_tag
def footnotes() -> list[str]:
    """Footnotes of every designation used above on the page."""
    return designations.footnotes()


@register.simple_tag
def flag(state: State) -> str:
    """Decoration beside the name; empty alternative text, since the name says it."""
    return format_html(
        '<img class="flag" src="{}" alt="" width="24" height="18" loading="lazy">',
        static(f"registry/img/flags/{state.iso_alpha2.lower()}.svg"),
    )


@register.simple_tag
def stamp(edition: Edition) -> notices.Stamp:
    return notices.stamp(edition)


@register.simple_tag
def notice(edition: Edition) -> notices.Notice | None:
    return notices.notice(edition)


@register.simple_tag
def text_of(row: object, name: str) -> dict[str, str]:
    """A two-language field for reading: its text, and the language to mark it with where that is not the reader's."""
    text, language = languages.text_in(row, name, languages.active())
    return {
        "text": text,
        "html": linebreaks(text, autoescape=True),
        "lang": language if language != languages.active() else "",
    }


@register.filter
def grouped(value: Decimal | int | None, decimals: int = 0) -> str:
    return numbers.grouped(value, decimals)


@register.filter
def exact(value: Decimal | None) -> str:
    return numbers.exact(value)


@register.filter
def worded(day: date | None) -> str:
    return dates.worded(day)


@register.filter
def of(rows: dict, key: object) -> list:
    """What a dictionary holds under a key; an empty list where it holds nothing."""
    return rows.get(key, [])


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG wants it: a point in every language."""
    return str(number)


@register.filter
def at(rows: list, place: int) -> object:
    """The item at a place: of a row's cells and their columns, which go in step."""
    return rows[place]
