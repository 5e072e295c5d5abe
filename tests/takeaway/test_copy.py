"""What a copy holds, and what not: links, forms, notices, checksums, marks."""

import json
import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest
from django.conf import settings

from registry.takeaway.folder import CHECKSUMS, MANIFEST
from registry.takeaway.pages import drawn_in
from tests.conftest import need
from tests.takeaway.conftest import PRIVATE, PUBLIC, Read, target_of
from tests.test_privacy import VALUES

LANGUAGES = ("en", "ru")
SVG = "http://www.w3.org/2000/svg"
DATA = re.compile(r"<script.*?</script>", re.DOTALL)  # for search engines
PLACES = (
    "index.html",
    "states/index.html",
    "states/georgia/index.html",
    "profiles/georgia/light/index.html",
    "profiles/georgia/light/2026/index.html",
    "profiles/georgia/light/2026/1/index.html",
    "map/index.html",
    "data/population/index.html",
    "data/population/part-all.csv",
    "data/population/part-all.json",
    "library/index.html",
    "library/page-2.html",
    "library/library.csv",
    "library/hb-readmission/index.html",
    "search/index.html",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_has_its_file_in_both_languages(copied, language):
    for place in PLACES:
        assert (copied.directory / language / place).stat().st_size > 100, place
    assert f'<html lang="{language}">' in copied.text(f"{language}/states/georgia/index.html")
    assert (copied.directory / f"files/{PUBLIC}-document-en.pdf").exists()
    assert copied.made.files == len(copied.files)
    assert copied.made.pages == len(copied.pages) > 40


def test_every_link_leads_to_a_file_or_is_listed(copied):
    listed = set(copied.text("links-to-the-site.txt").splitlines())
    names = {page: Read(page.read_text()).names for page in copied.pages}
    met = 0
    for page in copied.pages:
        for link in Read(page.read_text()).links:
            target = target_of(link, page)
            if target is None:
                continue
            assert target.is_file(), f"{page}: {link}"
            assert target.is_relative_to(copied.directory), f"{page}: {link}"
            fragment = link.partition("#")[2]
            assert not fragment or target not in names or fragment in names[target], (
                f"{page}: {link}"
            )
            met += 1
    assert met > 2000
    assert f"{settings.SITE_URL}/en/account/sign-in/" in listed
    assert f"{settings.SITE_URL}/en/states/albania/" in listed
    assert f"{settings.SITE_URL}/en/states/georgia/" not in listed


def test_what_a_page_loads_comes_from_the_copy(copied):
    for page in copied.pages:
        read = Read(page.read_text())
        for link in read.loaded:
            if link.startswith(("data:", "#")):
                continue
            target = target_of(link, page)
            assert target, f"{page} loads {link}"
            assert target.is_file(), f"{page} loads {link}"


def test_the_policy_is_strict_and_no_module_is_left(copied):
    for page in copied.pages:
        read = Read(page.read_text())
        assert "default-src 'none'" in read.policy, page
        assert "unsafe" not in read.policy, page
        for script in read.scripts:
            assert script.get("type") != "module", page
            assert script.get("src") or script.get("type") == "application/ld+json", page


def test_the_shapes_of_the_map_stand_in_the_page(copied):
    """A browser takes none out of another file of a disk."""
    text = copied.text("ru/index.html")
    assert '<use href="#shape-GE"' in text
    assert re.search(r'<path [^<>]*id="shape-GE"', text)
    assert "map.svg#" not in text


def test_a_shape_is_one_of_a_page_whatever_was_written_before(tmp_path):
    drawing = tmp_path / "shapes.svg"
    drawing.write_text(f'<svg xmlns="{SVG}"><symbol id="GE"><path d="M1 1z"/></symbol></svg>')
    ElementTree.register_namespace("", "http://www.openarchives.org/OAI/2.0/")  # as an answer does
    assert drawn_in(str(drawing)) == {
        "GE": '<symbol id="shape-GE"><path d="M1 1z" /></symbol>',
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This is a copy; its content is of"), ("ru", "Это копия по состоянию на")],
)
def test_each_page_says_that_it_is_a_copy_and_where_the_registry_is(copied, language, words):
    for page in (copied.directory / language).rglob("*.html"):
        head = DATA.sub("", page.read_text().partition("<main")[2])[:900]
        assert words in " ".join(head.split()), page
    text = copied.text(f"{language}/states/georgia/index.html")
    assert f'<a href="{settings.SITE_URL}/{language}/states/georgia/">' in text


def test_forms_lead_to_the_site_or_to_the_copys_own_search(copied):
    for page in copied.pages:
        for form in Read(page.read_text()).forms:
            assert form.get("method", "get").lower() == "get", page
            action = form["action"]
            target = target_of(action, page)
            if target:
                assert target.parent.name == "search", f"{page}: {action}"
            else:
                assert action.startswith(f"{settings.SITE_URL}/"), f"{page}: {action}"


def test_nothing_private_is_in_any_file(copied):
    for path in copied.files:
        content = path.read_bytes()
        assert PRIVATE.encode() not in content, path
        assert PRIVATE not in str(path)
        for name, secret in VALUES.items():
            assert secret.encode() not in content, f"{path} shows {name}"


def test_what_is_public_is_in_pages_sets_and_search(copied):
    """So the marks can be found."""
    for place in (
        f"en/news/{PUBLIC}-news/index.html",
        f"en/library/{PUBLIC}-document/index.html",
        "en/states/georgia/index.html",
        "datasets/en/documents.json",
        "datasets/ru/documents.csv",
        "search/index-en.js",
        "search/index-ru.js",
    ):
        assert PUBLIC in copied.text(place), place


def test_pictures_of_public_pages_come_along_and_no_others(copied):
    folders = {path.parent.name for path in (copied.directory / "pictures").rglob("*.*")}
    assert len(folders) == 1
    text = copied.text(f"ru/news/{PUBLIC}-news/index.html")
    assert f"../../../pictures/{folders.pop()}/" in text


def test_the_sets_are_whole(copied):
    for language in LANGUAGES:
        states = json.loads(copied.text(f"datasets/{language}/states.json"))
        assert len(states) == 50
        lines = copied.text(f"datasets/{language}/states.csv").splitlines()
        assert len(lines) == 51
    assert len(json.loads(copied.text("datasets/en/observations.json"))) > 1000
    package = json.loads(copied.text("datapackage.json"))
    for resource in package["resources"]:
        path = copied.directory / resource["path"]
        assert path.stat().st_size == resource["bytes"]
    assert [source["licence"] for source in package["sources"] if source["name"] == "wdi"]


def test_the_manifest_says_of_when_it_is_and_under_which_licences(copied):
    manifest = json.loads(copied.text(MANIFEST))
    assert manifest["made_on"] == "2026-11-24"
    assert manifest["content_date"]
    assert manifest["content_version"]
    assert manifest["files"] == len(copied.files) - 1  # the list of checksums counts itself not
    assert manifest["licences"]["texts"]["name"] == "CC-BY-4.0"
    assert {"wdi", "unhcr"} <= {source["name"] for source in manifest["licences"]["figures"]}
    assert "World Bank" in copied.text("LICENCES.md")


def test_the_checksums_hold(copied):
    command = [need(shutil.which("sha256sum"), "coreutils"), "--check", "--strict", CHECKSUMS]
    done = subprocess.run(
        command, cwd=copied.directory, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(copied.files) - 1


def test_the_copy_is_for_everybody_to_read(copied):
    for path in copied.files:
        assert path.stat().st_mode & 0o777 == 0o644, path
        assert path.parent.stat().st_mode & 0o777 == 0o755, path
