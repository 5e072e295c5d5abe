"""How many queries each kind of page costs, and that content does not raise it."""

import pytest

from registry.common.dates import today
from registry.figures.caveats import reaches
from registry.figures.models import Indicator, Observation
from registry.pages.frame_settings import frame_now
from registry.states.models import State
from tests import make

pytestmark = pytest.mark.django_db

COST = {
    "/en/": 12,
    "/en/states/": 8,
    "/en/states/georgia/": 20,
    "/en/profiles/": 8,
    "/en/profiles/georgia/light/2026/": 3,
    "/en/profiles/georgia/extended/2010/": 3,
    "/en/map/": 9,
    "/en/map/?layer=population": 11,
    "/en/map/?layer=emigrant-stock&state=georgia": 13,
    "/en/compare/?section=asylum&state=georgia&state=kosovo": 16,
    "/en/compare/?indicator=population&state=georgia&state=kosovo": 14,
    "/en/data/emigrant-stock/pairs/?state=georgia": 14,
    "/en/data/": 2,
    "/en/data/population/": 7,
    "/en/projects/": 9,
    "/en/projects/pp-ti/": 14,
    "/en/pilot-projects/": 8,
    "/en/process/": 8,
    "/en/meetings/": 6,
    "/en/meetings/mc1-prague-2009/": 9,
    "/en/action-plans/2012-2016/": 4,
    "/en/co-operation-areas/asylum/": 11,
    "/en/contact-points/": 6,
    "/en/library/": 7,
    "/en/library/hb-readmission/": 6,
    "/en/news/": 6,
    "/en/news/2011-poznan/": 6,
    "/en/about/endorsement/": 2,
    "/api/v1/states/": 6,
    "/api/v1/editions/": 3,
    "/api/v1/profiles/": 4,
    "/api/v1/projects/": 8,
    "/api/v1/meetings/": 5,
    "/api/v1/documents/": 6,
    "/api/v1/observations/": 7,
    "/api/v1/indicators/": 2,
    "/api/v1/authorities/": 3,
}


@pytest.mark.parametrize(("address", "most"), COST.items())
def test_a_page_costs_no_more_queries_than_this(
    client, django_assert_max_num_queries, address, most
):
    frame_now()  # the frame of all pages and the caveats are read once
    reaches()
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def count(client, address) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

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
    assert count(client, "/en/states/georgia/") == before
    assert State.objects.count() >= 50
