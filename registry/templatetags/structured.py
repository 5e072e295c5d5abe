"""What search engines read of a page, within it (opendata/schema_org.py). Nothing here decides."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Node, NodeList, Parser, Token
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from registry.contacts.models import Authority
from registry.figures.models import Indicator
from registry.opendata import schema_org
from registry.process.models import Meeting
from registry.profiles.models import Edition

register = template.Library()
DESCRIBED: dict[type, Callable[[Any], schema_org.Described]] = {
    Indicator: schema_org.dataset,
    Edition: schema_org.report,
    Meeting: schema_org.event,
}


@register.simple_tag
def described(row: Any) -> SafeString | str:
    """Of a record, what it is."""
    found = DESCRIBED[type(row)](row)
    return schema_org.as_script(found) if found else ""


@register.simple_tag
def described_authorities(rows: Any) -> SafeString | str:
    found = schema_org.authorities(row for row in rows if isinstance(row, Authority))
    return schema_org.as_script(found) if found else ""


@register.simple_tag
def described_site() -> SafeString:
    return schema_org.as_script(schema_org.website())


@register.simple_tag(takes_context=True)
def embeddable(context: Context) -> SafeString:
    """Links that say where another site asks how to show this page's chart or map."""
    address = quote(context["page_address"], safe="")
    rows = [
        (form, f"{reverse('oembed')}?url={address}&format={form}", f"{kind}+oembed")
        for form, kind in (("json", "application/json"), ("xml", "text/xml"))
    ]
    link = '<link rel="alternate" type="{2}" href="{3}{1}">\n    '
    return format_html_join("", link, [(*row, settings.SITE_URL) for row in rows])


class WithBreadcrumbs(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        shown = self.nodelist.render(context)
        if context.get("has_session"):  # search engines have none, and pages of one's own no place
            return shown
        found = schema_org.breadcrumbs(shown, str(context.get("canonical", "")))
        return mark_safe(f"{shown}{schema_org.as_script(found)}") if found else shown  # noqa: S308


@register.tag
def breadcrumbs(parser: Parser, token: Token) -> WithBreadcrumbs:
    """{% breadcrumbs %} … {% endbreadcrumbs %}: around the links of the way to a page."""
    nodelist = parser.parse(("endbreadcrumbs",))
    parser.delete_first_token()
    return WithBreadcrumbs(nodelist)
