"""Keys of the deployment: strong on a public host, changed without signing everybody out;
cookies of this host alone."""

import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from pragueprocess import env
from registry.accounts import browsers
from registry.accounts.models import Invitation
from registry.common import links
from tests import make
from tests.clients import Client

STRONG = "Wq3-zX8_pL5vT1nR7yK2mB9cD4fG6hJ0sA-uE_oI3xQ5tZ8wV1nM4kP7"
OTHER = "b7Hq-2Lw_9Xc4Vn8Mz1Kp6Jd3Fs5Ga0QtYrEuWiOl-TyUzXcVbNmAsDf"
PUBLIC = {"ALLOWED_HOSTS": "registry.example.org", "SITE_URL": "https://registry.example.org"}
WEAK = ["short", "a" * 80, "abcd" * 20, "django-insecure-" + STRONG, ""]
COOKIES = (
    "print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)"
)


def start(code: str = "", **environment: str) -> subprocess.CompletedProcess:
    known = {
        name: value
        for name, value in os.environ.items()
        if name not in ("SECRET_KEY", "FACTOR_KEY")
    }
    program = f"from django.conf import settings; settings.SECRET_KEY; {code}"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        env=known | {"DJANGO_SETTINGS_MODULE": "pragueprocess.settings"} | environment,
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "FACTOR_KEY"])
def test_a_public_host_does_not_start_without_strong_keys(name, monkeypatch):
    monkeypatch.setattr(env, "IS_PUBLIC", True)
    ask = env.secret_key if name == "SECRET_KEY" else env.factor_keys
    for weak in WEAK:
        monkeypatch.setattr(env, name, weak if name == "SECRET_KEY" else [weak] if weak else [])
        with pytest.raises(
            ImproperlyConfigured, match=f"{name}.*(too weak|not set).*token_urlsafe"
        ) as told:
            ask()
        assert not weak or weak not in str(told.value)
    monkeypatch.setattr(env, name, STRONG if name == "SECRET_KEY" else [STRONG])
    assert STRONG in ask()


def test_the_process_itself_refuses_and_says_what_to_do():
    done = start(**PUBLIC, SECRET_KEY="short", FACTOR_KEY=STRONG)
    assert done.returncode != 0
    assert "SECRET_KEY is too weak" in done.stderr
    done = start(**PUBLIC, SECRET_KEY=STRONG)
    assert "FACTOR_KEY is not set" in done.stderr
    done = start(**PUBLIC, SECRET_KEY=STRONG, FACTOR_KEY=STRONG)
    assert "the same as SECRET_KEY" in done.stderr
    done = start(**PUBLIC, SECRET_KEY=STRONG, FACTOR_KEY=OTHER, SECRET_KEY_FALLBACKS="short")
    assert "SECRET_KEY_FALLBACKS is too weak" in done.stderr
    assert start(**PUBLIC, SECRET_KEY=STRONG, FACTOR_KEY=OTHER).returncode == 0


def test_on_this_machine_a_key_is_made_once_and_kept_for_its_owner(tmp_path):
    path = tmp_path / "factor-key"
    first = env.kept_secret(path)
    assert len(first) >= 50
    assert env.kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not [one.name for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_installations_of_one_checkout_keep_their_small_files_apart(tmp_path):
    """Else a change of content in one makes the finished pages of the other anew."""
    asked = {"DATABASE_URL": "postgres://someone@127.0.0.1/registry"}
    code = "print(settings.STATE_DIR)"
    assert start(code, **asked, STATE_DIR="").stdout.strip() == str(settings.BASE_DIR / "var")
    assert start(code, **asked, STATE_DIR=str(tmp_path / "a")).stdout.strip() == f"{tmp_path}/a"
    assert (tmp_path / "a" / "secret-key").exists()


def test_two_first_starts_at_once_read_the_same_key(tmp_path):
    code = (
        "import sys; from pathlib import Path; from pragueprocess import env;"
        " print(env.kept_secret(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "secret-key")]
    running = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
        for _number in range(4)
    ]
    assert len({one.communicate()[0] for one in running}) == 1


def test_cookies_are_bound_to_the_host_with_https():
    secure = start(
        COOKIES + "; print(settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_PATH,"
        " settings.SESSION_COOKIE_DOMAIN)",
        **PUBLIC,
        SECRET_KEY=STRONG,
        FACTOR_KEY=OTHER,
    )
    assert secure.stdout.split() == [
        "__Host-sessionid",
        "__Host-csrftoken",
        "__Host-language",
        "True",
        "/",
        "None",
    ]
    assert start(COOKIES, SITE_URL="http://127.0.0.1:8000").stdout.split() == [
        "sessionid",
        "csrftoken",
        "language",
    ]


@pytest.mark.django_db
def test_a_secret_key_is_changed_without_signing_anybody_out(
    nino, georgia, post, settings, monkeypatch
):
    from registry.contacts.naming import invite_contact_point

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER, []
    monkeypatch.setattr(links, "signer", signing.Signer(salt=links.signer.salt))
    client = Client()
    client.force_login(nino.account)
    invite_contact_point(make.contact_point(georgia, email="tamar@example.org"), by=None)
    path, digits = post.link("tamar@example.org", "invitation")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = STRONG, [OTHER]
    monkeypatch.setattr(links, "signer", signing.Signer(salt=links.signer.salt))
    assert client.get("/en/desk/").status_code == 200
    assert Client().post(path, {"digits": digits, "has_read": "on"}).status_code == 302
    assert Invitation.objects.get().used_at

    settings.SECRET_KEY_FALLBACKS = []
    fresh = Client()
    fresh.force_login(nino.account)
    settings.SECRET_KEY = OTHER
    assert fresh.get("/en/desk/").status_code == 302


@pytest.mark.django_db
def test_a_browser_is_known_after_the_key_was_changed(rf, settings):
    """Else a stranger could use up the codes of everybody on the day of the change."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER, []
    response = HttpResponse()
    browsers.remember_browser(rf.get("/"), response, "nino@example.org")
    request = rf.get("/")
    request.COOKIES[browsers.cookie_name()] = response.cookies[browsers.cookie_name()].value
    name = browsers.known_browser(request, "nino@example.org")
    assert name
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = STRONG, [OTHER]
    assert browsers.known_browser(request, "nino@example.org") == name
    assert not browsers.known_browser(request, "other@example.org")
    browsers.remember_browser(request, response, "nino@example.org")
    request.COOKIES[browsers.cookie_name()] = response.cookies[browsers.cookie_name()].value
    settings.SECRET_KEY_FALLBACKS = []
    assert browsers.known_browser(request, "nino@example.org") == name
