"""How many queries each kind of page costs, and that content does not raise it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.common.dates import today
from registry.common.store import raise_content_version
from registry.figures.models import Indicator, Observation
from registry.states.models import State
from tests import make

pytestmark = pytest.mark.django_db

MOST = 12
SHARED = 16  # frame, caveats, states, designations, sources, indicators of a state's page …

PAGES = {
    "/en/": 8,
    "/en/states/": 5,
    "/en/states/georgia/": 12,
    "/en/profiles/": 5,
    "/en/profiles/georgia/light/2026/": 2,
    "/en/profiles/georgia/extended/2010/": 2,
    "/en/map/": 3,
    "/en/map/?layer=population": 4,
    "/en/map/?layer=emigrant-stock&state=georgia": 6,
    "/en/compare/?section=asylum&state=georgia&state=kosovo": 5,
    "/en/compare/?indicator=population&state=georgia&state=kosovo": 5,
    "/en/data/emigrant-stock/pairs/?state=georgia": 8,
    "/en/data/": 2,
    "/en/data/population/": 3,
    "/en/projects/": 6,
    "/en/projects/pp-ti/": 12,
    "/en/pilot-projects/": 5,
    "/en/process/": 10,
    "/en/meetings/": 4,
    "/en/meetings/mc1-prague-2009/": 6,
    "/en/action-plans/2012-2016/": 7,
    "/en/co-operation-areas/asylum/": 9,
    "/en/contact-points/": 3,
    "/en/library/": 5,
    "/en/library/hb-readmission/": 6,
    "/en/news/": 4,
    "/en/news/2011-poznan/": 5,
    "/en/about/endorsement/": 2,
}
FILES = {
    "/en/states/georgia/?format=csv": 4,
    "/en/data/population/?format=csv": 4,
    "/api/v1/states/": 3,
    "/api/v1/editions/": 1,
    "/api/v1/profiles/": 2,
    "/api/v1/projects/": 5,
    "/api/v1/meetings/": 3,
    "/api/v1/documents/": 4,
    "/api/v1/observations/": 1,
    "/api/v1/indicators/": 3,
    "/api/v1/authorities/": 1,
}
COST = PAGES | FILES


@pytest.mark.parametrize(("address", "most"), COST.items())
def test_a_page_costs_no_more_queries_than_this(client, address, most):
    """Beside what all pages share, which the first page after a change reads."""
    assert count(client, address) <= most <= MOST


def test_the_first_page_after_a_change_reads_what_all_pages_share(client):
    client.get("/en/states/georgia/")
    raise_content_version()
    with CaptureQueriesContext(connection) as first:
        client.get("/en/states/georgia/")
    assert len(first) <= COST["/en/states/georgia/"] + SHARED
    assert count(client, "/en/states/armenia/") <= COST["/en/states/georgia/"]


def count(client, address) -> int:
    client.get(address)  # what is made once a version is made now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_more_sections_and_figures_do_not_cost_more_queries(client, georgia):
    small = make.edition(georgia, year=2031)
    make.section(small, "background", "<p>One.</p>")
    make.publish(small, on=today())
    large = make.edition(georgia, year=2032)
    for section in large.template.sections.all():
        make.section(large, section.slug, "<p>Many.</p>", "<p>Много.</p>")
    make.publish(large, on=today())
    assert (
        count(client, "/en/profiles/georgia/light/2031/")
        == count(client, "/en/profiles/georgia/light/2032/")
        <= 8
    )


def test_more_states_do_not_cost_more_queries(client, georgia):
    before = {
        address: count(client, address)
        for address in ("/en/", "/en/states/", "/en/profiles/", "/api/v1/states/")
    }
    from registry.states.models import Designation, Participation

    for code in ("QQA", "QQB", "QQC"):
        state = make.state(code)
        Designation.objects.create(
            state=state, short_name_en=f"Testland {code}", short_name_ru=f"Тестландия {code}"
        )
        Participation.objects.create(state=state)
        make.edition(state, year=2031, status="published")
    make.as_committed()
    assert {address: count(client, address) for address in before} == before


def test_more_observations_do_not_cost_more_queries(client, georgia):
    before = count(client, "/en/states/georgia/")
    indicator = Indicator.objects.get(slug="population")
    Observation.objects.bulk_create(
        Observation(
            indicator=indicator, state=georgia, year=year, value=year, source=indicator.source
        )
        for year in range(1900, 1980)
    )
    make.as_committed()
    assert count(client, "/en/states/georgia/") == before
    assert State.objects.count() >= 50
