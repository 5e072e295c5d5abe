"""Our admin site: a front page that shows the state of the registry, records grouped by topic,
English throughout.

The admin is in English whatever the browser asks for: the Secretariat works in it, and a form half
in Russian would mislead.
"""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation

from registry.apps import TOPICS
from registry.common.dates import today
from registry.common.keys import key_in

TITLES = {
    "common": "Messages",
    "accounts": "Accounts",
    "states": "States",
    "library": "Library",
    "process": "The Process",
    "projects": "Projects",
    "figures": "Figures",
    "contacts": "Contact points",
    "profiles": "Migration profiles",
    "pages": "Pages and news",
    "reports": "Reports",
}


SIGN_IN_LIBRARY = {"account", "mfa", "usersessions"}


class RegistrySite(AdminSite):
    site_header = "Prague Process Registry"
    site_title = "Prague Process Registry"
    index_title = "The Secretariat’s desk"
    index_template = "admin/front_page.html"
    enable_nav_sidebar = True

    def admin_view(self, view, cacheable: bool = False):
        inner = super().admin_view(view, cacheable)

        def in_english(request: HttpRequest, *args, **kwargs):
            if request.user.is_authenticated and not request.user.is_staff:
                raise Http404  # for who is no staff, nothing here exists
            with translation.override("en"):
                response = inner(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response

        return in_english

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        """Without what the sign-in library offers: addresses, keys and sessions are the person's
        own; staff see the account."""
        models = (
            model_or_iterable
            if isinstance(model_or_iterable, list | tuple | set)
            else [model_or_iterable]
        )
        ours = [model for model in models if model._meta.app_label not in SIGN_IN_LIBRARY]
        super().register(ours, admin_class, **options)

    def get_urls(self) -> list:
        """Without the pages for passwords, which nobody has; and with our own way to a record's
        public page."""
        view = self.admin_view(self.view_on_site)
        own = path("r/<path:content_type_id>/<path:object_id>/", view, name="view_on_site")
        named = [(getattr(url, "name", "") or "", url) for url in super().get_urls()]
        return [own, *(url for name, url in named if "password" not in name and name != own.name)]

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponse:
        """Django's own asks for no right: it tells anybody of the staff which records there are."""
        from django.contrib.contenttypes.models import ContentType
        from django.contrib.contenttypes.views import shortcut

        kind = ContentType.objects.filter(pk=key_in(content_type_id)).first()
        model = kind and kind.model_class()
        if model is None or not self.is_registered(model):
            raise Http404
        if not self.get_model_admin(model).has_view_permission(request):
            raise PermissionDenied
        return shortcut(request, kind.pk, key_in(object_id))

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """One door: the site's own sign-in, with its limits and the second factor."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(wanted)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The models by topic, in the order of the house."""
        listed = super().get_app_list(request, app_label)
        by_topic: dict[str, list[dict]] = {topic: [] for topic in TOPICS}
        rest = []
        for app in listed:
            for entry in app["models"]:
                parts = entry["model"].__module__.split(".")
                topic = (
                    parts[1]
                    if parts[0] == "registry"
                    else "accounts"
                    if app["app_label"] == "auth"
                    else ""
                )
                by_topic[topic].append(entry) if topic in by_topic else rest.append(entry)
        shown = [topic_entry(topic, entries) for topic, entries in by_topic.items() if entries]
        return shown + ([topic_entry("other", rest)] if rest else [])

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        from registry.secretariat.board import (
            front_page,
        )  # needs the models, which load after the site

        return super().index(request, front_page(request.user, on=today()) | (extra_context or {}))


def topic_entry(topic: str, entries: list[dict]) -> dict[str, Any]:
    label = apps.get_app_config("registry").label
    return {
        "name": TITLES.get(topic, topic.capitalize()),
        "app_label": label,
        "app_url": "",
        "has_module_perms": True,
        "models": entries,
    }
