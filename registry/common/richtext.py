"""Formatted text: a short list of elements, cleaned at every way in, so that what is stored can be shown as it is.

What comes from Word or the web is first put into these elements, so that cleaning loses formatting but no text: headings of other
levels, bold and italic by other names, Word's lists that are paragraphs with a bullet, its footnotes.
"""

import re

import nh3
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django_prose_editor.fields import ProseEditorField
from js_asset.media import Media as AssetMedia

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Superscript": True,
    "Subscript": True,
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
    "p", "br", "strong", "em", "h2", "h3", "h4", "ul", "ol", "li", "a", "table", "tbody", "tr", "th", "td", "sub", "sup",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
# Their content is not text of the author
WITHOUT_CONTENT = {"script", "style", "xml", "title", "template", "noscript", "iframe", "object", "svg", "math"}
SAME_AS = {
    "b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "div": "p", "blockquote": "p", "pre": "p", "dt": "p", "dd": "p",
    "caption": "p", "figcaption": "p", "address": "p", "article": "p", "section": "p", "thead": "tbody", "tfoot": "tbody",
}  # fmt: skip
RENAMED = re.compile(rf"<(/?)({'|'.join(sorted(SAME_AS, key=len, reverse=True))})(?=[\s/>])", re.IGNORECASE)
CAPTION = re.compile(r"(<table\b[^>]*>\s*)(<caption\b.*?</caption>)", re.IGNORECASE | re.DOTALL)
FOOTNOTE_MARK = re.compile(r"<a\b[^>]*\bhref=[\"']#[^\"']*[\"'][^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
WORD_ITEM = re.compile(
    r"<p>(?:<[^>]+>|\s|&nbsp;|\u00a0)*(?:([·•▪◦§\uf0b7\uf0a7])|(\d{1,3}|[a-z])[.)](?=(?:&nbsp;|\u00a0){2}))(?:&nbsp;|\u00a0|\s)+(.*?)</p>",
    re.DOTALL,
)
ITEMS = {kind: re.compile(rf'(?:<li data-kind="{kind}">.*?</li>\s*)+', re.DOTALL) for kind in ("ul", "ol")}
EMPTY = re.compile(r"<(p|h2|h3|h4|strong|em|sup|sub)>(?:\s|&nbsp;|\u00a0)*</\1>")


def clean_html(text: str) -> str:
    """The text with only the elements above. Rich text fields clean themselves; every other way in calls this."""
    return nh3.clean(
        text, tags=ELEMENTS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None,
        clean_content_tags=WITHOUT_CONTENT,
    )  # fmt: skip


def reduced(text: str) -> str:
    """What somebody wrote or pasted, as clean HTML without loss of text. Plain text becomes paragraphs."""
    if "<" not in text:
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r", "")) if part.strip()]
        return "".join(f"<p>{escape(part)}</p>".replace("\n", "<br>") for part in paragraphs)
    text = CAPTION.sub(r"\2\1", text)
    text = FOOTNOTE_MARK.sub(lambda found: f"<sup>{found[1].strip()}</sup>", text)
    text = RENAMED.sub(lambda found: f"<{found[1]}{SAME_AS[found[2].lower()]}", text)
    text = lists_of_word(clean_html(text))
    before = ""
    while before != text:
        before, text = text, EMPTY.sub("", text)
    return clean_html(text).strip()


def lists_of_word(text: str) -> str:
    """Word pastes an item as a paragraph that begins with a bullet or a number; items that follow one another are a list."""
    if not WORD_ITEM.search(text):
        return text
    text = WORD_ITEM.sub(lambda found: f'<li data-kind="{"ul" if found[1] else "ol"}"><p>{found[3]}</p></li>', text)
    for kind, items in ITEMS.items():
        text = items.sub(lambda found, kind=kind: f"<{kind}>{found[0].strip()}</{kind}>", text)
    return re.sub(r'<li data-kind="\w+">', "<li>", text)


def rich_text_field(*levels: int) -> models.TextField:
    """`levels`: of the headings that its editor offers; the first is one below the heading that stands above the text."""
    extensions = EXTENSIONS | {"Heading": {"levels": list(levels)}}
    return ProseEditorField(blank=True, max_length=200_000, extensions=extensions, sanitize=reduced)


def editor_media(request: HttpRequest, media) -> AssetMedia:
    """The editor's scripts and styles under the content policy: its import map bears the request's nonce."""
    return AssetMedia.from_media(media, nonce=request.csp_nonce)


def allow_editor(response: HttpResponse) -> HttpResponse:
    """Its one style block, by hash, on this page only."""
    response._csp_update = {"style-src": [settings.PROSE_EDITOR_STYLE_HASH]}
    return response
