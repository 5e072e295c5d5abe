"""Security events: each kind is written where it happens, without values, seen by
administrators, forgotten after a year."""

import logging
import re
from datetime import timedelta

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from registry.accounts import events
from registry.accounts.events import SecurityEvent
from registry.accounts.models import ConsoleLink
from registry.accounts.roles import SECRETARIAT_EDITOR, end_sessions
from registry.common.dates import today
from registry.common.limits import wide_network_of
from registry.contacts import privacy
from registry.contacts.details import ask_office_change, decide_office_change
from registry.contacts.naming import invite_contact_point
from registry.contacts.terms import end_term
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.clients import Client
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
What = SecurityEvent.What
DOOR, CODE = "/en/account/sign-in/", "/en/account/sign-in/code/"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_limits_and_no_waiting(monkeypatch):
    cache.clear()
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def found(what: str, **fields) -> SecurityEvent:
    return SecurityEvent.objects.filter(what=what, **fields).first()


def totp_code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def sign_in(post, address: str, **headers) -> Client:
    client = Client(**headers)
    client.post(DOOR, {"email": address})
    client.post(CODE, {"code": re.search(r"code: (\S+)", post.last(address).body)[1]})
    return client


def test_a_sign_in_with_its_method_and_its_network(post, nino):
    sign_in(post, "nino@example.org", REMOTE_ADDR="192.0.2.77")
    event = found(What.SIGNED_IN)
    assert (event.account, event.how, event.network) == (nino.account, "code", "192.0.2.0/24")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_the_network_and_not_the_address(rf, address, network):
    assert wide_network_of(rf.get("/", REMOTE_ADDR=address)) == network


def test_a_wrong_code_of_a_known_and_of_an_unknown_address(post, nino):
    for address, account in (("nino@example.org", nino.account), ("who@example.org", None)):
        client = Client()
        client.post(DOOR, {"email": address})
        client.post(CODE, {"code": "XXXX-XXXX"})
        assert found(What.CODE_FAILED, account=account, how="code")


def test_the_second_factor_wrong_right_and_by_a_recovery_code(post, nino):
    TOTP.activate(nino.account, SECRET)
    codes = RecoveryCodes.activate(nino.account).generate_codes()
    client = sign_in(post, "nino@example.org")
    page = "/en/account/second-factor/authenticate/"
    client.post(page, {"code": "000000"})
    assert found(What.CODE_FAILED, account=nino.account, how="second factor")
    client.post(page, {"code": codes[0]})
    assert found(What.CODE_USED, account=nino.account)
    assert found(What.SIGNED_IN, account=nino.account).how == "code + mfa"


def test_signing_in_again_with_the_second_factor(nino):
    TOTP.activate(nino.account, SECRET)
    client = signed_in(nino.account)
    page = "/en/account/second-factor/reauthenticate/?next=/en/desk/"
    client.post(page, {"code": "000000"})
    assert found(What.AGAIN_FAILED, account=nino.account)
    assert client.post(page, {"code": totp_code()})["Location"] == "/en/desk/"
    assert found(What.AGAIN_PASSED, account=nino.account)
    assert client.get("/en/desk/privacy/erasure/").status_code == 200


def test_a_limit_is_told_once_for_a_network(post, nino):
    for _try in range(9):
        Client().post(DOOR, {"email": "nino@example.org"})
    assert SecurityEvent.objects.filter(what=What.LIMIT_REACHED).count() == 1


def test_factors_added_and_removed(post, nino):
    client = signed_in(nino.account)
    page = "/en/account/second-factor/totp/activate/"
    secret = client.get(page).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(page, {"code": code})
    assert Authenticator.objects.get(type="totp").user == nino.account
    assert found(What.FACTOR_ADDED, account=nino.account, by=nino.account)
    client.post("/en/account/second-factor/recovery-codes/generate/")
    assert found(What.CODES_MADE, account=nino.account)
    client.post("/en/account/second-factor/totp/deactivate/")
    assert found(What.FACTOR_REMOVED, account=nino.account)


def test_a_console_link(nino):
    _row, secret = ConsoleLink.issue(timedelta(days=1), account=nino.account)
    Client().post(f"/en/console-link/{secret.token}/")
    assert found(What.CONSOLE_LINK, account=nino.account).how == "console"


def test_invitations_roles_and_terms(post, georgia, nino, editor):
    one = make.contact_point(georgia, email="tamar@example.org")
    invite_contact_point(one, by=editor)
    path, digits = post.link("tamar@example.org", "invitation")
    Client().post(path, {"digits": digits, "has_read": "on"})
    assert found(What.INVITED, how="contact_point")
    assert found(What.ACCEPTED).account.email == "tamar@example.org"
    change = ask_office_change(
        nino, role="deputy", authority=nino.authority, authority_name="", by=nino.account
    )
    decide_office_change(change, accept=True, by=editor)
    end_term(nino, by=editor, on=today())
    assert SecurityEvent.objects.filter(what=What.RIGHTS_CHANGED, account=nino.account).count() == 2
    end_sessions(nino.account)
    assert found(What.SESSIONS_ENDED, account=nino.account)


def test_rights_and_closing_by_an_administrator(administrator, editor):
    client = signed_in(administrator, second_factor=True)
    page = f"/admin/registry/user/{editor.pk}/change/"
    data = form_data(client, page) | {"is_superuser": "on"}
    data.pop("is_active")
    client.post(page, data)
    for what in (What.RIGHTS_CHANGED, What.CLOSED):
        assert found(what, account=editor, by=administrator), what
    group = editor.groups.get(name=SECRETARIAT_EDITOR)
    page = f"/admin/auth/group/{group.pk}/change/"
    client.post(page, form_data(client, page) | {"permissions": []})
    assert found(What.RIGHTS_CHANGED, about=f"group {group.pk}")


def test_exports_of_persons_and_erasure(staff, editor, nino):
    export = "/admin/registry/contactpoint/export/"
    names = [
        name
        for name in staff.get(export).context["form"].fields
        if "resource" in name and name != "resource"
    ]
    staff.post(export, {"format": "1", "resource": "0"} | dict.fromkeys(names, "on"))
    assert found(What.EXPORTED, by=editor, about="contact points")
    signed_in(nino.account).get("/en/desk/privacy/data/?format=json")
    assert found(What.EXPORTED, account=nino.account, about="own data")
    privacy.erase(nino, by=editor, on=today())
    assert found(What.ERASED, about=f"contact point {nino.pk}")
    assert not SecurityEvent.objects.filter(account=nino.account).exists()
    assert not SecurityEvent.objects.filter(by=nino.account).exists()


def test_endorsement_is_remembered_with_its_person(georgia, nino):
    edition = make.written_edition(georgia)
    Edition.objects.filter(pk=edition.pk).update(status="with_state", submitted_on=today())
    perform(edition, "endorse", by=nino.account, on=today())
    event = found(What.STEP)
    assert (event.account, event.how, event.about) == (
        nino.account,
        "endorse",
        f"edition {edition.pk}",
    )


def test_no_event_and_no_line_holds_a_value(post, nino, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.INFO, logger="registry.security")
    sign_in(post, "nino@example.org", REMOTE_ADDR="192.0.2.77")
    end_sessions(nino.account)
    lines = [one.getMessage() for one in caplog.records if one.name == "registry.security"]
    assert any("signed_in" in line for line in lines)
    stored = [str(list(row.values())) for row in SecurityEvent.objects.values()]
    for text in [*lines, *stored, *map(str, SecurityEvent.objects.all())]:
        for value in ("nino@", "Nino", "Kapanadze", "192.0.2.77"):
            assert value not in text


def test_administrators_look_and_nobody_writes(administrator, editor, nino):
    events.record_event(What.SIGNED_IN, account=nino.account)
    row, address = SecurityEvent.objects.get(), "/admin/registry/securityevent/"
    client, others = (
        signed_in(administrator, second_factor=True),
        signed_in(editor, second_factor=True),
    )
    assert "signed in" in client.get(address).content.decode()
    assert client.get(f"{address}{row.pk}/change/").status_code == 200
    assert client.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(
        address, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    ).status_code in (200, 302)
    assert client.post(f"{address}{row.pk}/change/", {"how": "x"}).status_code == 403
    assert client.get(f"{address}export/").status_code in (302, 404)
    assert SecurityEvent.objects.get().how == ""
    for page in ("", f"{row.pk}/change/", f"{row.pk}/history/", "add/"):
        assert others.get(f"{address}{page}").status_code == 403


def test_each_person_sees_their_own(nino, ion):
    events.record_event(What.SIGNED_IN, account=nino.account, how="code")
    events.record_event(What.CODE_FAILED, account=ion.account, how="code")
    text = signed_in(nino.account).get("/en/desk/privacy/data/").content.decode()
    assert "signed in: code" in text
    assert "wrong code" not in text


def test_they_are_forgotten_after_a_year(nino, post):
    old = events.record_event(What.SIGNED_IN, account=nino.account)
    SecurityEvent.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=370))
    kept = events.record_event(What.SIGNED_IN, account=nino.account)
    call_command("remind")
    assert list(SecurityEvent.objects.filter(what=What.SIGNED_IN)) == [kept]


def test_outside_a_request_there_is_no_network(nino):
    assert context.request is None
    event = events.record_event(What.SESSIONS_ENDED, account=nino.account)
    assert (event.by, event.network) == (None, "")
