"""The page of the admin on which a letter on paper is made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from registry.accounts.signed_in import person_of
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import TAKEN_OUT, check_right, log
from registry.common.dates import today
from registry.common.refusals import refusal_shown
from registry.contacts.models import ContactPoint
from registry.packs.admin_pages import file_response
from registry.packs.forms import LetterForm
from registry.packs.letters import make_letter
from registry.profiles.endorsement_clock import clock
from registry.profiles.models import Edition


def letter_page(request: HttpRequest, pk: int) -> HttpResponse:
    check_right(request, ("change", Edition), ("view", ContactPoint))
    edition = get_object_or_404(Edition.objects.for_page(), pk=pk)
    form = LetterForm(request.POST or None, edition=edition, on=today())
    if request.method == "POST" and form.is_valid():
        given = form.given()
        with refusal_shown(form):
            row, made = make_letter(edition, given, by=person_of(request))
            log(request.user, Edition, TAKEN_OUT, f"{row}, SHA-256 {row.checksum}", row=edition)
            profile = edition.profile
            stem = f"{profile.state.slug}-{profile.kind}-{edition.year}-{row.kind}"
            return file_response(made, row.form, f"{stem}-{row.languages.replace(',', '-')}")
    return admin_page(
        request,
        "paper_letter",
        _("Letter on paper"),
        opts=Edition._meta,
        edition=edition,
        form=form,
        clock=clock(edition, today()),
        made=edition.paper_letters.select_related("made_by")[:10],
    )
