"""A record is found at each address it ever had; what was deleted is gone, not unknown."""

from datetime import date

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from registry import addresses
from registry.common.models import FormerAddress
from registry.pages.models import OF_THE_FRAME, NewsItem, Page
from registry.projects.models import Project
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def news() -> NewsItem:
    return NewsItem.objects.create(
        slug="first", date=date(2026, 1, 1), title_en="A title", body_en="Words."
    )


def renamed(row, slug: str):
    row.slug = slug
    row.save()
    return row


def by_form(news, editor) -> None:
    staff = signed_in(editor, second_factor=True)
    address = f"/admin/registry/newsitem/{news.pk}/change/"
    answer = staff.post(address, form_data(staff, address) | {"slug": "second"})
    assert answer.status_code == 302, answer.content.decode()


def by_update(news, editor) -> None:
    NewsItem.objects.filter(pk=news.pk).update(slug="second")


def by_sql(news, editor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_newsitem SET slug = 'second' WHERE id = %s", [news.pk])


@pytest.mark.parametrize("door", [by_form, by_update, by_sql])
def test_the_old_address_leads_to_the_new_one_whatever_changed_it(client, news, editor, door):
    door(news, editor)
    for language in ("en", "ru"):
        answer = client.get(f"/{language}/news/first/?x=1")
        assert (answer.status_code, answer.url) == (301, f"/{language}/news/second/?x=1")
        assert answer["Cache-Control"] == "no-cache"
    assert client.get("/en/news/second/").status_code == 200


def test_it_leads_there_in_one_step_however_often_it_changed(client, news):
    for slug in ("second", "third", "fourth"):
        renamed(news, slug)
    assert {client.get(f"/en/news/{slug}/").url for slug in ("first", "second", "third")} == {
        "/en/news/fourth/"
    }


def test_back_to_its_first_address_it_goes_in_no_circle(client, news):
    renamed(renamed(news, "second"), "first")
    assert client.get("/en/news/first/").status_code == 200
    assert client.get("/en/news/second/").url == "/en/news/first/"


def test_an_old_address_belongs_to_the_record_that_takes_it(client, news):
    renamed(news, "second")
    NewsItem.objects.create(slug="first", date=date(2026, 2, 2), title_en="New", body_en="Words.")
    assert "New" in client.get("/en/news/first/").content.decode()
    assert not FormerAddress.objects.exists()


def test_what_was_deleted_is_gone_at_each_of_its_addresses(client, news):
    renamed(news, "second").delete()
    for slug in ("first", "second"):
        assert client.get(f"/en/news/{slug}/").status_code == 410
    text = client.get("/ru/news/second/").content.decode()
    assert "Эта страница удалена" in text
    assert client.get("/en/news/never/").status_code == 404


def test_every_address_under_a_renamed_state_and_indicator_moves(client, georgia):
    renamed(georgia, "sakartvelo")
    for rest in ("light/", "light/2026/", "light/2026/1/", "light/2026/1/cite.bib"):
        answer = client.get(f"/en/profiles/georgia/{rest}")
        assert answer.url == f"/en/profiles/sakartvelo/{rest}", rest
        assert client.get(answer.url).status_code == 200
    assert client.get("/en/states/georgia/?as_of=2020-01-01").url == (
        "/en/states/sakartvelo/?as_of=2020-01-01"
    )


def test_the_api_moves_too_and_says_what_is_gone(client):
    project = Project.objects.get(slug="bmp")
    renamed(project, "building-partnerships")
    answer = client.get("/api/v1/projects/bmp/?lang=ru")
    assert (answer.status_code, answer["Location"]) == (
        301,
        "/api/v1/projects/building-partnerships/?lang=ru",
    )
    assert client.get("/api/v1/projects/never/").status_code == 404
    Project.objects.create(slug="short", kind=project.kind, title_en="Short").delete()
    gone = client.get("/api/v1/projects/short/")
    assert (gone.status_code, gone.json()["status"]) == (410, 410)


def test_a_page_that_others_link_to_is_renamed_but_not_removed(client, editor):
    staff = signed_in(editor, second_factor=True)
    terms = renamed(Page.objects.get(slug="terms"), "conditions")
    assert client.get("/en/states/").status_code == 200
    assert client.get("/en/about/terms/").url == "/en/about/conditions/"
    address = f"/admin/registry/page/{terms.pk}/delete/"
    assert staff.get(address).status_code == 403
    staff.post(address, {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [terms.pk], "post": "yes"}
    staff.post("/admin/registry/page/", chosen)
    assert Page.objects.filter(pk=terms.pk).exists()
    assert set(OF_THE_FRAME) <= {"conditions", "terms"} | set(
        Page.objects.values_list("slug", flat=True)
    )


def routes(resolver: URLResolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        else:
            yield pattern


def slugs_of(pattern: URLPattern) -> set[str]:
    return {
        name
        for name in ("slug", "state")
        if f"<slug:{name}>" in str(pattern.pattern) or f"(?P<{name}>" in str(pattern.pattern)
    }


def is_public(name: str | None) -> bool:
    return bool(name) and not name.startswith("desk_") and name != "report"  # of the admin


def test_the_index_names_every_public_address_that_holds_a_slug():
    found = {
        pattern.name: slugs_of(pattern)
        for pattern in routes(get_resolver())
        if is_public(pattern.name) and slugs_of(pattern)
    }
    missing = {name for name in found if name not in addresses.INDEX}
    assert not missing
    for name, (part, _kind) in addresses.INDEX.items():
        assert part in found[name], name
