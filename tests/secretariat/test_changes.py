"""The full log: who wrote which record and when, to whom, page by page, in one query."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.history import save_version, written_by
from registry.pages.models import NewsItem, Page
from registry.process.models import CooperationArea
from registry.secretariat.kinds import kind_name
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
LOG = "/admin/changes/"


def rows(client, query: str = "") -> list[str]:
    text = one_line(client.get(f"{LOG}{query}").content.decode())
    return re.findall(r'<li>\s*<span class="quiet">.*?</li>', text)


@pytest.fixture
def changed(editor, second_editor) -> tuple[Page, CooperationArea]:
    page, area = Page.objects.get(slug="privacy"), CooperationArea.objects.get(slug="asylum")
    save_version(page, by=editor, reason="A clearer word")
    save_version(area, by=second_editor)
    return page, area


def test_the_last_change_stands_first_with_who_what_and_why(staff, changed):
    first, second, *_others = rows(staff)
    assert re.search(r"\d\d:\d\d Secunda<", first)
    assert "Co-operation area" in first
    assert "Edita" in second
    assert "A clearer word" in second
    assert f"/admin/registry/page/{changed[0].pk}/change/" in second


def test_it_is_narrowed_by_person_kind_record_and_day(staff, second_editor, changed):
    page, _area = changed
    assert len(rows(staff, f"?person={second_editor.pk}")) == 1
    of_pages = rows(staff, "?kind=page")
    assert of_pages
    assert all("Page" in row for row in of_pages)
    assert len(rows(staff, f"?kind=page&record={page.pk}")) == page.history.count()
    assert rows(staff, f"?day={today() - timedelta(days=4000)}") == []
    assert len(rows(staff, f"?day={today()}")) >= 2


@pytest.mark.parametrize(
    "query", ["?person=x", "?kind=user", "?record=-1", "?day=soon", "?after=never~page~x"]
)
def test_what_cannot_be_read_is_no_fault(staff, query):
    assert staff.get(f"{LOG}{query}").status_code == 200


def test_pages_follow_one_another_without_a_gap_or_a_repeat(staff, editor):
    item = NewsItem.objects.get(slug="2011-poznan")
    for _number in range(60):
        save_version(item, by=editor)
    query = f"?kind=newsitem&record={item.pk}"
    first = staff.get(f"{LOG}{query}")
    numbers = [row.number for _day, found in first.context["days"] for row in found]
    assert len(numbers) == 50
    second = staff.get(f"{LOG}?{first.context['older']}")
    numbers += [row.number for _day, found in second.context["days"] for row in found]
    assert second.context["older"] == ""
    kept = item.history.order_by("-history_date", "-history_id")
    assert numbers == list(kept.values_list("history_id", flat=True))


def test_the_same_moment_in_two_kinds_loses_no_row(staff, editor, changed):
    page, area = changed
    moment = page.history.first().history_date
    area.history.filter(pk=area.history.first().pk).update(history_date=moment)
    found = staff.get(LOG).context["days"]
    keys = [row.key for _day, shown in found for row in shown]
    after = keys[0]
    later = staff.get(LOG, {"after": after}).context["days"]
    assert [row.key for _day, shown in later for row in shown][0] == keys[1]


def test_of_a_deleted_record_the_words_stay(staff, editor):
    item = NewsItem(title_en="Soon gone", slug="soon-gone", date=today(), body_en="x")
    written_by(item, editor).save()
    written_by(item, editor).delete()
    assert "<b>Soon gone</b> deleted" in rows(staff)[0]


def test_it_shows_only_kinds_that_the_person_may_view(changed):
    librarian = User.objects.create_user("library@example.org", is_staff=True)
    librarian.user_permissions.add(Permission.objects.get(codename="view_page"))
    client = signed_in(librarian, second_factor=True)
    found = rows(client)
    assert found
    assert all("Page" in row for row in found)
    assert "Asylum" not in "".join(rows(client, "?kind=cooperationarea"))


def test_a_contact_point_is_named_only_to_those_who_may_see_contact_points(nino, staff):
    page = Page.objects.get(slug="privacy")
    save_version(page, by=nino.account)
    assert "Nino" in rows(staff)[0]
    librarian = User.objects.create_user("library@example.org", is_staff=True)
    librarian.user_permissions.add(Permission.objects.get(codename="view_page"))
    shown = rows(signed_in(librarian, second_factor=True))[0]
    assert "a contact point" in shown
    assert "Nino" not in shown
    assert "nino@" not in shown


def test_it_costs_a_fixed_number_of_queries(staff, changed):
    staff.get(LOG)
    with CaptureQueriesContext(connection) as queries:
        staff.get(LOG)
    assert len(queries) <= 9


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_two_kinds_of_record_have_one_name(language):
    """In the filter by kind nobody could tell them apart."""
    with translation.override(language):
        models = apps.get_app_config("registry").get_models()
        names = Counter(kind_name(row) for row in models if not row.__name__.startswith("Historic"))
    assert [name for name, times in names.items() if times > 1] == []
