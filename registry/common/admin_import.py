"""Import and export as pages of the admin. The rights are those of the model; what is previewed
is what is confirmed."""

from os.path import basename
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportModelAdmin
from import_export.forms import ConfirmImportForm

from registry.common.admin_pages import admin_page
from registry.common.admin_rights import PREVIEWED, TAKEN_OUT, log
from registry.common.errors import RuleError
from registry.common.import_formats import FORMATS, NOT_UTF_8, BoundedImportForm
from registry.common.importing import resource_for

LASTS = 12 * 3600  # seconds that a preview may be confirmed: a session
NOT_THIS_PREVIEW = "This preview can no longer be confirmed. Bring the file again."


class ConfirmForm(ConfirmImportForm):
    """`preview`, signed: who looked at which file, and which version of each record they saw."""

    preview = forms.CharField(widget=forms.HiddenInput)


class ImportsAndExports(ImportExportModelAdmin):
    """`never_imported`: columns that no file writes though the form offers them, each with the
    reason.

    `kept_because`: what is said of a record that this admin does not let anybody change (any more).
    """

    formats = FORMATS
    import_form_class = BoundedImportForm
    confirm_form_class = ConfirmForm
    show_change_form_export = False
    never_imported: dict[str, str] = {}
    kept_because: str | Promise = gettext_lazy("This record is not changed any more.")

    def get_resource_classes(self, request: HttpRequest) -> list[type]:
        return [resource_for(self.model)]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """A row that is new asks for the right to add, another for that to change
        (import_rows.py)."""
        return self.has_add_permission(request) or self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"request": request, "form": kwargs.get("form")}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().import_action(request, **kwargs)
        shown = response.context_data
        if "result" in shown:
            log(
                request.user,
                self.model,
                PREVIEWED,
                f"Preview of {shown['result'].total_rows} rows.",
            )
        if "confirm_form" not in shown:
            self.forget_upload(request)
        shown["columns"] = self.columns_of_files(request)
        return response

    def columns_of_files(self, request: HttpRequest) -> list[str]:
        """Also where the file could not be read: they are what it should have had."""
        resource = resource_for(self.model)(request=request)
        return [field.column_name for field in resource.get_user_visible_fields()]

    def forget_upload(self, request: HttpRequest) -> None:
        """What will not be confirmed is not left lying about."""
        name = getattr(request.FILES.get("import_file"), "tmp_storage_name", None)
        if name:
            self.get_tmp_storage_class()(name=name).remove()

    def add_data_read_fail_error_to_form(self, form: forms.Form, error: Exception) -> None:
        if isinstance(error, RuleError):
            message = str(error)
        elif isinstance(error, UnicodeDecodeError):
            message = str(NOT_UTF_8)
        else:
            message = (
                "The file could not be read. Choose the format that it has, or save it anew as an"
                " Excel workbook."
            )
        form.add_error("import_file", message)

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        if import_form is None:
            return {}
        initial = super().get_confirm_form_initial(request, import_form)
        preview = [
            self.door(request),
            initial["import_file_name"],
            import_form.mark,
            import_form.seen,
        ]
        return initial | {"preview": signing.dumps(preview, salt="import", compress=True)}

    def door(self, request: HttpRequest) -> str:
        return f"{self.opts.label_lower} by account {request.user.pk}"

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What the preview showed, once; where a record was saved since, nothing is written."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = self.create_confirm_form(request)
        if not form.is_valid() or not self.is_previewed(form, request):
            return self.not_confirmed(request)
        read_as = self.get_import_formats()[int(form.cleaned_data["format"])](
            encoding=self.from_encoding
        )
        upload = self.get_tmp_storage_class()(
            name=form.cleaned_data["import_file_name"],
        )
        try:
            rows = read_as.create_dataset(upload.read())
        except OSError:  # confirmed before
            return self.not_confirmed(request)
        result = self.process_dataset(rows, form, request)
        upload.remove()
        if result.has_errors() or result.has_validation_errors():
            return self.import_page(request, result)
        return self.process_result(result, request)

    def is_previewed(self, form: ConfirmForm, request: HttpRequest) -> bool:
        data = form.cleaned_data
        try:
            door, name, form.mark, form.seen = signing.loads(
                data["preview"], salt="import", max_age=LASTS
            )
        except signing.BadSignature:
            return False
        formats = [str(number) for number in range(len(self.get_import_formats()))]
        return (
            door == self.door(request)
            and basename(name) == data["import_file_name"]
            and data["format"] in formats
        )

    def not_confirmed(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, NOT_THIS_PREVIEW)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        """With the way back."""
        counts = f"Import finished: {result.totals['new']} new, {result.totals['update']} changed,"
        counts += f" {result.totals['skip']} unchanged."
        if not result.kept:
            messages.success(request, counts)
            return
        address = reverse("admin:registry_recordimport_change", args=[result.kept.pk])
        text = format_html('{} <a href="{}">Look at it, or undo it as a whole</a>', counts, address)
        messages.success(request, text)

    def import_page(self, request: HttpRequest, result: Any) -> HttpResponse:
        form = self.import_form_class(self.get_import_formats(), self.get_resource_classes(request))
        return admin_page(
            request,
            "import_export/import",
            "Import",
            opts=self.opts,
            form=form,
            media=self.media + form.media,
            result=result,
            columns=self.columns_of_files(request),
        )

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        try:
            return super().get_export_queryset(request).order_by("pk")
        except IncorrectLookupParameters:
            raise Http404("No such filter.") from None

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any
    ) -> Any:
        """As the library does it, and with a line in the log: who took how many rows of what,
        and when."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        is_native = file_format.is_binary()
        rows = self.get_data_for_export(request, queryset, force_native_type=is_native, **kwargs)
        message = f"Export of {len(rows)} rows as {file_format.get_extension()}."
        log(request.user, self.model, TAKEN_OUT, message)
        return file_format.export_data(rows)
