"""The import of figures in the admin: bring a file, match its columns, watch it being read, look
at what would change, confirm, undo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from registry.accounts.signed_in import person_of
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right, may
from registry.common.dates import today
from registry.common.refusals import refusal_shown
from registry.figure_imports import importing
from registry.figure_imports.forms import BringForm, ColumnsForm, UndoForm
from registry.figure_imports.imports import FigureImport
from registry.figure_imports.returning import with_errors
from registry.figure_imports.rights import READS, WRITES

A_PAGE = 50
Status = FigureImport.Status


def bring_page(request: HttpRequest) -> HttpResponse:
    check_right(request, *WRITES)
    form = BringForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        upload = form.cleaned_data["file"]
        reason = form.cleaned_data["reason"]
        with refusal_shown(form):
            imported = importing.bring(
                upload, upload.name, upload.size, by=person_of(request), reason=reason
            )
            return redirect("admin:figure_import", imported.pk)
    return page(request, "import_bring", "Import figures", form=form)


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One address for all stages: where the import is decides what is shown."""
    check_right(request, *(READS if request.method in ("GET", "HEAD") else WRITES))
    imported = get_object_or_404(FigureImport.objects.for_page(), pk=pk)
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("do", ""))
        if action is None:
            raise Http404
        return action(request, imported)
    return shown(request, imported)


def shown(request: HttpRequest, imported: FigureImport, form=None) -> HttpResponse:
    if (
        imported.status == Status.RECEIVED
        or (form is not None and imported.is_pending)
        or "columns" in request.GET
        and imported.is_pending
    ):
        return page(
            request,
            "import_columns",
            "Match the columns",
            row=imported,
            form=form or ColumnsForm(imported=imported),
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
        with refusal_shown(form):
            importing.agree(imported, **form.agreed())
    return (
        shown(request, imported, form)
        if form.errors
        else redirect("admin:figure_import", imported.pk)
    )


def read(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    with refusal_shown(request):
        importing.read_on(imported)
    return redirect("admin:figure_import", imported.pk)


def confirm(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    with refusal_shown(request):
        importing.confirm(imported, by=person_of(request), on=today())
        messages.success(request, "Written.")
    return redirect("admin:figure_import", imported.pk)


def give_up(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    with refusal_shown(request):
        importing.give_up(imported)
        messages.success(request, "Given up; nothing was written.")
    return redirect("admin:figure_import", imported.pk)


def undo(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    form = UndoForm(request.POST)
    later = []
    if form.is_valid():
        try:
            importing.undo(
                imported, by=person_of(request), on=today(), reason=form.cleaned_data["reason"]
            )
        except importing.LaterEditsError as error:
            form.add_error(None, str(error))
            later = error.rows
    if form.errors:
        context = {
            "problems": paged(imported.problems.all(), None),
            "changes": paged(imported.staged.in_file_order(), None),
        }
        return page(
            request,
            "import_preview",
            "What it changed",
            row=imported,
            form=form,
            later=later,
            **context,
        )
    messages.success(request, "Undone: the figures are as before the import.")
    return redirect("admin:figure_import", imported.pk)


ACTIONS = {"match": match, "read": read, "confirm": confirm, "give_up": give_up, "undo": undo}


def errors_file(request: HttpRequest, pk: int) -> HttpResponse:
    check_right(request, *READS)
    imported = get_object_or_404(FigureImport, pk=pk)
    if not imported.file:
        raise Http404
    content, kind = with_errors(imported)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="figures-with-errors.{imported.form}"'
    return response


def paged(rows, number: str | None):
    return Paginator(rows, A_PAGE).get_page(number)


def page(request: HttpRequest, template: str, title: str, **context) -> HttpResponse:
    may_change = all(may(request.user, *right) for right in WRITES)
    return admin_page(
        request, template, title, opts=FigureImport._meta, may_change=may_change, **context
    )
