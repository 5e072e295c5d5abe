"""A copy over time: what is unchanged keeps its date, an interrupted run goes on, what went is
removed, and nobody else's file is touched."""

import os
import re
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from registry.common import store
from registry.common.errors import RuleError
from registry.pages.models import Page
from registry.takeaway import addresses, asking, making, sets
from registry.takeaway.folder import CHECKSUMS, MANIFEST, Folder
from registry.takeaway.making import make_copy
from tests.databases import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FEWEST = re.compile(r"/(en|ru)/(about/.*|privacy-notice/)?|/static/.*\.(css|svg|js)")


@pytest.fixture(autouse=True)
def smallest(monkeypatch):
    """The home page and pages of words, and one list of the API."""
    monkeypatch.setattr(addresses, "belongs", lambda address: bool(FEWEST.fullmatch(address)))
    monkeypatch.setattr(sets, "names", lambda: [("groups", "en"), ("groups", "ru")])


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Every address that the site is asked for."""
    addresses_asked: list[str] = []
    real = asking.ask

    def ask(address: str) -> asking.Answer:
        addresses_asked.append(address)
        return real(address)

    monkeypatch.setattr(asking, "ask", ask)
    return addresses_asked


def take(directory: Path):
    return make_copy(directory, on=TODAY, processes=1)


def dates(directory: Path) -> dict[str, int]:
    """An hour back, so that whatever is written again differs."""
    found = {}
    for path in directory.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(10**18, 10**18))
            found[str(path.relative_to(directory))] = path.stat().st_mtime_ns
    return found


def written_since(directory: Path, before: dict[str, int]) -> set[str]:
    files = [path for path in directory.rglob("*") if path.is_file()]
    now = {str(path.relative_to(directory)): path.stat().st_mtime_ns for path in files}
    return {place for place in now if now[place] != before.get(place)}


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_what_is_unchanged_keeps_its_date(tmp_path):
    directory = tmp_path / "copy"
    take(directory)
    before = dates(directory)
    made = take(directory)
    assert made.written == 0
    assert written_since(directory, before) == set()
    page = Page.objects.get(slug="endorsement")
    page.title_en = "Endorsing a profile, anew"
    page.save()
    store.raise_content_version()
    take(directory)
    changed = written_since(directory, before)
    assert "en/about/endorsement/index.html" in changed
    assert {"search/index-en.js", MANIFEST, CHECKSUMS} <= changed
    assert "ru/privacy-notice/index.html" not in changed
    assert "datasets/en/groups.csv" not in changed


@pytest.mark.parametrize("where", ["asking", "writing"])
def test_an_interrupted_run_goes_on(tmp_path, monkeypatch, asked, where):
    directory = tmp_path / "copy"
    real_put, puts = Folder.put, []

    def put(self, place, content):
        puts.append(place)
        if where == "writing" and len(puts) == 9:
            raise KeyboardInterrupt
        return real_put(self, place, content)

    def each(act, given):
        for number, one in enumerate(given):
            if where == "asking" and number == 5:
                raise KeyboardInterrupt
            yield act(one)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "put", put)
        patch.setattr(making, "crew", lambda _processes: nullcontext(each))
        with pytest.raises(KeyboardInterrupt):
            take(directory)
    before = {address for address in asked if not address.startswith("/api/")}
    assert len(before) > 4
    assert not (directory / CHECKSUMS).exists()
    asked.clear()
    made = take(directory)
    assert not before & set(asked)
    assert made.files == len(contents(directory))
    assert not (directory / ".unfinished").exists()


def test_after_a_change_of_content_an_interrupted_run_begins_anew(tmp_path, monkeypatch, asked):
    directory = tmp_path / "copy"
    with monkeypatch.context() as patch:
        patch.setattr(sets, "write_set", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take(directory)
    before = set(asked)
    asked.clear()
    store.raise_content_version()
    take(directory)
    assert before <= set(asked)


def test_content_that_changes_meanwhile_is_copied_as_of_one_time(tmp_path, monkeypatch, asked):
    real, renewals = sets.write_set, []

    def write_set(directory, chosen):
        if len(renewals) < 1:
            renewals.append(store.raise_content_version())
        return real(directory, chosen)

    monkeypatch.setattr(sets, "write_set", write_set)
    take(tmp_path / "copy")
    assert asked.count("/en/") == 2


def test_content_that_never_rests_is_refused_in_words(tmp_path, monkeypatch):
    real = sets.write_set

    def write_set(directory, chosen):
        store.raise_content_version()
        return real(directory, chosen)

    monkeypatch.setattr(sets, "write_set", write_set)
    with pytest.raises(RuleError, match="changed each time"):
        take(tmp_path / "copy")


def test_a_page_that_went_is_removed_and_a_strangers_change_stays(tmp_path):
    directory = tmp_path / "copy"
    for name in ("going", "changed"):
        Page.objects.create(slug=name, title_en=name, title_ru=name)
    take(directory)
    changed = directory / "en/about/changed/index.html"
    changed.write_text("somebody's notes")
    Page.objects.filter(slug__in=("going", "changed")).delete()
    store.raise_content_version()
    made = take(directory)
    assert not (directory / "en/about/going").exists()
    assert not (directory / "ru/about/changed").exists()
    assert made.removed == 3
    assert changed.read_text() == "somebody's notes"
    with pytest.raises(RuleError, match="en/about/changed/index.html"):
        take(directory)


def foreign_file(directory: Path) -> None:
    (directory / "letter.txt").write_text("x")


def foreign_list(directory: Path) -> None:
    """Files with a list of checksums of their own."""
    foreign_file(directory)
    (directory / CHECKSUMS).write_text(f"{'0' * 64}  letter.txt\n")
    (directory / MANIFEST).write_text('{"made_by": "somebody"}')


def foreign_link(directory: Path) -> None:
    (directory / "en").symlink_to(directory.parent)


def foreign_work(directory: Path) -> None:
    (directory / ".unfinished").mkdir()


@pytest.mark.parametrize("arrange", [foreign_file, foreign_list, foreign_link, foreign_work])
def test_a_directory_of_somebody_elses_is_refused_in_words_and_left(tmp_path, arrange):
    directory = tmp_path / "theirs"
    directory.mkdir()
    arrange(directory)
    before = sorted(str(path) for path in directory.iterdir())
    with pytest.raises(CommandError, match="holds files that no copy of the registry wrote"):
        call_command("export_registry", directory)
    assert sorted(str(path) for path in directory.iterdir()) == before


def test_a_foreign_file_in_a_copy_is_refused_too(tmp_path):
    directory = tmp_path / "copy"
    take(directory)
    (directory / "en" / "notes.txt").write_text("x")
    before = contents(directory)
    with pytest.raises(RuleError, match=r"en/notes\.txt"):
        take(directory)
    assert contents(directory) == before


def test_a_file_in_place_of_the_directory_is_refused(tmp_path):
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(RuleError, match="is a file"):
        take(path)


def test_two_runs_at_once_are_refused(tmp_path):
    directory = tmp_path / "copy"
    with Folder(directory).claimed(), pytest.raises(RuleError, match="Another run"):
        take(directory)


def test_a_site_that_does_not_answer_is_told_in_words(tmp_path, settings):
    settings.SITE_URL = "https://elsewhere.example.org"
    settings.ALLOWED_HOSTS = ["localhost"]
    with pytest.raises(RuleError, match="ALLOWED_HOSTS"):
        take(tmp_path / "copy")


@pytest.mark.parametrize(
    "header", [{"Cache-Control": "private, no-store"}, {"Set-Cookie": "a=b"}, {}]
)
def test_an_answer_that_is_not_for_everybody_is_not_taken(header):
    response = HttpResponse(headers={"Cache-Control": "public"} | header)
    headers = {name.lower(): value for name, value in response.items()}
    answer = asking.Answer(200, headers, b"")
    assert answer.is_public == (not header)


# What the site offers


def test_the_site_offers_a_packed_copy_only_where_there_is_one(client, tmp_path, settings):
    address = "/take-away/prague-process-registry.zip"
    assert address not in client.get("/en/").content.decode()
    assert client.get(address).status_code == 404
    settings.TAKEAWAY_ARCHIVE = str(tmp_path / "registry.zip")
    assert address not in client.get("/en/").content.decode()
    assert client.get(address).status_code == 404
    take(tmp_path / "copy")
    for language, words in (("en", "The whole registry as files"), ("ru", "Весь реестр")):
        text = client.get(f"/{language}/").content.decode()
        assert address in text
        assert words in text
    response = client.get(address)
    (tmp_path / "got.zip").write_bytes(b"".join(response.streaming_content))
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(tmp_path / "got.zip") as packed:
        assert packed.testzip() is None
        names = {name.partition("/")[2] for name in packed.namelist()}
    files = {str(Path(path).relative_to(tmp_path / "copy")) for path in contents(tmp_path / "copy")}
    assert names == files


def test_the_packed_copy_is_not_put_within_the_copy(tmp_path, settings):
    settings.TAKEAWAY_ARCHIVE = str(tmp_path / "copy" / "registry.zip")
    with pytest.raises(RuleError, match="put it beside"):
        take(tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_copy_does_not_offer_the_copy_before(tmp_path, settings):
    """Else each night would change every page."""
    settings.TAKEAWAY_ARCHIVE = str(tmp_path / "registry.zip")
    take(tmp_path / "copy")
    made = take(tmp_path / "copy")
    assert made.written <= 2  # the version of the content, and its checksum
    for page in (tmp_path / "copy").rglob("*.html"):
        assert "take-away/" not in page.read_text()


def test_a_new_packed_copy_renews_the_pages_that_name_it(tmp_path, settings):
    settings.TAKEAWAY_ARCHIVE = str(tmp_path / "registry.zip")
    before = store.content_version()
    making.make_copy(tmp_path / "copy", on=TODAY, processes=1)
    assert store.content_version() != before
