"""One door, a code by e-mail, the same answer for everybody, a second factor for staff, sessions
that end."""

import re
import statistics
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.accounts.models import User
from registry.accounts.roles import end_sessions, set_address
from registry.common.dates import today
from registry.contacts.terms import end_term
from tests.clients import Client
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
DOOR, CODE = "/en/account/sign-in/", "/en/account/sign-in/code/"


def code_in(post, address: str) -> str:
    return re.search(r"(?:code|код): (\S+)", post.last(address).body)[1]


def test_a_code_by_mail_signs_in(client, post, nino):
    assert client.post(DOOR, {"email": "Nino@Example.org"})["Location"] == CODE
    assert client.post(CODE, {"code": code_in(post, "nino@example.org")})["Location"] == "/en/desk/"
    assert "Georgia" in client.get("/en/desk/").content.decode()


def test_a_wrong_code_tells_so_and_five_end_it(client, post, nino):
    client.post(DOOR, {"email": "nino@example.org"})
    assert (
        "not the code of the message" in client.post(CODE, {"code": "XXXX-XXXX"}).content.decode()
    )
    for _try in range(4):
        client.post(CODE, {"code": "XXXX-XXXX"})
    assert client.get(CODE)["Location"].startswith(DOOR)


def test_a_wrong_code_is_not_said_to_be_kept(client, post, nino):
    client.post(DOOR, {"email": "nino@example.org"})
    text = client.post(CODE, {"code": "XXXX-XXXX"}).content.decode()
    assert "That was not right yet" in text
    assert "everything you typed is still here" not in text


def test_a_mistyped_address_is_left_at_once(client, post, nino):
    client.post(f"{DOOR}?next=/en/desk/mail/", {"email": "nini@example.org"})
    assert f'href="{DOOR}' in client.get(CODE).content.decode()
    page = client.get(DOOR).content.decode()
    assert 'value="nini@example.org"' in page
    assert CODE in page
    assert client.post(DOOR, {"email": "nino@example.org"})["Location"] == CODE
    assert client.post(CODE, {"code": code_in(post, "nino@example.org")})["Location"] == "/en/desk/"


def test_the_way_back_keeps_where_one_wanted_to_go(client, post, nino):
    client.post(DOOR, {"email": "nini@example.org", "next": "/en/desk/mail/"})
    code_page = client.get(f"{CODE}?next=/en/desk/mail/").content.decode()
    assert f'href="{DOOR}?next=%2Fen%2Fdesk%2Fmail%2F"' in code_page


def test_a_second_factor_that_is_awaited_has_no_way_round(client, post, editor):
    set_address(editor, editor.email)
    TOTP.activate(editor, generate_totp_secret())
    client.post(DOOR, {"email": editor.email})
    client.post(CODE, {"code": code_in(post, editor.email)})
    assert client.get(DOOR)["Location"].endswith("/second-factor/authenticate/")


@pytest.mark.parametrize("which", [0, 1])
def test_the_newest_code_and_the_one_before_sign_in(client, post, nino, which):
    client.post(DOOR, {"email": "nino@example.org"})
    codes = [code_in(post, "nino@example.org")]
    client.post(CODE, {"action": "resend"})
    codes.append(code_in(post, "nino@example.org"))
    assert "of the message before serves as well" in client.get(CODE).content.decode()
    assert client.post(CODE, {"code": codes[which]})["Location"] == "/en/desk/"


def test_a_code_asked_for_at_the_door_again_leaves_the_one_before(client, post, nino):
    client.post(DOOR, {"email": "nino@example.org"})
    first = code_in(post, "nino@example.org")
    client.post(DOOR, {"email": "NINO@example.org"})
    assert client.post(CODE, {"code": first})["Location"] == "/en/desk/"


def test_the_code_of_one_address_opens_no_other(client, post, nino, ion):
    client.post(DOOR, {"email": "nino@example.org"})
    first = code_in(post, "nino@example.org")
    client.post(DOOR, {"email": "ion@example.org"})
    assert "not the code of the message" in client.post(CODE, {"code": first}).content.decode()


def test_the_code_two_messages_back_serves_no_more(client, post, nino):
    client.post(DOOR, {"email": "nino@example.org"})
    first = code_in(post, "nino@example.org")
    for _time in range(2):
        client.post(CODE, {"action": "resend"})
    assert "not the code of the message" in client.post(CODE, {"code": first}).content.decode()


def test_each_code_lasts_its_own_quarter_of_an_hour(client, post, nino, monkeypatch):
    client.post(DOOR, {"email": "nino@example.org"})
    first, now = code_in(post, "nino@example.org"), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 14 * 60)
    client.post(CODE, {"action": "resend"})
    second = code_in(post, "nino@example.org")
    monkeypatch.setattr(time, "time", lambda: now + 20 * 60)
    assert "not the code of the message" in client.post(CODE, {"code": first}).content.decode()
    assert client.post(CODE, {"code": second})["Location"] == "/en/desk/"


def test_sending_again_stays(client, post, nino):
    client.post(DOOR, {"email": "nino@example.org"})
    for _time in range(4):
        assert "Send a new code" in client.get(CODE).content.decode()
        client.post(CODE, {"action": "resend"})
    assert len(post.to("nino@example.org")) == 5
    answer = client.post(CODE, {"action": "resend"}, follow=True).content.decode()
    assert "Send a new code" in answer
    assert len(post.to("nino@example.org")) == 5
    assert client.post(CODE, {"code": code_in(post, "nino@example.org")})["Location"] == "/en/desk/"


def test_the_mail_is_in_the_language_of_the_page(client, post, nino):
    client.post("/ru/account/sign-in/", {"email": "nino@example.org"})
    assert "Ваш код" in post.last("nino@example.org").body


def test_known_and_unknown_addresses_get_the_same_bytes(post, nino):
    answers = []
    for address in ("nino@example.org", "ning@example.org"):
        client = Client()
        first = client.post(DOOR, {"email": address})
        second = client.get(CODE)
        wrong = client.post(CODE, {"code": "XXXX-XXXX"})
        texts = [
            re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
            for page in (second, wrong)
        ]
        answers.append(
            (
                first.status_code,
                first["Location"],
                sorted(first.cookies),
                [text.replace(address, "") for text in texts],
            )
        )
    assert answers[0] == answers[1]
    assert [message.to for message in post.outbox] == [["nino@example.org"]]


def test_known_and_unknown_addresses_take_the_same_work(nino):
    """By the statements that reach the database, which no other work on the machine changes."""
    told = []
    for address in ("nino@example.org", "ning@example.org"):
        client = Client()
        client.get(DOOR)
        with CaptureQueriesContext(connection) as asked:
            client.post(DOOR, {"email": address})
        with CaptureQueriesContext(connection) as tried:
            client.post(CODE, {"code": "XXXX-XXXX"})
        statements = [one["sql"].split(" WHERE ")[0][:40] for one in (*asked, *tried)]
        told.append([re.sub(r"SAVEPOINT .*", "SAVEPOINT", one) for one in statements])
        assert not any("registry_user" in statement["sql"] for statement in asked)
    assert told[0] == told[1]


def test_known_and_unknown_addresses_take_the_same_time(nino, monkeypatch):
    """In turns, so that other work on the machine slows both. What differs must be less than
    what one of them varies by."""
    monkeypatch.setattr("registry.accounts.views.may_ask_for_code", lambda *asked: True)
    taken, client = {"nino@example.org": [], "ning@example.org": []}, Client()
    for _turn in range(40):
        for address, times in taken.items():
            client.cookies.clear()
            began = time.perf_counter()
            client.post(DOOR, {"email": address})
            times.append(time.perf_counter() - began)
    known, unknown = taken.values()
    low, middle, high = statistics.quantiles(known, n=4)
    assert abs(middle - statistics.median(unknown)) < max(high - low, 0.002)


def test_nothing_sleeps_in_a_worker(post, nino, monkeypatch):
    def sleep(seconds):
        raise AssertionError(f"a worker sleeps {seconds} s")

    monkeypatch.setattr("time.sleep", sleep)
    for _try in range(8):
        Client().post(DOOR, {"email": "nino@example.org"})
        Client().post(DOOR, {"email": "ning@example.org"})


def test_the_admin_has_no_door_of_its_own(client, editor):
    response = client.get("/admin/login/?next=/admin/registry/page/")
    assert response["Location"] == f"{DOOR}?next=/admin/registry/page/"
    assert (
        client.post(
            "/admin/login/", {"username": "editor@example.org", "password": "x"}
        ).status_code
        == 302
    )
    assert "_auth_user_id" not in client.session


def test_staff_without_a_second_factor_are_led_to_set_one_up(editor):
    client = signed_in(editor)
    for address in ("/admin/", "/admin/registry/page/", "/admin/registry/contactpoint/"):
        assert client.get(address)["Location"].endswith("/account/second-factor/")
    assert "before the admin opens" in client.get("/en/account/second-factor/").content.decode()


def test_staff_with_a_second_factor_show_it_in_each_session(editor):
    TOTP.activate(editor, generate_totp_secret())
    assert (
        "/second-factor/reauthenticate/?next=%2Fadmin%2F"
        in signed_in(editor).get("/admin/")["Location"]
    )
    assert signed_in(editor, second_factor=True).get("/admin/").status_code == 200


def test_the_code_alone_does_not_sign_in_who_has_a_second_factor(client, post, nino):
    TOTP.activate(nino.account, generate_totp_secret())
    client.post(DOOR, {"email": "nino@example.org"})
    assert (
        "second-factor/authenticate"
        in client.post(CODE, {"code": code_in(post, "nino@example.org")})["Location"]
    )
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


def test_ending_a_term_ends_the_sessions(client, post, nino):
    client.post(DOOR, {"email": "nino@example.org"})
    client.post(CODE, {"code": code_in(post, "nino@example.org")})
    end_term(nino, by=None, on=today())
    assert client.get("/en/desk/")["Location"].startswith(DOOR)


def test_signing_out_elsewhere(post, nino):
    clients = [Client(), Client()]
    for client in clients:
        client.post(DOOR, {"email": "nino@example.org"})
        client.post(CODE, {"code": code_in(post, "nino@example.org")})
    clients[0].post("/en/account/sessions/")
    assert clients[0].get("/en/desk/").status_code == 200
    assert clients[1].get("/en/desk/").status_code == 302
    end_sessions(nino.account)
    assert clients[0].get("/en/desk/").status_code == 302


def test_a_closed_account_does_not_sign_in(client, post, nino):
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
        assert "registry.W001" in {
            message.id for message in run_checks(include_deployment_checks=True)
        }
    shared = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:6379/1",
        }
    }
    with override_settings(ALLOWED_HOSTS=["registry.example.org"], CACHES=shared):
        assert "registry.W001" not in {
            message.id for message in run_checks(include_deployment_checks=True)
        }
