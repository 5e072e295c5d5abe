"""In the admin: the draft as a Word file for staff, who may write what was submitted, too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from registry.accounts.signed_in import person_of
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right
from registry.common.dates import today
from registry.common.languages import active
from registry.profiles.models import Edition
from registry.word.draft_parts import take_copy
from registry.word.forms import CopyForm
from registry.word.sending import as_file


def word_copy_page(request: HttpRequest, pk: int) -> HttpResponse:
    check_right(request, ("change", Edition))
    edition = get_object_or_404(Edition.objects.for_page(), pk=pk)
    if not edition.is_writable_by_staff:
        messages.warning(request, "This edition is not written now.")
        return redirect("admin:registry_edition_change", pk)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, languages = person_of(request), form.cleaned_data["languages"]
        return as_file(take_copy(edition, languages, words=active(), by=by, on=today()))
    return admin_page(
        request, "word_copy", "The draft in Word", opts=Edition._meta, edition=edition, form=form
    )
