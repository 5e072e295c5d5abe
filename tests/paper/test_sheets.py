"""Pages on paper: that all which stands on the page stands there, and that they are what they say
they are."""

import re

import pytest

from registry.common.limits import Limit
from tests import make
from tests.conftest import TODAY
from tests.paper.reading import bookmarks, sentences, squeezed, tags, texts, whole

pytestmark = [pytest.mark.django_db, pytest.mark.charts]
FOUR = "state=georgia&state=armenia&state=kosovo&state=turkiye"
PAGES = [
    "states/georgia/",
    "states/kosovo/",
    "states/turkiye/",
    "projects/bmp/",
    "pilot-projects/4/",
    "data/population/",
    "data/international-migrant-share/",
    "data/returns-forced/",
    f"compare/?section=background&{FOUR}",
    f"compare/?indicator=international-migrant-share&{FOUR}",
    f"compare/?{FOUR}",
    "profiles/georgia/light/2026/changes/",
]
# Of the page alone: it asks to choose, the paper has chosen
ONLY_A_PAGE = {squeezed(words).casefold() for words in ("Compare states", "Сравнить государства")}


def file_of(page: str) -> str:
    path, _mark, query = page.partition("?")
    return f"{path.removesuffix('/')}.pdf" + (f"?{query}" if query else "")


def pdf_of(client, page: str, language: str = "en") -> bytes:
    return whole(client.get(f"/{language}/{file_of(page)}"))


def all_of(data: bytes) -> str:
    return squeezed("".join(texts(data))).replace("[", "").replace("]", "").casefold()


def stands_in(piece: str, read: str) -> bool:
    """Whole, or in two where it goes on overleaf."""
    if piece in read or piece in ONLY_A_PAGE:
        return True
    breaks = range(1, len(piece))
    return any(piece[:at] in read and piece[at:] in read for at in breaks if len(piece) > 80)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("page", PAGES)
def test_what_stands_on_the_page_stands_on_paper(client, georgia, page, language):
    html = client.get(f"/{language}/{page}").content.decode()
    read = all_of(pdf_of(client, page, language))
    missing = [one for one in sentences(html) if not stands_in(one, read)]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("page", PAGES)
def test_a_file_says_what_it_is(client, page):
    address = f"/ru/{file_of(page)}"
    response = client.get(address)
    data = whole(response)
    assert data.startswith(b"%PDF-1.7")
    assert re.findall(rb"pdf(?:a|ua)id:(?:part|conformance)>(\w)", data) == [b"2", b"A", b"1"]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Language"] == "ru"
    name = r'attachment; filename="[a-z0-9-]+-ru-\d{4}-\d\d-\d\d\.pdf"'
    assert re.fullmatch(name, response["Content-Disposition"])
    head = client.head(address)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(data)))
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_query_of_the_page_is_kept(client):
    """Each comparison is a file of its own, and its code leads to just this one."""
    two = client.get("/en/compare.pdf?state=georgia&state=armenia")
    four = client.get(f"/en/compare.pdf?{FOUR}")
    assert two["ETag"] != four["ETag"]
    assert 'filename="compare-key-figures-geo-arm-en-' in two["Content-Disposition"]
    assert squeezed("compare/?state=georgia&state=armenia") in squeezed("".join(texts(whole(two))))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("compare.pdf", 404),
        ("compare.pdf?state=georgia", 404),
        ("compare.pdf?state=georgia&state=nowhere", 404),
        ("compare.pdf?section=nothing&state=georgia&state=armenia", 404),
        ("states/nowhere.pdf", 404),
        ("data/nothing.pdf", 404),
        ("data/population.pdf?scale=sideways", 404),
        ("projects/nothing.pdf", 404),
        ("pilot-projects/99.pdf", 404),
        ("profiles/georgia/light/2026/9/changes.pdf", 404),
        ("profiles/georgia/heavy/2026/changes.pdf", 404),
        ("states/georgia.pdf?as_of=yesterday", 404),
    ],
)
def test_what_is_not_there_is_told(client, address, status):
    assert client.get(f"/en/{address}").status_code == status


def test_a_pilot_project_has_one_address(client):
    response = client.get("/en/projects/pp4.pdf")
    assert (response.status_code, response["Location"]) == (301, "/en/pilot-projects/4.pdf")


def test_names_go_with_their_notes_on_every_page(client):
    """Of the names that stand there, and of no others."""
    for page in texts(pdf_of(client, "states/kosovo/")):
        assert squeezed("This designation is without prejudice") in squeezed(page)
    assert "without prejudice" not in " ".join(texts(pdf_of(client, "states/georgia/")))


def test_an_earlier_day_is_said(client):
    read = all_of(pdf_of(client, "states/georgia/?as_of=2015-06-30"))
    assert squeezed("As of 30 June 2015.").casefold() in read


def test_what_changed_is_told_without_colours(client, georgia):
    """Words that went stand in brackets, for who hears them or copies them."""
    before = make.edition(georgia)
    make.section(before, "background", "<p>One old word.</p>", "<p>Слово.</p>")
    before = make.publish(before, on=TODAY)
    after = make.edition(georgia, number=2, supersedes=before, correction_note_en="A word.")
    make.section(after, "background", "<p>One new word.</p>", "<p>Слово.</p>")
    make.publish(after, on=TODAY)
    read = squeezed("".join(texts(pdf_of(client, f"profiles/georgia/light/{after.year}/changes/"))))
    assert "[old]" in read
    assert "Onenew[old]word" in read or "One[old]newword" in read
    assert squeezed("Compared with version 1 of the same year.") in read
    pages = texts(whole(client.get(f"/en/profiles/georgia/light/{after.year}/1.pdf")))
    assert len(pages) > 1
    for page in pages[1:]:
        assert "superseded" in page, "each page may be copied alone"
    assert squeezed("Version 2 has taken the place") in squeezed(pages[0])


def test_an_edition_of_a_later_year_takes_the_place(client, georgia):
    before = make.edition(georgia, year=2030)
    make.section(before, "background", "<p>Before.</p>", "<p>До.</p>")
    before = make.publish(before, on=TODAY)
    after = make.edition(georgia, year=2031, supersedes=before)
    make.section(after, "background", "<p>After.</p>", "<p>После.</p>")
    make.publish(after, on=TODAY)
    first = texts(whole(client.get("/en/profiles/georgia/light/2030/1.pdf")))[0]
    assert squeezed("The edition 2031 has taken the place of this edition.") in squeezed(first)


@pytest.mark.parametrize("page", PAGES)
def test_who_reads_by_structure_misses_nothing(client, page):
    """Pictures have words, headings leave out no level, tables have heads, text its language."""
    data = pdf_of(client, page, "ru")
    found = tags(data)
    figures = [tag for tag in found if tag.name == "Figure"]
    assert figures
    assert all(len(tag.alt) > 20 for tag in figures)
    levels = [int(tag.name[1]) for tag in found if re.fullmatch(r"H\d", tag.name)]
    assert all(after - before <= 1 for before, after in zip([1, *levels], levels, strict=False))
    names = [tag.name for tag in found]
    # a table that goes on over pages is seen on each, its head once
    assert names.count("THead") >= names.count("Table") - (len(texts(data)) - 1)
    assert names.count("TH") >= 2 * names.count("THead")
    assert len(bookmarks(data)) >= sum(level == 1 for level in levels) - 1


def test_personal_details_are_on_no_paper(client, georgia):
    """What somebody lets the page show may be taken back; what is printed may not."""
    make.contact_point(
        georgia, name_latin="Testa Personova", phone="+000 99 000", name_visibility="public"
    )
    assert "Personova" not in " ".join(texts(pdf_of(client, "states/georgia/")))


def test_pages_lead_to_their_paper(client):
    for page in PAGES:
        html = client.get(f"/en/{page}").content.decode().replace("&amp;", "&")
        address = file_of(page).replace("2026/changes", "2026/1/changes")
        assert f'href="/en/{address}" type="application/pdf">PDF</a>' in html, page


def test_a_network_that_asks_too_often_waits(client, monkeypatch):
    monkeypatch.setattr("registry.paper.views.ASKED", Limit("papers-tested", 1, 60))
    address = "/en/compare.pdf?state=georgia&state=armenia"
    assert client.get(address).status_code == 200
    refused = client.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
