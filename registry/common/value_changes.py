"""A change of a value as people read it: a short value beside the one before, a text with the words
that came and went, and of a long text only the paragraphs that differ."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from registry.common.difference import are_same, marked_block, pairs
from registry.common.errors import RuleError
from registry.common.languages import column_worded
from registry.common.matching import Comparison
from registry.common.richtext import clean_html, is_rich_text, paragraphs

SHORT = 160  # characters that stand side by side
LEFT_OUT = "<p>…</p>"


@dataclass(frozen=True)
class ValueChange:
    """`words`: the difference as HTML, for texts too long to stand side by side."""

    name: str
    before: str
    after: str
    words: SafeString | str = ""


def value_change(name: str, before: str, after: str, field: Any = None) -> ValueChange:
    """`before`, `after`: as texts. `field`: of the model, which says whether they are rich text."""
    is_rich = is_rich_text(field)
    is_long = len(before) > SHORT or len(after) > SHORT or "\n" in before + after
    if not is_rich and not is_long:
        return ValueChange(name, before, after)
    return ValueChange(name, before, after, words_changed(before, after, is_rich=is_rich))


def words_changed(before: str, after: str, *, is_rich: bool) -> SafeString:
    """Only what differs, with <ins> and <del>; clean HTML, whatever the texts are."""
    old, new = as_html(before, is_rich=is_rich), as_html(after, is_rich=is_rich)
    comparison, parts = Comparison(), []
    for one, other in pairs(old, new, comparison):
        if not are_same(one, other):
            parts.append(marked_block(one, other, comparison))
        elif parts[-1:] != [LEFT_OUT]:
            parts.append(LEFT_OUT)
    if all(part == LEFT_OUT for part in parts):
        return format_html("<p>{}</p>", "Only spaces or line ends differ.")
    return mark_safe("".join(parts))  # noqa: S308  (both sides are cleaned or escaped above)


def as_html(text: str, *, is_rich: bool) -> str:
    if not is_rich:
        return paragraphs(text)
    try:
        return clean_html(text)
    except RuleError:  # beyond the limits of rich text: as plain words
        return paragraphs(text)


def named(field: models.Field | Any) -> str:
    """A field as the admin's forms name it: "Title, English"."""
    label = str(field.verbose_name)
    return column_worded(field.name) or label[:1].upper() + label[1:]
