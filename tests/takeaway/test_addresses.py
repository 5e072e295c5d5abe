"""Which addresses belong to a copy, where each is in it, and what becomes of a link."""

import pytest
from django.conf import settings

from registry.takeaway.addresses import belongs, normal, place_of
from registry.takeaway.finding import distances, folded, words_of_page
from registry.takeaway.pages import CopiedPage, Table

TABLE = Table(
    places={
        "/en/states/georgia/": "en/states/georgia/index.html",
        "/en/library/?page=2": "en/library/page-2.html",
        "/files/a-en.pdf": "files/a-en.pdf",
    },
    moved={"/en/states/sakartvelo/": "/en/states/georgia/", "/en/a/": "/en/b/", "/en/b/": "/en/a/"},
    sources={},
    day={"en": "1 May 2031", "ru": "1 мая 2031"},
)
SITE = settings.SITE_URL


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/ru/states/georgia/",
        "/en/library/?page=2",
        "/en/map/?layer=population",
        "/en/library/?format=csv",
        "/en/data/population/?format=json&part=all",
        "/en/data/population/chart.svg?state=georgia",
        "/files/hb-readmission-en.pdf",
        "/files/figures-en.xlsx",
        "/en/profiles/georgia/light/2026/1.pdf",
        "/pictures/abc/card.webp",
        "/static/registry/css/site.css",
    ],
)
def test_what_belongs(address):
    assert belongs(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/",
        "/admin/",
        "/api/v1/states/",
        "/feeds/en/news.atom",
        "/calendar/deadlines/secret.ics",
        "/en/account/sign-in/",
        "/en/desk/",
        "/en/follow/",
        "/ru/search/?q=x",
        "/en/preview/token/",
        "/en/library/?page=2&q=x",
        "/en/library/?format=xlsx",
        "/en/states/?as_of=2015-12-31&format=csv",
        "/en/data/population/chart.png",
        "/en/states/georgia.pdf",
        "/ru/profiles/georgia/light/2026/1/changes.pdf",
        "/en/compare.pdf?state=georgia&state=armenia",
        "/files/../../etc/passwd",
        "/en/%2e%2e/%2e%2e/secret/",
        "/en/..%2f..%2fsecret/",
        "/en/a%00b/",
        "/en/a b/",
    ],
)
def test_what_does_not(address):
    assert not belongs(address)


@pytest.mark.parametrize(
    ("address", "is_page", "place"),
    [
        ("/en/", True, "en/index.html"),
        ("/en/states/georgia/", True, "en/states/georgia/index.html"),
        ("/en/library/?page=2", True, "en/library/page-2.html"),
        ("/en/library/?format=csv", False, "en/library/library.csv"),
        ("/en/data/gdp/?format=json&part=all", False, "en/data/gdp/part-all.json"),
        ("/en/data/gdp/chart.svg", False, "en/data/gdp/chart.svg"),
        ("/en/data/gdp/chart.svg?state=georgia", False, "en/data/gdp/chart-state-georgia.svg"),
    ],
)
def test_where_each_is(address, is_page, place):
    assert place_of(address, is_page=is_page) == place


def test_long_and_strange_questions_have_names_of_their_own():
    questions = [f"/en/map/?layer={'x' * 300}{end}" for end in ("a", "b", "/../..", "ё")]
    places = [place_of(question, is_page=True) for question in questions]
    assert len(set(places)) == 4
    for place in places:
        assert place.count("/") == 2
        assert len(place) < 120


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("../armenia/", "/en/states/armenia/"),
        ("?page=1", "/en/states/georgia/"),
        ("?b=2&a=1&c=", "/en/states/georgia/?a=1&b=2"),
        (f"{SITE}/ru/#x", "/ru/#x".partition("#")[0]),
        (SITE, "/"),
        (f"{SITE}.example.org/en/", ""),
        ("https://elsewhere.example.org/en/", ""),
        ("mailto:a@example.org", ""),
        ("http://[mistyped", ""),
    ],
)
def test_an_address_is_told_apart_however_it_is_written(link, address):
    assert normal(link, "/en/states/georgia/") == address


@pytest.mark.parametrize(
    ("link", "copied"),
    [
        ("/en/states/georgia/", "../states/georgia/index.html"),
        ("/en/states/georgia/#figures", "../states/georgia/index.html#figures"),
        ("/en/states/sakartvelo/", "../states/georgia/index.html"),
        ("?page=2", "page-2.html"),
        ("/files/a-en.pdf", "../../files/a-en.pdf"),
        ("#content", "#content"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://example.org/", "https://example.org/"),
    ],
)
def test_a_link_leads_to_the_copy(link, copied):
    page = CopiedPage("/en/library/", "en/library/index.html", TABLE)
    assert page.link(link) == copied
    assert not page.beyond


@pytest.mark.parametrize("address", ["/en/nothing/", "/en/a/", "/admin/"])
def test_a_link_to_what_is_not_in_the_copy_leads_to_the_site_and_is_listed(address):
    page = CopiedPage("/en/library/", "en/library/index.html", TABLE)
    assert page.link(f"{address}#x") == f"{SITE}{address}#x"
    assert page.beyond == {f"{SITE}{address}"}


def test_a_page_is_rewritten_in_all_its_places():
    text = (
        '<head></head><body><main id="content"><img src="/files/a-en.pdf"'
        ' srcset="/files/a-en.pdf 1x, /files/b.webp 2x">'
        '<form method="post" action="/en/x/"><input name="secret"></form>'
        '<form action="/en/search/"><input name="q"></form><p>href="/en/"</p></main></body>'
    )
    page = CopiedPage("/en/library/", "en/library/index.html", TABLE)
    made = page.made_from(text)
    assert f'srcset="../../files/a-en.pdf 1x, {SITE}/files/b.webp 2x"' in made
    assert "secret" not in made
    assert f'<a href="{SITE}/en/library/">It is on the page of the registry.</a>' in made
    assert '<form action="../search/index.html">' in made
    assert '<p>href="/en/"</p>' in made
    assert "1 May 2031" in made


def test_the_words_of_a_page_are_those_of_its_content():
    page = "<nav>menu</nav><main><h1>Türkiye</h1><p>Её &amp; 2024 of</p><form>go</form></main>"
    assert words_of_page(page) == ["turkiye"]
    assert folded("Её ЙОД") == "ее иод"
    assert distances([0, 36, 37]) == "0,10,1"
