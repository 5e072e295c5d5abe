"""The import of figures in the admin: bring a file, match its columns, watch it being read, look at what would change, confirm, undo."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from registry.common.errors import RuleError
from registry.common.forms import act
from registry.figures import importing
from registry.figures.forms import BringForm, ColumnsForm, UndoForm
from registry.figures.imports import FigureImport
from registry.figures.returning import with_errors

A_PAGE = 50
Status = FigureImport.Status


def bring_page(request: HttpRequest) -> HttpResponse:
    check_right(request)
    form = BringForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        upload = form.cleaned_data["file"]
        reason = form.cleaned_data["reason"]
        imported = act(form, importing.bring, upload, upload.name, upload.size, by=request.user, reason=reason)
        if imported:
            return redirect("admin:figure_import", imported.pk)
    return page(request, "import_bring", "Import figures", form=form)


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One address for all stages: where the import is decides what is shown."""
    check_right(request)
    imported = get_object_or_404(FigureImport.objects.for_page(), pk=pk)
    if request.method == "POST":
        deed = DEEDS.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        return deed(request, imported)
    return shown(request, imported)


def shown(request: HttpRequest, imported: FigureImport, form=None) -> HttpResponse:
    if (
        imported.status == Status.RECEIVED
        or (form is not None and imported.is_pending)
        or "columns" in request.GET
        and imported.is_pending
    ):
        return page(
            request, "import_columns", "Match the columns", row=imported, form=form or ColumnsForm(imported=imported)
        )
    if imported.status == Status.READING:
        return page(request, "import_reading", "Reading the file", row=imported)
    context = {
        "problems": paged(imported.problems.all(), request.GET.get("problems")),
        "changes": paged(imported.staged.in_file_order(), request.GET.get("changes")),
        "form": form or UndoForm(),
    }
    return page(
        request,
        "import_preview",
        "What it would change" if imported.is_pending else "What it changed",
        row=imported,
        **context,
    )


def match(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    form = ColumnsForm(request.POST, imported=imported)
    if form.is_valid():
        act(form, importing.agree, imported, **form.agreed())
    return shown(request, imported, form) if form.errors else redirect("admin:figure_import", imported.pk)


def read(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    return told(request, imported, lambda: importing.read_on(imported), "")


def confirm(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    return told(request, imported, lambda: importing.confirm(imported, by=request.user), "Written.")


def give_up(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    return told(request, imported, lambda: importing.give_up(imported), "Given up; nothing was written.")


def undo(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    form = UndoForm(request.POST)
    later = []
    if form.is_valid():
        try:
            importing.undo(imported, by=request.user, reason=form.cleaned_data["reason"])
        except importing.LaterEditsError as error:
            form.add_error(None, str(error))
            later = error.rows
    if form.errors:
        context = {
            "problems": paged(imported.problems.all(), None),
            "changes": paged(imported.staged.in_file_order(), None),
        }
        return page(request, "import_preview", "What it changed", row=imported, form=form, later=later, **context)
    messages.success(request, "Undone: the figures are as before the import.")
    return redirect("admin:figure_import", imported.pk)


DEEDS = {"match": match, "read": read, "confirm": confirm, "give_up": give_up, "undo": undo}


def told(request: HttpRequest, imported: FigureImport, deed, success: str) -> HttpResponse:
    try:
        deed()
    except RuleError as error:
        messages.error(request, str(error))
    else:
        if success:
            messages.success(request, success)
    return redirect("admin:figure_import", imported.pk)


def errors_file(request: HttpRequest, pk: int) -> HttpResponse:
    check_right(request)
    imported = get_object_or_404(FigureImport, pk=pk)
    if not imported.file:
        raise Http404
    content, kind = with_errors(imported)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="figures-with-errors.{imported.form}"'
    return response


def check_right(request: HttpRequest) -> None:
    if not request.user.has_perm("registry.change_observation"):
        raise PermissionDenied


def paged(rows, number: str | None):
    return Paginator(rows, A_PAGE).get_page(number)


def page(request: HttpRequest, template: str, title: str, **context) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "opts": FigureImport._meta, **context}
    return TemplateResponse(request, f"admin/{template}.html", context)
