"""The page of the admin for nominations on paper: the empty form, the filled-in one, and what it
says before it counts."""

from django.contrib import messages
from django.contrib.admin.models import ADDITION
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _

from registry.accounts.signed_in import person_of
from registry.common.admin import change_address
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right, log
from registry.common.dates import today
from registry.common.freshness import ask_again
from registry.common.keys import key_in
from registry.common.refusals import refusal_shown
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Handover
from registry.packs import nomination_files
from registry.packs.admin_pages import file_response
from registry.packs.nomination_forms import BlankForm, NominationForm, UploadForm, form_of
from registry.packs.nominations import confirm
from registry.states.models import State

MAKERS = {"docx": nomination_files.docx, "pdf": nomination_files.pdf}
RIGHTS = (("add", ContactPoint), ("change", ContactPoint), ("change", Handover))


def nomination_page(request: HttpRequest) -> HttpResponse:
    """Naming somebody is a grave act: the page asks for a fresh sign-in before it opens."""
    check_right(request, *RIGHTS)
    asked = ask_again(request, _("Nomination on paper"))
    if asked:
        return asked
    if request.method != "POST":
        return start_page(request)
    do = request.POST.get("do", "")
    if do == "confirm":
        return confirmed(request)
    return empty_form(request) if do == "blank" else read_in(request)


def start_page(
    request: HttpRequest, blank: BlankForm | None = None, upload: UploadForm | None = None
) -> HttpResponse:
    return admin_page(
        request,
        "nomination",
        _("Nomination on paper"),
        opts=ContactPoint._meta,
        blank=blank or BlankForm(auto_id="blank_%s"),
        upload=upload or UploadForm(auto_id="upload_%s"),
    )


def empty_form(request: HttpRequest) -> HttpResponse:
    form = BlankForm(request.POST, auto_id="blank_%s")
    if not form.is_valid():
        return start_page(request, blank=form)
    data = form.cleaned_data
    state = get_object_or_404(State, pk=data["state"])
    with translation.override(data["language"]):
        made = MAKERS[data["form"]](nomination_files.nomination_paper(state, today()))
    return file_response(made, data["form"], f"nomination-{state.slug}-{data['language']}")


def read_in(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES, auto_id="upload_%s")
    if not form.is_valid():
        return start_page(request, upload=form)
    from registry.packs.nomination_reading import read_nomination  # a large library reads it

    file = form.cleaned_data["file"]
    read = None
    with refusal_shown(form):
        read = read_nomination(file, file.size)
    if read is None:
        return start_page(request, upload=form)
    return look_page(request, form_of(read), has_changes=read.has_changes)


def look_page(
    request: HttpRequest, form: NominationForm, *, has_changes: bool = False
) -> HttpResponse:
    return admin_page(
        request,
        "nomination_look",
        _("What the nomination says"),
        opts=ContactPoint._meta,
        form=form,
        state=form.of_state,
        is_whole=form.is_valid(),
        has_changes=has_changes,
    )


def confirmed(request: HttpRequest) -> HttpResponse:
    state = get_object_or_404(State, pk=key_in(request.POST.get("state", "")))
    form = NominationForm(request.POST, of_state=state)
    if form.is_valid():
        with refusal_shown(form):
            row = confirm(form.given(), by=person_of(request), on=today())
            log(request.user, type(row), ADDITION, "Nominated on paper.", row=row)
            messages.success(request, _("Written down. The person is told of it."))
            return redirect(change_address(row))
    return look_page(request, form)
