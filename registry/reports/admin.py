"""The reports in the admin, as lists and as files."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from registry.common.admin_acts import ReadOnlyAdmin
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right, may
from registry.common.dates import today
from registry.common.exports import download_rows
from registry.common.tasks import ask
from registry.reports.every import REPORTS
from registry.reports.links import check_again
from registry.reports.models import LinkCheck, ReadCount
from registry.reports.reading import by_kind, most_read

LINKS = "links"  # the report that has a button
HEADINGS = ["kind", "record", "what", "address"]


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    list_display = ["url", "problem", "status", "broken_since", "checked_at"]
    list_filter = ["status"]
    search_fields = ["url"]

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("reports/", view(self.reports_view), name="reports"),
            path("reports/reading/", view(self.reading_view), name="report_reading"),
            path("reports/<slug:slug>/", view(self.report_view), name="report"),
            *super().get_urls(),
        ]

    def check_may_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def reports_view(self, request: HttpRequest) -> HttpResponse:
        self.check_may_view(request)
        day = today()
        rows = [
            (report, "?" if report.unknown() else report.count(day)) for report in REPORTS.values()
        ]
        return admin_page(request, "reports", "Reports", opts=self.opts, rows=rows)

    def report_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.check_may_view(request)
        report = REPORTS.get(slug)
        if report is None:
            raise Http404
        if request.method == "POST":
            return self.check_links(request, slug)
        lines = report.lines(today())
        if request.GET.get("format") == "csv":
            cells = [[one.kind, one.record, one.what, one.address] for one in lines]
            return download_rows(HEADINGS, cells, report.slug, "csv")
        return admin_page(
            request,
            "report",
            report.title,
            opts=self.opts,
            report=report,
            lines=lines,
            may_check=slug == LINKS and may(request.user, "change", LinkCheck),
        )

    def check_links(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Behind this page: it takes minutes."""
        check_right(request, ("change", LinkCheck))
        if slug != LINKS:
            raise Http404
        ask(check_again)
        messages.success(
            request, _("The addresses are asked, which takes some minutes. Look here again.")
        )
        return redirect("admin:report", slug)

    def reading_view(self, request: HttpRequest) -> HttpResponse:
        self.check_may_view(request)
        rows = most_read(today(), most=1000)
        if request.GET.get("format") == "csv":
            return download_rows(["page", "kind", "read"], rows, "reading", "csv")
        title = "What readers’ pages got this month"
        return admin_page(
            request, "report_reading", title, opts=self.opts, rows=rows, kinds=by_kind(today())
        )


@admin.register(ReadCount)
class ReadCountAdmin(ReadOnlyAdmin):
    list_display = ["day", "page", "language", "count"]
    list_filter = ["kind", "language"]
    search_fields = ["page"]
    date_hierarchy = "day"
