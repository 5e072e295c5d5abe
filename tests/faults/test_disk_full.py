"""A disk that is really full: reading goes on, a writer gets a sentence, nothing is left lying
about, and all is well again."""

import json
import os
import subprocess
import time

import pytest

from registry.common import private_files, store, version_file
from tests.databases import sqlite_url
from tests.faults.serving import Registry

pytestmark = pytest.mark.once

SIZE = 48  # MB
LOOK = """
from django.db import connection
from registry.figures.models import Source
print(connection.cursor().execute("PRAGMA integrity_check").fetchone()[0], Source.objects.count())
"""


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory):
    """A file system in memory. Mounting takes root, and a container may not let even root."""
    place = tmp_path_factory.mktemp("disk") / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=700", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a file system of a few megabytes cannot be mounted: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(scope="module")
def registry(small_disk):
    directory = small_disk / "var"
    directory.mkdir()
    made = Registry(directory, sqlite_url(directory, copy_of="migrated"))
    made.set_up()
    made.start()
    yield made
    made.stop()


def fill(directory) -> None:
    with (directory / "filler").open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def add_source(registry: Registry, number: int):
    fields = {
        "slug": f"source-{number}",
        "title_en": "A source",
        "obtained_from": "words " * 160,
        "seen_version": "",
    }
    return registry.post("/admin/registry/source/add/", fields)


def files_of(registry: Registry) -> set[str]:
    return {
        os.path.relpath(os.path.join(place, name), registry.directory)
        for place, _directories, names in os.walk(registry.directory)
        for name in names
    }


def test_a_full_disk_stops_writing_alone(registry, small_disk):
    assert registry.get("/healthz").text == "ok"
    assert add_source(registry, 0).status == 302
    kept_page = registry.get("/en/states/")
    assert kept_page.status == 200
    before = files_of(registry)
    fill(small_disk)

    # reading goes on: what was finished before, what was not, and what belongs to a person
    for path in ("/en/states/", "/ru/library/", "/en/projects/?format=csv", "/api/v1/states/"):
        assert registry.get(path).status == 200, path
    assert registry.get("/admin/registry/source/", signed_in=True).status == 200

    # a writer gets a sentence; room left in SQLite’s own log takes a few rows more
    answers = [add_source(registry, number) for number in range(1, 60)]
    refused = [answer for answer in answers if answer.status != 302]
    assert refused
    for answer in refused:
        assert answer.status == 503
        assert "Nothing of what you sent was saved" in answer.text
        assert answer.headers["Retry-After"]
    figures = "indicator,state,year,value\n" + "population,GEO,2020,3700000\n" * 20_000
    upload = registry.post(
        "/admin/registry/figureimport/bring/",
        {"reason": "the year’s figures"},
        {"file": ("figures.csv", figures)},
    )
    assert upload.status == 503
    assert "Nothing of what you sent was saved" in upload.text

    # the truth for a monitor
    health = registry.get("/healthz")
    assert health.status == 503
    assert "disk is full" in health.text
    assert registry.get("/healthz/live").status == 200
    assert {"writing", "state", "media"} <= set(
        json.loads(registry.get("/healthz/ready").text)["failing"]
    )

    # nothing is left lying about, but the list of what failed
    assert files_of(registry) - before <= {"recent-errors"}
    assert not list(registry.directory.glob("content-version.*"))

    # and all is well again
    (small_disk / "filler").unlink()
    assert registry.get("/healthz").text == "ok"
    assert add_source(registry, 99).status == 302
    accepted = 2 + len(answers) - len(refused)
    assert registry.manage("shell", "-v0", "-c", LOOK).split() == ["ok", str(accepted)]


def test_the_content_version_rises_without_room(settings, tmp_path, monkeypatch):
    settings.STATE_DIR = tmp_path
    store.raise_content_version()
    before, of_figures = store.content_version(), store.part_version("figures")
    time.sleep(0.01)

    def full(self, *args, **kwargs):
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    store.raise_content_version()
    assert store.content_version() != before
    assert store.part_version("figures") not in (before, of_figures)
    assert [path.name for path in tmp_path.iterdir()] == ["content-version"]


def test_what_a_killed_process_left_is_removed_at_the_next_start(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    store.raise_content_version()
    for name, age in (
        ("content-version.0a1b2c3d", 7200),
        ("content-version.4e5f6a7b", 5),
        ("figures-version.0a", 7200),
    ):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    version_file.remove_unfinished()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "content-version",
        "content-version.4e5f6a7b",
        "figures-version",
        "indicators-version",
        "states-version",
    ]


class RunsFull:
    """A file whose second part no longer fits."""

    name = "letter.pdf"

    def chunks(self):
        yield b"%PDF-1.4"
        raise OSError(28, "No space left on device")


def test_a_file_that_did_not_fit_is_removed(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    storage = private_files.PrivateStorage("letters")
    with pytest.raises(OSError, match="No space"):
        storage._save("half.pdf", RunsFull())
    assert list(tmp_path.rglob("*.pdf")) == []


def test_a_refused_act_takes_its_letter_with_it(db, settings, tmp_path, georgia, editor):
    from django.core.files.base import ContentFile
    from django.db import OperationalError

    from registry.common.dates import today
    from registry.profiles import steps
    from registry.profiles.models import Edition
    from registry.publication import workflow
    from tests import make

    settings.MEDIA_ROOT = str(tmp_path)
    edition = make.written_edition(georgia)
    Edition.objects.filter(pk=edition.pk).update(status="with_state")
    letter = ContentFile(b"%PDF-1.4 yes", "letter.pdf")

    def full(*args, **kwargs):
        workflow.Transition.objects.create(
            edition=edition, from_status="", to_status="", step="endorse", on=today(), letter=letter
        )
        assert list(tmp_path.rglob("*.pdf"))
        raise OperationalError("database or disk is full")

    original = steps.move
    steps.move = full
    try:
        with pytest.raises(OperationalError):
            workflow.perform(
                edition, "endorse", by=editor, on=today(), letter=letter, endorsed_on=today()
            )
    finally:
        steps.move = original
    assert list(tmp_path.rglob("*.pdf")) == []


def test_a_file_without_a_row_goes_after_a_day(db, settings, tmp_path):
    from registry.common.dates import today
    from registry.figure_imports.importing import forget_pending
    from registry.figure_imports.imports import FigureImport
    from tests import make

    settings.MEDIA_ROOT = str(tmp_path)
    kept = make.imported("indicator,state,year,value\npopulation,GEO,2020,1\n", source="wdi")
    folder = tmp_path / "imports"
    for name, age in (("old.csv", 90_000), ("new.csv", 60), (kept.file.name, 90_000)):
        (folder / name).touch()
        os.utime(folder / name, (time.time() - age, time.time() - age))
    forget_pending(today())
    assert sorted(path.name for path in folder.iterdir()) == sorted(["new.csv", kept.file.name])
    assert FigureImport.objects.filter(pk=kept.pk).exists()
