"""One door, a code by e-mail, the same answer for everybody, a second factor for staff, sessions that end."""

import re
import statistics
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from registry.accounts.models import User
from registry.accounts.roles import end_sessions, set_address
from registry.common.dates import today
from registry.contacts.terms import end_term
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
DOOR, CODE = "/en/account/sign-in/", "/en/account/sign-in/code/"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def code_in(post, address: str) -> str:
    return re.search(r"(?:code|код): (\S+)", post.last(address).body)[1]


def test_a_code_by_mail_signs_in(client, post, nino, quick):
    assert client.post(DOOR, {"email": "Nino@Example.org"})["Location"] == CODE
    assert client.post(CODE, {"code": code_in(post, "nino@example.org")})["Location"] == "/en/desk/"
    assert "Georgia" in client.get("/en/desk/").content.decode()


def test_a_wrong_code_tells_so_and_five_end_it(client, post, nino, quick):
    client.post(DOOR, {"email": "nino@example.org"})
    assert "Incorrect code" in client.post(CODE, {"code": "XXXX-XXXX"}).content.decode()
    for _try in range(4):
        client.post(CODE, {"code": "XXXX-XXXX"})
    assert client.get(CODE)["Location"].startswith(DOOR)


def test_the_mail_is_in_the_language_of_the_page(client, post, nino, quick):
    client.post("/ru/account/sign-in/", {"email": "nino@example.org"})
    assert "Ваш код" in post.last("nino@example.org").body


def test_known_and_unknown_addresses_get_the_same_bytes(post, nino, quick):
    answers = []
    for address in ("nino@example.org", "ning@example.org"):
        client = Client()
        first = client.post(DOOR, {"email": address})
        second = client.get(CODE)
        wrong = client.post(CODE, {"code": "XXXX-XXXX"})
        texts = [
            re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode()) for page in (second, wrong)
        ]
        answers.append(
            (first.status_code, first["Location"], sorted(first.cookies), [text.replace(address, "") for text in texts])
        )
    assert answers[0] == answers[1]
    assert [message.to for message in post.outbox] == [["nino@example.org"]]


def test_known_and_unknown_addresses_take_the_same_time(nino, monkeypatch):
    """Sending takes a second here; the page waits for a set time and not for the mail."""
    monkeypatch.setattr("registry.common.mail.send_or_log", lambda message: time.sleep(1))
    taken = {}
    for address in ("nino@example.org", "unknown@example.org"):
        times = []
        for _try in range(3):
            began = time.monotonic()
            Client().post(DOOR, {"email": address})
            times.append(time.monotonic() - began)
        taken[address] = statistics.median(times)
    assert abs(taken["nino@example.org"] - taken["unknown@example.org"]) < 0.05


def test_requests_are_limited_by_address_and_by_network(post, nino, quick):
    for _try in range(5):
        assert Client().post(DOOR, {"email": "nino@example.org"}).status_code == 302
    assert "Too many" in Client().post(DOOR, {"email": "nino@example.org"}).content.decode()
    cache.clear()
    answers = [Client().post(DOOR, {"email": f"a{number}@example.org"}).status_code for number in range(25)]
    assert answers[:19] == [302] * 19
    assert 302 not in answers[21:]


def test_the_admin_has_no_door_of_its_own(client, editor):
    response = client.get("/admin/login/?next=/admin/registry/page/")
    assert response["Location"] == f"{DOOR}?next=/admin/registry/page/"
    assert client.post("/admin/login/", {"username": "editor@example.org", "password": "x"}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_staff_without_a_second_factor_are_led_to_set_one_up(editor):
    client = signed_in(editor)
    for address in ("/admin/", "/admin/registry/page/", "/admin/registry/contactpoint/"):
        assert client.get(address)["Location"].endswith("/account/second-factor/")
    assert "before the admin opens" in client.get("/en/account/second-factor/").content.decode()


def test_staff_with_a_second_factor_show_it_in_each_session(editor):
    TOTP.activate(editor, generate_totp_secret())
    assert "/second-factor/reauthenticate/?next=%2Fadmin%2F" in signed_in(editor).get("/admin/")["Location"]
    assert signed_in(editor, second_factor=True).get("/admin/").status_code == 200


def test_the_code_alone_does_not_sign_in_who_has_a_second_factor(client, post, nino, quick):
    TOTP.activate(nino.account, generate_totp_secret())
    client.post(DOOR, {"email": "nino@example.org"})
    assert "second-factor/authenticate" in client.post(CODE, {"code": code_in(post, "nino@example.org")})["Location"]
    assert client.get("/en/desk/").status_code == 302


def test_a_term_that_ends_closes_the_desk_in_open_sessions(post, nino):
    client = signed_in(nino.account)
    assert client.get("/en/desk/").status_code == 200
    nino.until = today().replace(year=today().year - 1)
    nino.since = nino.until
    nino.save()
    response = client.get("/en/desk/")
    assert response.status_code == 403
    assert "term as a contact point has ended" in response.content.decode()


def test_ending_a_term_ends_the_sessions(client, post, nino, quick):
    client.post(DOOR, {"email": "nino@example.org"})
    client.post(CODE, {"code": code_in(post, "nino@example.org")})
    end_term(nino, by=None, on=today())
    assert client.get("/en/desk/")["Location"].startswith(DOOR)


def test_signing_out_elsewhere(post, nino, quick):
    clients = [Client(), Client()]
    for client in clients:
        client.post(DOOR, {"email": "nino@example.org"})
        client.post(CODE, {"code": code_in(post, "nino@example.org")})
    clients[0].post("/en/account/sessions/")
    assert clients[0].get("/en/desk/").status_code == 200
    assert clients[1].get("/en/desk/").status_code == 302
    end_sessions(nino.account)
    assert clients[0].get("/en/desk/").status_code == 302


def test_a_closed_account_does_not_sign_in(client, post, nino, quick):
    User.objects.filter(pk=nino.account_id).update(is_active=False)
    client.post(DOOR, {"email": "nino@example.org"})
    assert post.outbox == []


def test_nobody_has_a_password(db):
    assert not User.objects.create_superuser("root@example.org", "secret").has_usable_password()


def test_an_account_has_one_address(nino):
    set_address(nino.account, "New@Example.org")
    assert [row.email for row in nino.account.emailaddress_set.all()] == ["new@example.org"]


def test_limits_are_shared_in_production():
    from django.core.checks import run_checks
    from django.test import override_settings

    with override_settings(ALLOWED_HOSTS=["registry.example.org"]):
        assert "registry.W001" in {message.id for message in run_checks(include_deployment_checks=True)}
    shared = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:6379/1"}
    }
    with override_settings(ALLOWED_HOSTS=["registry.example.org"], CACHES=shared):
        assert "registry.W001" not in {message.id for message in run_checks(include_deployment_checks=True)}
