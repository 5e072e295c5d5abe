"""Texts written without a script, longer than any and of the dearest marks: refused in words before
they are read, and still there as they were typed; the hidden text beside them is no door."""

import re
import time

import pytest
from django.utils.html import escape

from registry.common import plain_field
from registry.drafting.sections import KeptText
from tests.clients import Client
from tests.conftest import signed_in
from tests.drafting.test_consulting import asked, edition, fields, opened  # noqa: F401

pytestmark = pytest.mark.django_db
MOST_SECONDS = 10  # of processor time, on a busy machine; what is read whole takes minutes
ITEMS = "- a\n" * 250_000  # 1 MB
WAS = "<p>a</p>" * 60_000


@pytest.fixture
def section(edition):  # noqa: F811
    return edition.sections.get(template_section__slug="challenges")


@pytest.fixture
def page(section):
    return f"/en/desk/editions/{section.edition_id}/parts/challenges/"


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


def typed(section, text: str, was: str = "") -> dict[str, str]:
    return {
        "seen": section.version,
        "gap": "",
        "do": "save",
        "text_en": text,
        "text_en_marks": "1",
        "text_en_was": was,
        "text_ru": "<p>Да.</p>",
    }


def posted(client, address: str, data: dict):
    began = time.process_time()
    answer = client.post(address, data)
    assert time.process_time() - began < MOST_SECONDS
    return answer


def never(*_arguments):
    raise AssertionError("it was read")


@pytest.mark.parametrize("text", [ITEMS, "a" * 200_001], ids=["items", "one word"])
def test_a_part_refuses_what_is_too_long_before_it_is_read(desk, section, page, text, monkeypatch):
    monkeypatch.setattr(plain_field, "from_marks", never)
    answer = posted(desk, page, typed(section, text))
    shown = answer.content.decode()
    assert "A section holds 200 KB of text in each language." in shown
    assert f"{text.rstrip()}</textarea>" in shown.replace("\r", "").replace("\n</", "</")
    assert 'name="text_en_marks" value="1"' in shown
    told = posted(desk, f"{page}autosave/", typed(section, text))
    assert told.status_code == 400
    assert "200 KB" in told.json()["error"]
    version = section.version
    section.refresh_from_db()
    assert section.version == version


def test_what_is_too_long_as_html_stays_as_it_was_typed(desk, section, page):
    text = "- a\n" * 40_000
    shown = posted(desk, page, typed(section, text)).content.decode()
    assert "With its formatting this text has" in shown
    assert "- a\n- a\n</textarea>" in shown
    assert 'name="text_en_marks" value="1"' in shown


def test_after_a_session_what_is_too_long_is_not_read(desk, section, page, monkeypatch):
    ticket = re.search(r'name="ticket" value="([^"]+)"', desk.get(page).content.decode())[1]
    monkeypatch.setattr(plain_field, "from_marks", never)
    posted(Client(), page, typed(section, ITEMS) | {"ticket": ticket})
    assert not KeptText.objects.exists()


def test_the_hidden_text_beside_it_is_left_out_where_it_is_too_long(desk, section, page):
    posted(desk, page, typed(section, "New.", was=WAS))
    section.refresh_from_db()
    assert section.text_en == "<p>New.</p>"


def test_marks_are_read_once_a_request(desk, section, page, monkeypatch):
    read, times = plain_field.from_marks, []

    def counted(*arguments):
        times.append(arguments)
        return read(*arguments)

    monkeypatch.setattr(plain_field, "from_marks", counted)
    desk.post(page, typed(section, "New."))
    assert len(times) == 1


@pytest.mark.parametrize("rest", ["", "typed/"])
def test_all_texts_of_a_ministry_have_one_budget(client, asked, post, rest, monkeypatch):  # noqa: F811
    monkeypatch.setattr(plain_field, "MOST_PIECES", 60)
    page = opened(client, post)
    data = fields(client, page)
    names = [name for name in data if re.search("-text_(en|ru)$", name)]
    texts = {name: f"**{name}**\n" * 8 for name in names}
    assert len(names) == 2
    marks = {f"{name}_marks": "1" for name in names} | {f"{name}_was": "" for name in names}
    answer = posted(client, page + rest, data | texts | marks)
    if rest:
        assert answer.status_code == 400
        return
    shown = answer.content.decode()
    assert "more than 60 pieces of formatting" in shown
    for text in texts.values():
        assert escape(text.strip()) in shown.replace("\r", "")
    asked.refresh_from_db()
    assert asked.answered_at is None
