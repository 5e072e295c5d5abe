"""Naughty words in every parameter of the addresses for machines: an answer and never a failure,
within a time, nothing of it as markup or header, and no cookie."""

import re
import time
from itertools import islice
from urllib.parse import quote

import pytest

from tests.clients import Client
from tests.hostile.naughty import WORDS, WORKED_OUT

pytestmark = pytest.mark.django_db
MOST_SECONDS = 10  # of processor time, on a busy machine; what is not bounded takes minutes
HARVEST = {
    "/oai": (
        *("verb", "metadataPrefix", "identifier", "set"),
        *("from", "until", "resumptionToken"),
    ),
    "/sdmx/population.csv": ("state", "year", "startPeriod", "endPeriod", "lang"),
    "/sdmx/population.xml": ("state", "year", "startPeriod", "endPeriod", "lang"),
    "/sdmx/structure/2.1.xml": ("references",),
    "/oembed": ("url", "format", "maxwidth", "maxheight"),
    "/datapackage.json": ("lang",),
    "/en/data/population/datapackage.json": ("lang",),
    "/en/map/layer.csv": ("layer", "year", "state", "as_of", "format"),
    "/catalog.ttl": ("page",),
    "/sitemap.xml": ("page",),
    "/en/check/": ("key",),
    "/en/compare.pdf": ("state", "section", "indicator", "as_of"),
    "/feeds/en/search.atom": ("q", "page"),
    "/api/v1/search/": ("q", "lang", "kind", "state"),
    "/api/v1/observations/": (
        *("indicator", "state", "year", "lang", "fields", "ordering", "cursor", "page_size"),
        *("as_of", "changed_since", "format", "counterpart"),
    ),
}
SOUND = {
    "/oai": {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
    "/oembed": {"url": "http://127.0.0.1:8000/en/data/population/"},
    "/en/compare.pdf": {"state": "georgia"},
    "/api/v1/observations/": {"indicator": "population", "page_size": "2"},
}


def troubles(answer, where: str, seconds: float) -> list[str]:
    found = []
    if answer.status_code >= 500 and answer.status_code != 501:  # oEmbed's word for a format
        found.append(f"{where}: {answer.status_code}")
    if seconds > MOST_SECONDS:
        found.append(f"{where}: {seconds:.1f} s")
    if answer.cookies:
        found.append(f"{where}: sets a cookie")
    if "own=1" in str(answer.headers.get("Set-Cookie", "")) or "\r" in str(answer.headers):
        found.append(f"{where}: a header of a stranger")
    body = b"" if answer.streaming else answer.content
    if b"<script>alert" in body or b"<svg/onload" in body or WORKED_OUT in body:
        found += [f"{where}: markup of a stranger"] * is_markup(answer)
    return found


def is_markup(answer) -> bool:
    return bool(re.search("html|xml", answer.get("Content-Type", "")))


def asked(address: str, query: str) -> list[str]:
    client = Client(raise_request_exception=False)
    began = time.process_time()
    answer = client.get(f"{address}{'&' if '?' in address else '?'}{query}")
    if answer.streaming:
        for _block in islice(answer.streaming_content, 5):
            pass
    return troubles(answer, f"{address}?{query[:80]}", time.process_time() - began)


def written(word: str) -> str:
    """As it is where it is encoded already."""
    return word if re.match("%[0-9a-fA-F]{2}", word) else quote(word)


@pytest.mark.parametrize("address", HARVEST)
def test_every_word_in_every_parameter_for_machines(address):
    wrong = []
    for name in HARVEST[address]:
        sound = {key: one for key, one in SOUND.get(address, {}).items() if key != name}
        rest = "".join(f"&{key}={quote(one)}" for key, one in sound.items())
        for word in WORDS.values():
            wrong += asked(address, f"{name}={written(word)}{rest}")
        wrong += asked(address, f"{name}=a&{name}=b{rest}")
        wrong += asked(address, f"{name}[]=a&{name}[x]=b{rest}")
    assert not wrong, "\n".join(wrong)
