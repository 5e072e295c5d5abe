"""Lists as files: each says all that its address asks for, and what it cannot say it refuses."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from registry.profiles.models import Edition
from registry.states.models import State

pytestmark = pytest.mark.django_db
LISTS = (
    "library",
    "meetings",
    "projects",
    "states",
    "news",
    "contact-points",
    "profiles",
    "data",
    "pilot-projects",
    "names",
)
LATER = "2099-01-01"


def rows(response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.content
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("name", LISTS)
def test_a_file_of_an_address_with_a_slip_is_refused_by_name(client, name, form):
    response = client.get(f"/en/{name}/?stat=georgia&format={form}")
    assert response.status_code == 400
    assert "This page does not know “stat” in an address." in response.content.decode()
    told = client.get(f"/ru/{name}/?stat=georgia&format={form}").content.decode()
    assert "неизвестен параметр адреса «stat»" in told


@pytest.mark.parametrize("name", LISTS)
def test_what_a_newsletter_adds_to_an_address_is_not_asked_for(client, name):
    assert client.get(f"/en/{name}/?utm_source=mail&format=csv").status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_a_page_is_shown_all_the_same_and_its_files_are_those_it_shows(client, name):
    page = client.get(f"/en/{name}/?stat=georgia&utm_source=mail")
    assert page.status_code == 200
    text = page.content.decode()
    assert "?format=csv" in text
    assert "?format=xlsx" in text


def test_the_files_of_a_filtered_page_are_filtered(client):
    for address, link in (
        ("/en/states/?group=eu", "?group=eu&amp;format=csv"),
        ("/en/profiles/?group=eu", "?group=eu&amp;format=csv"),
        ("/en/data/?topic=country", "?topic=country&amp;format=csv"),
        ("/en/library/?page=1&year=2019", "?year=2019&amp;format=csv"),
    ):
        assert link in client.get(address).content.decode(), address
    some = rows(client.get("/en/data/?format=csv&topic=country"))
    assert len(rows(client.get("/en/data/?format=csv"))) > len(some) > 0


def test_a_file_about_a_state_refuses_a_slip_too(client):
    assert client.get("/en/states/georgia/?format=csv&yaer=2020").status_code == 400


@pytest.mark.parametrize("name", ["library", "meetings", "projects", "states", "news", "profiles"])
def test_what_changed_since_is_all_that_the_file_has(client, name):
    assert rows(client.get(f"/en/{name}/?format=csv"))
    assert rows(client.get(f"/en/{name}/?format=csv&changed_since={LATER}")) == []
    response = client.get(f"/en/{name}/?format=csv&changed_since=banana")
    assert response.status_code == 400
    assert "is not a date" in response.content.decode()


def test_states_by_their_record_and_profiles_by_their_editions(client, light_georgia):
    moment = timezone.now()
    State.objects.filter(slug="armenia").update(updated_at=moment)
    since = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    found = rows(client.get("/en/states/", {"format": "csv", "changed_since": since}))
    assert [row["iso_alpha3"] for row in found] == ["ARM"]
    edition = Edition.objects.public().first()
    Edition.objects.exclude(pk=edition.pk).update(updated_at=moment - timedelta(days=1))
    Edition.objects.filter(pk=edition.pk).update(updated_at=moment)
    found = rows(client.get("/en/profiles/", {"format": "csv", "changed_since": since}))
    assert [row["iso_alpha3"] for row in found] == [edition.profile.state.iso_alpha3]


def test_a_wrong_filter_value_has_no_file(client):
    response = client.get("/en/profiles/?format=csv&group=nothing")
    assert response.status_code == 400
    assert "Nothing here has the code or name nothing" in response.content.decode()


@pytest.mark.parametrize("address", ["/en/", "/en/search/", "/en/process/", "/en/glossary/"])
def test_a_page_without_files_is_not_there_as_one(client, address):
    assert client.get(address).status_code == 200
    for form in ("csv", "json"):
        response = client.get(f"{address}?q=georgia&format={form}")
        assert response.status_code == 404
        assert "This page has no other form." in response.content.decode()


@pytest.mark.parametrize("name", ["states", "profiles", "library", "names", "data"])
def test_a_list_says_in_which_forms_it_comes(client, name):
    response = client.get(f"/en/{name}/?format=json")
    assert response.status_code == 404
    assert "This list comes as csv or xlsx." in response.content.decode()


def test_a_comparison_of_nothing_yet_has_no_file(client):
    response = client.get("/en/compare/?state=georgia&state=armenia&format=csv")
    assert response.status_code == 404
    assert "Choose a section or an indicator" in response.content.decode()


@pytest.mark.parametrize(
    ("page", "listed"), [("data", "indicators"), ("pilot-projects", "pilot-projects")]
)
def test_two_more_lists_come_with_the_columns_of_the_api(client, page, listed):
    of_page = rows(client.get(f"/ru/{page}/?format=csv"))
    text = client.get(f"/api/v1/{listed}/?format=csv&lang=ru").getvalue().decode()
    of_api = list(csv.DictReader(io.StringIO(text)))
    assert list(of_page[0]) == list(of_api[0])
    by_slug = {row["slug"]: row for row in of_api}
    assert {row["slug"]: row["title"] for row in of_page} == {
        slug: row["title"] for slug, row in by_slug.items()
    }
    answer = client.get(f"/ru/{page}/?format=xlsx")
    assert answer["Content-Disposition"] == f'attachment; filename="{listed}.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_row == len(of_page) + 1


def test_of_a_day_gone_by_there_is_no_file_of_indicators(client):
    assert client.get("/en/data/?format=csv&as_of=2015-01-01").status_code == 404
    assert "format=csv" not in client.get("/en/data/?as_of=2015-01-01").content.decode()
