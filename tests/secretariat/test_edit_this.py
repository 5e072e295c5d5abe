"""Staff get from a public page to the form of what it shows; nobody else sees the way."""

import pytest

from registry.accounts.models import User
from registry.pages.models import NewsItem
from registry.profiles.models import Edition
from registry.projects.models import Project
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGES = [
    "states/georgia/",
    "profiles/georgia/light/2026/",
    "projects/bmp/",
    "meetings/mc1-prague-2009/",
    "action-plans/2012-2016/",
    "co-operation-areas/asylum/",
    "library/hb-readmission/",
    "news/2011-poznan/",
    "about/endorsement/",
    "data/population/",
]


@pytest.mark.parametrize("page", PAGES)
def test_staff_find_the_form_of_what_a_page_shows(editor, client, page):
    staff = signed_in(editor, second_factor=True)
    text = staff.get(f"/en/{page}").content.decode()
    assert text.count('class="edit-this"') == 1
    address = text.partition('class="edit-this"><a href="')[2].partition('"')[0]
    assert staff.get(address).status_code == 200
    assert "edit-this" not in client.get(f"/en/{page}").content.decode()


def test_so_do_they_from_an_edition_that_is_only_a_document(editor):
    edition = Edition.objects.public().filter(checksum="").first()
    text = signed_in(editor, second_factor=True).get(edition.get_absolute_url()).content.decode()
    assert f"/admin/registry/edition/{edition.pk}/change/" in text


def test_it_leads_to_the_record_of_the_page(editor):
    staff = signed_in(editor, second_factor=True)
    for address, row in {
        "/ru/projects/bmp/": Project.objects.get(slug="bmp"),
        "/ru/news/2011-poznan/": NewsItem.objects.get(slug="2011-poznan"),
    }.items():
        text = staff.get(address).content.decode()
        assert f'/admin/registry/{row._meta.model_name}/{row.pk}/change/">Изменить' in text


def test_who_may_not_change_the_record_sees_no_way(nino):
    contact_point = signed_in(nino.account)
    assert "edit-this" not in contact_point.get("/en/states/georgia/").content.decode()
    viewer = User.objects.create_user("viewer@example.org", is_staff=True)
    staff = signed_in(viewer, second_factor=True)
    assert "edit-this" not in staff.get("/en/states/georgia/").content.decode()
