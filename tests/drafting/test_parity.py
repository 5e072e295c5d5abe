"""Which language reflects what: the translator sees the difference, nobody is misled."""

import pytest

from registry.drafting import parity, writing
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(georgia):
    return make.written_edition(georgia).sections.get(template_section__slug="challenges")


def save(section, by, **texts):
    return writing.save_section(section, texts, by=by, on=TODAY, seen=section.version)


def test_the_russian_lags_when_the_english_changes(section, nino):
    saved = save(section, nino.account, text_en="<p>Words on 3, and more of them.</p>")
    (lag,) = parity.lags(saved)
    assert (lag.language, lag.words) == ("ru", "1 change behind the English")
    assert "<ins>, and more of them</ins>" in parity.what_changed(saved, "ru")
    assert (
        parity.note_for_readers(saved, "ru")
        == "The Russian text reflects the English version of 2 January 2026."
    )


def test_and_the_other_way_round(section, nino):
    (lag,) = parity.lags(save(section, nino.account, text_ru="<p>Больше слов.</p>"))
    assert lag.language == "en"


def test_catching_up_puts_nobody_behind(section, nino):
    saved = save(section, nino.account, text_en="<p>Words on 3, and more.</p>")
    saved = save(saved, nino.account, text_ru="<p>Слова о 3 и больше.</p>")
    assert [lag.language for lag in parity.lags(saved)] == [
        "ru"
    ]  # until somebody says that it has caught up
    saved = writing.mark_in_step(saved, by=nino.account, on=TODAY)
    assert parity.lags(saved) == []
    assert parity.note_for_readers(saved, "ru") == ""


def test_what_is_not_translated_is_said(georgia, nino):
    section = make.section(make.edition(georgia), "challenges", "<p>Only English.</p>")
    assert [lag.words for lag in parity.lags(section)] == ["not translated yet"]
    with pytest.raises(Exception, match="One of the two texts is missing"):
        writing.mark_in_step(section, by=nino.account, on=TODAY)


def test_what_nobody_has_compared_is_not_called_a_change(georgia, nino):
    section = make.section(make.edition(georgia), "challenges")
    saved = save(section, nino.account, text_en="<p>Words.</p>", text_ru="<p>Слова.</p>")
    assert {lag.language: lag.words for lag in parity.lags(saved)} == {
        "en": "not compared with the Russian yet",
        "ru": "not compared with the English yet",
    }
    saved = writing.mark_in_step(saved, by=nino.account, on=TODAY)
    assert parity.lags(saved) == []


def test_neither_written_neither_behind(georgia):
    section = make.section(make.edition(georgia), "challenges")
    assert parity.lags(section) == []
    assert not parity.is_behind(section)
