"""Whose desk a request opens. Read at each request from the terms of office: a term that ended
closes it at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from registry.accounts.browsers import last_person
from registry.accounts.models import User
from registry.accounts.signed_in import person_of
from registry.common.dates import today
from registry.common.freshness import ask_again, forget_form, keep
from registry.common.kept_questions import Question, given
from registry.contacts.models import ContactPoint
from registry.contacts.seeing_as import SEE_AS, may_see_as
from registry.contacts.terms import posts_of
from registry.profiles.models import Edition

SAFE = {"GET", "HEAD", "OPTIONS"}
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Desk:
    account: User | None
    posts: list[ContactPoint]
    is_seen_by_staff: bool = False

    def post(self, pk: int) -> ContactPoint:
        """An office of this desk; whether another office exists, nobody learns."""
        found = next((post for post in self.posts if post.pk == pk), None)
        if found is None:
            raise Http404(_("There is no such office of yours. Your desk lists what is yours."))
        return found

    def edition(self, pk: int) -> Edition:
        """An edition of the desk's states; whether another exists, nobody learns."""
        found = edition_for_page.first(edition=pk)
        if found is None or found.profile.state_id not in {post.state_id for post in self.posts}:
            raise Http404(_("There is no such edition of yours. Your desk lists what is yours."))
        return found

    def post_of(self, edition: Edition) -> ContactPoint:
        """The office of this desk whose state the edition belongs to."""
        return next(post for post in self.posts if post.state_id == edition.profile.state_id)

    def colleague(self, pk: int) -> ContactPoint:
        """A contact point of the desk's states, the person at the desk included."""
        own = [post.state_id for post in self.posts]
        return get_object_or_404(ContactPoint.objects.in_office(today()).of_states(own), pk=pk)


@Question
def edition_for_page() -> QuerySet[Edition]:
    return Edition.objects.for_page().filter(pk=given("edition"))


class DeskRequest(HttpRequest):
    """As `at_desk` hands it to a view."""

    desk: Desk
    user: User


def desk_of(request: HttpRequest) -> Desk:
    account = person_of(request)
    seen_as = request.session.get(SEE_AS)
    if seen_as and may_see_as(request):
        posts = list(
            ContactPoint.objects.in_office(today())
            .filter(pk=seen_as)
            .select_related("state", "authority", "account")
        )
        return Desk(posts[0].account if posts else None, posts, is_seen_by_staff=True)
    return Desk(account, posts_of(account, today()))


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """And back. What was posted after the session had ended is kept for who signed in here last,
    who then sends it with one button."""
    address = request.get_full_path()
    if request.method in SAFE:
        return redirect_to_login(address)
    owner = last_person(request)
    if owner and keep(request, "", owner):
        return redirect_to_login(f"{reverse('sign_in_again')}?{urlencode({'next': address})}")
    return redirect_to_login(reverse("desk"))


def at_desk(
    view: View | None = None,
    *,
    is_own: bool = False,
    is_grave: bool | Callable[..., str] = False,
    form: type[BaseForm] | None = None,
) -> Any:
    """`is_own`: not even staff may look at this page of somebody's desk. `is_grave`: asks for a
    fresh sign-in, always or where the function of request and address says so. `form`: what is
    posted there, so that a form that is kept is shown with its labels (common/kept_words.py).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            request.desk = desk_of(request)
            if request.desk.is_seen_by_staff and (is_own or request.method not in SAFE):
                raise PermissionDenied
            if request.method not in SAFE:
                forget_form(request)
            if not request.desk.posts:
                return render(request, "desk/no_office.html", status=403)
            what = is_grave(request, **kwargs) if callable(is_grave) else ""
            if (what or is_grave is True) and not request.desk.is_seen_by_staff:
                return ask_again(request, what) or view(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        vars(wrapper)["form"] = form
        return wrapper

    return decorate(view) if view else decorate
