"""Who sits at the desk. Asked at each request, from the terms of office: a term that ended closes it at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.dates import today
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
        """One's own office; of another's, nobody learns that it exists."""
        found = next((post for post in self.posts if post.pk == pk), None)
        if found is None:
            raise Http404(_("There is no such office of yours. Your desk lists what is yours."))
        return found

    def edition(self, pk: int) -> Edition:
        """One of one's own state's; of another's, nobody learns that it exists."""
        own = [post.state_id for post in self.posts]
        return get_object_or_404(Edition.objects.of_states(own).for_page(), pk=pk)

    def post_of(self, edition: Edition) -> ContactPoint:
        """In which office one works on it."""
        return next(post for post in self.posts if post.state_id == edition.profile.state_id)

    def colleague(self, pk: int) -> ContactPoint:
        """Oneself, or another contact point of one's own state."""
        own = [post.state_id for post in self.posts]
        return get_object_or_404(ContactPoint.objects.in_office(today()).of_states(own), pk=pk)


def desk_of(request: HttpRequest) -> Desk:
    seen = request.session.get(SEE_AS)
    if seen and may_see_as(request):
        posts = list(
            ContactPoint.objects.in_office(today()).filter(pk=seen).select_related("state", "authority", "account")
        )
        return Desk(posts[0].account if posts else None, posts, is_seen_by_staff=True)
    return Desk(request.user, posts_of(request.user, today()))


def at_desk(view: View | None = None, *, is_own: bool = False) -> Any:
    """`is_own`: not even staff may look at this page of somebody's desk."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.desk = desk_of(request)
            if request.desk.is_seen_by_staff and (is_own or request.method not in SAFE):
                raise PermissionDenied
            if not request.desk.posts:
                return render(request, "desk/no_office.html", status=403)
            return view(request, *args, **kwargs)

        return wrapper

    return decorate(view) if view else decorate
