"""Menu, links at the foot, banner and the first words of the home page are set in the admin."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from registry.common.dates import today
from registry.pages import frame_settings
from registry.pages.frame_settings import FrameLink, FrameSettings
from registry.pages.models import Page
from tests.conftest import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_row() -> FrameSettings:
    return FrameSettings.objects.get()


def at(row) -> str:
    return f"/admin/registry/{row._meta.model_name}/{row.pk}/change/"


def save(staff, row, **values):
    return staff.post(at(row), form_data(staff, at(row)) | values)


def read(client, language: str = "en") -> str:
    return client.get(f"/{language}/").content.decode()


def test_the_pages_stand_as_before_they_could_be_set(client):
    text = read(client)
    assert "Migration in the states of the Prague Process" in text
    assert 'href="/en/about/terms/">Licence and terms</a>' in text
    assert text.index(">States</a>") < text.index(">Profiles</a>") < text.index(">Map</a>")
    russian = read(client, "ru")
    assert "Миграция в государствах Пражского процесса" in russian
    assert 'href="/ru/about/privacy/">Персональные данные</a>' in russian
    assert "Секретариат Пражского процесса" in russian


def test_the_entry_of_the_part_that_is_read_is_marked(client):
    text = client.get("/en/data/population/").content.decode()
    assert text.count('aria-current="true"') == 1
    assert 'aria-current="true">Data</a>' in " ".join(text.split())


def test_what_staff_set_is_read_at_once_in_both_languages(staff, client, settings_row):
    read(client)
    answer = save(staff, settings_row, home_title_en="A new title", home_title_ru="Новый заголовок")
    assert answer.status_code == 302
    assert "A new title" in read(client)
    assert "Новый заголовок" in read(client, "ru")


def test_the_order_of_the_menu_is_set(staff, client):
    link = FrameLink.objects.get(slug="menu-map")
    assert save(staff, link, order=0, label_en="The map").status_code == 302
    text = read(client)
    assert text.index(">The map</a>") < text.index(">States</a>")


def test_a_banner_shows_in_its_days(staff, client, settings_row):
    day = today()
    for first, last, is_shown in (
        (day, day, True),
        (day + timedelta(days=1), "", False),
        ("", day - timedelta(days=1), False),
        ("", "", True),
    ):
        values = {"banner_from": first, "banner_until": last}
        words = {"banner_en": "Closed on Friday", "banner_ru": "В пятницу закрыто"}
        assert save(staff, settings_row, **words, **values).status_code == 302
        assert ("Closed on Friday" in read(client)) is is_shown
        assert ("В пятницу закрыто" in read(client, "ru")) is is_shown


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"banner_en": "Only English"}, "in both languages or not at all"),
        ({"banner_from": "2026-05-02", "banner_until": "2026-05-01"}, "before the first"),
        ({"home_title_ru": ""}, "required"),
    ],
)
def test_what_readers_would_miss_is_refused(staff, settings_row, values, told):
    answer = save(staff, settings_row, **values)
    assert answer.status_code == 200
    assert told in answer.content.decode()


def test_a_link_leads_to_one_thing(staff):
    link = FrameLink.objects.get(slug="foot-terms")
    for values in ({"url": "https://example.org/"}, {"page": ""}):
        assert "A link leads to one thing" in save(staff, link, **values).content.decode()


def test_a_page_that_is_linked_is_renamed_and_not_deleted(staff, client):
    page = Page.objects.create(slug="extra", title_en="Extra", title_ru="Ещё")
    FrameLink.objects.create(
        slug="foot-extra", place="foot", label_en="Extra", label_ru="Ещё", page=page
    )
    page.slug = "renamed"
    page.save()
    assert 'href="/en/about/renamed/">Extra</a>' in read(client)
    staff.post(f"/admin/registry/page/{page.pk}/delete/", {"post": "yes"})
    assert Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize(("language", "words"), [("en", "Typed title"), ("ru", "Набранное")])
def test_a_preview_shows_what_is_typed_and_writes_nothing(
    staff, client, settings_row, language, words
):
    data = form_data(staff, at(settings_row)) | {
        "home_title_en": "Typed title",
        "home_title_ru": "Набранное",
        "language": language,
    }
    answer = staff.post(at(settings_row).replace("change", "preview"), data)
    assert words in answer.content.decode()
    assert f'<html lang="{language}">' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    settings_row.refresh_from_db()
    assert settings_row.home_title_en != "Typed title"
    assert words not in read(client, language)


def test_the_frame_costs_no_query_once_it_is_read(client, django_assert_num_queries):
    frame_settings.frame_now()
    with django_assert_num_queries(0):
        frame_settings.frame_now().at("menu")


def test_while_the_database_is_away_there_is_a_frame_without_links(monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(frame_settings, "read_frame", away)
    assert frame_settings.frame_now().links == ()


def test_before_the_records_are_loaded_the_frame_has_its_first_rows(client):
    FrameLink.objects.all().delete()
    FrameSettings.objects.all().delete()
    for language, menu, keeper in (
        ("en", "Profiles", "Prague Process Secretariat"),
        ("ru", "Профили", "Секретариат Пражского процесса"),
    ):
        text = read(client, language)
        assert f'href="/{language}/profiles/"' in text
        assert menu in text
        assert keeper in text
    assert not FrameLink.objects.exists()


def test_a_frame_whose_links_were_all_deleted_has_none(client):
    FrameLink.objects.all().delete()
    assert frame_settings.read_frame().links == ()
