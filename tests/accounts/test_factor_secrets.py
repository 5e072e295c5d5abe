"""Secrets of second factors stand encrypted, with a key of their own that can be changed."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection

from registry.accounts import factor_secrets
from registry.accounts.factor_secrets import (
    MARK,
    decrypted,
    encrypted,
    renew_secrets,
    write_plainly,
)
from registry.secretariat.daily_work import STEPS
from tests.accounts.test_events import SECRET, totp_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_code_counts_as_used():
    cache.clear()


SEED = "0123456789abcdef" * 5


def stored() -> str:
    """As somebody reads it who has the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return json.dumps([str(row) for row in cursor.fetchall()])


@pytest.fixture
def plain(nino):
    """What a version without a key has left behind."""
    Authenticator.objects.create(user=nino.account, type="totp", data={"secret": SECRET})
    data = {"seed": SEED, "used_mask": 5}
    Authenticator.objects.create(user=nino.account, type="recovery_codes", data=data)
    Authenticator.objects.create(user=nino.account, type="webauthn", data={"name": "key"})
    return Authenticator.objects.all()


def test_the_database_holds_no_secret(nino):
    TOTP.activate(nino.account, SECRET)
    codes = RecoveryCodes.activate(nino.account)
    assert SECRET not in stored()
    assert stored().count(MARK) == 2
    assert Authenticator.objects.get(type="totp").wrap().validate_code(totp_code())
    assert len(set(codes.generate_codes())) == 10


def test_the_same_secret_is_never_written_twice_the_same():
    assert encrypted(SECRET) != encrypted(SECRET)


def test_what_was_written_plainly_still_serves_and_is_encrypted(plain):
    assert Authenticator.objects.get(type="totp").wrap().validate_code(totp_code())
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert renew_secrets(plain) == 2
    assert renew_secrets(plain) == 0
    assert SECRET not in stored()
    assert SEED not in stored()
    row = Authenticator.objects.get(type="recovery_codes")
    assert (row.data["used_mask"], row.wrap().get_unused_codes()) == (5, codes)
    assert Authenticator.objects.get(type="webauthn").data == {"name": "key"}


def test_the_migration_goes_both_ways(plain):
    from importlib import import_module

    from django.apps import apps

    migration = import_module("registry.migrations.0016_factor_secrets_encrypted")
    migration.encrypt(apps, None)
    assert SECRET not in stored()
    migration.encrypt(apps, None)
    migration.decrypt(apps, None)
    assert SECRET in stored()
    assert SEED in stored()
    assert MARK not in stored()
    write_plainly(plain)


def test_a_new_key_before_the_old_one(nino, settings):
    old, new = "o" + "ld-key" * 10, "n" + "ew-key" * 10
    settings.FACTOR_KEYS = [old]
    TOTP.activate(nino.account, SECRET)
    settings.FACTOR_KEYS = [new, old]
    assert Authenticator.objects.get().wrap().validate_code(totp_code())
    assert STEPS["renewed_factor_secrets"](None) == 1
    settings.FACTOR_KEYS = [new]
    assert decrypted(Authenticator.objects.get().data["secret"]) == SECRET


def test_without_its_key_the_factor_says_so(nino, settings, caplog):
    TOTP.activate(nino.account, SECRET)
    settings.FACTOR_KEYS = ["another" * 10]
    with pytest.raises(ValidationError, match="cannot be read at present"):
        Authenticator.objects.get().wrap().validate_code(totp_code())
    assert "FACTOR_KEY" in caplog.text
    assert renew_secrets(Authenticator.objects.all()) == 0


def test_the_key_of_sessions_does_not_open_it(settings):
    text = encrypted(SECRET)
    settings.FACTOR_KEYS = [settings.SECRET_KEY]
    with pytest.raises(ValidationError):
        factor_secrets.decrypted(text)
