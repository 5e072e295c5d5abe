"""An account is made by accepting an invitation, and in no other way."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from registry.accounts.inviting import accept, invite
from registry.accounts.models import ConsoleLink, Invitation, PrivacyNotice, User
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.links import LinkQuerySet
from registry.contacts.addresses import take_over
from registry.contacts.models import ContactPoint
from registry.contacts.naming import invite_contact_point
from registry.contacts.terms import end_term
from registry.contacts.traces import EmailChange
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(georgia, post):
    """A contact point with an invitation in the post."""
    one = make.contact_point(georgia, email="tamar@example.org", language="ru")
    invite_contact_point(one, by=None)
    return one


def test_an_invitation_leads_to_the_desk(client, post, invited):
    path, digits = post.link("tamar@example.org", "invitation")
    assert path.startswith("/ru/")
    response = client.post(path, {"digits": digits, "has_read": "on"})
    assert response["Location"] == "/ru/desk/"
    user = User.objects.get(email="tamar@example.org")
    invited.refresh_from_db()
    assert invited.account == user
    assert user.language == "ru"
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert user.acceptances.get().notice == PrivacyNotice.objects.in_force(today())
    assert client.get("/ru/desk/").status_code == 200


@pytest.mark.parametrize(
    "data",
    [{}, {"digits": "0000", "has_read": "on"}, {"digits": "", "has_read": ""}, {"has_read": "on"}],
)
def test_what_a_mail_gateway_does_accepts_nothing(client, post, invited, data):
    path, _digits = post.link("tamar@example.org", "invitation")
    client.head(path)
    client.get(path)
    assert client.post(path, data).status_code == 200
    assert not User.objects.filter(email="tamar@example.org").exists()
    assert not Invitation.objects.get().used_at


def test_five_wrong_tries_close_it(client, post, invited):
    path, digits = post.link("tamar@example.org", "invitation")
    wrong = f"{(int(digits) + 1) % 10_000:04d}"
    for left in (4, 3, 2, 1):
        assert (
            f": {left}." in client.post(path, {"digits": wrong, "has_read": "on"}).content.decode()
        )
    client.post(path, {"digits": wrong, "has_read": "on"})
    assert client.post(path, {"digits": digits, "has_read": "on"}).status_code == 410


def test_it_serves_once_and_expires(client, post, invited):
    path, digits = post.link("tamar@example.org", "invitation")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(path).status_code == 410
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    client.post(path, {"digits": digits, "has_read": "on"})
    assert client.post("/en/account/sign-out/").status_code == 302
    client.post(path, {"digits": digits, "has_read": "on"})
    assert client.get("/en/desk/").status_code == 302


def test_a_forged_link_is_not_even_looked_up(client, django_assert_num_queries):
    client.get("/en/")  # the frame of all pages is read once
    with django_assert_num_queries(0):
        assert client.get("/en/invitation/abcdefghijklmnop:forged/").status_code == 410
        assert client.get(f"/en/invitation/{'x' * 500}/").status_code == 410


def test_only_hashes_are_stored(post, invited):
    path, digits = post.link("tamar@example.org", "invitation")
    row = Invitation.objects.get()
    token = path.strip("/").rpartition("/")[2]
    assert token not in (row.token_hash, row.digits_hash)
    assert digits not in (row.token_hash, row.digits_hash)
    assert len(row.token_hash) == len(row.digits_hash) == 64


def test_an_office_that_ended_is_not_taken(post, invited):
    row = Invitation.objects.get()
    end_term(invited, by=None, on=today())
    with pytest.raises(RuleError, match="office that has ended"):
        accept(row, notice=None, on=today())


def test_a_newer_invitation_closes_the_older_one(client, post, invited):
    path, _digits = post.link("tamar@example.org", "invitation")
    invite_contact_point(invited, by=None)
    assert client.get(path).status_code == 410


def test_one_person_may_serve_two_states(client, post, nino, kosovo):
    second = make.contact_point(kosovo, email="nino@example.org", name_latin="Nino Kapanadze")
    invite_contact_point(second, by=None)
    path, digits = post.link("nino@example.org", "invitation")
    client.post(path, {"digits": digits, "has_read": "on"})
    second.refresh_from_db()
    assert second.account == nino.account
    text = client.get("/en/desk/").content.decode()
    assert "Georgia" in text
    assert "Kosovo*" in text


@pytest.mark.parametrize(("role", "is_superuser"), [("editor", False), ("administrator", True)])
def test_staff_get_their_rights_and_must_show_a_second_factor(client, post, role, is_superuser):
    invite("new@example.org", role=role, language="en", by=None)
    path, digits = post.link("new@example.org", "invitation")
    assert client.post(path, {"digits": digits, "has_read": "on"})["Location"] == "/admin/"
    user = User.objects.get(email="new@example.org")
    assert (user.is_staff, user.is_superuser) == (True, is_superuser)
    assert client.get("/admin/")["Location"].endswith("/account/second-factor/")


def test_nobody_signs_up(client):
    for address in (
        "/en/account/signup/",
        "/en/account/sign-up/",
        "/en/account/password/reset/",
        "/accounts/signup/",
    ):
        assert client.get(address).status_code == 404


def test_the_command_invites_and_says_what_is_missing(post, georgia, capsys):
    make.contact_point(georgia, email="tamar@example.org")
    call_command("invite", "tamar@example.org")
    assert "Digits: " in capsys.readouterr().out
    call_command("invite", "boss@example.org", "--administrator")
    with pytest.raises(CommandError, match="--editor or --administrator"):
        call_command("invite", "stranger@example.org")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("invite", "nonsense")


def test_demo_accounts(client, post, capsys, nino):
    with pytest.raises(CommandError, match="real people"):
        call_command("demo_accounts")
    nino.account.delete()
    call_command("demo_accounts")
    call_command("demo_accounts")
    links = [
        line.strip() for line in capsys.readouterr().out.splitlines() if "console-link" in line
    ][-3:]
    assert User.objects.count() == 3
    for link, leads_to in zip(links, ("/admin/", "/en/desk/", "/ru/desk/"), strict=True):
        path = link.partition("://")[2].partition("/")[2]
        client.logout()
        client.get(f"/{path}")
        assert client.get("/en/desk/").status_code == 302
        assert client.post(f"/{path}")["Location"] == leads_to
        assert client.get(leads_to).status_code == 200
        assert client.get(f"/{path}").status_code == 410


def test_an_invitation_that_is_sent_twice_says_what_the_first_time_did(client, post, invited):
    path, digits = post.link("tamar@example.org", "invitation")
    data = {"digits": digits, "has_read": "on"}
    assert client.post(path, data)["Location"] == "/ru/desk/"
    assert client.post(path, data)["Location"] == "/ru/desk/"
    signed_out = Client().post(path, data)
    assert signed_out.status_code == 200
    assert "Готово" in signed_out.content.decode()


def test_an_invitation_that_was_withdrawn_did_nothing(client, post, invited):
    path, digits = post.link("tamar@example.org", "invitation")
    Invitation.objects.all().withdraw(timezone.now())
    assert client.post(path, {"digits": digits, "has_read": "on"}).status_code == 410


def test_a_second_post_while_the_first_is_written_is_no_failure(client, post, invited, monkeypatch):
    """The first one counts after the second has found the link usable."""
    path, digits = post.link("tamar@example.org", "invitation")
    data = {"digits": digits, "has_read": "on"}
    found, real = [], LinkQuerySet.by_token

    def by_token(self, token):
        row = real(self, token)
        if not found:
            found.append(row)
            Client().post(path, data)
        return row

    monkeypatch.setattr(LinkQuerySet, "by_token", by_token)
    answer = client.post(path, data)
    assert answer.status_code == 200
    assert "Готово" in answer.content.decode()


def test_a_console_link_that_is_sent_twice_says_what_the_first_time_did(client, nino):
    _row, secret = ConsoleLink.issue(timedelta(days=1), account=nino.account)
    path = f"/en/console-link/{secret.token}/"
    assert client.post(path)["Location"] == "/en/desk/"
    assert client.post(path)["Location"] == "/en/desk/"
    assert "It is done" in Client().post(path).content.decode()
    assert Client().get(path).status_code == 410


def test_the_accounts_for_trying_out_are_found_after_a_change_of_address(client, post, capsys):
    call_command("demo_accounts")
    account = User.objects.get(email="geo@demo.invalid")
    contact_point = account.posts.get()
    for number, email in enumerate(("new@demo.invalid", "newer@example.org")):
        change = EmailChange.objects.create(
            account=account, contact_point=contact_point, new_email=email, old_email=account.email
        )
        take_over(change)
        account.refresh_from_db()
        assert account.email == email
        call_command("demo_accounts")
        assert User.objects.count() == 3, number
        assert ContactPoint.objects.count() == 2, number
    account.refresh_from_db()
    assert account.email == "newer@example.org"
    link = capsys.readouterr().out.split()
    path = next(word for word in reversed(link) if "/en/console-link/" in word)
    assert client.post(path.partition("8000")[2])["Location"] == "/en/desk/"


def test_without_a_privacy_notice_nobody_accepts(client, post, invited):
    PrivacyNotice.objects.all().delete()
    path, digits = post.link("tamar@example.org", "invitation")
    for response in (client.get(path), client.post(path, {"digits": digits, "has_read": "on"})):
        assert response.status_code == 200
        assert "ещё нет уведомления о персональных данных" in response.content.decode()
    assert not User.objects.filter(email="tamar@example.org").exists()
    assert not Invitation.objects.get().used_at


def test_of_two_invitations_to_one_new_address_the_second_waits(client, post, monkeypatch):
    """As PostgreSQL does it: the account is made by another between the look and the insert."""
    row, secret = invite("twice@example.org", role="editor", language="en", by=None)
    User.objects.create_user("twice@example.org")
    nobody = User.objects.none()
    monkeypatch.setattr("registry.accounts.inviting.accounts_with", lambda email: nobody)
    path = f"/en/invitation/{secret.token}/"
    text = client.post(path, {"digits": secret.digits, "has_read": "on"}).content.decode()
    assert "accepted at the same time" in text
    monkeypatch.undo()
    response = client.post(path, {"digits": secret.digits, "has_read": "on"})
    assert response.status_code == 302
    assert User.objects.filter(email="twice@example.org").count() == 1


@pytest.mark.parametrize(
    ("shown", "circle"), [({"is_shown": "on"}, "network"), ({}, "secretariat")]
)
def test_who_accepts_says_whether_the_network_sees_them(client, post, invited, shown, circle):
    path, digits = post.link("tamar@example.org", "invitation")
    assert "сети контактных пунктов" in client.get(path).content.decode()
    client.post(path, {"digits": digits, "has_read": "on"} | shown)
    invited.refresh_from_db()
    assert (invited.name_visibility, invited.email_visibility) == (circle, circle)
    assert invited.phone_visibility == "secretariat"


def test_staff_are_not_asked_about_the_network(client, post):
    invite("new@example.org", role="editor", language="en", by=None)
    path, _digits = post.link("new@example.org", "invitation")
    assert "to the network" not in client.get(path).content.decode()
