"""A page of the admin: what is done behind the requests, and a button to try again what failed."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.common.admin_acts import ReadOnlyAdmin
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right, may
from registry.common.task_overview import overview
from registry.common.task_progress import TaskProgress
from registry.common.tasks import try_again

AGAIN_IN = 10  # seconds until the page asks again, while something runs


class TryAgainForm(forms.Form):
    task = forms.UUIDField()


@admin.register(TaskProgress)
class TaskProgressAdmin(ReadOnlyAdmin):
    """Its list is a page of our own; a row has no page."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.again(request)
        found = overview(timezone.now())
        response = admin_page(
            request,
            "work_behind",
            _("Work behind"),
            opts=self.opts,
            overview=found,
            may_change=may(request.user, "change", TaskProgress),
            seconds=AGAIN_IN,
        )
        if found.running:
            response["Refresh"] = str(AGAIN_IN)
        return response

    def again(self, request: HttpRequest) -> HttpResponse:
        check_right(request, ("change", TaskProgress))
        form = TryAgainForm(request.POST)
        if not form.is_valid():
            raise Http404
        if try_again(form.cleaned_data["task"]):
            messages.success(request, _("It is tried again."))
        else:
            messages.warning(request, _("It had not failed, or a colleague was quicker."))
        return redirect("admin:registry_taskprogress_changelist")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:registry_taskprogress_changelist")
