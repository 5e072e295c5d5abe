"""The texts of news, pages, projects and meetings: formatted as the profiles' are, and their links
to records of the registry follow them."""

from typing import Any

from django.db import models

from registry.common.record_links import with_references
from registry.common.richtext import LEVELS, reduced_in_form, rich_text_field


def content_text_field(*levels: int, **options: Any) -> models.TextField:
    """`levels`: of its headings, as in rich_text_field."""
    return rich_text_field(*levels, sanitize=reduced_with_references, **options)


def reduced_with_references(text: str, *, levels: tuple[int, ...] = LEVELS) -> str:
    return with_references(reduced_in_form(text, levels=levels))
