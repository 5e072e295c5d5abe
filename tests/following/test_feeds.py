"""Feeds, as a client that others wrote reads them: what is new, for everybody, and nothing else."""

from datetime import timedelta

import feedparser
import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.common.appearing import Stage, this_minute
from registry.common.records import Certainty
from registry.figures.models import Indicator
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.search.indexing import index, rebuild
from registry.search.models import SearchEntry
from tests import make

pytestmark = pytest.mark.django_db

FEEDS = (
    "news.atom",
    "editions.atom",
    "documents.atom",
    "meetings.atom",
    "states/georgia.atom",
    "indicators/population.atom",
    "search.atom?q=readmission",
)
PAGES = {
    "news/": "news.atom",
    "profiles/": "editions.atom",
    "library/": "documents.atom",
    "meetings/": "meetings.atom",
    "states/georgia/": "states/georgia.atom",
    "data/population/": "indicators/population.atom",
    "search/?q=readmission": "search.atom?q=readmission",
}
MARK = "Qwyzplanted"


@pytest.fixture(autouse=True)
def index_of_now(request):
    if "search" in request.node.name or "feed" in request.node.name:
        index()


def read(client, address: str, language: str = "en"):
    response = client.get(f"/feeds/{language}/{address}")
    assert response.status_code == 200
    found = feedparser.parse(
        response.content, response_headers={name.lower(): text for name, text in response.items()}
    )
    assert not found.bozo, found.bozo_exception
    return found


def news(**fields) -> NewsItem:
    values = {
        "slug": "a-planted-item",
        "date": timezone.localdate(),
        "title_en": MARK,
        "title_ru": "Слова",
        "body_en": "<p>One & two</p>",
        "certainty": Certainty.STATED,
    }
    return NewsItem.objects.create(**values | fields)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_what_a_reader_of_feeds_expects(client, address, language):
    found = read(client, address, language)
    feed = found.feed
    assert found.version == "atom10"
    assert feed.id.startswith("tag:")
    assert feed.title
    assert feed.updated_parsed
    assert feed.author
    assert feed.language == language
    links = {(link.rel, link.get("hreflang", "")): link for link in feed.links}
    assert links["self", ""].href.endswith(f"/feeds/{language}/{address}")
    assert f"/{language}/" in links["alternate", language].href
    other = "ru" if language == "en" else "en"
    assert links["alternate", other].href.endswith(f"/feeds/{other}/{address}")
    assert 0 < len(found.entries) <= 30
    ids = [entry.id for entry in found.entries]
    assert len(set(ids)) == len(ids)
    times = [entry.updated_parsed for entry in found.entries]
    assert times == sorted(times, reverse=True)
    for entry in found.entries:
        assert entry.id.startswith("tag:")
        assert entry.title
        assert f"/{language}/" in entry.link


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("page", "feed"), PAGES.items())
def test_a_page_names_its_feed_and_the_way_to_follow_it(client, page, feed, language):
    text = client.get(f"/{language}/{page}").content.decode()
    assert 'rel="alternate"' in text
    assert f'href="/feeds/{language}/{feed}"' in text
    way = (
        text.partition('class="small follow on-screen"')[2].partition('href="')[2].partition('"')[0]
    )
    followed = client.get(way.replace("&amp;", "&"))
    assert followed.status_code == 200
    assert f"/feeds/{language}/{feed}" in followed.content.decode()


def test_an_entry_links_to_a_page_that_is_there(client):
    for address in FEEDS:
        entry = read(client, address).entries[0]
        path = "/" + entry.link.partition("//")[2].partition("/")[2]
        assert client.get(path).status_code == 200


def test_an_id_outlives_slug_and_title(client):
    row = news()
    before = read(client, "news.atom").entries[0]
    row.slug, row.title_en = "another-slug", "Another title"
    row.save()
    after = read(client, "news.atom").entries[0]
    assert before.title == MARK
    assert after.title == "Another title"
    assert after.id == before.id
    assert after.updated_parsed >= before.updated_parsed


@pytest.mark.parametrize(
    "hidden",
    [
        {"stage": Stage.DRAFT},
        {"stage": Stage.OFFLINE},
        {"appears_at": timezone.now() + timedelta(days=1)},
        {"goes_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_what_readers_do_not_see_is_in_no_feed(client, georgia, hidden):
    row = news(**hidden)
    row.states.add(georgia)
    Meeting.objects.create(slug="m", kind="workshop", title_en=MARK, host=georgia, **hidden)
    document = Document.objects.create(slug="d", kind="report", title_en=MARK, **hidden)
    document.states.add(georgia)
    index()
    assert read(client, f"search.atom?q={MARK}").entries == []
    for address in FEEDS:
        assert MARK not in client.get(f"/feeds/en/{address}").content.decode()


def test_what_was_written_before_it_appeared_is_new_when_it_appears(client):
    news(appears_at=this_minute())
    NewsItem.objects.update(updated_at=timezone.now() - timedelta(days=400))
    entry = read(client, "news.atom").entries[0]
    assert entry.title == MARK
    assert entry.updated_parsed[:3] == this_minute().timetuple()[:3]


def test_a_draft_of_an_edition_is_in_no_feed(client, georgia):
    make.written_edition(georgia, 2031)
    assert "2031" not in client.get("/feeds/en/editions.atom").content.decode()
    assert "2031" not in client.get("/feeds/en/states/georgia.atom").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Does not reflect the state’s official position."),
        ("ru", "Не отражает официальную позицию государства."),
    ],
)
def test_the_notice_travels_with_an_edition(client, light_georgia, language, words):
    for address in ("states/georgia.atom", "search.atom?q=light+profile&state=GEO"):
        told = [
            entry
            for entry in read(client, address, language).entries
            if "/profiles/georgia/light/" in entry.link
        ]
        assert told, address
        assert all(words in entry.summary for entry in told)


def test_how_sure_a_record_is_travels_in_words(client):
    news(certainty=Certainty.UNCERTAIN)
    assert "How sure it is: not confirmed." in read(client, "news.atom").entries[0].summary


def test_a_note_on_a_designation_travels(client, kosovo):
    for address in ("states/kosovo.atom", "search.atom?q=kosovo"):
        summaries = " ".join(entry.summary for entry in read(client, address).entries)
        assert "1244" in summaries, address


def test_a_title_that_is_not_translated_says_its_language(client):
    news(title_ru="")
    text = client.get("/feeds/ru/news.atom").content.decode()
    assert f'<title xml:lang="en">{MARK}</title>' in text


def test_words_that_xml_cannot_hold_do_not_break_a_feed(client):
    news(title_en="A \x0b<b>&amp; title", body_en="<p>5 &lt; 6</p>")
    entry = read(client, "news.atom").entries[0]
    assert "title" in entry.title
    assert "5 &lt; 6" in entry.summary


def test_a_feed_comes_in_pages_and_ends(client):
    assert Meeting.objects.public().count() > 60
    first = read(client, "meetings.atom")
    links = {link.rel: link.href for link in first.feed.links}
    assert links["next"].endswith("/feeds/en/meetings.atom?page=2")
    second = read(client, "meetings.atom?page=2")
    assert {link.rel for link in second.feed.links} >= {"first", "previous"}
    assert not {entry.id for entry in first.entries} & {entry.id for entry in second.entries}
    for number in ("0", "6", "x", "-1", "99999"):
        assert client.get(f"/feeds/en/meetings.atom?page={number}").status_code == 404
    assert client.get("/feeds/en/states/kosovo.atom?page=5").status_code == 404


@pytest.mark.parametrize("address", FEEDS)
def test_who_has_it_already_gets_nothing(client, address):
    response = client.get(f"/feeds/en/{address}")
    again = client.get(f"/feeds/en/{address}", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert again["ETag"] == response["ETag"]
    assert client.head(f"/feeds/en/{address}").status_code == 200
    assert client.post(f"/feeds/en/{address}").status_code == 405


def test_finished_feeds_are_kept_and_those_of_searches_are_not(client):
    for address in FEEDS:
        response = client.get(f"/feeds/en/{address}")
        assert response.has_header("X-Published") is not address.startswith("search")
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/de/news.atom",
        "/feeds/en/nothing.atom",
        "/feeds/en/state.atom",
        "/feeds/en/states/nowhere.atom",
        "/feeds/en/indicators/nothing.atom",
        "/feeds/en/search.atom",
        "/feeds/en/search.atom?q=%20",
        f"/feeds/en/search.atom?q={'x' * 900}",
        "/en/follow/?what=nothing",
        "/en/follow/?what=state&of=nowhere",
        "/en/follow/?what=news&of=x",
        "/en/follow/?what=search&of=",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_feed_follows_its_state_to_a_new_slug(client, georgia):
    georgia.slug = "georgia-renamed"
    georgia.save()
    response = client.get("/feeds/ru/states/georgia.atom")
    assert response.status_code == 301
    assert response["Location"].endswith("/feeds/ru/states/georgia-renamed.atom")


def test_figures_that_came_today_are_an_entry_of_indicator_and_state(client, georgia):
    make.observation(georgia, "population", 2025, 3_700_000)
    entry = read(client, "indicators/population.atom").entries[0]
    assert "Source:" in entry.summary
    of_state = [
        entry
        for entry in read(client, "states/georgia.atom").entries
        if "/data/population/" in entry.link
    ]
    assert len(of_state) == 1
    assert "2025" in of_state[0].summary


def test_a_search_that_finds_all_words_nowhere_has_no_news(client):
    assert read(client, "search.atom?q=readmission+zzzzqq").entries == []


def test_persons_are_in_no_feed_of_a_search(client, georgia):
    post = make.contact_point(georgia, name_latin="Planted Person", name_visibility="public")
    index()
    assert SearchEntry.objects.filter(key=f"person:{post.pk}").exists()
    for address in ("search.atom?q=Planted+Person", "search.atom?kind=person"):
        assert read(client, address).entries == []


def test_an_index_that_is_made_anew_is_no_news():
    long_ago = timezone.now() - timedelta(days=30)
    SearchEntry.objects.update(changed_at=long_ago)
    row = NewsItem.objects.public().first()
    row.title_en = "A wholly new title"
    row.save()
    index()
    changed = set(SearchEntry.objects.exclude(changed_at=long_ago).values_list("key", flat=True))
    assert changed == {f"news:{row.slug}"}
    rebuild()
    later = set(SearchEntry.objects.exclude(changed_at=long_ago).values_list("key", flat=True))
    assert later == changed


@pytest.mark.parametrize("address", FEEDS)
def test_more_content_costs_no_more_queries(client, georgia, address):
    from django.db import connection

    def cost() -> int:
        client.get(f"/feeds/en/{address}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/feeds/en/{address}")
        return len(queries)

    before = cost()
    source = Indicator.objects.get(slug="population").source
    for number in range(5):
        row = news(slug=f"readmission-{number}", title_en=f"readmission {number}")
        row.states.add(georgia)
        make.edition(georgia, year=2031 + number, status="published")
        make.observation(georgia, "population", 1961 + number, number + 1, source=source)
        document = Document.objects.create(slug=f"d{number}", kind="report", title_en="readmission")
        document.states.add(georgia)
    index()
    make.as_committed()
    assert cost() <= before + 1  # a kind that had no hit before
    assert before <= 16


def test_a_network_asks_for_so_many_searches_and_no_more(client, monkeypatch):
    from registry.common.limits import MINUTE, Limit
    from registry.following import views

    monkeypatch.setattr(views, "SEARCH_FEEDS", Limit("x", 1, MINUTE))
    assert client.get("/feeds/en/search.atom?q=a").status_code == 200
    refused = client.get("/feeds/en/search.atom?q=b")
    assert refused.status_code == 429
    assert refused["Retry-After"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_of_all_topics(client, language):
    text = client.get(f"/{language}/follow/").content.decode()
    assert text.count("<option") > 60
    assert text.count("<h1") == 1


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("q=readmission", "Search: “readmission”"),
        ("q=readmission&state=georgia&kind=news", "Search: “readmission” (News, Georgia)"),
        ("state=GEO", "Search: Georgia"),
        ("q=x&kind=nothing&state=nowhere", "Search: “x” (NOWHERE)"),
    ],
)
def test_a_search_is_named_by_its_words_and_what_narrows_it(client, query, title):
    assert read(client, f"search.atom?{query}").feed.title == f"{title} · Prague Process Registry"
