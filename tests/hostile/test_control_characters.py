"""Characters that a text may hold and XML may not (Word pastes vertical tabs): one of them in one
record ends no list, picture or catalogue for its readers."""

import json
from io import BytesIO

import openpyxl
import pytest
from icalendar import Calendar
from lxml import etree

from registry.common.store import raise_content_version
from registry.contacts.models import Authority
from registry.contacts.vcards import escaped
from registry.figures.models import Indicator, Source
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.projects.models import Project

pytestmark = pytest.mark.django_db
BAD = "\x0b\x1f\ufffe"
TITLES = (Document, Indicator, Meeting, NewsItem, Project, Source)
WORKBOOKS = (
    *("library", "meetings", "news", "projects", "contact-points"),
    *("data/population", "states/georgia"),
)
IN_XML = (
    "/catalog.rdf",
    "/en/data/population/chart.svg",
    "/feeds/en/documents.atom",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oembed?format=xml&url=http://127.0.0.1:8000/en/data/population/",
    "/sdmx/structure/2.1.xml",
    "/sitemap.xml",
)


@pytest.fixture(autouse=True)
def texts_with_them(db):
    for model in TITLES:
        for row in model.objects.all():
            titles = {"title_en": f"A{BAD} title", "title_ru": f"{BAD}Слово"}
            model.objects.filter(pk=row.pk).update(**titles)
    for row in Authority.objects.all():
        Authority.objects.filter(pk=row.pk).update(name_en=f"A{BAD} ministry {row.pk}")
    raise_content_version()


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_open(client, name):
    answer = client.get(f"/en/{name}/?format=xlsx")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(BytesIO(b"".join(answer)))
    assert "A title" in str([list(sheet.values) for sheet in book]) or name == "contact-points"


@pytest.mark.charts
@pytest.mark.parametrize("address", IN_XML)
def test_what_is_xml_is_read_as_xml(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    etree.fromstring(b"".join(answer), etree.XMLParser(huge_tree=True))


@pytest.mark.parametrize("address", ["/catalog.jsonld", "/datapackage.json"])
def test_what_is_json_is_read_as_json(client, address):
    assert json.loads(client.get(address).content)


def test_calendars_and_cards_hold_none(client):
    calendar = client.get("/calendar/en/meetings.ics").content
    assert Calendar.from_ical(calendar)
    assert not set(BAD) & set(calendar.decode())
    assert escaped(f"Nino{BAD}; Tbilisi") == "Nino\\; Tbilisi"
