"""The command, as an operator gives it, on all records with some of the figures."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.databases import database_url, installation
from tests.test_contract import LISTS, PAGES

pytestmark = [pytest.mark.slow, pytest.mark.once]
# nothing leads to the changes of an edition that is the first of its kind
LINKED = [address for address in PAGES if not address.endswith("/changes/")]
SECONDS = 900  # on a machine that does other things; README has the measured time


def test_the_whole_registry_in_both_languages(tmp_path):
    environment = installation(tmp_path, database_url(tmp_path, "takeaway", copy_of="few"))
    target = tmp_path / "copy"
    done = subprocess.run(
        [sys.executable, "manage.py", "export_registry", str(target)],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+ files, \d+ of them pages", done.stdout)
    for language in ("en", "ru"):
        for address in LINKED:
            assert (target / language / address / "index.html").is_file(), address
        for name in LISTS:
            assert (target / language / name / f"{name}.csv").is_file(), name
    for address in re.findall(r"<loc>[^<]*?//[^/<]+(/[^<]*)</loc>", sitemap(target)):
        assert (target / address.lstrip("/") / "index.html").is_file(), address


def sitemap(target) -> str:
    path = target / "sitemap.xml"
    return path.read_text() if path.exists() else ""
