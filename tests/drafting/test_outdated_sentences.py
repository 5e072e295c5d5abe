"""A sentence that was written from a figure, and the figure has changed since: the part says so
and replaces it by choice."""

import pytest

from registry.common.errors import RuleError
from registry.drafting import starting, writing
from registry.drafting.outdated_sentences import outdated, renew_sentence
from registry.drafting.sections import Section
from registry.figures.models import Indicator, Observation
from registry.figures.series import series_of
from registry.profiles.models import MigrationProfile
from registry.states.models import State
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(georgia, editor) -> Section:
    """The part of a draft that begins with sentences from open figures, the population first."""
    profile = MigrationProfile.objects.get(state=georgia, kind="light")
    edition = starting.start_edition(profile, 2031, by=editor, on=TODAY)
    for section in edition.sections.in_order():
        if section.is_prefilled and "million" in section.text_en:
            return section
    raise AssertionError("no part with a sentence about the population")


@pytest.fixture
def population() -> Indicator:
    return Indicator.objects.get(slug="population")


def correct(section, indicator, value=4_120_000) -> None:
    """The source corrects the latest figure."""
    state = section.edition.profile.state
    year, _value = series_of(state, [indicator])[indicator.pk].latest
    rows = Observation.objects.filter(state=state, indicator=indicator, year=year)
    rows.filter(counterpart=None, sex="total").update(value=value)


def page(section) -> str:
    slug = section.template_section.slug
    return f"/en/desk/editions/{section.edition_id}/parts/{slug}/"


def test_nothing_is_said_while_the_figures_are_those_of_the_text(section):
    assert outdated(section, TODAY) == []


def test_the_part_says_both_values_and_replaces_the_sentence_in_both_languages(
    section, population, nino
):
    was = section.text_en
    correct(section, population)
    (found,) = outdated(section, TODAY)
    assert found.indicator == population
    assert found.new[0] == "4.12 million"
    desk = signed_in(nino.account)
    text = desk.get(page(section)).content.decode()
    assert "A figure has changed since this text was begun" in text
    assert f"the text says {found.old[0]} ({found.old[1]})" in " ".join(text.split())
    response = desk.post(f"{page(section)}figures/{population.pk}/renew/", follow=True)
    assert "The sentence is replaced" in response.content.decode()
    section.refresh_from_db()
    assert "4.1\xa0million" in section.text_en or "4.12 million" in section.text_en
    assert "4,12" in section.text_ru
    assert found.old[0] not in section.text_en.replace("\xa0", " ").split("than in")[0]
    assert section.text_en.count("<p>") == was.count("<p>")
    assert (section.en_behind, section.ru_behind) == (0, 0)
    assert section.is_prefilled  # nobody has written in it yet
    assert outdated(section, TODAY) == []


def test_the_words_of_the_writer_around_the_sentence_stay(section, population, nino):
    texts = {
        "text_en": f"<p>Before &amp; after.</p>{section.text_en}<p>Ours.</p>",
        "text_ru": f"{section.text_ru}<p>Наше.</p>",
    }
    writing.save_section(section, texts, by=nino.account, on=TODAY, seen=section.version)
    correct(section, population)
    section.refresh_from_db()
    renew_sentence(section, population.pk, by=nino.account, on=TODAY)
    section.refresh_from_db()
    assert section.text_en.startswith("<p>Before &amp; after.</p>")
    assert section.text_en.endswith("<p>Ours.</p>")
    assert section.text_ru.endswith("<p>Наше.</p>")
    assert "4.12" in section.text_en


def test_a_sentence_that_its_writer_has_changed_is_told_and_not_replaced(section, population, nino):
    correct(section, population)
    (found,) = outdated(section, TODAY)
    texts = {}
    for language, (old, _new) in found.sentences.items():
        name = f"text_{language}"
        plain = getattr(section, name).replace("\xa0", " ")
        assert old in plain
        texts[name] = plain.replace(old, f"{old[:-1]}, as our census says.")
    writing.save_section(section, texts, by=nino.account, on=TODAY, seen=section.version)
    section.refresh_from_db()
    (found,) = outdated(section, TODAY)
    assert found.sentences == {}
    text = signed_in(nino.account).get(page(section)).content.decode()
    assert "You have changed this sentence" in text
    with pytest.raises(RuleError, match="was rewritten"):
        renew_sentence(section, population.pk, by=nino.account, on=TODAY)


def test_a_sentence_that_is_gone_is_not_spoken_of(section, population, nino):
    correct(section, population)
    texts = {"text_en": "<p>Ours alone.</p>", "text_ru": "<p>Только наше.</p>"}
    writing.save_section(section, texts, by=nino.account, on=TODAY, seen=section.version)
    section.refresh_from_db()
    assert outdated(section, TODAY) == []


def test_a_figure_that_no_source_gives_any_more_is_told(section, population):
    state = section.edition.profile.state
    Observation.objects.filter(state=state, indicator=population).delete()
    (found,) = outdated(section, TODAY)
    assert found.new is None
    assert found.sentences == {}


def test_a_part_that_its_state_wrote_has_no_such_sentences(section, population, nino):
    edition = section.edition
    own = next(one for one in edition.sections.in_order() if not one.is_prefilled)
    assert outdated(own, TODAY) == []


def test_the_button_pressed_twice_changes_nothing_twice(section, population, nino):
    correct(section, population)
    desk = signed_in(nino.account)
    address = f"{page(section)}figures/{population.pk}/renew/"
    desk.post(address)
    section.refresh_from_db()
    once = section.text_en
    text = desk.post(address, follow=True).content.decode()
    assert "was rewritten" in text
    section.refresh_from_db()
    assert section.text_en == once


@pytest.mark.parametrize("kind", ["light", "extended"])
@pytest.mark.parametrize("slug", ["georgia", "moldova", "ukraine", "poland"])
def test_no_draft_says_so_of_figures_that_have_not_changed(slug, kind, editor):
    """Also where a sentence ends with its figure, as many do in Russian."""
    state = State.objects.get(slug=slug)
    profile, _made = MigrationProfile.objects.get_or_create(state=state, kind=kind)
    edition = starting.start_edition(profile, 2033, by=editor, on=TODAY)
    sections = edition.sections.in_order()
    assert sections
    for section in sections:
        assert outdated(section, TODAY) == [], section
