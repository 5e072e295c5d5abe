"""The import of figures in the admin: bring a file, match its columns, watch it being read, look
at what would change, confirm, undo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from registry.accounts.signed_in import person_of
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right, may
from registry.common.dates import today
from registry.common.refusals import refusal_shown
from registry.common.tasks import is_live, progress_of
from registry.figure_imports import behind, importing
from registry.figure_imports.forms import BringForm, ColumnsForm, UndoForm
from registry.figure_imports.imports import FigureImport
from registry.figure_imports.rights import READS, WRITES

A_PAGE = 50
AGAIN_IN = 3  # seconds until a page that waits for a task asks again
Status = FigureImport.Status


def bring_page(request: HttpRequest) -> HttpResponse:
    check_right(request, *WRITES)
    form = BringForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        upload = form.cleaned_data["file"]
        reason = form.cleaned_data["reason"]
        with refusal_shown(form):
            imported = behind.bring(
                upload, upload.name, upload.size, by=person_of(request), reason=reason
            )
            return redirect("admin:figure_import", imported.pk)
    return page(request, "import_bring", _("Import figures"), form=form)


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
    task = behind.at_work(imported)
    if is_live(task) or imported.status in (Status.ARRIVED, Status.READING):
        return at_work(request, imported, task)
    if (
        imported.status == Status.RECEIVED
        or (form is not None and imported.is_pending)
        or "columns" in request.GET
        and imported.is_pending
    ):
        return page(
            request,
            "import_columns",
            _("Match the columns"),
            row=imported,
            form=form or ColumnsForm(imported=imported),
        )
    context = {
        "problems": paged(imported.problems.all(), request.GET.get("problems")),
        "changes": paged(imported.staged.in_file_order(), request.GET.get("changes")),
        "form": form or UndoForm(),
        "outcome": behind.outcome(task, imported),
        "failed": failed(task),
    }
    return page(
        request,
        "import_preview",
        _("What it would change") if imported.is_pending else _("What it changed"),
        row=imported,
        **context,
    )


def at_work(request: HttpRequest, imported: FigureImport, task) -> HttpResponse:
    """Asks again by itself, unless the work has stopped."""
    titles: dict[str, str] = {
        Status.ARRIVED: _("Unpacking the file"),
        Status.READING: _("Reading the file"),
    }
    title = titles.get(imported.status, _("Writing the figures"))
    response = page(
        request, "import_reading", title, row=imported, failed=failed(task), seconds=AGAIN_IN
    )
    if is_live(task):
        response["Refresh"] = str(AGAIN_IN)
    return response


def failed(task) -> str:
    """Why the last task has failed, or is tried again later."""
    progress = progress_of(task)
    return progress.problem_in_words if progress is not None else ""


def match(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    form = ColumnsForm(request.POST, imported=imported)
    if form.is_valid():
        with refusal_shown(form):
            importing.agree(imported, **form.agreed())
            behind.begin_reading(imported)
    return (
        shown(request, imported, form)
        if form.errors
        else redirect("admin:figure_import", imported.pk)
    )


def read(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    with refusal_shown(request):
        behind.begin_again(imported)
    return redirect("admin:figure_import", imported.pk)


def confirm(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    with refusal_shown(request):
        if behind.confirm(imported, by=person_of(request), on=today()):
            messages.success(request, _("Written."))
    return redirect("admin:figure_import", imported.pk)


def give_up(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    with refusal_shown(request):
        importing.give_up(imported)
        messages.success(request, _("Given up; nothing was written."))
    return redirect("admin:figure_import", imported.pk)


def undo(request: HttpRequest, imported: FigureImport) -> HttpResponse:
    form = UndoForm(request.POST)
    later, is_done = [], False
    if form.is_valid():
        with refusal_shown(request):
            try:
                is_done = behind.undo(
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
            _("What it changed"),
            row=imported,
            form=form,
            later=later,
            **context,
        )
    if is_done:
        messages.success(request, _("Undone: the figures are as before the import."))
    return redirect("admin:figure_import", imported.pk)


ACTIONS = {"match": match, "read": read, "confirm": confirm, "give_up": give_up, "undo": undo}


def errors_file(request: HttpRequest, pk: int) -> HttpResponse:
    check_right(request, *READS)
    imported = get_object_or_404(FigureImport, pk=pk)
    if not imported.file:
        raise Http404
    from registry.figure_imports.returning import with_errors  # a large library writes it

    content, kind = with_errors(imported)
    response = HttpResponse(content, content_type=kind)
    form = "csv" if imported.form == "csv" else "xlsx"
    response["Content-Disposition"] = f'attachment; filename="figures-with-errors.{form}"'
    return response


def paged(rows, number: str | None):
    return Paginator(rows, A_PAGE).get_page(number)


def page(request: HttpRequest, template: str, title: str, **context) -> HttpResponse:
    may_change = all(may(request.user, *right) for right in WRITES)
    return admin_page(
        request, template, title, opts=FigureImport._meta, may_change=may_change, **context
    )
