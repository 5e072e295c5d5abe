"""Our admin site: navigation by what people do, a front page of what waits, one search, the log.

Its language is that of the person's account, whatever the browser asks for.
"""

from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from registry.common.dates import today
from registry.common.keys import key_in
from registry.common.languages import active

# Addresses, keys and sessions are the person's own; rows of work have a page of ours
LIBRARIES = {"account", "mfa", "usersessions", "django_tasks_database"}


class RegistrySite(AdminSite):
    site_header = "Prague Process Registry"
    site_title = "Prague Process Registry"
    index_title = "The Secretariat’s desk"
    index_template = "admin/front_page.html"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def in_own_language(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not request.user.is_staff:
                raise Http404  # for who is no staff, nothing here exists
            with translation.override(getattr(request.user, "language", "en")):
                response = inner(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response

        return in_own_language

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Without what libraries offer by themselves."""
        models = (
            model_or_iterable
            if isinstance(model_or_iterable, list | tuple | set)
            else [model_or_iterable]
        )
        ours = [model for model in models if model._meta.app_label not in LIBRARIES]
        super().register(ours, admin_class, **options)

    def get_urls(self) -> list:
        """Without the pages for passwords, which nobody has; with our own way to a record's
        public page, the search over all records, and the log."""
        from registry.secretariat import views  # needs the models

        view = self.admin_view(self.view_on_site)
        own = path("r/<path:content_type_id>/<path:object_id>/", view, name="view_on_site")
        named = [(getattr(url, "name", "") or "", url) for url in super().get_urls()]
        pages = [
            path("find/", self.admin_view(views.find_page), name="find"),
            path("find/suggestions/", self.admin_view(views.find_suggestions), name="find_soon"),
            path("changes/", self.admin_view(views.changes_page), name="what_changed"),
            path("language/", self.admin_view(views.own_language), name="own_language"),
            path("errors/", self.admin_view(views.errors_page), name="recent_errors"),
        ]
        left = [url for name, url in named if "password" not in name and name != own.name]
        return [own, *pages, *left]

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponse:
        """Django's own asks for no right: it tells anybody of the staff which records there are."""
        from django.contrib.contenttypes.models import ContentType
        from django.contrib.contenttypes.views import shortcut

        kind = ContentType.objects.filter(pk=key_in(content_type_id)).first()
        model = kind.model_class() if kind else None
        if kind is None or model is None or not self.is_registered(model):
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

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's list of applications: the navigation stands in its place."""
        from registry.secretariat.navigation import navigation  # needs the models

        shown = super().each_context(request)
        return shown | {
            "language": active(),
            "navigation": SimpleLazyObject(partial(navigation, request)),
            "public_page": SimpleLazyObject(partial(self.public_page, request)),
        }

    def public_page(self, request: HttpRequest) -> str:
        """Of the record that a page of the admin is about; "" where readers find none."""
        match = request.resolver_match
        key = key_in(str(match.kwargs.get("object_id", ""))) if match else 0
        app, _separator, rest = (match.url_name or "").partition("_") if match else ("", "", "")
        try:
            listed = self.get_model_admin(apps.get_model(app, rest.partition("_")[0]))
        except (LookupError, ValueError, NotRegistered):
            return ""
        if not key or not listed.has_view_permission(request):
            return ""
        row = listed.get_queryset(request).filter(pk=key).first()
        return (row and listed.get_view_on_site_url(row)) or ""

    def filters_for(self, model: type) -> list[type]:
        """What lists of these records are narrowed by, beside what their own admin names."""
        from registry.secretariat.list_filters import filters_for  # needs the models

        return filters_for(model)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Nothing shows Django's list; the page of an application leads to the front page."""
        return []

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict | None = None
    ) -> Any:  # Django's own says that it is a page with a template
        return redirect("admin:index")

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        # These need the models, which load after the site
        from registry.accounts.signed_in import person_of
        from registry.secretariat.board import front_page

        shown = front_page(person_of(request), on=today(), as_table="table" in request.GET)
        return super().index(request, shown | (extra_context or {}))
