"""The addresses of files: who gets what, under which name, made how often."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command

from registry.common.as_of import AsOf
from registry.common.scope import scope
from registry.paper import keeping, making
from registry.paper.asking import state_asked
from registry.paper.keeping import MAKERS, folder
from registry.profiles.models import Edition
from tests import make
from tests.clients import Client
from tests.conftest import TODAY
from tests.paper.reading import whole

pytestmark = pytest.mark.django_db
ADDRESS = "/en/profiles/georgia/light/2026/1.pdf"


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """What was made, in its order, in place of a file that takes long."""
    found: list[str] = []

    def stand_in(paper) -> bytes:
        found.append(paper["title"])
        standing = paper["cover"]["standing"] if "cover" in paper else paper["standing"]
        return f"%PDF {standing}".encode()

    monkeypatch.setitem(MAKERS, "pdf", stand_in)
    return found


def test_a_file_says_what_it_is(client, light_georgia):
    response = client.get("/ru/profiles/georgia/light/2026/1.pdf")
    data = whole(response)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Language"] == "ru"
    disposition = 'attachment; filename="georgia-light-2026-v1-ru.pdf"'
    assert response["Content-Disposition"] == disposition
    assert response["Content-Length"] == str(len(data))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert data.startswith(b"%PDF-1.7")


def test_it_comes_in_parts_and_not_again(client, made):
    first = client.get(ADDRESS)
    data = whole(first)
    head = client.head(ADDRESS)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(data)))
    part = client.get(ADDRESS, headers={"Range": "bytes=1-3"})
    assert (part.status_code, whole(part)) == (206, b"PDF")
    assert client.get(ADDRESS, headers={"Range": "bytes=9999999-"}).status_code == 416
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(made) == 1


def test_without_a_number_it_is_the_version_that_stands(client, georgia, made, light_georgia):
    second = make.edition(georgia, year=2026, number=2)
    make.section(second, "background", "<p>Corrected.</p>", "<p>Исправлено.</p>")
    make.publish(second, on=TODAY)
    response = client.get("/en/profiles/georgia/light/2026.pdf")
    assert "georgia-light-2026-v2-en.pdf" in response["Content-Disposition"]
    assert "-v1-" in client.get(ADDRESS)["Content-Disposition"], "each version stays"


def test_a_draft_is_nobodys_file(georgia, staff, client, made):
    draft = make.edition(georgia)
    make.section(draft, "background", "<p>Secret.</p>")
    for status in Edition.Status.values:
        if status in Edition.PUBLIC:
            continue
        Edition.objects.filter(pk=draft.pk).update(status=status)
        for address in ("2031.pdf", "2031/1.pdf", "2031/1.docx"):
            for reader in (client, staff):
                assert reader.get(f"/en/profiles/georgia/light/{address}").status_code == 404
    assert not made
    assert client.get(f"/en/check/georgia-light-{draft.year}-1/").status_code == 404


def test_the_sizes_of_all_papers_take_one_look(client, light_georgia, made, monkeypatch):
    """A catalogue names four files of each edition."""
    looks = []
    look = keeping.sizes_kept
    monkeypatch.setattr(keeping, "sizes_kept", lambda: looks.append(1) or look())
    kept = len(whole(client.get(ADDRESS)))
    with scope():
        sizes = [
            keeping.size_kept(edition, form)
            for edition in [light_georgia, make.edition(light_georgia.profile.state)]
            for form in keeping.FORMS
        ]
    assert sizes == [kept, 0, 0, 0]
    assert len(looks) == 1
    assert keeping.size_kept(light_georgia, "pdf") == kept, "a request later it is looked at again"


@pytest.mark.parametrize(
    "address",
    [
        "georgia/light/2026/9.pdf",
        "georgia/light/2026/1.exe",
        "georgia/heavy/2026/1.pdf",
        "nowhere/light/2026/1.pdf",
        "georgia/light/999999999999/1.pdf",
        "georgia/light/2026/99999999999999999999.pdf",
        "georgia/light/99999999999999999999.pdf",
    ],
)
def test_what_is_not_there_is_told(client, address, made):
    assert client.get(f"/en/profiles/{address}").status_code == 404


def test_it_is_made_anew_when_what_stands_on_it_changes(client, light_georgia, made):
    client.get(ADDRESS)
    before = client.get(ADDRESS)["ETag"]
    Edition.objects.filter(pk=light_georgia.pk).update(
        endorsement=Edition.Endorsement.ENDORSED, endorsed_on=TODAY
    )
    after = client.get(ADDRESS)
    assert after["ETag"] != before
    assert "Compiled from open sources, not endorsed" not in whole(after).decode()
    assert len(made) == 2
    assert len(list(folder().glob("*-en-*.pdf"))) == 1, "the one before is gone"


def test_one_maker_makes_it(light_georgia, made):
    """Whoever asks meanwhile waits, and takes what was made."""
    path = folder()
    path.mkdir()
    paper = keeping.edition_paper(light_georgia)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(keeping.made, "1", "pdf", paper, "en") for _ in range(4)]
        paths = {one.result() for one in asked}
    assert len(paths) == len(made) == 1
    assert [one.suffix for one in path.iterdir() if one.name != "making.lock"] == [".pdf"]


def test_what_fails_leaves_nothing(light_georgia, monkeypatch):
    def fail(paper) -> bytes:
        raise OSError("disk full")

    monkeypatch.setitem(MAKERS, "pdf", fail)
    with pytest.raises(OSError, match="disk full"):
        keeping.kept(light_georgia, "pdf")
    assert [one.name for one in folder().iterdir()] == ["making.lock"]


def test_a_command_makes_what_nobody_asked_for_yet(
    client, georgia, light_georgia, made, capsys, monkeypatch
):
    """Here of one state; test_sheets.py has every kind."""
    editions = Edition.objects.public().filter(profile__state=georgia).for_page()

    def of_one_state():
        yield state_asked(georgia, AsOf(TODAY, False))

    monkeypatch.setattr(making, "editions", editions.all)
    monkeypatch.setattr(making, "sheets", of_one_state)
    client.get(ADDRESS)
    call_command("make_papers")
    assert "5 made." in capsys.readouterr().out
    assert len(made) == 6
    call_command("make_papers")
    assert "0 made." in capsys.readouterr().out


@pytest.mark.parametrize("page", ["/en/profiles/georgia/light/2026/", "/en/states/georgia/"])
def test_pages_offer_it_with_its_size(client, light_georgia, page):
    link = '<a href="/en/profiles/georgia/light/2026/1.pdf" type="application/pdf">PDF</a>'
    assert link in client.get(page).content.decode()
    whole(client.get(ADDRESS))
    size = next(folder().glob("*.pdf")).stat().st_size
    told = client.get(page).content.decode().partition(link)[2][:20]
    assert told.startswith(f", {size / 1024:.1f}")


def test_a_preview_offers_no_file(staff, georgia):
    draft = make.edition(georgia)
    make.section(draft, "background", "<p>Draft.</p>", "<p>Черновик.</p>")
    response = Client().get(f"/en/profiles/georgia/light/{draft.year}/")
    assert response.status_code == 404
    page = staff.get(f"/admin/registry/edition/{draft.pk}/preview/en/")
    assert page.status_code == 200
    assert "1.pdf" not in page.content.decode()


def test_as_data_it_is_what_the_api_has(client, light_georgia):
    answer = client.get("/ru/profiles/georgia/light/2026.json", follow=True)
    read = answer.json()
    assert (answer.status_code, read["year"]) == (200, 2026)
    assert answer["Content-Language"] == "ru"
    Edition.objects.filter(pk=light_georgia.pk).update(status=Edition.Status.SUPERSEDED)
    assert client.get("/ru/profiles/georgia/light/2026/1.json").status_code == 404
