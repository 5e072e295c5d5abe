"""What templates may ask for. Nothing here decides: it names, words and looks up."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.template.base import Node, NodeList, Parser, TextNode, Token
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.accounts.user_agents import browser_worded
from registry.common import dates, languages, numbers, refused_forms
from registry.common.as_of import on_day
from registry.common.kept_downloads import size_kept
from registry.common.record_links import with_addresses
from registry.common.records import Record
from registry.common.richtext import is_rich_text, words_of
from registry.figures.coverage import not_held
from registry.figures.models import Indicator
from registry.following.topics import topic_of
from registry.paper import files
from registry.pictures.charts import with_classes
from registry.profiles import notices
from registry.profiles.models import Edition
from registry.publication.reading import blocks_of, given, missing
from registry.search.asked import Asked
from registry.search.passages import Piece
from registry.states import designations
from registry.states.models import State

register = template.Library()
register.filter("on_day", on_day)
register.filter("not_held", not_held)
register.filter("missing", missing)
register.filter("given", given)
register.filter("in_blocks", blocks_of)
register.filter("browser_worded", browser_worded)
register.filter("grouped", numbers.grouped)
register.filter("in_full", numbers.in_full)
register.filter("exact", numbers.exact)
register.filter("worded", dates.worded)
register.filter("worded_in_text", dates.worded_in_text)


@register.simple_tag
def designation(state: State, on: date | None = None) -> designations.Named:
    """The state's name on a day, in the reader's language; `as named` to use .official_name or
    .footnote."""
    return designations.designation(state, on)


@register.simple_tag
def footnotes() -> list[str]:
    """Footnotes of every designation used above on the page."""
    return designations.footnotes()


class Joined(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        texts: list[Any] = nodelist.get_nodes_by_type(TextNode)
        for node in texts:
            node.s = re.sub(r"\s*\n\s*", "", node.s)

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


@register.tag
def joined(parser: Parser, token: Token) -> Joined:
    """{% joined %} … {% endjoined %}: what the template has within is one line of the message;
    where the template breaks it is no part of the text."""
    nodelist = parser.parse(("endjoined",))
    parser.delete_first_token()
    return Joined(nodelist)


@register.simple_tag
def flag(state: State) -> str:
    """Decoration beside the name; empty alternative text, since the name says it. Where the
    designation of the day goes without a flag, its room stays empty."""
    if not designations.shows_flag(state):
        return SafeString('<span class="flag none"></span>')
    return format_html(
        '<img class="flag" src="{}" alt="" width="24" height="18" loading="lazy">',
        static(f"registry/img/flags/{state.iso_alpha2.lower()}.svg"),
    )


@register.simple_tag(takes_context=True)
def edit_this(context: Context, record: Record) -> str:
    """For staff who may change the record: the way to its form."""
    if not context.get("has_session"):
        return ""  # nobody is signed in: the page stays everybody's
    user, meta = context["request"].user, record._meta
    if not (user.is_staff and user.has_perm(f"{meta.app_label}.change_{meta.model_name}")):
        return ""
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
    return format_html('<p class="edit-this"><a href="{}">{}</a></p>', address, _("Edit this"))


@register.inclusion_tag("following/_feed.html")
def feed_link(what: str | State | Indicator | Asked) -> dict[str, object]:
    """In the head of a page: where feed readers find its feed."""
    topic = topic_of(what)
    return {"topic": topic, "feed": topic.feed(languages.active()) if topic else ""}


@register.inclusion_tag("following/_follow.html")
def follow_link(what: str | State | Indicator | Asked) -> dict[str, object]:
    """On the page: the way to the ways of following it."""
    return {"topic": topic_of(what)}


@register.simple_tag
def errors_of_page(adminform: Any, inlines: list[Any]) -> list[refused_forms.PlacedError]:
    """Of a refused form of the admin, with the rows within it."""
    return list(refused_forms.errors_of_page(adminform.form, inlines))


@register.filter
def day_worded(moment: datetime) -> str:
    """today, 27 November 2026: the day of a moment."""
    day = timezone.localdate(moment)
    return pgettext("day of a moment", "today") if day == dates.today() else dates.worded(day)


@register.simple_tag
def stamp(edition: Edition) -> notices.Stamp:
    return notices.stamp(edition)


@register.simple_tag
def paper_files(edition: Edition) -> list[files.PaperFile]:
    return files.of(edition)


@register.simple_tag(takes_context=True)
def download(context: Context, address: str, form: str) -> SafeString:
    """The way to a file that this page offers: its format, and its size once it was made.
    `address`: a query of this page."""
    size = size_kept(f"{context['request'].path}{address}")
    return format_html(
        '<a href="{}">{}</a>{}',
        address,
        form.upper(),
        format_html('<span class="quiet">, {}</span>', filesizeformat(size)) if size else "",
    )


@register.simple_tag
def notice(edition: Edition) -> notices.Notice | None:
    return notices.notice(edition)


@register.simple_tag
def kept(edition: Edition) -> str:
    return notices.kept(edition)


@register.simple_tag
def text_of(row: object, name: str) -> dict[str, str]:
    """A two-language field for reading: its text, and the language to mark it with where that is
    not the reader's."""
    text, language = languages.text_in(row, name, languages.active())
    fields = getattr(row, "_meta", None)  # what a profile was frozen with is no row
    is_formatted = fields is not None and is_rich_text(fields.get_field(f"{name}_{language}"))
    return {
        "text": text,
        "html": with_addresses(text) if is_formatted else linebreaks(text, autoescape=True),
        "lang": language if language != languages.active() else "",
    }


@register.filter
def with_marks(pieces: list[Piece]) -> SafeString:
    """Words as text, those that were looked for marked."""
    shown = [
        format_html("<mark>{}</mark>" if piece.is_marked else "{}", piece.text) for piece in pieces
    ]
    return format_html_join("", "{}", [(piece,) for piece in shown])


@register.filter
def first_words(html: str, count: int) -> str:
    """Of a formatted text, for a list or for a description of the page."""
    return Truncator(words_of(html, longest=60 * count)).words(count, truncate=" …")


@register.filter
def chart(svg: str) -> SafeString:
    """A chart as it is stored, with the classes by which the style sheet colours it. Charts that
    were frozen earlier have none."""
    return mark_safe(with_classes(svg))  # noqa: S308  (drawn by us)


@register.filter
def of(rows: dict, key: object) -> list:
    """What a dictionary holds under a key; an empty list where it holds nothing."""
    return rows.get(key, [])


@register.filter
def at(rows: list, place: int) -> object:
    """The item at a place: of a row's cells and their columns, which go in step."""
    return rows[place]
