"""Staff take the sheet of a draft's figures too, bring it, and decide as the state's contact point
does: by the same acts, for as long as staff may write the edition."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _

from registry.accounts.signed_in import person_of
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right, may
from registry.common.languages import LANGUAGES
from registry.common.refusals import refusal_shown
from registry.profiles.models import Edition
from registry.sheets import bringing
from registry.sheets.answers import workbook_answer
from registry.sheets.forms import SheetForm
from registry.sheets.models import FigureSheet
from registry.sheets.settling import settled, sheet_shown


def figures_sheet(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    check_right(request, ("view", Edition))
    edition = get_object_or_404(Edition.objects.for_page(), pk=pk)
    with translation.override(language if language in LANGUAGES else LANGUAGES[0]):
        return workbook_answer(edition)


def edition_for(request: HttpRequest, pk: int) -> Edition:
    check_right(request, ("change" if request.method == "POST" else "view", Edition))
    return get_object_or_404(Edition.objects.for_page(), pk=pk)


def sheets_page(request: HttpRequest, pk: int) -> HttpResponse:
    """To bring a sheet, and those that wait."""
    edition = edition_for(request, pk)
    form = SheetForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file = form.cleaned_data["sheet"]
        with refusal_shown(form):
            by = person_of(request)
            sheet = bringing.bring(edition, file, size=file.size, name=file.name, by=by)
            if sheet is not None:
                return redirect("admin:edition_sheet", pk, sheet.pk)
            messages.info(request, _("The file says what the desk says: nothing changes."))
            return redirect("admin:edition_sheets", pk)
    return admin_page(
        request,
        "figure_sheets",
        _("Figures as a sheet"),
        opts=Edition._meta,
        edition=edition,
        form=form,
        sheets=FigureSheet.objects.of_edition(edition).waiting(),
        may_change=may(request.user, "change", Edition) and edition.is_writable_by_staff,
    )


def sheet_page(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    edition = edition_for(request, pk)
    found = get_object_or_404(FigureSheet.objects.of_edition(edition), pk=sheet)
    if request.method == "POST":
        if settled(request, found, ()):
            return redirect("admin:edition_sheets", pk)
        return redirect("admin:edition_sheet", pk, sheet)
    may_decide = may(request.user, "change", Edition) and edition.is_writable_by_staff
    return admin_page(
        request,
        "figure_sheet",
        found.file_name,
        opts=Edition._meta,
        edition=edition,
        **sheet_shown(found, may_decide=found.is_open and may_decide),
    )
