"""What pages say to search engines: read by a library for JSON-LD, in the words of schema.org."""

import json
from datetime import date
from html.parser import HTMLParser

import pytest
from django.conf import settings
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import SDO

from registry.common.appearing import Stage
from registry.contacts.models import Authority
from registry.figures.models import Indicator, Source
from registry.process.models import Meeting
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "https://schema.org/"
FORMS_OF_OTHERS = {"query-input"}  # a form of Google's, beside the vocabulary


class Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.is_data = False

    def handle_starttag(self, tag, attrs):
        self.is_data = tag == "script" and ("type", "application/ld+json") in attrs
        if self.is_data:
            self.found.append("")

    def handle_endtag(self, tag):
        self.is_data = False

    def handle_data(self, data):
        if self.is_data:
            self.found[-1] += data


def described(client, address: str) -> dict[str, dict]:
    """By type."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    reader = Scripts()
    reader.feed(answer.content.decode())
    found = {}
    for text in reader.found:
        row = json.loads(text)
        for one in row.get("@graph", [row]):
            found[one["@type"]] = one
    return found


PAGES = {
    "/en/": {"WebSite"},
    "/ru/data/population/": {"Dataset", "BreadcrumbList"},
    "/ru/profiles/georgia/light/2026/": {"Report", "BreadcrumbList"},
    "/en/profiles/georgia/extended/2010/": {"Report", "BreadcrumbList"},
    "/ru/meetings/mc1-prague-2009/": {"Event", "BreadcrumbList"},
    "/en/contact-points/": {"GovernmentOrganization", "BreadcrumbList"},
    "/en/states/georgia/": {"GovernmentOrganization", "BreadcrumbList"},
    "/en/library/hb-readmission/": {"BreadcrumbList"},
}


@pytest.mark.parametrize(("address", "types"), PAGES.items())
def test_each_kind_of_page_says_what_it_is_in_words_of_schema_org(client, address, types):
    found = described(client, address)
    assert set(found) == types
    for row in found.values():
        text = json.dumps(row | {"@context": {"@vocab": WORDS}})
        graph = Graph().parse(data=text, format="json-ld")
        assert len(graph) >= len(row) - 1
        for _it, name, value in graph:
            if name == RDF.type:
                assert str(value).removeprefix(WORDS) in SDO, value
            elif str(name).removeprefix(WORDS) not in FORMS_OF_OTHERS:
                assert str(name).removeprefix(WORDS) in SDO, name
        assert not [it for it in graph.subjects() if isinstance(it, URIRef) and " " in it]


def test_every_indicator_has_what_a_search_for_datasets_asks_for(client):
    """developers.google.com/search/docs/appearance/structured-data/dataset"""
    for indicator in Indicator.objects.with_figures():
        found = described(client, f"/ru/data/{indicator.slug}/")["Dataset"]
        assert found["name"], indicator
        assert 50 <= len(found["description"]) <= 5000, indicator
        if indicator.source and indicator.source.licence_url:
            assert found["license"] == indicator.source.licence_url
        assert found["creator"]["name"], indicator
        assert found["inLanguage"] == "ru"
        assert found["temporalCoverage"].count("/") == 1
        for file in found["distribution"]:
            address = file["contentUrl"].removeprefix(settings.SITE_URL)
            assert client.get(address)["Content-Type"].startswith(file["encodingFormat"])


def test_no_licence_is_made_up(client):
    told = described(client, "/en/data/unemployment/")["Dataset"]["license"]
    assert told == {"@type": "CreativeWork", "name": "UN data terms: free reuse with attribution"}
    Source.objects.filter(slug="wdi").update(licence="", licence_url="")
    assert "license" not in described(client, "/en/data/population/")["Dataset"]
    assert "licenses" not in client.get("/en/data/population/datapackage.json").json()
    assert 'rel="license"' not in client.get("/en/data/population/")["Link"]


def test_caveats_travel_with_an_indicator(client):
    found = described(client, "/en/data/international-migrant-stock/")["Dataset"]
    caveats = client.get("/api/v1/indicators/international-migrant-stock/").json()["caveats"]
    assert caveats
    assert all(caveat["text"] in found["description"] for caveat in caveats)


def test_an_edition_says_its_standing_and_the_footnote_of_its_state(client, kosovo):
    edition = make.published(kosovo, year=2031) if hasattr(make, "published") else None
    address = edition.get_absolute_url() if edition else "/en/profiles/kosovo/light/2026/"
    found = described(client, address)["Report"]
    assert found["name"].startswith("Kosovo*")
    assert found["about"]["name"] == "Kosovo*"
    assert "1244" in found["about"]["description"]
    assert "1244" in found["description"]
    assert "official position" in found["description"]
    assert found["creativeWorkStatus"]


def meeting(**values) -> Meeting:
    return Meeting.objects.create(
        slug="talks", kind=Meeting.Kind.WORKSHOP, stage=Stage.READY, title_ru="Беседы", **values
    )


def test_a_meeting_that_is_cancelled_or_online(client):
    meeting(title_en="Talks", starts_on=date(2031, 5, 4), is_cancelled=True, is_online=True)
    found = described(client, "/en/meetings/talks/")["Event"]
    assert found["eventStatus"].endswith("/EventCancelled")
    assert found["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode")
    assert found["location"]["@type"] == "VirtualLocation"
    assert found["startDate"] == "2031-05-04"


def test_a_day_that_nobody_knows_is_not_told(client):
    meeting(title_en="Talks", starts_on=date(2031, 5, 1), date_precision="month")
    assert described(client, "/en/meetings/talks/")["Event"]["startDate"] == "2031-05"
    Meeting.objects.filter(slug="talks").update(starts_on=None)
    assert "Event" not in described(client, "/en/meetings/talks/")


def test_no_title_ends_the_script(client):
    title = 'A </script><script>alert("1")</script> & <!-- talk'
    meeting(title_en=title, starts_on=date(2031, 5, 4))
    answer = client.get("/en/meetings/talks/").content.decode()
    assert "<script>alert" not in answer
    assert described(client, "/en/meetings/talks/")["Event"]["name"] == title


def test_no_person_is_described(client, georgia):
    make.contact_point(georgia)
    for address in ("/en/contact-points/", "/en/states/georgia/"):
        text = json.dumps(described(client, address))
        assert "Person" not in text
        assert "email" not in text
        assert "telephone" not in text


def test_a_body_says_until_when_it_was(client, georgia):
    Authority.objects.all().delete()
    Authority.objects.create(state=georgia, name_en="Old office", until=date(2012, 12, 31))
    found = described(client, "/en/contact-points/")["GovernmentOrganization"]
    assert found["name"] == "Old office"
    assert found["dissolutionDate"] == "2012-12-31"
    assert found["areaServed"]["name"] == "Georgia"


def test_the_way_to_a_page_names_each_step(client):
    found = described(client, "/en/meetings/mc1-prague-2009/")["BreadcrumbList"]
    items = found["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3]
    assert items[0]["item"] == f"{settings.SITE_URL}/en/process/"
    assert items[0]["name"] == "The Process"
    assert items[2]["item"] == f"{settings.SITE_URL}/en/meetings/mc1-prague-2009/"


def test_the_search_of_the_site_is_where_it_says(client):
    found = described(client, "/ru/")["WebSite"]
    address = found["potentialAction"]["target"]["urlTemplate"]
    address = address.replace("{search_term_string}", "грузия").removeprefix(settings.SITE_URL)
    assert client.get(address).status_code == 200
