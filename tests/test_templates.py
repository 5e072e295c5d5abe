"""Templates, messages and policy: nothing missing, nothing inline, nothing untranslated."""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import formats, translation

from tests.conftest import need

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
CATALOGUE = settings.BASE_DIR / "registry/locale/ru/LC_MESSAGES/django.po"


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR))
)
def test_nothing_inline(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|javascript:", text)
    blocks = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", text)
    assert all(
        'type="application/json"' in block for block in blocks
    )  # data, which no browser runs


def test_every_static_file_exists():
    for path in TEMPLATES:
        for name in re.findall(r"{% static \"([^\"]+)\"", path.read_text()):
            assert finders.find(name), f"{path.name}: {name}"


def test_every_state_has_its_flag_and_its_shape(db):
    from registry.imap.layers import shapes
    from registry.states.models import State

    drawing = Path(finders.find("registry/img/map.svg")).read_text()
    for code in State.objects.values_list("iso_alpha2", flat=True):
        assert finders.find(f"registry/img/flags/{code.lower()}.svg"), code
        assert f'id="{code}"' in drawing
        assert code in shapes()["states"]


def test_the_interface_is_complete_in_russian():
    catalogue = polib.pofile(str(CATALOGUE))
    assert len(catalogue) > 380
    assert [
        entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()
    ] == []
    for entry in catalogue:
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert set(re.findall(r"%\(\w+\)s", entry.msgid)) == set(
                re.findall(r"%\(\w+\)s", text)
            ), entry.msgid


def test_the_compiled_catalogue_is_the_written_one():
    written = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr
        for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))
        if entry.msgid
    }
    assert compiled == written


def test_no_message_is_missing_from_the_catalogue(tmp_path):
    need(shutil.which("xgettext"), "gettext")
    copy = tmp_path / "copy"
    left_out = shutil.ignore_patterns(".venv", "var", ".git", "fixtures", "static", "tests")
    shutil.copytree(settings.BASE_DIR, copy, ignore=left_out)
    collect = [sys.executable, ".ci/messages"]
    subprocess.run(collect, cwd=copy, check=True, capture_output=True)
    new = polib.pofile(str(copy / "registry/locale/ru/LC_MESSAGES/django.po"))
    assert [entry.msgid for entry in new if not entry.translated()] == []
    assert {entry.msgid for entry in polib.pofile(str(CATALOGUE))} == {entry.msgid for entry in new}


@pytest.mark.charts
@pytest.mark.django_db
def test_months_stand_in_the_genitive_behind_a_day():
    """In Russian F is the nominative, E what is said in a date: 27 ноября 2026."""
    wrong = []
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        wrong += [path.name] if re.search(r'date:"j F', path.read_text()) else []
    assert wrong == []
    with translation.override("ru"):
        assert formats.date_format(date(2026, 11, 27), "j E Y") == "27 ноября 2026"
    with translation.override("en"):
        assert formats.date_format(date(2026, 11, 27), "j E Y") == "27 November 2026"


def test_the_policy_allows_nothing_inline(client, staff):
    public = client.get("/en/")["Content-Security-Policy"]
    assert "default-src 'self'" in public
    assert "unsafe" not in public
    assert "nonce" not in public
    assert "sha256" not in public
    assert "unsafe" not in staff.get("/admin/registry/page/1/change/")["Content-Security-Policy"]


def test_the_editors_one_style_block_is_the_one_we_allow():
    source = Path(finders.find("django_prose_editor/editor.js")).read_text()
    allowed = settings.PROSE_EDITOR_STYLE_HASH
    blocks = (
        re.findall(r"`((?:[^`\\]|\\.)*)`", source)
        + re.findall(r'"((?:[^"\\]|\\.)*)"', source)
        + re.findall(r"'((?:[^'\\]|\\.)*)'", source)
    )
    hashes = set()
    for block in filter(lambda block: "ProseMirror" in block, blocks):
        for text in (block, block.replace("\\n", "\n")):
            hashes.add(
                f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
            )
    assert allowed in hashes


@pytest.mark.django_db
def test_security_headers(client):
    response = client.get("/en/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Referrer-Policy"]
    assert response["Permissions-Policy"]
    assert not response.cookies


def test_the_style_sheet_is_small():
    import gzip

    sheets = [
        Path(finders.find(f"registry/css/{name}.css")).read_bytes() for name in ("tokens", "site")
    ]
    assert len(gzip.compress(b"".join(sheets))) < 25_000


def test_a_form_within_an_include_has_its_token():
    """`only` drops the token of the form; Django's test client would not miss it."""
    pages = {path: path.read_text() for path in TEMPLATES}
    folder = settings.BASE_DIR / "templates"
    with_token = {
        str(path.relative_to(folder)) for path, text in pages.items() if "csrf_token" in text
    }
    for path, text in pages.items():
        for name, arguments in re.findall(r'{% include "([^"]+)"([^%]*) only %}', text):
            if name in with_token:
                assert "csrf_token=csrf_token" in arguments, f"{path.name} includes {name}"
