"""Charts and maps in pages of others, asked for as a consumer's library asks."""

import re
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from micawber import Provider, ProviderRegistry
from micawber.exceptions import ProviderException

from registry.figures.models import Indicator

pytestmark = [pytest.mark.django_db, pytest.mark.charts]
SITE = settings.SITE_URL
CHART = f"{SITE}/en/data/population/?state=georgia&state=kosovo"
MAP = f"{SITE}/ru/map/?layer=population"


class Asking(Provider):
    """Asks the registry without a network."""

    client = None

    def fetch(self, url):
        assert self.client is not None
        answer = self.client.get(url.removeprefix(SITE))
        if answer.status_code != 200:
            raise ProviderException(answer.status_code)
        return answer.content.decode()


@pytest.fixture
def consumer(client) -> ProviderRegistry:
    provider = Asking(f"{SITE}/oembed")
    provider.client = client
    found = ProviderRegistry()
    found.register(rf"{re.escape(SITE)}/\S*", provider)
    return found


def test_a_chart_is_a_frame_that_fits_and_answers(client, consumer):
    found = consumer.request(CHART, maxwidth=400, maxheight=300)
    assert found["type"] == "rich"
    assert (found["width"], found["height"]) == (400, 300)
    assert found["title"] == Indicator.objects.get(slug="population").title_en
    source = unescape(re.search(r'src="([^"]+)"', found["html"])[1])
    answer = client.get(source.removeprefix(SITE))
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    text = answer.content.decode()
    assert "Kosovo*" in text
    assert "1244" in text


def test_a_map_is_a_picture_with_its_size(client, consumer):
    found = consumer.request(MAP, maxwidth=500)
    assert found["type"] == "photo"
    assert found["width"] <= 500
    assert found["height"] <= 890
    answer = client.get(found["url"].removeprefix(SITE))
    assert answer["Content-Type"] == "image/png"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_same_as_xml(client, consumer):
    answer = client.get("/oembed", {"url": CHART, "format": "xml"})
    assert answer["Content-Type"].startswith("text/xml")
    as_json = consumer.request(CHART)
    for element in ElementTree.fromstring(answer.content):
        assert str(as_json[element.tag]) == element.text


def test_pages_say_where_to_ask(client):
    for address in ("/en/data/population/?state=georgia", "/ru/map/?layer=population"):
        text = client.get(address).content.decode()
        for kind in ("application/json", "text/xml"):
            link = re.search(rf'type="{kind}\+oembed"\s+href="([^"]+)"', text)
            assert link, (address, kind)
            answer = client.get(unescape(link[1]).removeprefix(SITE))
            assert answer.status_code == 200
            assert urlsplit(address).path[:4] in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/en/data/population/",
        f"{SITE}.example.org/en/data/population/",
        f"{SITE}/en/data/nothing/",
        f"{SITE}/en/nothing/",
        f"{SITE}/en/states/georgia/",
        f"{SITE}/admin/",
        f"{SITE}/en/map/?layer=nothing",
        f"{SITE}/en/data/population/?state=atlantis",
        "population",
        "http://[",
    ],
)
def test_what_is_not_ours_or_not_to_be_shown_is_not_there(client, address):
    assert client.get("/oembed", {"url": address}).status_code == 404


def test_questions_that_nobody_can_answer(client):
    assert client.get("/oembed", {"url": CHART, "format": "yaml"}).status_code == 501
    assert client.get("/oembed").status_code == 400
    for size in ("0", "-5", "wide", "1e3", "²", "9" * 30, ""):
        assert client.get("/oembed", {"url": CHART, "maxwidth": size}).status_code == 400


def test_nothing_in_a_title_breaks_out(client):
    Indicator.objects.filter(slug="population").update(title_en='A "<b>title</b>"')
    found = client.get("/oembed", {"url": CHART}).json()
    assert "<b>" not in found["html"]
    xml = client.get("/oembed", {"url": CHART, "format": "xml"}).content
    assert ElementTree.fromstring(xml).findtext("title") == 'A "<b>title</b>"'
