"""Each kind of file that the site offers: whole, in parts, asked about, named, and with its size on
the page that offers it."""

import gzip
import io
import json
import zipfile
from functools import partial
from itertools import islice

import brotli
import openpyxl
import pytest

from registry.common import kept_downloads
from registry.common.dates import today
from registry.takeaway import standing
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(light_georgia, settings, tmp_path) -> dict[str, str]:
    """An address of each kind, by its kind."""
    settings.MEDIA_ROOT = tmp_path / "media"
    archive = tmp_path / "copy.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.txt", "a" * 1000)
    settings.TAKEAWAY_ARCHIVE = str(archive)
    file = make.document_file()
    return {
        "paper of an edition": "/{}/profiles/georgia/light/2026.pdf",
        "paper of a version": "/{}/profiles/georgia/light/2026/1.pdf",
        "state as workbook": "/{}/states/georgia/?format=xlsx",
        "state as JSON": "/{}/states/georgia/?format=json",
        "figures of a state": "/{}/states/georgia/?format=csv",
        "indicator as workbook": "/{}/data/population/?part=all&format=xlsx",
        "indicator as text": "/{}/data/population/?part=all&format=csv",
        "indicator as JSON": "/{}/data/population/?part=all&format=json",
        "chart as text": "/{}/data/population/?state=georgia&part=chart&format=csv",
        "comparison": "/{}/compare/?indicator=population&state=georgia&state=moldova&format=xlsx",
        "file of a document": f"/files/{file.key}/name.{file.kind}",
        "packed copy": "/take-away/prague-process-registry.zip",
    }


KINDS = (
    "paper of an edition",
    "paper of a version",
    "state as workbook",
    "state as JSON",
    "figures of a state",
    "indicator as workbook",
    "indicator as text",
    "indicator as JSON",
    "chart as text",
    "comparison",
    "file of a document",
    "packed copy",
)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_download_is_answered_whole_and_in_parts(client, offered, kind, language):
    address = offered[kind].format(language)
    whole = client.get(address)
    assert whole.status_code == 200, address
    data, etag = body(whole), whole["ETag"]
    assert len(data) == int(whole["Content-Length"])
    head = client.head(address)
    assert (head.status_code, head["Content-Length"], head["ETag"]) == (200, str(len(data)), etag)
    assert not head.content
    part = client.get(address, headers={"range": "bytes=10-29"})
    assert (part.status_code, body(part)) == (206, data[10:30])
    assert part["Content-Range"] == f"bytes 10-29/{len(data)}"
    end = client.get(address, headers={"range": "bytes=-5", "if-range": etag})
    assert (end.status_code, body(end)) == (206, data[-5:])
    other = client.get(address, headers={"range": "bytes=0-4", "if-range": '"other"'})
    assert (other.status_code, body(other)) == (200, data)
    past = client.get(address, headers={"range": f"bytes={len(data)}-"})
    assert (past.status_code, past["Content-Range"]) == (416, f"bytes */{len(data)}")
    for mark in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        assert client.get(address, headers={"if-none-match": mark}).status_code == 304


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("paper of an edition", "georgia-light-2026-v1-{}.pdf"),
        ("state as workbook", f"georgia-{today().isoformat()}-{{}}.xlsx"),
        ("figures of a state", f"georgia-figures-{today().isoformat()}-{{}}.csv"),
        ("indicator as text", "population-all-{}.csv"),
        ("chart as text", "population-chart-{}.csv"),
        ("comparison", "compare-population-georgia-moldova-{}.xlsx"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_name_of_a_file_tells_what_it_is(client, offered, kind, name, language):
    answer = client.get(offered[kind].format(language))
    assert answer["Content-Disposition"] == f'attachment; filename="{name.format(language)}"'


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/{}/states/georgia/", "?format=xlsx"),
        ("/{}/data/population/", "?part=all&format=csv"),
        ("/{}/compare/?indicator=population&state=georgia&state=moldova", "&format=xlsx"),
    ],
)
@pytest.mark.parametrize(("language", "unit"), [("en", "KB"), ("ru", "КБ")])
def test_a_page_tells_format_and_size_without_making_the_file(client, page, query, language, unit):
    address = page.format(language)
    before = client.get(address).content.decode()
    assert not list(kept_downloads.folder().glob("*/*"))
    size = int(client.get(f"{address}{query}")["Content-Length"])
    after = client.get(address).content.decode()
    assert before.count('</a><span class="quiet">, ') == 0
    shown = after.partition('</a><span class="quiet">, ')[2].partition("</span>")[0]
    assert shown.endswith(unit) or size < 1024
    assert shown


def test_a_file_is_made_once_for_a_version_of_content(client, monkeypatch):
    address, asked = "/en/states/georgia/?format=json", []
    kept = kept_downloads.kept

    def counted(*given):
        asked.append(given)
        return kept(*given)

    monkeypatch.setattr(kept_downloads, "kept", counted)
    first, second = body(client.get(address)), body(client.get(address))
    assert first == second
    assert json.loads(first)
    assert len(asked) == 1


def test_the_folder_has_a_limit(client, monkeypatch):
    monkeypatch.setattr(kept_downloads, "MOST_FILES", 2)
    for slug in ("georgia", "moldova", "armenia"):
        assert client.get(f"/en/states/{slug}/?format=json").status_code == 200
    assert len(list(kept_downloads.folder().glob("*/*"))) == 2


UNPACKING = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("kind", ["state as JSON", "figures of a state", "indicator as text"])
@pytest.mark.parametrize(
    ("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_a_text_goes_out_made_smaller(client, offered, kind, encoding, unpack):
    address, asked = offered[kind].format("en"), {"accept-encoding": encoding}
    plain = client.get(address)
    small = client.get(address, headers=asked)
    assert (small.status_code, small["Content-Encoding"]) == (200, encoding)
    assert UNPACKING[encoding](small.content) == plain.content
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content)
    head = client.head(address, headers=asked)
    assert {**head.headers} == {**small.headers}
    assert not head.content
    assert small["ETag"] == f"W/{plain['ETag']}"
    for mark in (small["ETag"], plain["ETag"]):
        unchanged = client.get(address, headers=asked | {"if-none-match": mark})
        assert (unchanged.status_code, unchanged["Vary"]) == (304, "Accept-Encoding")


def test_parts_are_of_the_text_as_it_is(client, offered):
    address, asked = offered["indicator as text"].format("en"), {"accept-encoding": "gzip, br"}
    plain, small = client.get(address), client.get(address, headers=asked)
    part = client.get(address, headers=asked | {"range": "bytes=10-29"})
    assert (part.status_code, part.content) == (206, plain.content[10:30])
    assert "Content-Encoding" not in part.headers
    assert {answer["Vary"] for answer in (plain, small, part)} == {"Accept-Encoding"}
    resumed = asked | {"range": "bytes=10-29", "if-range": small["ETag"]}
    whole = client.get(address, headers=resumed)
    assert (whole.status_code, whole.content) == (200, plain.content)


def test_a_workbook_is_not_packed_twice(client, offered):
    answer = client.get(
        offered["state as workbook"].format("en"), headers={"accept-encoding": "br"}
    )
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers


def test_a_workbook_opens(client):
    answer = client.get("/ru/states/georgia/?format=xlsx")
    assert openpyxl.load_workbook(io.BytesIO(body(answer))).worksheets


def test_files_are_at_hand_before_a_reader_asks(client, monkeypatch):
    wanted = list(islice(standing.addresses(), 2))
    monkeypatch.setattr(standing, "addresses", partial(iter, wanted))
    assert standing.make_standing() == 2
    assert all(kept_downloads.size_kept(address) > 100 for address in wanted)
    assert wanted[0].startswith("/en/states/")
