"""The list of all pages, read as crawlers read it."""

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.conf import settings

from registry.common.appearing import Stage
from registry.library.models import Document
from registry.opendata import sitemap
from registry.profiles.models import Edition
from tests import make

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


class Page(NamedTuple):
    alternates: dict[str, str]
    last_modified: datetime | None


def pages(client) -> dict[str, Page]:
    """By address, as the protocol of sitemaps.org says to read them."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert root.tag == f"{SITEMAP}urlset"
    return {read.removeprefix(SITE): page for read, page in map(entry, root)}


def entry(element: ElementTree.Element) -> tuple[str, Page]:
    assert element.tag == f"{SITEMAP}url"
    links = element.findall(f"{XHTML}link[@rel='alternate']")
    changed = element.findtext(f"{SITEMAP}lastmod")
    page = Page(
        alternates={link.attrib["hreflang"]: link.attrib["href"] for link in links},
        last_modified=datetime.fromisoformat(changed) if changed else None,
    )
    return element.findtext(f"{SITEMAP}loc", ""), page


def test_every_page_is_there_in_both_languages_with_its_alternates(client):
    found = pages(client)
    assert len(found) > 600
    for address, page in found.items():
        rest = address[3:]
        assert page.alternates == {
            "en": f"{SITE}/en{rest}",
            "ru": f"{SITE}/ru{rest}",
            "x-default": f"{SITE}/en{rest}",
        }
        assert f"/ru{rest}" in found


def test_pages_answer_and_are_their_own_canonical(client):
    found = sorted(pages(client))
    for address in found[:: max(1, len(found) // 60)]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        canonical = f'<link rel="canonical" href="{SITE}{address}">'
        assert canonical in answer.content.decode(), address


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/ru/states/kosovo/",
        "/en/data/population/",
        "/ru/meetings/mc1-prague-2009/",
        "/en/library/hb-readmission/",
        "/ru/about/endorsement/",
        "/en/pilot-projects/4/",
        "/en/contact-points/",
    ],
)
def test_each_kind_of_page_is_listed(client, address):
    assert address in pages(client)


def test_a_date_is_that_of_the_last_change(client):
    at = datetime(2021, 3, 4, 5, 6, tzinfo=UTC)
    Document.objects.filter(slug="hb-readmission").update(updated_at=at)
    assert pages(client)["/ru/library/hb-readmission/"].last_modified == at
    edition = Edition.objects.current().first()
    assert edition
    listed = pages(client)[f"/en{edition.get_absolute_url()[3:]}"].last_modified
    assert abs((listed - edition.updated_at).total_seconds()) < 1


def test_what_shows_things_from_everywhere_has_no_date(client):
    assert pages(client)["/en/glossary/"].last_modified is None


def test_drafts_and_what_is_somebodys_own_are_not_listed(client, georgia):
    Document.objects.filter(slug="hb-readmission").update(stage=Stage.DRAFT)
    make.edition(georgia, year=2033)
    found = " ".join(pages(client))
    for word in ("hb-readmission", "2033", "/desk", "/account", "/search", "/admin"):
        assert word not in found


def test_a_long_list_comes_in_parts(client, monkeypatch):
    whole = len(pages(client))
    monkeypatch.setattr(sitemap, "parts", lambda: [sitemap.written(sitemap.entries()[:9])] * 3)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert index.tag == f"{SITEMAP}sitemapindex"
    assert [part.findtext(f"{SITEMAP}loc") for part in index] == [
        f"{SITE}/sitemap-{number}.xml" for number in (1, 2, 3)
    ]
    monkeypatch.undo()
    parts = sitemap.parts(100)
    counts = [len(ElementTree.fromstring(part)) for part in parts]
    assert sum(counts) == whole
    assert max(counts) <= 200
    assert client.get("/sitemap-2.xml").status_code == 404


def test_nothing_is_listed_that_robots_shall_not_read(client):
    reader = RobotFileParser()
    reader.parse(client.get("/robots.txt").content.decode().replace("/*/", "/en/").splitlines())
    assert not reader.can_fetch("any", f"{SITE}/en/search/?q=georgia")
    listed = pages(client)
    assert listed
    assert all(reader.can_fetch("any", f"{SITE}{address}") for address in listed)


def test_robots_learn_where_the_list_is_and_what_is_not_for_them(client):
    reader = RobotFileParser()
    reader.parse(client.get("/robots.txt").content.decode().splitlines())
    assert reader.site_maps() == [f"{SITE}/sitemap.xml"]
    assert not reader.can_fetch("any", f"{SITE}/admin/")
    assert reader.can_fetch("any", f"{SITE}/en/data/population/")
    assert reader.can_fetch("any", f"{SITE}/catalog.ttl")
