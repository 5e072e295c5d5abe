"""What is posted after a session has ended is kept for its writer: texts, figures, and the reason
why there is no text.

A drafting form bears a ticket of ours that says who wrote in which section and from which version.
Posted without a session, it signs nobody in and changes no draft: the text is put beside the
section (KeptText), where its writer finds it after signing in. The same where somebody else has
signed in meanwhile in the same browser: what was typed is never taken for theirs.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.plain_field import marks_budget, posted_text
from registry.common.required import required
from registry.common.richtext import reduced, without_formatting
from registry.contacts.models import ContactPoint
from registry.contacts.terms import posts_of
from registry.drafting.arrivals import note_arrival
from registry.drafting.figure_forms import sent_rows
from registry.drafting.figure_writing import keep_figures
from registry.drafting.part_history import FORMS_LAST
from registry.drafting.sections import LEVELS, Section
from registry.drafting.writing import TEXTS, check_size, keep_text, says_the_same

LONGEST_TICKET = 300
SALT = "registry.desk.rescue"


def ticket(section: Section, account: User) -> str:
    return signing.dumps(
        {"section": section.pk, "account": account.pk, "seen": section.version}, salt=SALT
    )


def with_rescue(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_of_another = is_signed_in_as_another(request)
        if request.method != "POST" or (request.user.is_authenticated and not is_of_another):
            return view(request, *args, **kwargs)
        is_kept = rescue(request)
        if is_kept:
            note_arrival(request, required(ticket_of(request))["section"])
        address = reverse("desk_part", kwargs=kwargs)
        message = answer_worded(is_kept=is_kept, is_of_another=is_of_another)
        if request.headers.get("Accept") == "application/json":
            answer = {"error": message, "url": address, "is_kept": is_kept}
            return JsonResponse(answer, status=401)
        messages.warning(request, message)
        return redirect("desk") if is_of_another else redirect_to_login(address)

    return wrapper


def answer_worded(*, is_kept: bool, is_of_another: bool) -> str:
    if is_of_another and is_kept:
        return _(
            "Somebody else has signed in in this browser since this page was opened. What was"
            " typed is kept for who typed it, and is in nobody’s draft."
        )
    if is_of_another:
        return _("Somebody else has signed in in this browser since this page was opened.")
    if is_kept:
        return _("You are signed out. What you wrote is kept; sign in and it is here.")
    return _("You are signed out.")


def is_signed_in_as_another(request: HttpRequest) -> bool:
    """Than the person who opened the page that sends the form."""
    if request.method != "POST" or not request.user.is_authenticated:
        return False
    found = ticket_of(request)
    return found is not None and found["account"] != request.user.pk


def ticket_of(request: HttpRequest) -> dict[str, int] | None:
    text = request.POST.get("ticket", "")
    if not 0 < len(text) <= LONGEST_TICKET:
        return None
    try:
        return signing.loads(text, salt=SALT, max_age=FORMS_LAST)
    except signing.BadSignature:
        return None


def kept_form(text: str) -> str:
    """There is no form to say that formatting is beyond the limits: then the words are kept
    without it."""
    try:
        return reduced(text)
    except RuleError:
        return without_formatting(text)


def rescue(request: HttpRequest) -> bool:
    """Whether there was something to keep, and a ticket that lets it be kept."""
    found = ticket_of(request)
    if found is None:
        return False
    budget = marks_budget()
    try:
        typed = {name: posted_text(request.POST, name, budget, LEVELS) for name in TEXTS}
        check_size(typed)
    except RuleError:
        return False
    section = Section.objects.select_related("edition__profile").filter(pk=found["section"]).first()
    account = User.objects.filter(pk=found["account"], is_active=True).first()
    if section is None or account is None:
        return False
    try:
        typed = {name: kept_form(value) for name, value in typed.items()}
    except RuleError:
        return False
    posts = posts_of(account, today()) or successors(section)
    gap = known_gap(request.POST.get("gap", section.gap), section)
    is_kept = keep_figures(section, sent_rows(section, request.POST), account=account, posts=posts)
    if says_the_same(section, typed) and gap == section.gap:
        return is_kept is not None
    keep_text(section, typed, account=account, seen=found["seen"], gap=gap, posts=posts)
    return True


def known_gap(gap: str, section: Section) -> str:
    return gap if gap in Section.Gap.values else section.gap if gap else ""


def successors(section: Section) -> list[ContactPoint]:
    """Who finds the text of a person whose term has ended while they typed: who holds the offices
    of the state now."""
    rows = ContactPoint.objects.of_state(section.edition.profile.state, today())
    return sorted(rows, key=is_deputy)


def is_deputy(post: ContactPoint) -> bool:
    return post.role != ContactPoint.Role.CONTACT_POINT
