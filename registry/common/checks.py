"""What `manage.py check --deploy` says beyond Django's own checks."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def limits_are_shared(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Rate limits count in the cache; in a cache of each process's own, every process would
    count for itself."""
    if "locmem" not in settings.CACHES["default"]["BACKEND"]:
        return []
    message = (
        "The cache belongs to one process, so limits on signing in are not shared among processes."
    )
    return [
        Warning(
            message,
            hint="Set CACHE_URL, for instance redis://127.0.0.1:6379/1.",
            id="registry.W001",
        )
    ]


@register(Tags.security, deploy=True)
def machines_share_files(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """A shared version says that several machines serve; an upload must be on all of them."""
    if not settings.CONTENT_VERSION_URL or settings.STORAGE_URL:
        return []
    return [
        Warning(
            "Several machines serve, but an uploaded file is on one of them alone.",
            hint="Set STORAGE_URL; where they share one folder as MEDIA_ROOT, ignore this.",
            id="registry.W002",
        )
    ]
