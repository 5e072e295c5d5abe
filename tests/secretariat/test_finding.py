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
    make.as_committed()
    assert cost() <= before
    assert before <= 45


SUGGESTIONS = "/admin/find/suggestions/"


def suggested(client, words: str) -> list[dict]:
    return client.get(SUGGESTIONS, {"words": words}).json()["results"]


def test_suggestions_name_the_kind_and_lead_to_the_record(staff):
    row = Document.objects.get(slug="hb-readmission")
    found = suggested(staff, "concluding readmission")
    assert {
        "title": str(row),
        "kind": "Document",
        "address": f"/admin/registry/document/{row.pk}/change/",
    } in found
    assert len(suggested(staff, "georgia")) <= 10
    assert {one["kind"] for one in suggested(staff, "georgia")} >= {"State", "Edition"}


def test_suggestions_begin_with_what_one_wants_to_do(staff):
    assert suggested(staff, "round 2027")[0] == {
        "title": "New round 2027",
        "address": "/admin/registry/collectionround/add/?year=2027",
    }


def test_no_person_is_suggested_so_that_looking_for_one_is_recorded_once(staff, nino):
    assert suggested(staff, "nino@example.org") == suggested(staff, "Kapanadze") == []
    assert not Look.objects.exists()


def test_suggestions_are_for_staff_with_their_rights(client, nino):
    librarian = User.objects.create_user("library@example.org", is_staff=True)
    librarian.user_permissions.add(Permission.objects.get(codename="view_document"))
    theirs = suggested(signed_in(librarian, second_factor=True), "readmission")
    assert {one["kind"] for one in theirs} == {"Document"}
    assert client.get(SUGGESTIONS, {"words": "readmission"}).status_code == 302
    assert signed_in(nino.account).get(SUGGESTIONS).status_code != 200


@pytest.mark.parametrize("words", ["uhepbz", "Gruzia", "Geogria", "пущкпшф"])
def test_staff_find_a_state_however_it_is_typed(staff, words):
    assert {"State", "Edition"} <= set(found(staff, words))


@pytest.mark.parametrize(
    "words", ["handbok identification", "ПОСОБИЕ ПО РЕАДМИССИИ", "gjcj,bt htflvbccbz"]
)
def test_staff_find_a_document_misspelt_in_capitals_and_on_the_other_keyboard(staff, words):
    assert "Handbook" in found(staff, words)["Document"]


def test_a_draft_is_found_by_its_list_and_not_by_the_public_search(staff):
    Document.objects.create(slug="x", title_en="Qwyzplim report", kind="report", stage="draft")
    assert "Qwyzplim" in found(staff, "qwyzplim")["Document"]
