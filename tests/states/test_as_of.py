"""The registry as of a day: who took part, what they were called, and what was published."""

from datetime import date

import pytest

from registry.common.as_of import as_of_day
from registry.library.models import Document
from registry.profiles.models import Edition
from registry.states.models import State
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "states/",
        "states/georgia/",
        "profiles/",
        "profiles/georgia/extended/",
        "map/",
        "data/population/",
        "compare/",
    ],
)
def test_a_page_of_another_day_says_so_and_leads_back(client, address):
    text = client.get(f"/en/{address}?as_of=2016-05-01").content.decode()
    assert "<b>As of 1 May 2016.</b>" in text
    assert f'<a href="/en/{address}">Back to today</a>' in text
    assert (
        "По состоянию на 1 мая 2016 года."
        in client.get(f"/ru/{address}?as_of=2016-05-01").content.decode()
    )
    assert "as-of" not in client.get(f"/en/{address}").content.decode()


def test_names_are_those_of_the_day(client):
    assert (
        "Macedonia" in client.get("/en/states/north-macedonia/?as_of=2015-01-01").content.decode()
    )
    old = (
        client.get("/en/states/north-macedonia/?as_of=2015-01-01")
        .content.decode()
        .split("<h1>")[1]
        .split("</h1>")[0]
    )
    new = (
        client.get("/en/states/north-macedonia/")
        .content.decode()
        .split("<h1>")[1]
        .split("</h1>")[0]
    )
    assert old != new == "North Macedonia"


@pytest.mark.charts
@pytest.mark.parametrize(
    "address",
    [
        "states/?",
        "states/?format=csv&",
        "states/turkiye/?",
        "states/turkiye/?format=csv&",
        "states/turkiye/?format=json&",
        "profiles/?",
        "profiles/?format=csv&",
        "profiles/turkiye/extended/?",
        "map/?layer=groups&",
        "map/?layer=population&",
        "map/layer.csv?layer=groups&",
        "map/layer.svg?layer=groups&",
        "map/layer.geojson?layer=groups&",
        "data/population/?",
        "data/population/?part=all&format=csv&",
        "data/population/chart.svg?state=turkiye&",
        "data/population/embed/?state=turkiye&",
        "data/emigrant-stock/pairs/?state=georgia&",
        "compare/?section=background-economy&state=turkiye&state=georgia&",
        "compare/?indicator=population&state=turkiye&state=georgia&",
        "compare/?indicator=population&state=turkiye&state=georgia&format=json&",
    ],
)
def test_wherever_a_state_is_named_it_is_by_the_name_of_the_day(client, tuerkiye, address):
    make.edition(tuerkiye, "extended", 2012, status="published", published_on=date(2012, 1, 1))
    for year in (2014, 2015):
        make.observation(tuerkiye, "population", year, 79_000_000)
    group = tuerkiye.group_on(date(2021, 5, 1)).name
    then = client.get(f"/en/{address}as_of=2021-05-01")
    assert then.status_code == 200
    text = then.content.decode().replace(group, "")
    assert "Turkey" in text
    assert "Türkiye" not in text
    now = client.get(f"/en/{address}")
    assert now.status_code == 200
    assert "Turkey" not in now.content.decode().replace(
        "Outlook for Turkey", ""
    )  # the title of a document


def test_a_state_is_shown_with_its_group_and_profiles_of_the_day(client, georgia):
    text = client.get("/en/states/croatia/?as_of=2012-01-01").content.decode()
    assert "Western Balkans" in text
    text = client.get("/en/states/georgia/?as_of=2012-01-01").content.decode()
    assert "/profiles/georgia/extended/2010/" in text
    assert "/profiles/georgia/light/2026/" not in text


def test_a_state_is_shown_with_nothing_that_came_later(client):
    """Documents, offices and authorities too."""
    poland = State.objects.get(slug="poland")
    late = poland.mandates.create(kind="chair", since=date(2025, 1, 1))
    Document.objects.create(
        slug="late", kind="report", title_en="A late report", published_on=date(2025, 2, 1)
    ).states.add(poland)
    Document.objects.create(
        slug="early", kind="report", title_en="An early report", published_on=date(2011, 2, 1)
    ).states.add(poland)
    then, now = (
        client.get(f"/en/states/poland/{query}").content.decode()
        for query in ("?as_of=2016-05-01", "")
    )
    assert "An early report" in then
    assert "A late report" not in then
    assert str(late.get_kind_display()) not in then
    assert "Who is in charge" not in then
    assert "?format=csv&amp;as_of=2016-05-01" in then
    assert all(
        text in now for text in ("A late report", str(late.get_kind_display()), "Who is in charge")
    )


def test_who_was_a_contact_point_then_is_not_shown(client, nino):
    text = client.get("/en/states/georgia/?as_of=2026-11-20").content.decode()
    assert nino.name_latin not in text


def test_a_profile_is_the_edition_that_stood_on_the_day(client, georgia):
    make.publish(make.written_edition(georgia, 2031), on=TODAY)
    early = Edition.objects.standing_on(TODAY.replace(year=2012))
    assert {edition.year for edition in early if edition.profile.state_id == georgia.pk} == {2010}
    assert client.get("/en/profiles/georgia/light/?as_of=2012-01-01").status_code == 404
    assert "2010" in client.get("/en/profiles/georgia/extended/?as_of=2012-01-01").content.decode()


def test_on_today_the_two_questions_agree(georgia):
    make.publish(make.written_edition(georgia, 2031), on=TODAY)
    from registry.common.dates import today

    assert set(Edition.objects.standing_on(today()).filter(year__lte=today().year)) == set(
        Edition.objects.current().filter(year__lte=today().year)
    )


@pytest.mark.parametrize("day", ["tomorrow", "2016-02-31", "2016", "1" * 300])
def test_a_day_that_is_none_is_told(client, day):
    answer = client.get(f"/en/map/?as_of={day}")
    assert answer.status_code == 404
    assert "A date has the form 2015-12-31." in answer.content.decode()


def test_a_day_to_come_is_today(rf):
    as_of = as_of_day(rf.get("/en/map/?layer=groups&as_of=2999-01-01"))
    assert not as_of.is_past
    past = as_of_day(rf.get("/en/map/?layer=groups&as_of=2011-01-01"))
    assert (past.back, past.query) == ("/en/map/?layer=groups", "as_of=2011-01-01")


@pytest.mark.parametrize("address", ["profiles/?group=eu&", "data/?topic=asylum&"])
def test_a_filter_stays_on_the_day(client, address):
    text = client.get(f"/en/{address}as_of=2016-05-01").content.decode()
    assert '<input type="hidden" name="as_of" value="2016-05-01">' in text
    assert f'<a href="/en/{address.split("?")[0]}?as_of=2016-05-01">Show all</a>' in text
    assert 'type="hidden" name="as_of"' not in client.get(f"/en/{address}").content.decode()


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("states/?", ["/states/georgia/?as_of"]),
        (
            "states/georgia/?",
            [
                "/states/?as_of",
                "/data/population/?state=georgia&amp;as_of",
                "?group=eastern-partnership&amp;as_of",
            ],
        ),
        ("profiles/?", ["/states/georgia/?as_of"]),
        ("map/?layer=population&", ["/states/georgia/?as_of", "/data/population/?as_of"]),
        ("data/?", ["/data/population/?as_of"]),
        (
            "data/population/?",
            ["/data/?as_of", "/states/georgia/?as_of", "/map/?layer=population&amp;as_of"],
        ),
        ("data/emigrant-stock/?", ["/data/emigrant-stock/pairs/?as_of"]),
        (
            "compare/?indicator=population&state=georgia&state=moldova&",
            ["/states/georgia/?as_of", "/data/population/?as_of"],
        ),
    ],
)
def test_links_stay_on_the_day(client, address, links):
    text = client.get(f"/en/{address}as_of=2021-05-01").content.decode()
    for link in links:
        assert f"{link}=2021-05-01" in text, link
    assert "as_of=" not in client.get(f"/en/{address}").content.decode().replace('name="as_of"', "")
