"""Rule 5: designations are exact, by date and language."""

import csv
import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from registry.common.scope import scope
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.projects.models import Project
from registry.states.designations import by_name, designation, footnotes, footnotes_in, matching
from registry.states.models import Designation, State
from tests import make

pytestmark = pytest.mark.django_db


def test_a_name_follows_the_date_and_the_language(tuerkiye):
    assert designation(tuerkiye, date(2015, 6, 1)).name == "Turkey"
    assert designation(tuerkiye, date(2022, 5, 31)).name == "Turkey"
    assert designation(tuerkiye, date(2022, 6, 1)).name == "Türkiye"
    assert designation(tuerkiye, date(2022, 6, 1), "ru").name == "Турция"
    with translation.override("ru"):
        assert designation(tuerkiye).name == "Турция"


def test_the_official_name_of_a_period(georgia):
    hungary = State.objects.get(iso_alpha3="HUN")
    assert designation(hungary, date(2011, 1, 1)).official_name == "Republic of Hungary"
    assert designation(hungary, date(2020, 1, 1)).official_name == "Hungary"


def test_a_footnote_travels_with_the_name(kosovo, georgia):
    with scope():
        assert designation(georgia).footnote == ""
        assert footnotes() == []
        named = designation(kosovo)
        assert named.name == "Kosovo*"
        assert "UNSCR 1244/1999" in named.footnote
        assert footnotes() == [named.footnote]
    with scope():
        assert footnotes() == []


def test_a_written_text_brings_the_footnotes_of_the_names_in_it():
    assert footnotes_in("Refugees from Kosovo* and Syria") != []
    assert footnotes_in("Refugees from Syria") == []
    assert "резолюции 1244" in footnotes_in("из Косово*", language="ru")[0]


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/en/states/",
        "/en/states/kosovo/",
        "/en/profiles/",
        "/ru/map/",
        "/en/meetings/cg-2012-warsaw/",
    ],
)
def test_every_page_with_the_name_has_the_footnote(client, address):
    text = client.get(address).content.decode()
    assert ("UNSCR 1244/1999" in text) or ("резолюции 1244" in text)


def test_a_page_without_the_name_has_no_footnote(client):
    assert "1244" not in client.get("/en/states/georgia/").content.decode().split("<main")[1]


def test_the_register_is_read_once_a_request(django_assert_num_queries):
    states = list(State.objects.all())
    with scope(), django_assert_num_queries(1):
        assert len({designation(state).name for state in states}) == len(states)


def test_a_state_without_designation_is_not_given_a_made_up_name(db):
    bare = State.objects.create(iso_alpha3="ZZA", iso_alpha2="ZA", slug="bare")
    assert designation(bare).name == "—"


def test_states_stand_in_the_order_of_the_language():
    states = State.objects.filter(iso_alpha3__in=("AUT", "ALB", "GBR", "TUR"))
    assert [state.iso_alpha3 for state in by_name(states, "en")] == ["ALB", "AUT", "TUR", "GBR"]
    assert [state.iso_alpha3 for state in by_name(states, "ru")] == ["AUT", "ALB", "GBR", "TUR"]


def test_a_former_name_finds_the_state(tuerkiye):
    assert matching(State.objects.all(), "turkey") == [tuerkiye]
    assert matching(State.objects.all(), "") != []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GBR"),
        ("gb", "GBR"),
        ("EL", "GRC"),
        ("Ireland", "IRL"),
        ("ирландия", "IRL"),
        ("UKR", "UKR"),
    ],
)
def test_what_is_a_code_or_a_whole_name_finds_that_state_alone(db, text, code):
    assert [state.iso_alpha3 for state in matching(State.objects.all(), text)] == [code]


def test_what_is_no_code_finds_every_state_whose_name_begins_so(db):
    found = {state.iso_alpha3 for state in matching(State.objects.all(), "ir")}
    assert found == {"IRL"}
    assert len(matching(State.objects.all(), "land")) > 3


def test_two_designations_of_one_day_are_refused_by_the_database(tuerkiye):
    with (
        pytest.raises(IntegrityError, match="designation_periods_do_not_overlap"),
        transaction.atomic(),
    ):
        Designation.objects.create(
            state=tuerkiye, since=date(2023, 1, 1), short_name_en="Other", short_name_ru="Другое"
        )
    later = tuerkiye.designations.get(since=date(2022, 6, 1))
    later.since = date(2022, 5, 31)
    with (
        pytest.raises(IntegrityError, match="designation_periods_do_not_overlap"),
        transaction.atomic(),
    ):
        later.save()


def test_neighbouring_periods_are_allowed(tuerkiye):
    current = tuerkiye.designations.get(until__isnull=True)
    current.until = date(2030, 12, 31)
    current.save()
    Designation.objects.create(
        state=tuerkiye, since=date(2031, 1, 1), short_name_en="Third", short_name_ru="Третье"
    )
    assert designation(tuerkiye, date(2031, 1, 1)).name == "Third"


@pytest.mark.parametrize("name", ["projects", "library", "meetings", "news"])
def test_a_list_as_a_file_has_the_notes_on_the_names_in_its_rows(client, name):
    for model in (Project, Document, Meeting, NewsItem):
        row = model.objects.public().first()
        model.objects.filter(pk=row.pk).update(title_en="To Kosovo* and back")
    make.as_committed()
    text = client.get(f"/en/{name}/?format=csv").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if "Kosovo*" in "".join(row.values())]
    assert rows
    assert all("UNSCR 1244" in row["designation_note"] for row in rows)
