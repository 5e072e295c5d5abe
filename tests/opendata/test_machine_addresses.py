"""What holds at every address that machines ask: what is not known is refused by name, other sites
may read, heads are answered, nothing is sent twice, and what is sent is packed."""

import gzip

import brotli
import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db
CHART = f"{settings.SITE_URL}/en/data/population/"
ADDRESSES = (
    "/api/v1/states/",
    "/api/v1/states/?format=csv",
    "/api/v1/schema/",
    "/api/v1/schema/?format=json",
    "/sdmx/population.csv",
    "/sdmx/population.xml",
    "/sdmx/structure/2.1.xml",
    "/sdmx/structure/3.0.xml",
    "/oai?verb=Identify",
    f"/oembed?url={CHART}",
    "/feeds/en/news.atom",
    "/calendar/en/meetings.ics",
    "/catalog.ttl",
    "/catalog.rdf",
    "/catalog.jsonld",
    "/datapackage.json",
    "/en/data/population/datapackage.json",
    "/sitemap.xml",
)
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


def body(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_sites_may_read_and_heads_are_answered(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    head = client.head(address)
    assert head.status_code == 200
    assert head["Content-Type"] == answer["Content-Type"]
    assert not body(head)


@pytest.mark.parametrize("address", ["/api/v1/schema/", "/oai?verb=ListSets"])
@pytest.mark.parametrize("encoding", UNPACK)
def test_what_the_store_does_not_keep_is_packed_all_the_same(client, address, encoding):
    answer = client.get(address, headers={"accept-encoding": encoding})
    assert answer["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer["Vary"]
    assert UNPACK[encoding](answer.content).startswith((b"openapi:", b"<?xml"))


def test_the_description_of_the_api_is_sent_once_and_is_in_one_language(client):
    answer = client.get("/api/v1/schema/")
    mark = answer["ETag"]
    assert client.get("/api/v1/schema/", headers={"if-none-match": mark}).status_code == 304
    other = client.get("/api/v1/schema/", headers={"accept-language": "ru"})
    assert other.content == answer.content
    russian = client.get("/api/v1/schema/?lang=ru")
    assert (russian["Content-Language"], answer["Content-Language"]) == ("ru", "en")
    assert russian["ETag"] != mark
    assert client.get("/api/v1/schema/?format=json").json()["openapi"].startswith("3.")


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/v1/states/?stat=georgia", "stat"),
        ("/api/v1/schema/?forma=json", "forma"),
        ("/api/v1/schema/?format=xml", "format"),
        ("/sdmx/population.csv?states=GEO", "states"),
        ("/sdmx/population.csv?lang=de", "lang"),
        ("/sdmx/structure/2.1.xml?lang=ru", "lang"),
        ("/catalog.ttl?lang=ru", "lang"),
        ("/datapackage.json?lang=ru", "lang"),
        ("/oembed?url=x&format=yaml", "format"),
    ],
)
def test_what_is_not_known_is_named(client, address, parameter):
    answer = client.get(address)
    assert answer.status_code in (400, 501)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nothing/",
        "/sdmx/nothing.csv",
        "/sdmx/population.xls",
        "/sdmx/structure/1.0.xml",
        "/catalog.xml",
        "/oembed?url=https://example.org/",
    ],
)
def test_what_is_not_there_is_said_to_machines(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
