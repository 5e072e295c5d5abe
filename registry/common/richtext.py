"""Formatted text: a short list of elements, cleaned at every way in, so that what is stored can be shown as it is."""

import nh3
from django.db import models
from django_prose_editor.fields import ProseEditorField

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}
ELEMENTS = {
    "p",
    "br",
    "strong",
    "em",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "a",
    "table",
    "tbody",
    "tr",
    "th",
    "td",
    "sub",
    "sup",
}
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}


def clean_html(text: str) -> str:
    """The text with only the elements above. Rich text fields clean themselves; every other way in calls this."""
    return nh3.clean(text, tags=ELEMENTS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None)


def rich_text_field(*levels: int) -> models.TextField:
    """`levels`: of the headings that its editor offers; the first is one below the heading that stands above the text."""
    extensions = EXTENSIONS | {"Heading": {"levels": list(levels)}}
    return ProseEditorField(blank=True, max_length=200_000, extensions=extensions, sanitize=clean_html)
