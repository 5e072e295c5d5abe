from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from registry.common.admin import RecordInline, SeenVersionForm
from registry.common.admin_acts import ReadOnlyAdmin
from registry.common.admin_deleting import CountedDeletion
from registry.common.appearing_admin import AppearingAdmin
from registry.common.judged_uploads import JudgesUploads
from registry.common.refusals import refusal_as_form_error
from registry.common.sizes import MEGABYTE
from registry.library.file_models import DocumentFile
from registry.library.hints import hints
from registry.library.judging import LARGEST
from registry.library.keeping import FOLDERS, keep
from registry.library.models import Document, DocumentVersion
from registry.library.uploads import Upload

VERSION_FIELDS: list[Any] = [
    "language",
    "now",
    "upload",
    "file",
    "url",
    "url_note_en",
    "url_note_ru",
]


class VersionForm(SeenVersionForm):
    upload = forms.FileField(
        label="Bring a file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx,.pptx"}),
        help_text=f"PDF, DOCX, XLSX or PPTX, at most {LARGEST // MEGABYTE} MB. It takes the place"
        " of the one shown now, at the same address; the earlier one keeps its own.",
    )
    brought: Upload | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field: Any = self.fields["file"]
            field.label, field.empty_label = "File shown", "no file, the address elsewhere only"
            field.help_text = "An earlier file can be shown again."
            field.queryset = self.kept_files()
            field.widget.can_view_related = False
            if not self.instance.pk:
                field.widget = forms.HiddenInput()
        if "url" in self.fields:
            self.fields["url"].help_text = "Where it is read on another site; beside a file or not."

    def kept_files(self) -> Any:
        row = self.instance
        files = DocumentFile.objects
        return files.of(row.document_id, row.language) if row.pk else files.none()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if file := data.get("upload"):
            try:
                with refusal_as_form_error():
                    self.brought = Upload.of(file)
            except forms.ValidationError as error:
                self.add_error("upload", error)
        had_file = self.instance.pk and self.instance.file_id
        if "language" in self.changed_data and had_file:
            self.add_error(
                "language",
                "A version with a file keeps its language. Delete this one, and add another.",
            )
        if "url" in self.changed_data:
            self.instance.answered_on = None
        has_something = data.get("url") or data.get("file") or data.get("upload")
        is_refused = {"upload", "url"} & self.errors.keys()  # that is told at its field
        if not has_something and not is_refused and "url" in self.fields:
            self.add_error("url", "Bring a file, or write the address at which it is read.")
        return data


def keep_brought(form: Any, document: Document) -> None:
    """Before the version is saved: the file that its form brings, as the newest."""
    brought: Upload | None = getattr(form, "brought", None)
    if brought and not form.cleaned_data.get("DELETE"):
        form.instance.file = keep(brought.judged, document, form.cleaned_data["language"])


class ShowsFile:
    """What is there now of a version: its first page, address, hints, earlier files."""

    @admin.display(description="file now")
    def now(self, row: DocumentVersion) -> str:
        if not row.pk:
            return "–"
        document, current = row.document, row.file
        files = DocumentFile.objects.of(row.document_id, row.language)
        earlier = [(one, one.address_of(document.slug)) for one in files if one != current]
        context = {
            "version": row,
            "hints": list(hints(current)) if current else [],
            "earlier": earlier,
        }
        return render_to_string("admin/_document_file.html", context)


class JudgesFiles(JudgesUploads):
    def judge_upload(self, request: HttpRequest, file: Any) -> None:
        Upload.of(file)


class VersionInline(ShowsFile, RecordInline):
    model = DocumentVersion
    form = VersionForm
    fields = VERSION_FIELDS
    readonly_fields = ["now"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("file", "document")


@admin.register(Document)
class DocumentAdmin(JudgesFiles, AppearingAdmin):
    list_display = ["title", "kind", "published", "publisher", "certainty"]
    list_filter = ["kind", "certainty", "areas", "series"]
    search_fields = ["title_en", "title_ru", "slug", "authors", "publisher"]
    autocomplete_fields = ["part_of", "project", "meeting", "areas", "states"]
    date_hierarchy = "published_on"
    inlines = [VersionInline]

    @admin.display(description=_("published"), ordering="published_on")
    def published(self, row: Document) -> str:
        return row.published_worded

    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        self.judge(request)
        return super().preview_view(request, object_id)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for one in formset.forms:
            keep_brought(one, form.instance)
        super().save_formset(request, form, formset, change)


@admin.register(DocumentVersion)
class DocumentVersionAdmin(ShowsFile, JudgesUploads):
    form = VersionForm
    fields = ["document", *VERSION_FIELDS]
    readonly_fields = ["now"]
    list_display = ["document", "language", "file", "url", "answered_on"]
    list_filter = ["language"]
    search_fields = ["document__title_en", "document__title_ru", "url"]
    autocomplete_fields = ["document"]
    list_select_related = ["document", "file"]

    def save_model(
        self, request: HttpRequest, obj: DocumentVersion, form: Any, change: bool
    ) -> None:
        keep_brought(form, obj.document)
        super().save_model(request, obj, form, change)


@admin.register(DocumentFile)
class DocumentFileAdmin(CountedDeletion, ReadOnlyAdmin):
    """Files are looked at here, and deleted where one should never have been brought."""

    list_display = ["document_named", "language", "kind", "size_worded", "pages", "kept_at"]
    list_filter = ["kind", "language", "is_tagged"]
    search_fields = ["title", "sha256", "document__slug", "document__title_en"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description="document")
    def document_named(self, row: DocumentFile) -> str:
        found = Document.objects.filter(pk=row.document_id).first()
        return str(found) if found else "(deleted)"

    def delete_model(self, request: HttpRequest, obj: DocumentFile) -> None:
        FOLDERS.forget_later(obj.folder)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for folder in queryset.values_list("folder", flat=True):
            FOLDERS.forget_later(folder)
        super().delete_queryset(request, queryset)
