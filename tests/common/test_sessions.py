"""A session of ours is told from a made-up one without the database, and only ours passes by the
store of finished pages."""

import pytest
from django.contrib.auth import login
from django.contrib.sessions.models import Session

from pragueprocess.wsgi import django_application
from registry.common import sessions
from registry.common.store import PageStore, page_key
from tests.clients import Client
from tests.common.a_site import Site, ask
from tests.conftest import signed_in

OURS = sessions.signed(f"{sessions.PERSON}bcdefghij0123456789")
MADE_UP = [
    "x",
    "a" * 32,
    "a" * 40,
    OURS[:-1] + ("0" if OURS[-1] != "0" else "1"),
    OURS.upper(),
    OURS + "a",
    f'"{OURS}"',
    "ы" * 40,
    "",
]


@pytest.mark.parametrize("value", MADE_UP)
def test_a_made_up_session_is_served_from_the_store(value):
    site = Site()
    pages = PageStore(site)
    ask(pages)
    ask(pages, HTTP_COOKIE=f"sessionid={value}")
    ask(pages, HTTP_COOKIE=f"csrftoken=b; sessionid={value}; theme=dark")
    assert site.asked == 1


@pytest.mark.parametrize(
    "cookies",
    [
        f"sessionid={OURS}",
        f"a=b;sessionid={OURS}",
        f"a; ; sessionid = {OURS} ;c=d",
        f"sessionid=x; sessionid={OURS}",
    ],
)
def test_a_session_of_ours_passes_by(cookies):
    assert sessions.has_session(cookies)
    site = Site()
    pages = PageStore(site)
    ask(pages), ask(pages, HTTP_COOKIE=cookies), ask(pages, HTTP_COOKIE=cookies)
    assert site.asked == 3


@pytest.mark.parametrize("name", ["xsessionid", "sessionidx", "SESSIONID", "my-sessionid"])
def test_another_cookies_name_is_another_cookie(name):
    assert not sessions.has_session(f"{name}={OURS}")
    assert page_key({"REQUEST_METHOD": "GET", "HTTP_COOKIE": f"{name}={OURS}"})


def test_what_is_not_a_session_is_left_in_the_header():
    assert (
        sessions.without_session("a=b; sessionid=x; c=sessionid=d;sessionid")
        == "a=b; c=sessionid=d"
    )


def test_the_cookies_name_and_a_secret_that_was_replaced_are_settings(settings):
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    assert sessions.has_session(f"__Host-sessionid={OURS}")
    assert not sessions.has_session(f"sessionid={OURS}")
    settings.SECRET_KEY, old = "another" * 10, settings.SECRET_KEY
    assert not sessions.is_ours(OURS)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sessions.is_ours(OURS)


@pytest.mark.django_db
def test_a_made_up_session_costs_no_query_and_no_cookie(django_assert_num_queries):
    """Asked of Django through the store, as the server does; nothing is looked up and nothing
    deleted."""
    pages = PageStore(django_application)
    ask(pages, path="/en/follow-nobody/", HTTP_HOST="localhost", SERVER_NAME="x", SERVER_PORT="80")
    with django_assert_num_queries(0):
        _status, headers, _body = ask(
            pages,
            path="/en/follow-nobody/",
            HTTP_HOST="localhost",
            SERVER_NAME="x",
            SERVER_PORT="80",
            HTTP_COOKIE="sessionid=" + "a" * 40,
        )
    assert "Set-Cookie" not in headers


@pytest.mark.django_db
def test_who_signs_in_has_a_session_of_ours(editor):
    browser = signed_in(editor)
    key = browser.cookies["sessionid"].value
    assert sessions.is_ours(key)
    assert Session.objects.filter(session_key=key).exists()
    assert editor.usersession_set.model._meta.get_field("session_key").max_length >= len(key)


@pytest.mark.django_db
def test_a_stranger_who_asked_for_a_code_is_nobody_who_signed_in(editor):
    """Else anybody could pass by the store of pages, and send bodies as large as staff may."""
    stranger = Client()
    stranger.post("/en/account/sign-in/", {"email": "somebody@example.org"})
    key = stranger.cookies["sessionid"].value
    assert sessions.is_ours(key)
    assert sessions.has_session(f"sessionid={key}")
    assert not sessions.has_person(f"sessionid={key}")
    browser = signed_in(editor)
    assert sessions.has_person(f"sessionid={browser.cookies['sessionid'].value}")


@pytest.mark.django_db
def test_a_session_that_passes_to_another_person_is_one_of_a_person(editor, administrator, rf):
    request = rf.get("/")
    request.session = sessions.SessionStore()
    for user in (editor, administrator):
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        request.session.save()
        assert sessions.has_person(f"sessionid={request.session.session_key}")


@pytest.mark.django_db
def test_a_row_under_a_key_that_is_not_ours_signs_nobody_in(editor):
    """Neither does one from before keys were signed: that person signs in anew."""
    browser = signed_in(editor)
    assert browser.get("/en/account/sessions/").status_code == 200
    row = Session.objects.get(session_key=browser.cookies["sessionid"].value)
    Session.objects.create(
        session_key="a" * 32, session_data=row.session_data, expire_date=row.expire_date
    )
    other = Client()
    other.cookies["sessionid"] = "a" * 32
    assert other.get("/en/account/sessions/").status_code == 302
