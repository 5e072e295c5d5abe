"""What is derived bears its mark, wherever readers and machines meet the record."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from registry.library.models import Document
from registry.process.models import Mandate, Meeting
from registry.process.timeline import members_of_groups
from registry.projects.models import Project
from registry.projects.partners import by_role
from tests.clients import one_line

pytestmark = pytest.mark.django_db
FIXTURES = Path(settings.BASE_DIR, "fixtures")
# Of these one thing is derived, which the note names, and not the record
APART = {("Project", "bmp"), ("Meeting", "pp5-ws1")}


def records() -> list[tuple[str, dict[str, Any]]]:
    """Each record of the fixtures that has a note for readers, with the name of its model."""
    found = []
    for name in ("library", "process", "projects"):
        content = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text())
        for model, rows in content.items():
            found += [(model, row) for row in rows if row.get("note_en")]
    return found


def test_no_record_is_stated_whose_note_says_that_it_is_derived():
    checked = 0
    for model, row in records():
        if "derived" in row["note_en"] and (model, row.get("slug")) not in APART:
            checked += 1
            assert row.get("certainty") in ("derived", "uncertain"), (model, row)
    assert checked > 25


def text_of(client, address: str) -> str:
    return one_line(client.get(address).content.decode())


def test_members_of_a_group_are_told_with_the_time_of_each_and_how_sure_it_is(client):
    groups = {group.name: group for group in members_of_groups()}
    (term,) = groups["Core Group"].terms
    assert len(term.members) == 18
    assert term.first.doubt == "derived from sources"
    assert term.notes == ["The last year is derived from the start of the Strategic Group."]
    text = text_of(client, "/en/process/")
    told = text[text.index("<h2>Core Group</h2>") :]
    assert "(20 November 2012 – 2017)" in told[: told.index("</section>")]
    assert "derived from sources" in told[: told.index("</section>")]


def test_a_member_of_another_time_stands_apart(client):
    Mandate.objects.filter(kind="core_group", state__iso_alpha3="TUR").update(
        until="2014-12-31", certainty="stated"
    )
    core = next(group for group in members_of_groups() if group.name == "Core Group")
    assert sorted(len(term.members) for term in core.terms) == [1, 17]
    assert "(20 November 2012 – 2014)" in text_of(client, "/en/process/")


def test_derived_days_of_projects_bear_their_mark_in_every_list(client):
    derived = Project.objects.filter(certainty="derived")
    assert {row.slug for row in derived} == {"pp-ti", "pp1", "pp7"}
    mark = "derived from sources"
    assert text_of(client, "/en/pilot-projects/").count(mark) >= 2
    assert text_of(client, "/en/projects/").count(mark) >= 3
    assert text_of(client, "/en/process/").count(mark) >= 3
    poland = text_of(client, "/en/states/poland/")
    row = poland[poland.index("<b>PP TI</b>") :]
    assert mark in row[: row.index("</tr>")]
    assert client.get("/en/projects/?format=csv").content.decode().count(",derived") >= 3
    assert client.get("/api/v1/projects/pp7/").json()["certainty"] == "derived"


def test_documents_of_an_inferred_year_bear_their_mark(client):
    for slug in ("br-at-east", "br-eu-coherence", "br-ru-refuge", "fs-692"):
        document = Document.objects.get(slug=slug)
        assert "derived from sources" in text_of(client, document.get_absolute_url())
    assert Document.objects.get(slug="fs-692").published_on is None


def test_consultations_have_both_of_their_months(client):
    meeting = Meeting.objects.get(slug="ev-2021-consultations")
    assert meeting.dates_worded == "May 2021 – June 2021"


def test_a_state_stands_once_in_a_project_under_the_first_of_its_roles():
    for project in Project.objects.for_page():
        states = [row.state for _role, rows in by_role(project) for row in rows if row.state]
        assert len(states) == len(set(states)), project
    roles = {str(role): rows for role, rows in by_role(Project.objects.get(slug="pp4"))}
    germany = next(row for row in roles["Lead states"] if row.state.iso_alpha3 == "DEU")
    assert germany.also == "peer state"
    romania = by_role(Project.objects.get(slug="pp5"))[1][1][0]
    assert (romania.state.iso_alpha3, romania.also) == ("ROU", "")


def test_a_document_stands_once_on_the_page_of_its_project(client):
    for project in Project.objects.public().filter(outputs__document__isnull=False).distinct():
        text = text_of(client, project.get_absolute_url())
        for output in project.outputs.exclude(document=None):
            address = f'href="{output.document.get_absolute_url()}"'
            assert text.count(address) == 1, project


@pytest.mark.parametrize(
    ("language", "workshops", "listed"),
    [("en", "four workshops", "the lead state among them"), ("ru", "четыре", "включая ведущее")],
)
def test_pages_count_as_many_as_they_list(client, language, workshops, listed):
    held = by_role(Project.objects.get(slug="pp6"))
    assert sum(len(rows) for role, rows in held if role != "Host of visits") == 9
    assert workshops in text_of(client, f"/{language}/pilot-projects/3/")
    assert Meeting.objects.of_project(Project.objects.get(slug="pp3")).count() == 4
    assert listed in text_of(client, f"/{language}/pilot-projects/6/")
