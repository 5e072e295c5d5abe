"""Uploaded files in a bucket: the same on every machine, private, and in every backup."""

import io
import tarfile
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from pragueprocess import env
from registry.common import backup, shared_files, waiting_files
from registry.common.errors import RuleError
from registry.common.private_files import remove_unclaimed, without_leftovers
from registry.figure_imports.imports import FigureImport
from registry.library import keeping as library
from registry.library.keeping import path_of
from registry.media.keeping import FOLDERS
from tests import make
from tests.scale.services import Bucket, free_port

pytestmark = pytest.mark.django_db
FIGURES = "indicator,state,year,value\npopulation,GEO,2020,1\n"


@pytest.fixture(scope="module")
def server():
    made = Bucket(free_port())
    made.start()
    yield made
    made.kill()


@pytest.fixture
def bucket(server, settings, monkeypatch, tmp_path):
    monkeypatch.setattr(env, "STORAGE_URL", server.url)
    settings.STORAGE_URL = server.url
    settings.STORAGES = django_settings.STORAGES | {"default": env.storage()}
    settings.MEDIA_ROOT = str(tmp_path / "media")
    for name in server.names():
        server.client().delete_object(Bucket="registry", Key=name)
    return server


@pytest.fixture
def on_another_machine(settings, tmp_path):
    def move() -> None:
        settings.MEDIA_ROOT = str(tmp_path / "another" / "media")
        settings.STATE_DIR = tmp_path / "another"

    return move


def test_a_picture_is_shown_by_the_other_machine_too(bucket, on_another_machine, client):
    row = make.picture()
    assert {name for name in bucket.names() if name.startswith(f"pictures/{row.folder}/")}
    address = reverse("picture", args=[row.key, row.widths[0], "jpg"])
    whole = b"".join(client.get(address).streaming_content)
    on_another_machine()
    assert b"".join(client.get(address).streaming_content) == whole
    found = FOLDERS.directory_of(row.folder)
    assert sorted(path.name for path in found.iterdir()) == sorted(
        name.rpartition("/")[2] for name in bucket.names()
    )


def test_a_document_is_given_whole_and_in_parts(bucket, on_another_machine, client):
    row = make.document_file()
    on_another_machine()
    address = row.document.versions.get(language="en").file_address
    whole = b"".join(client.get(address).streaming_content)
    assert len(whole) == row.size
    head = client.head(address)
    assert (head.status_code, head["Content-Length"]) == (200, str(row.size))
    part = client.get(address, headers={"range": "bytes=5-14"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == whole[5:15]


def test_what_nobody_has_is_not_found(bucket, client):
    row = make.document_file()
    path = path_of(row).parent
    library.FOLDERS.remove(row.folder)
    assert not path.exists()
    assert bucket.names() == set()
    assert client.get(row.document.versions.get(language="en").file_address).status_code == 404


def test_a_letter_leaves_no_copy_on_a_machine(bucket, on_another_machine, georgia, settings):
    from registry.common.dates import today
    from registry.profiles.moves import Transition

    letter = ContentFile(b"%PDF-1.4 yes", "letter.pdf")
    edition = make.written_edition(georgia)
    row = Transition.objects.create(
        edition=edition, from_status="", to_status="", step="endorse", on=today(), letter=letter
    )
    assert list(Path(settings.MEDIA_ROOT).rglob("*.pdf")) == []
    on_another_machine()
    row = Transition.objects.get(pk=row.pk)
    assert row.letter.read() == b"%PDF-1.4 yes"
    assert list(Path(settings.MEDIA_ROOT).rglob("*.pdf")) == []
    with pytest.raises(ValueError, match="no address"):
        _address = row.letter.url
    row.letter.delete(save=False)
    assert bucket.names() == set()


def test_figures_that_one_machine_took_the_other_reads_on(bucket, on_another_machine):
    row = make.imported(FIGURES, source="wdi")
    on_another_machine()
    here = row.file.storage.here(row.file.name)
    assert here.read_text() == FIGURES


def test_an_act_that_fails_leaves_nothing_in_the_bucket(bucket):
    storage = FigureImport._meta.get_field("file").storage

    @without_leftovers()
    def act() -> None:
        storage.save("x.csv", ContentFile(b"1"))
        assert bucket.names()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        act()
    assert bucket.names() == set()


def test_what_no_row_names_goes_after_a_day(bucket, monkeypatch):
    row = make.imported(FIGURES, source="wdi")
    picture = make.picture()
    for name in ("imports/lost.csv", "pictures/lost/card.jpg"):
        shared_files.put(name, b"x")
    remove_unclaimed(FigureImport._meta.get_field("file"))
    assert "imports/lost.csv" in bucket.names()
    in_two_days = time.time() + 2 * 86_400
    monkeypatch.setattr("registry.common.private_files.time.time", lambda: in_two_days)
    remove_unclaimed(FigureImport._meta.get_field("file"))
    FOLDERS.remove_unclaimed()
    left = bucket.names()
    assert f"imports/{row.file.name}" in left
    assert not {name for name in left if "lost" in name}
    assert {name for name in left if name.startswith(f"pictures/{picture.folder}/")}


def test_an_import_is_confirmed_on_the_other_machine(bucket, on_another_machine):
    waits = waiting_files.WaitingFile()
    waits.save(b"rows")
    on_another_machine()
    there = waiting_files.WaitingFile(name=waits.name)
    assert there.read() == b"rows"
    there.remove()
    with pytest.raises(OSError, match="."):
        there.read()


def test_a_backup_has_the_files_of_the_bucket_and_they_come_back(bucket, tmp_path):
    shared_files.put("letters/a.pdf", b"letter")
    shared_files.put("documents/0a/content", b"document")
    shared_files.put("waiting/b", b"waits")
    kept = backup.pack_files(tmp_path / "media.tar")
    assert kept == {"letters/a.pdf", "documents/0a/content"}
    with tarfile.open(tmp_path / "media.tar") as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    for name in bucket.names():
        shared_files.delete(name)
    out = io.StringIO()
    call_command("bring_files", str(tmp_path / "unpacked"), stdout=out)
    assert "2 files" in out.getvalue()
    assert bucket.names() == kept
    assert shared_files.read("letters/a.pdf") == b"letter"


def test_files_are_brought_only_where_there_is_a_bucket(tmp_path):
    with pytest.raises(RuleError, match="STORAGE_URL"):
        backup.bring_files(tmp_path)


def test_copies_are_bounded(bucket, on_another_machine, monkeypatch):
    first, second = make.picture(), make.picture()
    on_another_machine()
    FOLDERS.directory_of(first.folder)
    monkeypatch.setattr(shared_files, "LARGEST_COPIES", 10)
    FOLDERS.directory_of(second.folder)
    assert not FOLDERS.place(first.folder).exists()
    assert FOLDERS.place(second.folder).exists()
    assert FOLDERS.directory_of(first.folder).exists()
    assert FOLDERS.place(first.folder).exists()


def test_a_bucket_that_is_away_is_a_fault_that_passes(bucket, client, editor):
    from registry.common.faults import is_passing
    from registry.pages import health

    row = make.picture()
    bucket.kill()
    try:
        assert FOLDERS.directory_of(row.folder).exists(), "the copy is enough"
        with pytest.raises(shared_files.StorageAwayError) as caught:
            shared_files.put("letters/a.pdf", b"letter")
        assert is_passing(caught.value)
        assert "media" in [part.name for part in health.failing_parts()]
    finally:
        bucket.start()
    assert "media" not in [part.name for part in health.failing_parts()]


@pytest.mark.parametrize("url", ["s3://host", "https://host/bucket", "s3:/bucket"])
def test_an_address_that_is_none_is_refused(url, monkeypatch):
    from django.core.exceptions import ImproperlyConfigured

    monkeypatch.setattr(env, "STORAGE_URL", url)
    if url == "s3:/bucket":  # the provider's own address
        assert env.storage()["OPTIONS"]["endpoint_url"] is None
        return
    with pytest.raises(ImproperlyConfigured, match="s3://KEY"):
        env.storage()


def test_a_deployment_of_several_machines_without_a_bucket_is_told(settings):
    from registry.common.checks import machines_share_files

    assert machines_share_files(None) == []
    settings.CONTENT_VERSION_URL = "redis://127.0.0.1/1"
    assert [one.id for one in machines_share_files(None)] == ["registry.W002"]
    settings.STORAGE_URL = "s3://host/bucket"
    assert machines_share_files(None) == []
