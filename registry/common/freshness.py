"""Grave acts ask for a fresh sign-in: of staff in the last 15 minutes, of contact points in the
last two hours.

An open session may be somebody else's by now: a browser left open, a cookie that was taken. So what
cannot be taken back, or gives rights, asks that the person has just shown who they are. Who has a
second factor shows it; who has none types a code from a message. A link made on the server itself
counts as in second_factor.py, and for the same time.

What is grave is said where it is declared: `is_grave` of an act in the admin (admin_acts.py) and of
a step (publication/workflow.py), `at_desk(is_grave=…)`, `@grave`, and GravePages of the admin
(accounts/grave_pages.py). A form that was posted too late is kept in the session, without its
files, and sent once the person has signed in again: nothing typed is lost.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from registry.common.kept_words import Line, lines_of

FOR_STAFF, FOR_OTHERS = timedelta(minutes=15), timedelta(hours=2)
STRONG = {"mfa", "console"}
SESSION_KEY = "kept_form"
KEPT_FOR = 3600  # seconds
LARGEST_KEPT = 200_000  # characters

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Who has a second factor has shown it lately; who has none has shown something. False for
    who is not signed in."""
    user, now = request.user, time.time()
    if not user.is_authenticated:
        return False
    limit = (FOR_STAFF if user.is_staff else FOR_OTHERS).total_seconds()
    records = get_authentication_records(request, user)
    lately = {record.get("method") for record in records if 0 <= now - record.get("at", 0) < limit}
    return bool(lately & STRONG) or (bool(lately) and not is_mfa_enabled(user))


def ask_again(request: HttpRequest, what: str = "") -> HttpResponse | None:
    """None where the sign-in is fresh, or there is none; else to the page that asks, and back.
    `what`: the act, as its button says it."""
    if not request.user.is_authenticated:
        return None
    if is_fresh(request):
        if request.method == "POST":
            forget_form(request)
        return None
    if request.method == "POST" and not keep(request, what):
        messages.warning(
            request,
            _(
                "The form was too long to be kept. Sign in again, then use your browser’s back"
                " button: what you typed is still there."
            ),
        )
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('sign_in_again')}?{query}")


def grave(view: View) -> View:
    """The whole page is a grave act: opening it asks already, so that nobody fills a form in
    vain."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_again(request) or view(request, *args, **kwargs)

    return wrapper


@dataclass(frozen=True, slots=True)
class KeptForm:
    """`fields`: (name, value) as posted; `files`: names of the fields whose file is to be chosen
    again. `page`: where the form stood. `owner`: a mark of who alone may see it again, where it was
    posted without a session."""

    address: str
    what: str
    at: float
    fields: list[tuple[str, str]]
    files: list[str]
    page: str = ""
    owner: str = ""

    @property
    def told(self) -> list[Line]:
        """What the person typed, to be recognised."""
        return lines_of(self.address, self.fields)


def keep(request: HttpRequest, what: str, owner: str = "") -> bool:
    """False where it is too much to keep."""
    kept = form_posted(request, what, owner)
    if sum(len(name) + len(value) for name, value in kept.fields) > LARGEST_KEPT:
        return False
    request.session[SESSION_KEY] = asdict(kept)
    return True


def form_posted(request: HttpRequest, what: str = "", owner: str = "") -> KeptForm:
    return KeptForm(
        address=request.get_full_path(),
        what=str(what),
        at=time.time(),
        fields=fields_of(request),
        files=sorted(request.FILES.keys()),
        page=page_before(request),
        owner=owner,
    )


def page_before(request: HttpRequest) -> str:
    """Of this site, the page that the form stood on; empty where the browser does not say."""
    before = request.META.get("HTTP_REFERER", "")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(before, hosts, require_https=request.is_secure()):
        return ""
    return urlsplit(before).path


def forget_form(request: HttpRequest) -> None:
    """It is being sent."""
    if SESSION_KEY in request.session:
        del request.session[SESSION_KEY]


def fields_of(request: HttpRequest, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What was posted, in order; without the token of the form, which is made anew."""
    left_out = {"csrfmiddlewaretoken", *but}
    fields = []
    for name, values in request.POST.lists():
        if name not in left_out:
            fields += [(name, value) for value in values]
    return fields


def is_kept(request: HttpRequest) -> bool:
    """Whether a form waits to be sent, whoever's it is."""
    found = request.session.get(SESSION_KEY)
    return found is not None and time.time() - found["at"] <= KEPT_FOR


def kept_form(request: HttpRequest, address: str) -> KeptForm | None:
    """The form that was posted to that address; it stays kept until it is sent, or for an hour."""
    found = request.session.get(SESSION_KEY)
    if not found or found["address"] != address or not is_kept(request):
        return None
    return KeptForm(**found | {"fields": [tuple(pair) for pair in found["fields"]]})
