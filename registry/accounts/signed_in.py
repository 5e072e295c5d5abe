"""Who is signed in, for pages that nobody else opens."""

from django.http import HttpRequest

from registry.accounts.models import User


def person_of(request: HttpRequest) -> User:
    """The account of an open session; the pages that call this ask for one."""
    assert isinstance(request.user, User)
    return request.user
