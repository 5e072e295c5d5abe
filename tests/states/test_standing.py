"""A state that is suspended, has left or came back says so wherever it is shown."""

import csv
from datetime import date, timedelta

import pytest
from django.utils import translation

from registry.common.dates import today, worded_in_text
from registry.common.errors import RuleError
from registry.drafting import collecting
from registry.drafting.rounds import CollectionRound
from registry.profiles.templates import ProfileTemplate
from registry.states.models import Participation, State
from registry.states.standing import standing_of
from tests.clients import one_line
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
SUSPENDED = date(2026, 11, 1)


@pytest.fixture
def suspended(georgia) -> State:
    row = georgia.participations.get()
    row.until = SUSPENDED - timedelta(days=1)
    row.save()
    Participation.objects.create(
        state=georgia,
        status=Participation.Status.SUSPENDED,
        since=SUSPENDED,
        note_en="By a decision of the Secretariat.",
        note_ru="По решению Секретариата.",
    )
    return georgia


def text_of(client, address: str) -> str:
    return one_line(client.get(address).content.decode())


def test_a_suspended_state_says_so_and_no_longer_that_it_takes_part(client, suspended):
    english = text_of(client, "/en/states/georgia/")
    assert "takes part since" not in english
    assert "Participation is suspended since 1 November 2026." in english
    assert "By a decision of the Secretariat." in english
    assert "to 31 October 2026" in english
    russian = text_of(client, "/ru/states/georgia/")
    assert "Участие приостановлено с 1 ноября 2026 года." in russian
    assert "По решению Секретариата." in russian
    assert "участвует с" not in russian


def test_before_its_suspension_it_took_part(client, suspended):
    text = text_of(client, "/en/states/georgia/?as_of=2026-10-31")
    assert "takes part since" in text
    assert "suspended" not in text


@pytest.mark.parametrize("query", ["", "?as_of=2026-11-20", "?group=eastern-partnership"])
def test_the_list_of_states_names_who_does_not_take_part(client, suspended, query):
    text = text_of(client, f"/en/states/{query}")
    assert "Suspended, or no longer taking part" in text
    assert "Participation is suspended since 1 November 2026. Took part from" in text


def test_the_list_names_nobody_who_takes_part_or_was_of_another_group(client, suspended):
    heading = "Suspended, or no longer taking part"
    assert heading not in text_of(client, "/en/states/?as_of=2026-10-31")
    assert heading not in text_of(client, "/en/states/?group=eu")


@pytest.mark.parametrize(("language", "words"), [("en", "suspended"), ("ru", "приостановлено")])
def test_the_file_of_the_list_has_them_with_their_standing(client, suspended, language, words):
    def listed(query: str) -> dict[str, str]:
        answer = client.get(f"/{language}/states/?format=csv{query}")
        rows = csv.DictReader(answer.content.decode("utf-8-sig").splitlines())
        return {row["iso_alpha3"]: row["participation"] for row in rows}

    assert listed("")["GEO"] == words
    assert listed("&as_of=2026-10-31")["GEO"] != words
    assert listed("&group=eastern-partnership")["GEO"] == words
    assert "GEO" not in listed("&group=eu")
    suspended.participations.filter(status="suspended").delete()
    left = {"en": "no longer takes part", "ru": "больше не участвует"}
    assert listed("")["GEO"] == left[language]


def test_an_unclear_standing_is_told_no_surer_than_it_is(client, georgia):
    row = georgia.participations.get()
    row.until = date(2021, 12, 31)
    row.save()
    unclear = Participation.objects.create(
        state=georgia, status="unclear", since=date(2022, 1, 1), since_precision="year"
    )
    english = text_of(client, "/en/states/georgia/")
    assert "took part from 28 April 2009 on; not confirmed since 2022" in english
    assert "takes part since" not in english
    russian = text_of(client, "/ru/states/georgia/")
    assert "участвовало с 28 апреля 2009 года; с 2022 года не подтверждено" in russian
    assert "участвует с" not in russian
    row.delete()
    unclear.since = None
    unclear.save()
    state = State.objects.for_page().get(pk=georgia.pk)
    with translation.override("en"):
        assert standing_of(state, today()).words == "standing not confirmed"
    assert standing_of(state, today()).takes_part


def test_a_state_that_left_and_one_that_came_back(georgia):
    row = georgia.participations.get()
    row.until = date(2015, 3, 31)
    row.save()
    state = State.objects.for_page().get(pk=georgia.pk)
    assert standing_of(state, today()).interruption == "The state does not take part."
    assert standing_of(state, today()).words.endswith("to 31 March 2015")
    Participation.objects.create(state=georgia, since=date(2020, 1, 1))
    Participation.objects.create(
        state=georgia, status="unclear", since=date(2015, 4, 1), until=date(2016, 1, 1)
    )
    state = State.objects.for_page().get(pk=georgia.pk)
    assert standing_of(state, today()).words == "takes part since 1 January 2020"
    assert standing_of(state, date(2015, 6, 1)).since == row
    assert not standing_of(state, date(2017, 6, 1)).takes_part


def test_before_its_first_day_a_state_has_no_standing(georgia):
    state = State.objects.for_page().get(pk=georgia.pk)
    standing = standing_of(state, date(2009, 1, 1))
    assert (standing.words, standing.interruption, standing.takes_part) == ("", "", False)


def test_a_day_inside_of_a_sentence_is_declined():
    with translation.override("ru"):
        assert worded_in_text(date(2010, 12, 1), "month") == "декабря 2010 года"
        assert worded_in_text(date(2010, 12, 3)) == "3 декабря 2010 года"
        assert worded_in_text(date(2012, 1, 1), "year") == "2012 года"
    assert worded_in_text(date(2010, 12, 1), "month") == "December 2010"
    assert worded_in_text(None) == ""


@pytest.mark.parametrize("certainty", ["derived", "uncertain"])
def test_a_day_that_no_source_states_bears_a_mark(client, georgia, certainty):
    words = {"derived": "derived from sources", "uncertain": "not confirmed"}[certainty]
    mark = f'takes part since 28 April 2009 <span class="stamp open">{words}</span>'
    georgia.participations.update(certainty="stated")
    assert mark not in text_of(client, "/en/states/georgia/")
    georgia.participations.update(certainty=certainty)
    assert mark in text_of(client, "/en/states/georgia/")


def a_round(**fields) -> CollectionRound:
    template = ProfileTemplate.objects.get(kind="light")
    deadline = today() + timedelta(days=60)
    return CollectionRound.objects.create(
        kind="light", template=template, year=2031, deadline=deadline, **fields
    )


def test_no_round_asks_a_suspended_state(suspended, editor, monkeypatch):
    round = a_round()
    round.states.set([suspended, State.objects.get(iso_alpha3="ARM")])
    with pytest.raises(RuleError, match="Georgia"):
        collecting.open_round(round, by=editor, on=today())
    round.refresh_from_db()
    assert round.opened_on is None


def test_the_form_of_a_round_refuses_a_suspended_state(editor, suspended):
    staff = signed_in(editor, second_factor=True)
    address = f"/admin/registry/collectionround/{a_round().pk}/change/"
    data = form_data(staff, address) | {"states": [suspended.pk]}
    answer = staff.post(address, data)
    assert answer.status_code == 200
    assert "do not take part on" in answer.content.decode()
    assert CollectionRound.objects.get().states.count() == 0
