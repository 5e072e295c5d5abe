"""The public contract: addresses, languages, lists, errors, settings and commands that others
rely on."""

import csv
import io
import re

import openpyxl
import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

pytestmark = pytest.mark.django_db

PAGES = [
    "",
    "states/",
    "states/georgia/",
    "states/kosovo/",
    "names/",
    "glossary/",
    "profiles/",
    "profiles/georgia/light/",
    "profiles/georgia/light/2026/",
    "profiles/georgia/extended/2010/",
    "profiles/georgia/light/2026/1/",
    "profiles/georgia/light/2026/changes/",
    "profiles/how-a-profile-is-made/",
    "map/",
    "data/",
    "data/population/",
    "data/returns-forced/",
    "data/emigrant-stock/pairs/",
    "compare/",
    "projects/",
    "projects/bmp/",
    "pilot-projects/",
    "pilot-projects/4/",
    "process/",
    "meetings/",
    "meetings/mc1-prague-2009/",
    "action-plans/2012-2016/",
    "co-operation-areas/asylum/",
    "contact-points/",
    "library/",
    "library/hb-readmission/",
    "news/",
    "news/2011-poznan/",
    "about/endorsement/",
    "privacy-notice/",
]
LISTS = ["states", "profiles", "projects", "meetings", "contact-points", "library", "news"]


@pytest.mark.charts
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_stands_in_both_languages(client, address, language):
    response = client.get(f"/{language}/{address}")
    text = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}">' in text
    other = "ru" if language == "en" else "en"
    assert f'hreflang="{other}" href="{settings.SITE_URL}/{other}/{address}"' in text
    assert f'<a href="/{other}/{address}" lang="{other}"' in text
    assert text.count("<h1") == 1
    assert re.search(r'<meta name="description" content="[^"]{20,}">', text)
    assert 'property="og:title"' in text
    assert '<link rel="canonical"' in text
    assert "private" not in response["Cache-Control"]


def test_the_current_edition_names_its_permanent_address(client):
    text = client.get("/en/profiles/georgia/light/").content.decode()
    assert re.search(r'<link rel="canonical" href="[^"]+/en/profiles/georgia/light/2026/">', text)


def test_root_follows_the_readers_language(client):
    assert client.get("/", headers={"accept-language": "ru,en;q=0.5"})["Location"].endswith("ru/")
    assert client.get("/", headers={"accept-language": "de"})["Location"].endswith("en/")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_comes_as_csv_and_xlsx(client, name):
    rows = list(
        csv.reader(io.StringIO(client.get(f"/en/{name}/?format=csv").content.decode("utf-8-sig")))
    )
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/en/{name}/?format=xlsx").content))
    assert len(rows) > 2
    assert [cell.value for cell in book.active[1]] == rows[0]
    assert book.active.max_row == len(rows)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/en/states/atlantis/", "no state of that name"),
        ("/ru/states/atlantis/", "Государства с таким именем"),
        ("/en/profiles/georgia/medium/", "either “extended” or “light”"),
        ("/en/profiles/georgia/light/1899/", "no public edition of that year"),
        ("/ru/profiles/albania/extended/", "Это его выбор"),
        ("/en/data/happiness/", "no indicator of that name"),
        ("/en/data/population/?year=1066", "no figure for that year"),
        ("/en/library/?page=999", "pages"),
        ("/en/library/?page=minus", "pages"),
        ("/en/library/?format=pdf", "csv or xlsx"),
        ("/en/nothing/here/", "Check the address"),
        ("/de/states/", ""),
    ],
)
def test_what_does_not_exist_is_a_404_that_says_what_to_do(client, address, told):
    response = client.get(address)
    assert response.status_code == 404
    assert told in response.content.decode()
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "year=abc",
        "area=alchemy",
        "state=atlantis",
        "year=99999999999999999999",
        "language=tlh",
        f"q={'x' * 5000}",
    ],
)
def test_a_wrong_filter_value_is_told_beside_its_field(client, query):
    response = client.get(f"/en/library/?{query}")
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert 'role="alert"' in response.content.decode()


def test_filters_narrow_the_list(client):
    all_rows = client.get("/en/projects/?format=csv").content.decode().splitlines()
    pilots = (
        client.get("/en/projects/?kind=pilot_project&area=asylum&format=csv")
        .content.decode()
        .splitlines()
    )
    assert len(all_rows) == 15
    assert len(pilots) == 3


def test_a_state_is_found_by_name_in_either_script_or_by_code(client):
    for wanted in ("Georgia", "грузия", "GEO", "ge"):
        assert client.get("/en/states/", {"q": wanted})["Location"] == "/en/states/georgia/"
    assert "Nothing in the registry" in client.get("/en/states/?q=atlantis").content.decode()


def test_the_states_of_an_earlier_day_bear_the_names_of_that_day(client):
    text = client.get("/en/states/?as_of=2010-06-01").content.decode()
    shown = text.partition("<main")[2].split("</form>")[1]
    assert ">Turkey</a>" in shown
    assert ">Türkiye</a>" not in shown
    assert "Belarus" not in shown
    assert client.get("/en/states/?as_of=yesterday").status_code == 200


def test_health(client):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/healthz/live").content == b"ok"
    assert client.get("/healthz/ready").json() == {"ready": True, "failing": []}


def test_health_tells_when_the_database_is_silent(client, monkeypatch):
    from django.db import OperationalError, connection

    def silent(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", silent)
    assert client.get("/healthz").status_code == 503


def test_the_readme_names_every_setting():
    names = set(
        re.findall(
            r'env\.\w+\("([A-Z_]+)"', (settings.BASE_DIR / "pragueprocess/env.py").read_text()
        )
    )
    readme = (settings.BASE_DIR / "README.md").read_text()
    assert names
    assert not {name for name in names if f"`{name}`" not in readme}


def test_the_readme_names_every_command_with_its_options():
    own = {name for name, app in get_commands().items() if app == "registry"}
    readme = (settings.BASE_DIR / "README.md").read_text()
    rows = dict(re.findall(r"^\| `manage\.py (\w+)(.*?)` \| \S", readme, re.MULTILINE))
    assert own
    assert set(rows) == own
    common, _places = options_of(BaseCommand())
    for name, usage in rows.items():
        options, places = options_of(load_command_class("registry", name))
        of_its_own = [names for names in options if names not in common]
        named = set(re.findall(r"--[a-z-]+", usage))
        for names in of_its_own:
            assert named & names, f"{name}: {names} is missing"
        assert named <= set().union(*of_its_own), f"{name}: {named} has too much"
        assert len(re.sub(r"\[--[^]]*\]", "", usage).split()) == places, f"{name}: its arguments"


def options_of(command):
    """(the spellings of each option, the number of arguments without a name)"""
    actions = command.create_parser("manage.py", "")._actions
    options = [set(action.option_strings) for action in actions if action.option_strings]
    return options, len(actions) - len(options)


def test_the_changelog_names_the_migrations_in_their_order():
    """Those that came after 1.0."""
    files = sorted(path.stem for path in (settings.BASE_DIR / "registry/migrations").glob("0*.py"))
    changelog = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    named = re.findall(r"`(\d{4}_\w+)`", changelog)
    assert named
    assert named == files[files.index(named[0]) :]


def test_a_public_host_needs_a_secret_key(monkeypatch):
    from django.core.exceptions import ImproperlyConfigured

    from pragueprocess import env

    monkeypatch.setattr(env, "SECRET_KEY", "")
    monkeypatch.setattr(env, "IS_PUBLIC", True)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.secret_key()


def test_deployment_checks_are_clean_with_a_real_host():
    import os
    import subprocess
    import sys

    environment = os.environ | {
        "ALLOWED_HOSTS": "registry.example.org",
        "SITE_URL": "https://registry.example.org",
        "CACHE_URL": "redis://127.0.0.1:6379/1",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "FACTOR_KEY": "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba9876543210",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
