"""A state's page: what leads, where figures lead to, roles in words, bodies that are no more, and
everything as one file that is not cut."""

import csv
import io
import json
import re
from datetime import date

import openpyxl
import pytest

from registry.contacts.models import Authority
from registry.figures.models import Observation
from registry.projects.models import Partner, Project
from registry.projects.partners import by_role, parts_in_projects
from registry.states.models import Designation, State
from tests import make
from tests.clients import one_line

pytestmark = pytest.mark.django_db


def page(client, slug: str, language: str = "en") -> str:
    return one_line(client.get(f"/{language}/states/{slug}/").content.decode())


def test_the_current_profile_and_what_it_is_come_first(client, light_georgia):
    text = page(client, "georgia")
    lead = text.index('class="current"')
    assert lead < text.index('class="strip"')
    first = text[lead : text.index("</li>", lead)]
    assert light_georgia.get_absolute_url() in first
    assert "Compiled from open sources, not endorsed" in first


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_figure_names_its_source_and_leads_to_the_indicator_with_this_state(client, language):
    text = page(client, "georgia", language)
    strip = text[text.index('class="strip"') : text.index("</dl>")]
    values = strip.count("<b>")
    assert values >= 4
    assert len(re.findall(rf'href="/{language}/data/[a-z-]+/\?state=georgia"', strip)) == values
    assert strip.count('<dd class="from">') == values
    assert "th.<" not in strip


def test_neighbours_are_one_click_away_side_by_side(client):
    text = page(client, "georgia")
    assert re.search(r'href="/en/compare/\?[^"]*state=georgia[^"]*state=armenia"', text)


def test_where_migrants_come_from_and_go_is_told_with_its_source(client):
    text = page(client, "georgia")
    section = text[text.index('id="ends"') :]
    assert section.count('<table class="bars">') == 2
    assert "UN DESA Population Division" in section


def test_who_leads_a_project_is_named_once_in_it():
    project = Project.objects.get(slug="pp5")
    poland = State.objects.get(iso_alpha3="POL")
    assert project.partners.filter(state=poland).count() == 2
    named = [row.state for _heading, rows in by_role(project) for row in rows]
    assert named.count(poland) == 1
    parts = parts_in_projects(Partner.objects.of_state(poland))
    assert [part.roles for part in parts if part.project == project] == ["lead state"]


def test_a_project_bears_its_acronym_and_no_false_word_that_it_still_runs(client):
    text = page(client, "poland")
    assert "<b>PP TI</b>" in text
    assert "from 2012, end not on record" in text
    assert "since 2012" not in text


@pytest.mark.parametrize(
    ("slug", "body", "until"),
    [
        ("russian-federation", "Federal Migration Service", "until April 2016"),
        ("portugal", "Immigration and Borders Service (SEF)", "until October 2023"),
    ],
)
def test_a_body_that_is_no_more_is_told_as_such(client, slug, body, until):
    text = page(client, slug)
    former = text[text.index("Bodies that are no more") :]
    assert body in former
    assert until in former
    listed = one_line(client.get(f"/en/contact-points/?state={slug}").content.decode())
    assert until in listed
    rows = client.get(f"/api/v1/authorities/?state={slug}").json()["results"]
    assert any(row["until"] for row in rows)


def test_a_body_of_today_comes_before_those_of_before(georgia):
    Authority.objects.create(state=georgia, name_en="A body of old", until=date(2016, 4, 30))
    rows = list(georgia.authorities.today_first(date(2026, 1, 1)))
    assert [row.is_former for row in rows] == sorted(row.is_former for row in rows)
    assert rows[-1].name_en == "A body of old"
    assert not any(row.is_former for row in georgia.authorities.today_first(date(2016, 4, 30)))


def test_a_flag_stands_beside_a_name_only_where_its_designation_says_so(client):
    flag = "flags/xk"
    for address in ("/en/states/kosovo/", "/en/states/", "/ru/profiles/"):
        assert flag not in client.get(address).content.decode()
    Designation.objects.filter(state__iso_alpha3="XKX").update(shows_flag=True)
    assert flag in client.get("/en/states/").content.decode()


def test_all_figures_come_in_one_file_that_is_not_cut(client, georgia):
    held = Observation.objects.filter(state=georgia).count()
    assert held > 100
    text = client.get("/en/states/georgia/?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == held
    assert {row["state"] for row in rows} == {"GEO"}


def test_everything_comes_as_a_workbook_and_as_json(client, georgia):
    answer = client.get("/en/states/georgia/?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[:2] == ["State", "Figures"]
    held = Observation.objects.filter(state=georgia).count()
    assert book["Figures"].max_row == held + 1
    found = json.loads(client.get("/en/states/georgia/?format=json").content)
    assert len(found["Figures"]) == held
    editions = [row["address"] for row in found["Profiles"]]
    assert any("/profiles/georgia/light/2026/1/" in address for address in editions)
    assert {row["certainty"] for row in found["Meetings"]} <= {"stated", "derived", "uncertain"}


def test_a_file_of_a_state_bears_its_note(client):
    found = json.loads(client.get("/en/states/kosovo/?format=json").content)
    assert any("UNSCR 1244/1999" in row["note"] for row in found["Notes"])


def test_another_form_is_a_404_that_names_the_forms(client):
    answer = client.get("/en/states/georgia/?format=pdf")
    assert answer.status_code == 404
    assert "csv, xlsx or json" in answer.content.decode()


def test_a_state_without_profiles_says_that_taking_part_is_voluntary(client):
    state = make.state("QQA")
    Designation.objects.create(state=state, short_name_en="Testland", short_name_ru="Тестландия")
    assert "Taking part is voluntary." in page(client, state.slug)
