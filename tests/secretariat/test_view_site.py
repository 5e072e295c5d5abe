"""“View site” in the band of the admin leads to the public page of the record one is on."""

import re

import pytest
from django.urls import reverse

from registry.contacts.models import Escalation
from registry.pages.models import NewsItem, Page
from registry.states.models import State
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def way_out(client, address: str) -> str:
    text = one_line(client.get(address).content.decode())
    link = re.search(r'<a href="([^"]*)">View site</a>', text)[1]
    return client.get(link).headers.get("Location", link) if link != "/" else link


def at(row, page: str = "change") -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{page}", args=[row.pk])


def test_it_leads_to_the_page_of_the_record(staff):
    state = State.objects.get(iso_alpha3="GEO")
    for page in ("change", "history"):
        assert way_out(staff, at(state, page)).endswith("/en/states/georgia/")
    page = Page.objects.create(slug="extra", title_en="Extra", title_ru="Ещё", stage="ready")
    assert way_out(staff, at(page, "delete")).endswith("/en/about/extra/")


def test_elsewhere_and_for_what_readers_do_not_see_it_leads_home(staff, georgia):
    item = NewsItem.objects.get(slug="2011-poznan")
    NewsItem.objects.filter(pk=item.pk).update(stage="draft")
    inner = Escalation.objects.create(state=georgia)
    home = ("/admin/", "/admin/registry/newsitem/", "/admin/registry/newsitem/add/", "/admin/find/")
    for address in (*home, at(item), at(item, "history"), at(inner)):
        assert way_out(staff, address) == "/"


def test_it_tells_nothing_of_a_record_that_one_may_not_view(without_rights):
    client = signed_in(without_rights, second_factor=True)
    state = State.objects.get(iso_alpha3="GEO")
    assert "/states/georgia/" not in client.get(at(state, "history")).content.decode()
