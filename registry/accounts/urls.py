"""django-allauth's pages that we use, and no other: there is no signing up, and there are no
passwords."""

from allauth.account import views
from allauth.mfa.urls import urlpatterns as factor_pages
from django.urls import URLPattern, URLResolver, include, path

from registry.accounts.views import SignIn, SignInCode, sign_in_again
from registry.common.freshness import grave
from registry.common.only_read import only_read

OPEN_FACTOR_PAGES = {  # which show a list, or are themselves a way to sign in
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


def with_fresh_sign_in(pages: list) -> list:
    """Whatever adds, shows or removes a factor is a grave act, the first factor's too."""
    found = []
    for page in pages:
        if isinstance(page, URLResolver):
            inner = with_fresh_sign_in(page.url_patterns)
            page = URLResolver(page.pattern, inner, page.default_kwargs)
        elif page.name not in OPEN_FACTOR_PAGES:
            page = URLPattern(page.pattern, grave(page.callback), page.default_args, page.name)
        found.append(page)
    return found


urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/", SignIn.as_view(), name="account_request_login_code"),
    path("sign-in/code/", SignInCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/again/", sign_in_again, name="sign_in_again"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", only_read(views.account_inactive), name="account_inactive"),
    path("second-factor/", include(with_fresh_sign_in(factor_pages))),
    path("sessions/", include("allauth.usersessions.urls")),
]
