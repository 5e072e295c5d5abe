"""At the desk: the figures of an edition as a sheet, out and in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from registry.common.forms import posted
from registry.desk.access import DeskRequest, at_desk
from registry.drafting.desk_pages import page_context
from registry.sheets import bringing
from registry.sheets.answers import workbook_answer
from registry.sheets.forms import SheetForm
from registry.sheets.layout import file_name
from registry.sheets.models import FigureSheet
from registry.sheets.settling import settled, sheet_shown


@at_desk
def figures_file(request: DeskRequest, pk: int) -> HttpResponse:
    return workbook_answer(request.desk.edition(pk))


@at_desk
def figures(request: DeskRequest, pk: int) -> HttpResponse:
    """The sheet to take, the one to bring, and those that wait."""
    edition = request.desk.edition(pk)
    form = SheetForm(request.POST or None, request.FILES or None)
    done: list[FigureSheet | None] = []

    def bring(values: dict[str, Any]) -> bool:
        file = values["sheet"]
        sheet = bringing.bring(edition, file, size=file.size, name=file.name, by=request.user)
        done.append(sheet)
        return True

    if posted(request, form, bring):
        sheet = done[0]
        if sheet is None:
            messages.info(request, _("The file says what the desk says: nothing changes."))
            return redirect("desk_figures", pk)
        return redirect("desk_figure_sheet", pk, sheet.pk)
    context = page_context(request, edition) | {
        "form": form,
        "file_name": file_name(edition),
        "sheets": FigureSheet.objects.of_edition(edition).waiting(),
    }
    return render(request, "sheets/figures.html", context)


@at_desk
def figure_sheet(request: DeskRequest, pk: int, sheet: int) -> HttpResponse:
    """What the file would change, and what became of it."""
    edition = request.desk.edition(pk)
    found = FigureSheet.objects.of_edition(edition).numbered(sheet)
    if found is None:
        raise Http404
    if request.method == "POST":
        return decided(request, found)
    may_decide = found.is_open and not request.desk.is_seen_by_staff
    context = page_context(request, edition) | sheet_shown(found, may_decide=may_decide)
    return render(request, "sheets/sheet.html", context)


def decided(request: DeskRequest, sheet: FigureSheet) -> HttpResponse:
    if settled(request, sheet, request.desk.posts):
        return redirect("desk_figures", sheet.edition_id)
    return redirect("desk_figure_sheet", sheet.edition_id, sheet.pk)
