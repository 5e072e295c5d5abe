"""What a feed no longer holds: said by RFC 6721, to readers who saw it, and to nobody of drafts."""

from datetime import datetime
from xml.etree import ElementTree

import feedparser
import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.common import store
from registry.common.appearing import Stage
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.profiles.models import Edition
from registry.publication import frozen

pytestmark = pytest.mark.django_db
MARK = "Qwyzplanted"


def removed(client, address, language="en"):
    """Id to time, of what a feed says is deleted; feedparser reads the rest as before."""
    store.raise_content_version()
    content = client.get(f"/feeds/{language}/{address}").content
    found = feedparser.parse(content)
    assert not found.bozo, found.bozo_exception
    assert found.entries
    root = ElementTree.fromstring(content)
    assert MARK not in content.decode()
    elements = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert not {one.get("ref") for one in elements} & {entry.id for entry in found.entries}
    return {one.get("ref"): datetime.fromisoformat(one.get("when")) for one in elements}


def made(model, **fields):
    values = {"slug": "planted", "title_en": MARK}
    values |= {"date": timezone.localdate()} if model is NewsItem else {}
    values |= {"kind": "report"} if model is Document else {}
    values |= {"kind": "workshop"} if model is Meeting else {}
    return model.objects.create(**values | fields)


def id_of(client, address, title):
    store.raise_content_version()
    content = client.get(f"/feeds/en/{address}").content
    return next(entry.id for entry in feedparser.parse(content).entries if entry.title == title)


CASES = [(NewsItem, "news.atom"), (Document, "documents.atom"), (Meeting, "meetings.atom")]


@pytest.mark.parametrize(("model", "address"), CASES)
def test_a_deleted_record_is_named_by_the_id_of_its_entry(client, model, address):
    row = made(model)
    entry = id_of(client, address, MARK)
    assert entry not in removed_ids(client, address, planted=True)
    row.delete()
    found = removed(client, address)
    assert abs(found[entry] - timezone.now()).total_seconds() < 60


def removed_ids(client, address, planted):
    content = client.get(f"/feeds/en/{address}").content.decode()
    assert (MARK in content) is planted
    return {part.partition('"')[0] for part in content.split('deleted-entry ref="')[1:]}


@pytest.mark.parametrize(("model", "address"), CASES)
def test_what_is_taken_offline_is_named_until_it_is_there_again(client, model, address):
    row = made(model)
    entry = id_of(client, address, MARK)
    row.stage = Stage.OFFLINE
    row.save()
    assert entry in removed(client, address)
    row.stage = Stage.READY
    row.save()
    store.raise_content_version()
    assert entry not in removed_ids(client, address, planted=True)


@pytest.mark.parametrize(("model", "address"), CASES)
def test_of_a_draft_nobody_learns(client, model, address):
    before = removed(client, address)
    row = made(model, stage=Stage.DRAFT)
    row.save()
    assert removed(client, address) == before
    row.delete()
    assert removed(client, address) == before


@pytest.mark.parametrize("address", ["editions.atom", "states/georgia.atom"])
def test_a_withdrawn_edition_is_named(client, light_georgia, address):
    assert not any(f"edition/{light_georgia.pk}" in ref for ref in removed(client, address))
    frozen.remove(sender=None, using="default")
    rows = Edition.objects.filter(pk=light_georgia.pk)
    rows.update(status="withdrawn", updated_at=timezone.now())
    for language in ("en", "ru"):
        found = removed(client, address, language)
        assert any(ref.endswith(f":{language}/edition/{light_georgia.pk}") for ref in found)
    assert removed(client, "states/armenia.atom") == {}


def test_a_removal_is_news_of_the_feed_and_stands_on_its_first_page(client):
    made(Meeting).delete()
    store.raise_content_version()
    first = feedparser.parse(client.get("/feeds/en/meetings.atom").content)
    assert first.feed.updated_parsed[:3] == timezone.now().utctimetuple()[:3]
    assert b"deleted-entry" not in client.get("/feeds/en/meetings.atom?page=2").content


def test_more_removals_cost_no_more_queries(client):
    from django.db import connection

    counts = []
    for number in (1, 8):
        for place in range(number):
            made(Document, slug=f"d{number}-{place}").delete()
        store.raise_content_version()
        with CaptureQueriesContext(connection) as asked:
            client.get("/feeds/en/documents.atom")
        counts.append(len(asked))
    assert counts[0] == counts[1]
