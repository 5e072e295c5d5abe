"""One search over all records, from every page of the admin; and what may be begun by words."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.accounts.models import User
from registry.contacts.traces import Look
from registry.library.models import Document
from tests import make
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
FIND = "/admin/find/"


def found(client, words: str) -> dict[str, str]:
    text = one_line(client.get(FIND, {"words": words}).content.decode())
    parts = re.findall(r'<section class="found"> <h2>(.*?)</h2>(.*?)</section>', text)
    return dict(parts)


def begun(client, words: str) -> list[str]:
    answer = client.get(FIND, {"words": words})
    return [row.url for row in answer.context["deeds"]]


@pytest.mark.parametrize("words", ["Georgia", "Грузия", "грузия"])
def test_a_state_in_either_script_finds_all_that_is_of_it(staff, nino, words):
    kinds = found(staff, words)
    assert {"State", "Contact point", "Authority", "Edition", "Participation"} <= set(kinds)
    assert f"/admin/registry/contactpoint/{nino.pk}/change/" in kinds["Contact point"]


def test_a_contact_point_is_found_by_its_address_and_that_is_recorded(staff, nino, editor):
    assert f"/contactpoint/{nino.pk}/" in found(staff, "nino@example.org")["Contact point"]
    assert Look.objects.filter(contact_point=nino, by=editor).exists()


def test_not_by_those_who_may_not_see_contact_points(nino):
    librarian = User.objects.create_user("library@example.org", is_staff=True)
    librarian.user_permissions.add(Permission.objects.get(codename="view_document"))
    client = signed_in(librarian, second_factor=True)
    assert found(client, "nino@example.org") == {}
    assert set(found(client, "Readmission")) == {"Document"}
    assert not Look.objects.exists()


def test_every_page_of_the_admin_has_the_search(staff):
    for address in ("/admin/", "/admin/registry/document/", "/admin/changes/"):
        assert 'action="/admin/find/"' in staff.get(address).content.decode()


def test_more_than_a_few_are_shown_by_the_list_itself(staff):
    text = found(staff, "Quarterly Review")["Document"]
    assert text.count("/change/") == 5
    assert "/admin/registry/document/?q=Quarterly+Review" in text


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("new news", "/admin/registry/newsitem/add/"),
        ("Новая новость", "/admin/registry/newsitem/add/"),
        ("round 2027", "/admin/registry/collectionround/add/?year=2027"),
        ("new round 2027", "/admin/registry/collectionround/add/?year=2027"),
        ("раунд 2027", "/admin/registry/collectionround/add/?year=2027"),
    ],
)
def test_what_one_wants_to_begin_opens_its_form(staff, words, address):
    assert begun(staff, words) == [address]
    assert staff.get(address).status_code == 200


def test_a_name_alone_begins_nothing(staff, may_only_view):
    assert begun(staff, "news") == []
    assert begun(staff, "round table") == []
    assert begun(signed_in(may_only_view, second_factor=True), "new news") == []


def test_the_year_of_the_words_stands_in_the_form(staff):
    form = staff.get("/admin/registry/collectionround/add/?year=2027").context["adminform"].form
    assert str(form["year"].value()) == "2027"


@pytest.mark.parametrize("words", ["", "x", " ", "x" * 300, "%", "';--"])
def test_any_words_are_answered(staff, words):
    assert staff.get(FIND, {"words": words}).status_code == 200


def test_more_records_cost_no_more_queries(staff, georgia):
    def cost() -> int:
        staff.get(FIND, {"words": "Georgia"})
        with CaptureQueriesContext(connection) as queries:
            staff.get(FIND, {"words": "Georgia"})
        return len(queries)

    before = cost()
    for year in range(2031, 2036):
        make.edition(georgia, year=year)
    for number in range(5):
        Document.objects.create(slug=f"georgia-{number}", title_en="On Georgia", kind="report")
    assert cost() <= before
    assert before <= 45
