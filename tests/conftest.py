"""What every test may rest on: the real fixtures without most observations, and the cast."""

import os
import re
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone, translation

from pragueprocess.env import FIRST_ADDRESS
from registry.accounts.models import User
from registry.accounts.roles import set_address
from registry.common import freshness, limits, outbox, store
from registry.common.models import WaitingMessage
from registry.contacts.models import ContactPoint
from registry.pictures.drawing import Drawer
from registry.profiles.models import Edition
from registry.states.models import State
from tests import databases, make, order
from tests.clients import Client
from tests.databases import TODAY
from tests.small_pictures import stand_in

FIXTURES = settings.BASE_DIR / "fixtures"
settings.SITE_URL = FIRST_ADDRESS  # wherever this checkout was served last


def pytest_configure(config) -> None:
    if not hasattr(config, "workerinput"):
        databases.begin_run()


def pytest_unconfigure(config) -> None:
    if not hasattr(config, "workerinput"):
        databases.end_run()


def pytest_collection_modifyitems(items: list) -> None:
    items.sort(key=lambda item: order.place(item.path.as_posix()))
    for item in items:
        if order.is_of_files(item.path.as_posix()) or not asks_a_database(item):
            item.add_marker(pytest.mark.once)


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test is given one: what asks none finds the same on each."""
    return bool(item.get_closest_marker("django_db")) or "db" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session", autouse=True)
def _no_static_files(tmp_path_factory) -> None:
    """What the products of other tests collected would be looked through by each new client, which
    takes longer than most pages."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory) -> None:
    """A copy of the real records with some of the observations (tests/databases.py)."""
    settings.STATE_DIR = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock():
        databases.connect_to_a_copy()


def need(tool: str | None, package: str) -> str:
    """A program that a test drives. Missing, it fails continuous integration and skips
    elsewhere, with the reason."""
    if tool:
        return tool
    message = f"not installed: Debian package {package}"
    pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    raise AssertionError(message)


@pytest.fixture(autouse=True)
def as_a_new_process(tmp_path, settings):
    """No content version, no language and nothing counted left over from the test before."""
    cache.clear()
    limits._asked_again_at = 0.0
    limits._of_this_process.clear()
    settings.STATE_DIR, settings.SITE_URL = tmp_path, FIRST_ADDRESS
    store.raise_content_version()
    translation.activate("en")


@pytest.fixture(autouse=True)
def small_pictures(request, monkeypatch):
    """Only tests with the mark `charts` draw real ones."""
    if not request.node.get_closest_marker("charts"):
        monkeypatch.setattr(Drawer, "ask", stand_in)


@pytest.fixture(autouse=True)
def patient_readers(monkeypatch):
    """A busy machine sets type slowly; tests/paper/test_making.py has readers who wait for less."""
    monkeypatch.setattr("registry.paper.views.A_MOMENT", 60)


@pytest.fixture(autouse=True)
def transaction_of_the_test(monkeypatch):
    """A worker drops connections that are old or within a transaction: not that of a test."""
    monkeypatch.setattr(
        "django_tasks_db.management.commands.db_worker.close_old_connections", nothing_to_close
    )


def nothing_to_close() -> None:
    pass


@pytest.fixture
def connection_kept():
    """A server looks at each request whether its connection is to be closed: not that of a test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def client() -> Client:
    return Client()


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


def signed_in(user: User, *, second_factor: bool = False, ago: float = 0) -> Client:
    """A browser with an open session; `ago`: for so many seconds."""
    client = Client()
    client.force_login(user)
    method = {"method": "mfa", "type": "totp"} if second_factor else {"method": "code"}
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [method | {"at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def stale(user: User, *, second_factor: bool = False) -> Client:
    """A browser whose session is open, but in which nobody has shown lately who they are."""
    limit = freshness.FOR_STAFF if user.is_staff else freshness.FOR_OTHERS
    return signed_in(user, second_factor=second_factor, ago=limit.total_seconds() + 1)


@pytest.fixture
def staff(editor) -> Client:
    return signed_in(editor, second_factor=True)


@pytest.fixture
def administrator(db) -> User:
    return User.objects.create_superuser("administrator@example.org", first_name="Adam")


@pytest.fixture
def without_rights(db) -> User:
    """Staff, in no group."""
    return User.objects.create_user("nobody@example.org", is_staff=True, first_name="Nobo")


@pytest.fixture
def may_only_view(db) -> User:
    """Staff who may look at everything and write nothing."""
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("viewer@example.org", is_staff=True, first_name="Vida")
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user


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
            georgia,
            name_latin="Nino Kapanadze",
            name_cyrillic="Нино Капанадзе",
            email="nino@example.org",
        )
    )


@pytest.fixture
def dato(georgia) -> ContactPoint:
    """Her deputy."""
    return with_account(
        make.contact_point(
            georgia,
            role="deputy",
            name_latin="Dato Beridze",
            name_cyrillic="",
            email="dato@example.org",
        )
    )


@pytest.fixture
def ion(db) -> ContactPoint:
    """Contact point of another state, who reads Russian."""
    moldova = State.objects.get(iso_alpha3="MDA")
    return with_account(
        make.contact_point(
            moldova,
            name_latin="Ion Munteanu",
            name_cyrillic="Ион Мунтяну",
            email="ion@example.org",
            language="ru",
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
    """Mail goes out at once, within the test's transaction and thread; what would wait for the
    message of the day too, each matter by itself (tests/common/test_daily_mail.py has the day)."""
    monkeypatch.setattr(transaction, "on_commit", lambda deed: deed())
    monkeypatch.setattr(outbox, "wake", send_all)
    return Post(mailoutbox)


def send_all() -> None:
    WaitingMessage.objects.daily().update(is_daily=False, due_at=timezone.now())
    outbox.drain()
