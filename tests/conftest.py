"""What every test may rest on: the real fixtures (without most observations), loaded once a worker, and the cast."""

import gzip
import os
import re
import time
from datetime import date
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import translation

from registry.accounts.models import User
from registry.accounts.roles import set_address
from registry.common import mail, store
from registry.contacts.models import ContactPoint
from registry.figures.importing import import_once
from registry.profiles.compiling import compile_light_editions
from registry.profiles.models import Edition
from registry.states.models import State
from tests import make

FIXTURES = settings.BASE_DIR / "fixtures"
NEIGHBOURS = ("GEO", "ARM", "AZE", "MDA", "UKR", "BLR", "XKX")
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    """The real records; observations of one regional group and Kosovo*; Light editions of two states."""
    settings.STATE_DIR = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        load_fixtures(tmp_path_factory.mktemp("figures"))
    return


def load_fixtures(directory: Path) -> None:
    from registry.common.seeding import load_all
    from registry.management.commands.seed import fixture_files

    load_all(fixture_files(FIXTURES), lambda name: None)
    few = directory / "few.csv"
    with (
        gzip.open(FIXTURES / "figures.csv.gz", "rt", encoding="utf-8") as everything,
        few.open("w", encoding="utf-8") as chosen,
    ):
        for number, line in enumerate(everything):
            _indicator, state, _year, _sex, counterpart, *_rest = line.split(",")
            is_wanted = state in NEIGHBOURS and (not counterpart or (state == "GEO" and ",2020," in line))
            if number == 0 or is_wanted:
                chosen.write(line)
    import_once(few)
    compile_light_editions(on=TODAY, among=State.objects.filter(iso_alpha3__in=("GEO", "XKX")))


def need(tool: str | None, package: str) -> str:
    """A program that a test drives. Missing, it fails continuous integration and skips elsewhere, with the reason."""
    if tool:
        return tool
    message = f"not installed: Debian package {package}"
    pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    raise AssertionError(message)


@pytest.fixture(autouse=True)
def as_a_new_process(tmp_path, settings):
    """No content version and no language left over from the test before."""
    settings.STATE_DIR = tmp_path
    store.raise_content_version()
    translation.activate("en")


@pytest.fixture
def georgia(db) -> State:
    return State.objects.get(iso_alpha3="GEO")


@pytest.fixture
def kosovo(db) -> State:
    """The state whose designation carries a footnote."""
    return State.objects.get(iso_alpha3="XKX")


@pytest.fixture
def tuerkiye(db) -> State:
    """The state whose English name changed."""
    return State.objects.get(iso_alpha3="TUR")


@pytest.fixture
def light_georgia(georgia) -> Edition:
    """The edition compiled from open figures."""
    return Edition.objects.get(profile__state=georgia, profile__kind="light", year=TODAY.year)


@pytest.fixture
def editor(db) -> User:
    """Secretariat staff with the editor's rights."""
    from django.contrib.auth.models import Group

    from registry.accounts.roles import SECRETARIAT_EDITOR, set_up_roles

    set_up_roles()
    user = User.objects.create_user("editor@example.org", is_staff=True, first_name="Edita")
    user.groups.add(Group.objects.get(name=SECRETARIAT_EDITOR))
    return user


@pytest.fixture
def second_editor(editor) -> User:
    """The one who saves at the same time."""
    user = User.objects.create_user("second@example.org", is_staff=True, first_name="Secunda")
    user.groups.set(editor.groups.all())
    return user


def form_data(client, address) -> dict:
    """Every field of an admin form and its inlines, as a browser would post them."""
    response = client.get(address)
    assert response.status_code == 200
    forms = [response.context["adminform"].form]
    data = {}
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for name in form.fields:
            value = form[name].value()
            if value is not None and value is not False:
                data[form.add_prefix(name)] = value
    return data


def signed_in(user: User, *, second_factor: bool = False) -> Client:
    """A browser with an open session."""
    client = Client()
    client.force_login(user)
    if second_factor:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


@pytest.fixture
def staff(editor) -> Client:
    return signed_in(editor, second_factor=True)


@pytest.fixture
def administrator(db) -> User:
    return User.objects.create_superuser("administrator@example.org", first_name="Adam")


def with_account(post: ContactPoint) -> ContactPoint:
    """The same contact point, who signs in."""
    user = User.objects.create_user(post.email, language=post.language, first_name=post.name_latin)
    set_address(user, post.email)
    post.account = user
    post.save()
    return post


@pytest.fixture
def nino(georgia) -> ContactPoint:
    """Contact point of Georgia, who signs in."""
    return with_account(
        make.contact_point(
            georgia, name_latin="Nino Kapanadze", name_cyrillic="Нино Капанадзе", email="nino@example.org"
        )
    )


@pytest.fixture
def dato(georgia) -> ContactPoint:
    """Her deputy."""
    return with_account(
        make.contact_point(
            georgia, role="deputy", name_latin="Dato Beridze", name_cyrillic="", email="dato@example.org"
        )
    )


@pytest.fixture
def ion(db) -> ContactPoint:
    """Contact point of another state, who reads Russian."""
    moldova = State.objects.get(iso_alpha3="MDA")
    return with_account(
        make.contact_point(
            moldova, name_latin="Ion Munteanu", name_cyrillic="Ион Мунтяну", email="ion@example.org", language="ru"
        )
    )


class DeadServer(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages) -> int:
        raise ConnectionRefusedError


class Post:
    """What went out by mail."""

    def __init__(self, outbox: list) -> None:
        self.outbox = outbox

    def to(self, address: str) -> list:
        return [message for message in self.outbox if message.to == [address]]

    def last(self, address: str):
        return self.to(address)[-1]

    def link(self, address: str, part: str) -> tuple[str, str]:
        """(path of the link that holds `part`, the four digits) of the last such message."""
        for message in reversed(self.to(address)):
            found = re.search(rf"https?://[^/\s]+(/\S*/{part}/\S+)", message.body)
            if found:
                return found[1], re.search(r"(?:digits|цифры): (\d{4})", message.body)[1]
        raise AssertionError(f"no link {part} to {address}")


@pytest.fixture
def post(mailoutbox, monkeypatch) -> Post:
    """Mail goes out at once, within the test's transaction and thread."""
    monkeypatch.setattr(transaction, "on_commit", lambda deed: deed())
    monkeypatch.setattr(mail._outbox, "submit", lambda deed, *args: deed(*args))
    return Post(mailoutbox)
