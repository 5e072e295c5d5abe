"""The navigation of the admin: what people do, what waits, and nothing that they may not open."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission

from registry.accounts.models import User
from registry.common.models import SentMessage
from registry.secretariat.navigation import every_entry, model_named
from tests import make
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
# Edited in the page of another record that is in the menu, or no entry of its own by design
NOT_IN_THE_MENU: set[str] = set()


def side(client, address: str = "/admin/") -> str:
    text = one_line(client.get(address).content.decode())
    return text.partition('<nav class="side"')[2].partition("</nav>")[0]


def test_every_kind_of_record_is_an_entry_or_is_edited_in_one():
    named = set()
    for entry in every_entry():
        named |= {model_named(name) for name in (entry.model, *entry.holds) if name}
    missing = set(admin.site._registry) - named
    assert {model.__name__ for model in missing} == NOT_IN_THE_MENU


def test_rows_that_hang_on_another_record_are_no_entries(staff):
    menu = side(staff)
    for name in ("attendance", "partner", "output", "designation", "templatesection"):
        assert f"/admin/registry/{name}/" not in menu


def test_each_entry_opens(staff):
    addresses = re.findall(r'href="([^"]+)"', side(staff))
    assert len(addresses) > 25
    for address in addresses:
        assert staff.get(address.replace("&amp;", "&")).status_code == 200, address


def test_nobody_sees_an_entry_that_they_may_not_open(without_rights):
    librarian = User.objects.create_user("library@example.org", is_staff=True)
    librarian.user_permissions.add(Permission.objects.get(codename="view_document"))
    menu = side(signed_in(librarian, second_factor=True))
    assert "/admin/registry/document/" in menu
    assert menu.count("/admin/registry/") == 1
    assert "/admin/registry/" not in side(signed_in(without_rights, second_factor=True))


def test_the_page_of_a_row_within_a_record_marks_the_record(staff, georgia):
    row = georgia.designations.first()
    menu = side(staff, f"/admin/registry/designation/{row.pk}/change/")
    assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == ["/admin/registry/state/"]


def test_a_list_that_is_narrowed_is_another_entry_than_the_whole(staff):
    current = r'href="([^"]+)" aria-current="page"'
    whole = side(staff, "/admin/registry/edition/")
    assert re.findall(current, whole) == ["/admin/registry/edition/"]
    narrowed = side(staff, "/admin/registry/edition/?status__exact=submitted")
    assert re.findall(current, narrowed) == ["/admin/registry/edition/?status__exact=submitted"]


def test_what_waits_stands_beside_its_entry(staff, georgia):
    assert "<b>" not in side(staff)
    make.edition(georgia, year=2031, status="submitted")
    SentMessage.objects.create(key="a", kind="digest", language="en", state="failed")
    SentMessage.objects.create(key="b", kind="digest", language="en", state="unclear")
    menu = side(staff)
    assert re.search(r">Review <b>1<", menu)
    assert re.search(r">Sent messages <b>2<", menu)


def test_the_menu_is_in_the_language_of_the_account_and_the_browser_does_not_count(staff, editor):
    assert ">Documents" in side(staff)
    editor.language = "ru"
    editor.save()
    menu = side(staff)
    assert ">Документы" in menu
    assert ">Что изменилось" in menu
    assert not re.search(r">\s*[A-Za-z][^<]*</a>", menu)


def test_staff_choose_their_language_from_any_page(editor):
    client = signed_in(editor, second_factor=True)
    page = "/admin/registry/newsitem/"
    assert "По-русски" in client.get(page).content.decode()
    answer = client.post("/admin/language/", headers={"referer": f"http://testserver{page}"})
    assert (answer.status_code, answer.url) == (302, page)
    shown = client.get(page).content.decode()
    assert '<html lang="ru">' in shown
    assert "In English" in shown
    editor.refresh_from_db()
    assert editor.language == "ru"  # of messages, too
    elsewhere = client.post("/admin/language/", headers={"referer": "https://x.example/admin/"})
    assert elsewhere.url == "/admin/"
    editor.refresh_from_db()
    assert editor.language == "en"
    assert client.get("/admin/language/").status_code == 405
