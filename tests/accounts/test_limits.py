"""Strangers are limited before anything is done for them, nobody is locked out by them, and
nobody writes to whom they like."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.accounts import browsers
from registry.accounts.inviting import invite
from registry.accounts.models import Invitation
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.models import SentMessage
from registry.contacts import addresses, bulk, handover
from registry.drafting import consulting
from registry.profiles.models import Edition
from tests import make
from tests.clients import Client
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
DOOR, CODE = "/en/account/sign-in/", "/en/account/sign-in/code/"


def ask(client: Client, address: str = "nino@example.org", network: str = "192.0.2.1") -> int:
    return client.post(DOOR, {"email": address}, REMOTE_ADDR=network).status_code


def code_in(post, address: str = "nino@example.org") -> str:
    return re.search(r"(?:code|код): (\S+)", post.last(address).body)[1]


@pytest.fixture
def known_browser(post, nino) -> Client:
    """Nino's browser: she has signed in with it, and out again."""
    client = Client()
    ask(client)
    client.post(CODE, {"code": code_in(post)})
    client.post("/en/account/sign-out/")
    cache.clear()
    post.outbox.clear()
    return client


def test_one_network_has_five_codes_of_an_address(post, nino):
    assert [ask(Client()) for _try in range(6)] == [302] * 5 + [429]
    response = Client().post(DOOR, {"email": "nino@example.org"}, REMOTE_ADDR="192.0.2.1")
    text = response.content.decode()
    assert "Too many codes were asked for" in text
    assert 'value="nino@example.org"' in text  # what was typed stays
    assert response["Retry-After"] == "900"
    assert len(post.outbox) == 5


def test_who_is_limited_learns_nothing_either(post, nino):
    answers = []
    for address in ("nino@example.org", "ning@example.org"):
        for _try in range(5):
            ask(Client(), address)
        page = Client().post(DOOR, {"email": address}, REMOTE_ADDR="192.0.2.1").content.decode()
        answers.append(re.sub(r'value="[^"]{30,}"', "", page).replace(address, ""))
    assert answers[0] == answers[1]


def test_one_network_asks_for_twenty_codes_a_minute(post):
    answers = [ask(Client(), f"a{number}@example.org") for number in range(25)]
    assert answers == [302] * 20 + [429] * 5
    assert ask(Client(), "another@example.org", "192.0.2.2") == 302


def test_a_limited_request_reads_and_writes_no_account_no_session_and_no_message(nino):
    for _try in range(6):  # the first that is refused is remembered, once for a while
        ask(Client())
    messages = SentMessage.objects.count()
    with CaptureQueriesContext(connection) as statements:
        assert ask(Client()) == 429
    text = " ".join(one["sql"] for one in statements)
    assert "registry_user" not in text
    assert "INSERT" not in text
    assert SentMessage.objects.count() == messages


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_what_a_network_is(one, other, is_same):
    for _try in range(5):
        ask(Client(), network=one)
    assert (ask(Client(), network=other) == 429) is is_same


def test_a_stranger_elsewhere_does_not_use_up_a_persons_codes(post, nino):
    for _try in range(10):
        ask(Client(), network="198.51.100.7")
    assert ask(Client(), network="192.0.2.1") == 302


def test_strangers_in_many_networks_do_not_lock_a_known_browser_out(post, nino, known_browser):
    statuses = [ask(Client(), network=f"198.51.{number}.1") for number in range(80)]
    assert (
        statuses.count(302) == 60
    )  # the share of all strangers together: her mailbox is not flooded
    assert ask(known_browser, network="198.51.100.1") == 302
    answer = known_browser.post(CODE, {"code": code_in(post)})
    assert answer["Location"] == "/en/desk/"


@pytest.mark.parametrize("networks", ["198.51.100.{}", "2001:db8:7:{}::1"])
def test_a_customer_with_many_addresses_locks_nobody_out(post, nino, networks):
    statuses = [ask(Client(), network=networks.format(number)) for number in range(1, 30)]
    assert statuses.count(302) == 10
    assert ask(Client(), network="192.0.2.1") == 302


def test_a_known_browser_is_limited_too(post, nino, known_browser):
    answers = []
    for _try in range(6):
        known_browser.cookies.pop(
            "sessionid", None
        )  # the code that was asked for last is forgotten
        answers.append(ask(known_browser))
    assert answers == [302] * 5 + [429]


def test_a_known_browser_is_known_for_its_own_address_only(post, nino, ion, known_browser):
    for _try in range(5):
        ask(Client(), "ion@example.org")
    assert ask(known_browser, "ion@example.org") == 429


def test_a_made_up_cookie_is_not_believed(post, nino, known_browser):
    name = browsers.cookie_name()
    value = known_browser.cookies[name].value
    for forged in (value[:-2] + "xx", "x" * 5000, "", "W10:1:2"):
        client = Client()
        client.cookies[name] = forged
        for _try in range(5):
            ask(Client())
        assert ask(client) == 429


def test_the_cookie_says_nothing_and_gives_no_right(nino, known_browser):
    cookie = known_browser.cookies[browsers.cookie_name()]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert "nino" not in cookie.value
    client = Client()
    client.cookies[browsers.cookie_name()] = cookie.value
    assert client.get("/en/desk/").status_code == 302
    public = client.get("/en/")
    assert public["X-Published"] is not None
    assert not public.cookies


def test_an_invitation_makes_a_browser_known(post, nino, georgia):
    invite("new@example.org", role="editor", language="en", by=None)
    path, digits = post.link("new@example.org", "invitation")
    client = Client()
    client.post(path, {"digits": digits, "has_read": "on"})
    assert browsers.cookie_name() in client.cookies


def test_a_browser_that_several_people_use_knows_each(post, nino, ion):
    client = Client()
    for address in ("nino@example.org", "ion@example.org"):
        ask(client, address)
        client.post(CODE, {"code": code_in(post, address)})
        client.post("/en/account/sign-out/")
    for address in ("nino@example.org", "ion@example.org"):
        for _try in range(5):
            ask(Client(), address)
        assert ask(client, address) == 302


def test_sending_anew_is_limited_too(post, nino):
    client = Client()
    ask(client)
    for _try in range(5):
        ask(Client())
    before = len(post.outbox)
    response = client.post(CODE, {"action": "resend"}, REMOTE_ADDR="192.0.2.1", follow=True)
    assert "Too many codes in a short time" in response.content.decode()
    assert len(post.outbox) == before


def test_the_code_of_a_new_message_has_tries_of_its_own(post, nino):
    client = Client()
    ask(client)
    for _try in range(3):
        client.post(CODE, {"code": "XXXX-XXXX"})
    client.post(CODE, {"action": "resend"}, REMOTE_ADDR="192.0.2.1")
    assert client.post(CODE, {"code": code_in(post)})["Location"] == "/en/desk/"


def test_an_address_that_lost_its_account_gets_nobody_in(post, nino):
    client = Client()
    ask(client)
    right = code_in(post)
    nino.account.is_active = False
    nino.account.save()
    assert "not the code of the message" in client.post(CODE, {"code": right}).content.decode()
    assert client.get("/en/desk/").status_code == 302


@pytest.mark.parametrize("language", ["en", "ru"])
def test_without_the_shared_cache_signing_in_says_so_and_reading_goes_on(
    gone, client, nino, staff, language, caplog
):
    response = client.post(f"/{language}/account/sign-in/", {"email": "nino@example.org"})
    text = response.content.decode()
    assert response.status_code == 503
    assert {"en": "Try again in a few minutes", "ru": "через несколько минут"}[language] in text
    assert 'value="nino@example.org"' in text
    for address in ("", "states/georgia/", "contact-points/", "account/sign-in/"):
        assert client.get(f"/{language}/{address}").status_code == 200
    assert signed_in(nino.account).get(f"/{language}/desk/").status_code == 200
    assert staff.get("/admin/").status_code == 200
    assert "Traceback" not in caplog.text


def test_a_flood_without_the_cache_fills_no_log_and_waits_for_nothing(gone, caplog, monkeypatch):
    monkeypatch.setattr("registry.common.limits.RESTS", 600.0)
    for _try in range(20):
        assert ask(Client()) == 503
    assert len(caplog.records) == 1
    assert "does not answer" in caplog.text


def test_a_flood_of_readers_without_the_cache_is_counted_by_each_process(gone, client):
    answers = [client.get("/api/v1/search/?q=asylum").status_code for _try in range(62)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_what_the_library_counts_is_refused_in_words_too(gone, nino):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(nino.account, generate_totp_secret())
    client = signed_in(nino.account)
    client.raise_request_exception = False
    response = client.post("/en/account/second-factor/reauthenticate/", {"code": "000000"})
    assert response.status_code == 503
    assert "in a few minutes" in response.content.decode()
    person = make.contact_point(nino.state, email="x@example.org", email_visibility="public")
    assert client.post(f"/en/contact-points/{person.pk}/").status_code == 503


def test_an_act_that_writes_to_somebody_says_so_too(gone, nino):
    client = signed_in(nino.account)
    response = client.post(f"/en/desk/details/{nino.pk}/address/", {"email": "new@example.org"})
    assert response.status_code == 200
    assert "in a few minutes" in response.content.decode()
    assert "new@example.org" in response.content.decode()


@pytest.fixture
def gone(settings, monkeypatch):
    """Redis at a port where nobody listens, as the deployment would reach it."""
    from pragueprocess import env

    redis = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/1",
    }
    monkeypatch.setattr(env, "CACHE", redis)
    monkeypatch.setattr("registry.common.limits._asked_again_at", 0.0)
    settings.CACHES = {"default": env.cache()}
    yield
    monkeypatch.setattr("registry.common.limits._asked_again_at", 0.0)


def many_times(deed) -> None:
    for number in range(30):
        deed(number)


def name_and_withdraw(nino, email):
    row = handover.name_successor(
        nino, by=nino.account, name_latin="A B", email=email, language="en", since=today()
    )
    handover.withdraw_handover(row, by=nino.account)


def ask_address(nino, email):
    addresses.withdraw_change(addresses.ask_new_address(nino, email, by=nino.account))


def ask_ministry(nino, email):
    edition = Edition.objects.in_work().filter(profile__state=nino.state).first()
    edition = edition or make.written_edition(nino.state)
    row = consulting.ask(
        edition,
        edition.sections.all()[:1],
        by=nino.account,
        post=nino,
        organisation="M",
        email=email,
        language="en",
        note="",
        days=14,
    )
    consulting.revoke(row)


@pytest.mark.parametrize("act", [name_and_withdraw, ask_address, ask_ministry])
def test_nobody_is_written_to_without_end(post, nino, act):
    """By naming and withdrawing, in words that say what to do."""
    with pytest.raises(RuleError, match="has to wait. Try again tomorrow"):
        many_times(lambda number: act(nino, "victim@example.org"))
    assert 3 <= len(post.to("victim@example.org")) <= 8


def test_all_ways_together_write_to_one_address_eight_times(post, nino, ion):
    for act in (name_and_withdraw, ask_address, ask_ministry):
        for one in (nino, ion):
            try:
                for _try in range(10):
                    act(one, "victim@example.org")
            except RuleError:
                continue
    assert len(post.to("victim@example.org")) == 8


@pytest.mark.parametrize("act", [name_and_withdraw, ask_address])
def test_nor_to_ever_new_addresses(post, nino, act):
    with pytest.raises(RuleError, match="has to wait"):
        many_times(lambda number: act(nino, f"victim{number}@example.org"))
    assert len([one for one in post.outbox if "victim" in one.to[0]]) == 6


def test_the_desk_says_it_in_the_form_and_keeps_what_was_typed(post, nino):
    client = signed_in(nino.account)
    data = {"name_latin": "A B", "email": "v@example.org", "language": "en", "since": today()}
    for _try in range(6):
        assert client.post(f"/en/desk/hand-over/{nino.pk}/", data).status_code == 302
        client.post(f"/en/desk/hand-over/{nino.pk}/withdraw/")
    response = client.post(f"/en/desk/hand-over/{nino.pk}/", data)
    assert "has to wait" in response.content.decode()
    assert 'value="v@example.org"' in response.content.decode()
    russian = client.post(f"/ru/desk/hand-over/{nino.pk}/", data).content.decode()
    assert "завтра" in russian


def test_staff_invite_the_whole_network_and_not_one_address_without_end(post, georgia, editor):
    many = [make.contact_point(georgia, email=f"n{number}@example.org") for number in range(100)]
    bulk.perform("invite", many, by=editor, on=today())
    assert Invitation.objects.count() == 100
    with pytest.raises(RuleError, match="has to wait"):
        many_times(
            lambda number: invite("victim@example.org", role="editor", language="en", by=editor)
        )
    assert len(post.to("victim@example.org")) == 20


def test_the_admin_says_it_in_the_form(post, administrator):
    for _try in range(20):
        invite("v@example.org", role="editor", language="en", by=administrator)
    client = signed_in(administrator, second_factor=True)
    address = "/admin/registry/invitation/add/"
    response = client.post(address, {"email": "v@example.org", "role": "editor", "language": "en"})
    assert response.status_code == 200
    assert "has to wait" in response.content.decode()
    assert 'value="v@example.org"' in response.content.decode()


def test_staff_who_name_a_second_successor_read_why_not(post, nino, staff):
    name = {
        "predecessor": nino.pk,
        "name_latin": "A B",
        "email": "v@example.org",
        "language": "en",
        "since": today(),
    }
    address = "/admin/registry/handover/add/"
    assert staff.post(address, name).status_code == 302
    response = staff.post(address, name)
    assert response.status_code == 200
    assert "A successor has been named already" in response.content.decode()


def test_the_clock_and_commands_are_not_limited(post):
    for _try in range(30):
        invite("new@example.org", role="editor", language="en", by=None)
    assert len(post.outbox) == 30
