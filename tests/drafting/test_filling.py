"""An edition is filled by one rule, whoever starts it, and its history says who did."""

import pytest

from registry.drafting import collecting, starting
from registry.drafting.parity import is_behind
from registry.profiles.models import Edition
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


def filled(edition) -> dict:
    """What a start from open figures says of each section, beside its words."""
    return {
        section.template_section.slug: (
            section.is_prefilled,
            section.written_on,
            is_behind(section),
        )
        for section in edition.sections.in_order()
    }


def test_what_is_compiled_and_what_is_started_follow_one_rule(light_georgia, editor):
    profile = light_georgia.profile
    started = starting.start_edition(profile, 2031, by=editor, on=TODAY)
    compiled = starting.compile_edition(profile, light_georgia.template, 2032, on=TODAY)
    assert filled(started) == filled(compiled)
    assert filled(compiled)["background-size-borders"] == (True, TODAY, False)


def test_texts_that_were_written_from_the_same_figures_are_in_step(client, light_georgia):
    assert light_georgia.content_in("en")["in_step"]
    text = client.get(light_georgia.get_absolute_url()).content.decode()
    assert "has not been compared" not in text
    assert "From open figures, 24 November 2026." in text


def test_history_names_who_started_an_edition(light_georgia, editor):
    started = starting.start_edition(light_georgia.profile, 2031, by=editor, on=TODAY)
    corrected = starting.start_correction(
        light_georgia, by=editor, on=TODAY, note_en="x", note_ru="x"
    )
    for edition in (started, corrected):
        assert edition.history.get().history_user == editor
        for section in edition.sections.all():
            assert section.history.get().history_user == editor


def test_history_names_who_made_the_missing_parts(georgia, editor):
    edition = starting.fill_missing(make.edition(georgia), by=editor, on=TODAY)
    assert {row.history.get().history_user for row in edition.sections.all()} == {editor}


def test_what_is_compiled_was_written_by_nobody(light_georgia):
    assert light_georgia.sections.first().history.get().history_user is None


def test_history_names_who_opened_and_closed_a_round(georgia, nino, editor):
    round = make.collection_round(georgia)
    collecting.open_round(round, by=editor, on=TODAY)
    collecting.close_round(round, by=editor, on=TODAY)
    users = [row.history_user for row in round.history.all()[:2]]
    assert users == [editor, editor]
    assert Edition.objects.get(collection_round=round).history.last().history_user == editor
