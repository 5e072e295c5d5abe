"""Addresses of the deployment: the registry's own, the admin and the health check."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from registry.desk import calendar_views as desk
from registry.following import views as following
from registry.library import file_views as files
from registry.media import views as media
from registry.operating import views as operating
from registry.pages import errors, health, views
from registry.takeaway import views as takeaway

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("healthz/live", health.live, name="healthz_live"),
    path("healthz/ready", health.ready, name="healthz_ready"),
    path("metrics", operating.metrics, name="metrics"),
    path(".well-known/security.txt", operating.security_txt, name="security_txt"),
    path("robots.txt", views.robots, name="robots"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("registry.api")),
    path("pictures/<slug:key>/<slug:size>.<slug:form>", media.picture, name="picture"),
    path(
        "files/<slug:slug>-<slug:language>.<slug:form>", files.document_file, name="document_file"
    ),
    path("files/<slug:key>/first-page.webp", files.first_page, name="first_page"),
    path("files/<slug:key>/<slug:name>.<slug:form>", files.earlier_file, name="earlier_file"),
    path("feeds/<slug:language>/<slug:what>.atom", following.feed, name="feed"),
    path("feeds/<slug:language>/states/<slug:slug>.atom", following.state_feed, name="state_feed"),
    path(
        "feeds/<slug:language>/indicators/<slug:slug>.atom",
        following.indicator_feed,
        name="indicator_feed",
    ),
    path("calendar/<slug:language>/meetings.ics", following.meetings_calendar, name="calendar"),
    path("calendar/deadlines/<str:token>.ics", desk.deadlines_calendar, name="deadlines"),
    path("take-away/prague-process-registry.zip", takeaway.take_away, name="take_away"),
    path("", include("registry.opendata.urls")),
    path("", views.root, name="root"),
    *i18n_patterns(path("", include("registry.urls"))),
]
