"""A collection round: drafts for many states, word to their contact points, a board, reminders
to the right ones."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.drafting import collecting
from registry.drafting.rounds import CollectionRound
from registry.drafting.sections import Section
from registry.profiles.models import Edition
from registry.profiles.templates import ProfileTemplate
from registry.publication.workflow import perform
from registry.states.models import State
from tests import make
from tests.conftest import TODAY, form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(georgia, nino, dato, ion, editor, post):
    row = make.collection_round(
        georgia, year=2031, deadline=date(2027, 1, 10), note_en="Thank you."
    )
    row.states.add(ion.state)
    assert collecting.open_round(row, by=editor, on=TODAY) == 2
    row.refresh_from_db()
    return row


def drafts(round):
    return {one.profile.state.iso_alpha3: one for one in round.editions.for_page()}


def test_each_state_gets_a_draft_and_its_contact_points_are_told(opened, nino, post):
    made = drafts(opened)
    assert set(made) == {"GEO", "MDA"}
    assert made["GEO"].drafter == nino
    assert made["GEO"].sections.count() == opened.template.sections.count()
    assert "submit it by 10 January 2027" in post.last("nino@example.org").body
    assert "Thank you." in post.last("dato@example.org").body
    assert post.last("ion@example.org").extra_headers["Content-Language"] == "ru"


def test_the_message_speaks_of_a_last_edition_only_where_the_draft_starts_from_one(
    opened, editor, georgia, post
):
    text = " ".join(post.last("nino@example.org").body.split())
    assert "your last edition" not in text
    assert "open figures are filled in where there are any" in text
    make.written_edition(georgia, 2030, status="published")
    later = make.collection_round(georgia, year=2032, deadline=date(2027, 2, 10))
    collecting.open_round(later, by=editor, on=TODAY)
    text = " ".join(post.last("nino@example.org").body.split())
    assert "it starts from your last edition and from open figures" in text


def test_a_round_opens_once_and_before_its_deadline(opened, editor):
    with pytest.raises(RuleError, match="open already"):
        collecting.open_round(opened, by=editor, on=TODAY)
    late = make.collection_round(year=2032, deadline=TODAY)
    with pytest.raises(RuleError, match="deadline has passed"):
        collecting.open_round(late, by=editor, on=TODAY)


def test_a_deadline_that_is_over_is_refused_where_it_is_typed(staff, db):
    page = "/admin/registry/collectionround/add/"
    data = form_data(staff, page) | {"kind": "light", "year": 2033, "deadline": "2020-03-01"}
    data["template"] = ProfileTemplate.objects.get(kind="light").pk
    text = staff.post(page, data).content.decode()
    assert "This day is over. Give one that is to come." in text
    assert not CollectionRound.objects.filter(year=2033).exists()
    staff.post(page, data | {"deadline": (today() + timedelta(days=30)).isoformat()})
    assert CollectionRound.objects.filter(year=2033).exists()


def test_a_state_that_has_begun_keeps_its_draft(georgia, editor):
    begun = make.written_edition(georgia, 2031)
    row = make.collection_round(georgia, deadline=date(2027, 1, 10))
    assert collecting.open_round(row, by=editor, on=TODAY) == 0
    begun.refresh_from_db()
    assert (begun.collection_round, begun.sections.first().text_en) == (row, "<p>Words on 0.</p>")


def test_only_those_who_have_not_answered_are_reminded_and_once_a_day(opened, nino, editor, post):
    made = drafts(opened)
    Section.objects.filter(edition=made["GEO"]).update(
        text_en="<p>x</p>", text_ru="<p>х</p>", en_reflects="<p>х</p>", ru_reflects="<p>x</p>"
    )
    perform(made["GEO"], "submit", by=nino.account, on=TODAY)
    post.outbox.clear()
    assert collecting.remind_unanswered(opened, on=TODAY) == 1
    assert [message.to for message in post.outbox] == [["ion@example.org"]]
    with pytest.raises(RuleError, match="reminded today already"):
        collecting.remind_unanswered(opened, on=TODAY)


def test_who_does_not_take_part_is_not_reminded(opened, ion, nino, editor, post):
    perform(drafts(opened)["MDA"], "decline", by=ion.account, on=TODAY, reason="Not this year.")
    post.outbox.clear()
    collecting.remind_unanswered(opened, on=TODAY)
    assert {message.to[0] for message in post.outbox} == {"nino@example.org", "dato@example.org"}


def test_a_closed_round_reminds_nobody(opened, editor):
    collecting.close_round(opened, by=editor, on=TODAY)
    opened.refresh_from_db()
    with pytest.raises(RuleError, match="not open"):
        collecting.remind_unanswered(opened, on=TODAY)


def test_the_board_shows_state_status_and_days_left(opened, staff):
    rows = {row.state.iso_alpha3: row for row in collecting.board(opened, date(2027, 1, 12))}
    assert (rows["GEO"].days_left, rows["GEO"].is_late, rows["GEO"].has_answered) == (
        -2,
        True,
        False,
    )
    Edition.objects.filter(pk=rows["GEO"].edition.pk).update(
        status="with_state", submitted_on=date(2027, 1, 1)
    )
    row = next(
        one for one in collecting.board(opened, date(2027, 1, 12)) if one.state.iso_alpha3 == "GEO"
    )
    assert (row.clock.day, row.days_left, row.is_late) == (11, 79, False)
    text = staff.get(f"/admin/registry/collectionround/{opened.pk}/board/").content.decode()
    assert "Georgia" in text
    assert "with the state for endorsement" in text


def test_the_board_costs_the_same_for_many_states(opened, editor):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            collecting.board(opened, TODAY)
        return len(queries)

    before = count()
    for state in State.objects.filter(iso_alpha3__in=("ARM", "AZE", "UKR")):
        opened.states.add(state)
        collecting.join(opened, state, by=editor, on=TODAY)
    assert count() <= before + 3  # names of states that the page has not asked for yet


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "<p>Mind the new table.</p>"), ("ru", "<p>Обратите внимание на таблицу.</p>")],
)
def test_what_is_asked_of_everybody_stands_at_the_desk_too(georgia, nino, editor, language, words):
    notes = {"note_en": "Mind the new table.", "note_ru": "Обратите внимание на таблицу."}
    row = make.collection_round(georgia, **notes)
    found = make.edition(georgia, collection_round=row)
    address = f"/{language}/desk/editions/{found.pk}/"
    assert words in signed_in(nino.account).get(address).content.decode()
    CollectionRound.objects.update(note_en="", note_ru="")
    again = signed_in(nino.account).get(address).content.decode()
    assert "From the Secretariat, for this round" not in again
    assert "От Секретариата, к этому раунду" not in again
