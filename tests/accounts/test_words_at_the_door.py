"""Signing in, the second factor and the sessions speak in our words, in both languages: each page
is a template of ours, and shows no phrase of the library's catalogue."""

import re

import polib
import pytest
from allauth import __file__ as library
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from registry.accounts.roles import set_address
from tests.clients import Client
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
OURS = str(settings.BASE_DIR / "templates")
ONLY_FRAMES = ("base_", "allauth/layouts/", "/base.html", "login_script.html")
FEW = 4  # words: "Recovery codes" is anybody's name for them
PLACES = (
    "account_inactive",
    "account_logout",
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "usersessions_list",
)


@pytest.fixture
def passkey(nino) -> Authenticator:
    """Beside an app and recovery codes."""
    set_address(nino.account, nino.account.email)
    TOTP.activate(nino.account, generate_totp_secret())
    RecoveryCodes.activate(nino.account)
    return Authenticator.objects.create(
        user=nino.account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "My telephone", "credential": {}},
    )


@pytest.fixture
def no_keys(monkeypatch):
    """What a device says is read elsewhere; here only pages are looked at."""
    monkeypatch.setattr(
        "allauth.mfa.webauthn.views.auth.begin_registration", lambda *asked, **named: {}
    )
    monkeypatch.setattr(
        "allauth.mfa.webauthn.internal.flows.auth.begin_authentication",
        lambda *asked, **named: {},
    )


def words_of_library(language: str) -> set[str]:
    path = f"{library.rpartition('/')[0]}/locale/ru/LC_MESSAGES/django.po"
    found = {
        entry.msgid if language == "en" else entry.msgstr
        for entry in polib.pofile(path)
        if not entry.obsolete
    }
    return {" ".join(text.split()) for text in found if len(text.split()) > FEW}


def shown(text: str) -> list[str]:
    """What stands between two tags, and in placeholders."""
    plain = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    found = re.findall(r">([^<>]+)<", plain) + re.findall(r'placeholder="([^"]+)"', plain)
    return [" ".join(one.split()) for one in found]


def check(response, language: str) -> None:
    assert response.status_code == 200
    foreign = [
        template.origin.name
        for template in response.templates
        if template.origin
        and "/allauth/" in template.origin.name
        and not template.origin.name.startswith(OURS)
        and not any(frame in template.origin.name for frame in ONLY_FRAMES)
    ]
    assert foreign == []
    assert set(shown(response.content.decode())) & words_of_library(language) == set()


def address_of(name: str, passkey: Authenticator, language: str) -> str:
    with translation.override(language):
        needs_key = name in ("mfa_remove_webauthn", "mfa_edit_webauthn")
        return reverse(name, kwargs={"pk": passkey.pk} if needs_key else {})


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", PLACES)
def test_a_page_of_an_open_session(nino, passkey, no_keys, name, language):
    client = signed_in(nino.account, second_factor=True)
    check(client.get(address_of(name, passkey, language)), language)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_app_is_set_up(nino, language):
    set_address(nino.account, nino.account.email)
    client, page = signed_in(nino.account), f"/{language}/account/second-factor/totp/activate/"
    check(client.get(page), language)
    check(client.post(page, {"code": "123456"}), language)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_door_the_code_and_the_second_factor(post, nino, passkey, no_keys, language):
    client, door = Client(), f"/{language}/account/sign-in/"
    check(client.get(door), language)
    client.post(door, {"email": nino.account.email})
    check(client.get(f"{door}code/"), language)
    check(client.post(f"{door}code/", {"code": "XXXX"}), language)
    code = re.search(r"(?:code|код): (\S+)", post.last(nino.account.email).body)[1]
    factor = client.post(f"{door}code/", {"code": code})["Location"]
    check(client.get(factor), language)
    check(client.post(factor, {"code": "123456"}), language)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_the_pages_report(post, nino, passkey, language):
    """After an act, at the head of the next page."""
    client = signed_in(nino.account, second_factor=True)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_remove_webauthn"):
        check(client.post(address_of(name, passkey, language), follow=True), language)


def test_who_has_no_app_is_not_asked_for_its_digits(post, nino, passkey, no_keys):
    client = Client()
    nino.account.authenticator_set.filter(type=Authenticator.Type.TOTP).delete()
    client.post("/en/account/sign-in/", {"email": nino.account.email})
    code = re.search(r"code: (\S+)", post.last(nino.account.email).body)[1]
    factor = client.post("/en/account/sign-in/code/", {"code": code})["Location"]
    page = client.get(factor).content.decode()
    assert "Use a passkey" in page
    assert "Six digits" not in page
    assert "A recovery code" in page
