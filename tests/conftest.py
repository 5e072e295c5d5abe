"""What every test may rest on: the real fixtures (without most observations), loaded once a worker, and the cast."""

import gzip
import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from registry.accounts.models import User
from registry.common import store
from registry.figures.importing import import_file
from registry.profiles.compiling import compile_light_editions
from registry.profiles.models import Edition
from registry.states.models import State

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
    import_file(few)
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
    user = User.objects.create_user("editor@example.org", "an editor's password", is_staff=True, first_name="Edita")
    user.groups.add(Group.objects.get(name=SECRETARIAT_EDITOR))
    return user


@pytest.fixture
def second_editor(editor) -> User:
    """The one who saves at the same time."""
    user = User.objects.create_user("second@example.org", "another password", is_staff=True, first_name="Secunda")
    user.groups.set(editor.groups.all())
    return user


@pytest.fixture
def staff(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client
