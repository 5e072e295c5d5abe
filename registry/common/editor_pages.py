"""What a page needs that holds the editor of formatted texts, under the strict content policy."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.http import HttpRequest
from js_asset.media import Media as AssetMedia

View = TypeVar("View", bound=Callable[..., Any])


def editor_media(request: HttpRequest, media: forms.Media) -> AssetMedia:
    """The editor's scripts and styles under the content policy: its import map bears the
    request's nonce."""
    nonce = getattr(request, "csp_nonce")  # noqa: B009  (set by the middleware of django-csp)
    return AssetMedia.from_media(media, nonce=nonce)


def with_editor(view: View) -> View:
    """Decorates a view, or a method of the admin, whose page holds the editor: the content policy
    of its answer, and of no other, allows the style block that the editor writes, by its hash."""
    return cast(View, csp_update({"style-src": [settings.PROSE_EDITOR_STYLE_HASH]})(view))
