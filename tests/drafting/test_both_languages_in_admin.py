"""Staff who write both languages in one save say there that they agree."""

import pytest

from tests import make
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(georgia):
    return make.written_edition(georgia).sections.get(template_section__slug="challenges")


def posted(staff, section, **changes):
    address = f"/admin/registry/section/{section.pk}/change/"
    response = staff.post(address, form_data(staff, address) | changes)
    section.refresh_from_db()
    return response


def test_both_texts_in_one_save_are_in_step_where_that_is_ticked(staff, section):
    both = {"text_en": "<p>New.</p>", "text_ru": "<p>Новое.</p>"}
    posted(staff, section, **both, in_step="on")
    assert (section.text_en, section.text_ru) == ("<p>New.</p>", "<p>Новое.</p>")
    assert (section.en_behind, section.ru_behind) == (0, 0)


def test_without_the_tick_each_is_behind(staff, section):
    posted(staff, section, text_en="<p>New.</p>", text_ru="<p>Новое.</p>")
    assert section.ru_behind > 0


def test_texts_that_stand_are_said_to_agree_without_writing_them_again(staff, section):
    posted(staff, section, text_en="<p>New.</p>")
    assert section.ru_behind > 0
    posted(staff, section, in_step="on")
    assert section.ru_behind == 0


def test_one_text_alone_says_the_same_as_nothing(staff, section):
    response = posted(staff, section, text_ru="", in_step="on")
    assert "One of the two texts is missing" in response.content.decode()
    assert section.text_ru != ""


def test_who_may_only_look_has_nothing_to_tick(section, may_only_view):

    client = signed_in(may_only_view, second_factor=True)
    response = client.get(f"/admin/registry/section/{section.pk}/change/")
    assert response.status_code == 200
    assert 'name="in_step"' not in response.content.decode()
