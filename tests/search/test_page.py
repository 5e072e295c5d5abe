"""The page of the search: answers, ways on, and whatever anybody types."""

import re
import time
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.common import store
from registry.contacts.models import Visibility
from registry.pages.models import Page
from registry.search import missed
from registry.search.models import MissedSearch
from tests import make

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14
LONGEST_STATEMENT = 40_000
BAD = {
    "nothing": "",
    "10,000 characters": "миграция " * 1_200,
    "one long word": "ж" * 10_000,
    "control characters": "geo\x01rgia\x07\x1b[31m",
    "NUL": "geor\0gia",
    "marks of direction": "\N{RIGHT-TO-LEFT OVERRIDE}georgia\N{ZERO WIDTH SPACE}",
    "an unbalanced quote": '"georgia migration',
    "quotes only": '"""""" "" «»',
    "operators of FTS": 'NEAR(a b, 3) AND OR NOT title_terms: {x} ^y* + "z" -',
    "operators of tsquery": "a & b | !c <-> d:*A (((",
    "SQL": "'; DROP TABLE registry_state; -- %s %(x)s",
    "stop words": "the of and и в на",
    "punctuation": "?!., — … ()[]{}<>/\\|@#$%^&*~`",
    "emoji": "🇬🇪 👩‍👩‍👧 🙂",
    "200 words": " ".join(f"word{number}" for number in range(200)),
    "half a character": "geo%FF%FEx",
    "minus": "- -- -- -a",
    "filters without sense": "state:zz year:99999 kind:x lang:fr area:-- :x x:",
    "combining marks": "g\u0301\u0302\u0303" * 60,
    "marks of our own": "§geo ≡a¦b ¶",
    "markup": "<script>alert(1)</script>",
}


DOORS = (
    "/en/search/?q=",
    "/ru/search/?q=",
    "/en/search/suggestions/?q=",
    "/api/v1/search/?q=",
    "/admin/find/?words=",
    "/admin/find/suggestions/?words=",
)


@pytest.mark.parametrize("typed", BAD.values(), ids=BAD)
def test_whatever_is_typed_is_answered_at_every_door(staff, typed):
    encoded = typed if "%FF" in typed else quote(typed)
    for address in DOORS:
        answer = staff.get(f"{address}{encoded}", follow=True)
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content
        if answer["Content-Type"] == "application/json":
            assert "results" in answer.json()
        else:
            assert b"<h1" in answer.content


@pytest.mark.parametrize("name", ["stop words", "punctuation", "emoji", "quotes only"])
def test_what_has_no_word_is_told_so(client, name):
    page = client.get("/en/search/", {"q": BAD[name]}).content.decode()
    assert "There is no word in this that can be looked for" in page
    assert "You may try:" in page
    note = client.get("/api/v1/search/", {"q": BAD[name], "lang": "ru"}).json()["note"]
    assert note == "Здесь нет слова, по которому можно искать."


@pytest.mark.parametrize("name", ["10,000 characters", "200 words"])
def test_what_is_too_long_is_told_so(client, name):
    page = client.get(f"/en/search/?q={quote(BAD[name])}", follow=True).content.decode()
    assert "Only the first words were searched for" in page or "Nothing was found" in page
    api = client.get(f"/api/v1/search/?q={quote(BAD['200 words'])}", follow=True).json()
    assert api["note"]


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=9999", "page=²", "year=²", "year=0", "kind=x", "state=%C3"]
)
def test_a_parameter_that_is_none_is_answered(client, query):
    assert client.get(f"/en/search/?q=migration&{query}").status_code == 200
    assert client.get(f"/api/v1/search/?q=migration&{query}").status_code == 400


@pytest.mark.parametrize("typed", BAD.values(), ids=BAD)
def test_the_work_of_a_question_is_bounded(typed):
    """By what it asks the database, and, widely, by its time."""
    from registry.search.finding import catalogue, find

    catalogue()
    started = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        find(typed)
        find(typed, is_prefix=True)
    assert time.process_time() - started < 0.6
    assert len(queries) <= 2 * MOST_QUERIES
    assert max((len(query["sql"]) for query in queries), default=0) < LONGEST_STATEMENT


def test_a_state_is_the_best_bet_with_what_was_asked_of_it(client):
    page = client.get("/en/search/?q=реадмиссия грузия").content.decode()
    bet = page.partition('class="bet"')[2].partition("</section>")[0]
    assert "Georgia" in bet
    assert "Грузия" in bet
    assert "#return-readmission" in bet
    assert "<mark>readmission</mark>" in page.casefold()
    assert "not endorsed" in page


def test_a_figure_is_the_best_bet_with_its_year_and_source(client):
    page = client.get("/en/search/?q=population georgia").content.decode()
    bet = page.partition('class="bet"')[2].partition("</section>")[0]
    assert "Population, Georgia" in bet
    assert "202" in bet
    assert "United Nations" in bet or "World Bank" in bet


def test_a_name_with_a_footnote_carries_it(client):
    page = client.get("/en/search/?q=kosovo").content.decode()
    assert "Kosovo*" in page
    assert "without prejudice" in page


def test_facets_are_links_that_keep_the_search(client):
    page = client.get("/en/search/?q=migration&state=georgia").content.decode()
    facets = page.partition('class="facets')[2].partition("</nav>")[0]
    assert "q=migration&amp;state=georgia&amp;kind=part" in facets
    assert 'aria-current="true">Georgia' in facets


def test_each_page_has_the_box_and_it_works_without_script(client):
    for address in ("/en/", "/ru/states/", "/en/library/", "/en/search/"):
        page = client.get(address).content.decode()
        assert 'role="search"' in page
        assert 'name="q"' in page


def test_no_two_elements_of_a_page_share_an_id(client):
    for address in ("/en/", "/en/search/?q=georgia", "/en/states/", "/en/library/"):
        ids = re.findall(r'\bid="([^"]+)"', client.get(address).content.decode())
        assert len(ids) == len(set(ids))


def test_the_search_is_not_kept_and_not_indexed(client):
    answer = client.get("/en/search/?q=georgia")
    assert store.MARK not in answer
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert b'name="robots" content="noindex"' in answer.content


def test_nothing_found_says_what_to_try_and_is_counted_without_who(client):
    for _time in range(2):
        page = client.get("/ru/search/?q=Zzyxqwort").content.decode()
    assert "state:georgia" in page
    row = MissedSearch.objects.get()
    assert (row.words, row.language, row.count) == ("zzyxqwort", "ru", 2)


@pytest.mark.parametrize("typed", ["somebody@example.org", "qq +43 1 504 46 77", "the of", ""])
def test_what_may_name_a_person_is_not_kept(client, typed):
    client.get("/en/search/", {"q": typed})
    assert not MissedSearch.objects.exists()


def test_what_is_kept_of_missed_searches_is_bounded(client, monkeypatch):
    monkeypatch.setattr(missed, "MOST", 40)
    for number in range(60):
        missed.note_missed(f"zz{chr(97 + number % 26)}{chr(97 + number // 26)}")
    assert MissedSearch.objects.count() <= 40


def test_what_was_missed_is_a_report_for_staff(staff, client):
    missed.note_missed("zwiebelturm")
    assert b"zwiebelturm" in staff.get("/admin/registry/missedsearch/").content
    assert staff.get("/admin/registry/missedsearch/add/").status_code == 403
    assert client.get("/admin/registry/missedsearch/").status_code == 302


def test_a_missed_search_renews_no_page(client):
    before = store.content_version()
    client.get("/en/search/?q=zwiebelturm")
    assert store.content_version() == before


def test_too_many_searches_wait(client, monkeypatch):
    from registry.search import views

    monkeypatch.setattr(views, "SEARCHES", views.Limit("few-searches", 2, 60))
    answers = [client.get("/en/search/?q=georgia").status_code for _time in range(3)]
    assert answers == [200, 200, 429]


def test_suggestions_name_kind_and_address(client):
    found = client.get("/ru/search/suggestions/?q=груз").json()["results"]
    assert found[0] == {
        "title": "Грузия",
        "kind": "Государство",
        "place": "",
        "footnote": "",
        "address": "/ru/states/georgia/",
    }
    (kosovo,) = client.get("/en/search/suggestions/?q=kosovo*").json()["results"][:1]
    assert "UNSCR 1244" in kosovo["footnote"]
    assert client.get("/en/search/suggestions/?q=uhepbz").json()["results"][0]["title"] == "Georgia"
    assert client.get("/en/search/suggestions/?q=").json() == {"results": []}


def test_the_api_gives_the_same_hits_with_notes(client):
    answer = client.get("/api/v1/search/?q=kosovo&lang=ru").json()
    assert answer["results"][0]["key"] == "state:kosovo"
    assert answer["results"][0]["title"] == "Косово*"
    assert answer["footnotes"]
    assert answer["facets"]["kind"]["state"] == 1
    assert client.get("/api/v1/search/?q=readmission&kind=document").json()["count"] > 0
    rows = client.get("/api/v1/search/?q=readmission&format=csv").content.decode()
    assert rows.startswith("key,kind,title,")


def test_a_person_is_shown_by_name_alone(client, georgia):
    person = make.contact_point(georgia, name_latin="Zurabina Qvelidze", email="z@example.org")
    person.name_visibility = Visibility.PUBLIC
    person.save()
    page = client.get("/en/search/?q=Qvelidze").content.decode()
    assert f"/en/contact-points/{person.pk}/" in page
    assert "z@example.org" not in page


def test_words_of_a_page_are_escaped(client):
    Page.objects.create(slug="odd", title_en="Odd <i>qwyzplim</i> & co", body_en="<p>a</p>")
    page = client.get("/en/search/?q=qwyzplim").content.decode()
    assert "Odd &lt;i&gt;<mark>qwyzplim</mark>&lt;/i&gt; &amp; co" in page


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/en/search/?q=net+migration+Georgia+Ukraine+2010-2023", "Net migration"),
        ("/en/search/?q=Ukraine+2023+georgia+2010+net+migration", "Net migration"),
        ("/ru/search/?q=чистая+миграция+Грузия+Украина+2010–2023", "Чистая миграция"),
    ],
)
def test_an_indicator_of_two_states_is_a_chart_with_its_file(client, address, name):
    bet = page_of(client, address).partition('class="bet"')[2].partition("</section>")[0]
    assert name in bet
    assert "2010–2023" in bet
    link = unescape(bet.split('href="')[2].split('"')[0])
    rows = client.get(link).content.decode("utf-8-sig").splitlines()
    assert len([row for row in rows if ",GEO," in row]) == 14
    assert len([row for row in rows if ",UKR," in row]) == 14


@pytest.mark.parametrize("words", ["Georgia+Ukraine", "visas+of+unicorns+Georgia+Ukraine"])
def test_words_that_name_no_indicator_are_no_chart(client, words):
    assert "part=chart" not in page_of(client, f"/en/search/?q={words}")


def page_of(client, address):
    return client.get(address).content.decode()
