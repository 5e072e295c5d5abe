"""What no source states as it stands bears a word wherever readers meet it: every uncertain or
derived record is looked for on its pages, in its lists, in files and in the API."""

import csv
import io
import re
from collections.abc import Iterable

import pytest

from registry.common.records import Certainty
from registry.contacts.models import Authority
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.chapters import Chapter
from registry.process.models import Action, Mandate, Meeting
from registry.process.phases import Phase
from registry.projects.models import Project
from registry.states.models import Designation, GroupMembership, Participation
from tests.clients import one_line
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

MARK = {Certainty.DERIVED: "derived from sources", Certainty.UNCERTAIN: "not confirmed"}
BOTH = "|".join(MARK.values())


def doubtful(model) -> list:
    rows = model.objects.exclude(certainty=Certainty.STATED)
    found = list(rows.public() if hasattr(rows, "public") else rows)
    if not found:
        first = model.objects.order_by("pk").first()
        model.objects.filter(pk=first.pk).update(certainty=Certainty.DERIVED)
        first.refresh_from_db()
        found = [first]
    return found


def page(client, address: str) -> str:
    return one_line(client.get(address, follow=True).content.decode())


def bears_a_mark(text: str, name: str) -> bool:
    """Whether a mark follows the name before the next entry begins."""
    from django.utils.html import escape

    places = [found.end() for found in re.finditer(re.escape(escape(name)), text)]
    return any(re.search(BOTH, re.split(r"</li>|</tr>|</div></dd>", text[at:])[0]) for at in places)


def marked(client, address: str, rows: Iterable, name: str) -> list[str]:
    text = page(client, address)
    return [getattr(row, name) for row in rows if not bears_a_mark(text, getattr(row, name))]


@pytest.mark.parametrize("model", [Meeting, Project, Document, NewsItem])
def test_its_own_page_says_so(client, model):
    for row in doubtful(model):
        assert MARK[row.certainty] in page(client, row.get_absolute_url()), row.slug


@pytest.mark.parametrize(
    ("model", "address"),
    [
        (Project, "/en/projects/"),
        (Project, "/en/process/"),
        (NewsItem, "/en/news/"),
        (Chapter, "/en/action-plans/2023-2027/"),
        (Phase, "/en/process/"),
        (Authority, "/en/contact-points/"),
    ],
)
def test_a_list_says_so_beside_it(client, model, address):
    rows = doubtful(model)
    name = "name_en" if model is Authority else "title_en"
    if model is NewsItem:
        rows = [row for row in rows if row.title_en in page(client, address)]
    assert marked(client, address, rows, name) == []


@pytest.mark.parametrize("model", [Meeting, Document])
def test_a_filtered_list_says_so_beside_it(client, model):
    way = {Meeting: "meetings", Document: "library"}[model]
    for row in doubtful(model):
        text = page(client, f"/en/{way}/?q={row.title_en[:60]}")
        assert bears_a_mark(text, row.title_en), row.slug


def test_states_say_so_of_participation_offices_and_names(client):
    for row in doubtful(Participation):
        if row.until is None:
            text = page(client, row.state.get_absolute_url())
            mark = f'<span class="stamp open">{MARK[row.certainty]}</span>'
            assert mark in text or "<b>Standing not confirmed.</b>" in text, row
    for row in doubtful(Mandate):
        assert MARK[row.certainty] in page(client, row.state.get_absolute_url())
    names = page(client, "/en/names/")
    for row in doubtful(Designation):
        assert bears_a_mark(names, row.short_name_en), row


def test_actions_say_what_they_are_derived_from(client):
    for row in doubtful(Action):
        text = page(client, row.plan.get_absolute_url())
        assert "derived from the project" in text
        assert bears_a_mark(page(client, row.area.get_absolute_url()), row.title_en), row


@pytest.mark.parametrize(
    ("model", "way"),
    [
        (Meeting, "meetings"),
        (Project, "projects"),
        (Document, "documents"),
    ],
)
def test_files_and_api_say_so(client, model, way):
    rows, path = doubtful(model), {"documents": "library"}.get(way, way)
    text = client.get(f"/en/{path}/?format=csv").content.decode("utf-8-sig")
    table = {line["slug"]: line for line in csv.DictReader(io.StringIO(text))}
    for row in rows:
        assert table[row.slug]["certainty"] == row.certainty
        answer = client.get(f"/api/v1/{way}/{row.slug}/").json()
        assert answer["certainty"] == row.certainty


def on_the_map(client, layer: str) -> dict[str, dict[str, str]]:
    """By code of the state what each place says of it: the card of the shape, the row of the
    table, and the files."""
    from django.utils.html import escape

    text = page(client, f"/en/map/?layer={layer}")
    rows = client.get(f"/en/map/layer.csv?layer={layer}").content.decode("utf-8-sig")
    shapes = client.get(f"/en/map/layer.geojson?layer={layer}").json()["features"]
    picture = client.get(f"/en/map/layer.svg?layer={layer}").content.decode()
    found = {}
    for row in csv.DictReader(io.StringIO(rows)):
        name = escape(row["state_name"])
        found[row["state"]] = {
            "csv": row["words"],
            "geojson": next(one for one in shapes if one["id"] == row["state"])["properties"][
                "words"
            ],
            "svg": re.search(f"<title>{re.escape(name)}: (.*?)</title>", picture)[1],
            "card": re.search(f'data-name="{re.escape(name)}" data-words="(.*?)"', text)[1],
            "row": re.search(
                f'<th scope="row"> ?<a [^>]*>{re.escape(name)}</a> ?</th>(.*?)</tr>', text
            )[1],
        }
    return found


def lacking(told: dict[str, str], mark: str) -> list[str]:
    return [place for place, words in told.items() if mark not in words]


@pytest.mark.parametrize(
    ("model", "layer"), [(Participation, "participation"), (GroupMembership, "groups")]
)
def test_the_map_says_so_on_its_shapes_in_its_table_and_in_its_files(client, model, layer):
    told = on_the_map(client, layer)
    rows = [
        row
        for row in doubtful(model)
        if row.holds_on(TODAY) and getattr(row, "status", "active") == Participation.Status.ACTIVE
    ]
    assert len(rows) > 10
    assert {
        row.state.iso_alpha3: wanting
        for row in rows
        if (wanting := lacking(told[row.state.iso_alpha3], MARK[row.certainty]))
    } == {}
    sure = [
        code
        for code, words in told.items()
        if code not in {row.state.iso_alpha3 for row in rows} and "stamp open" in words["row"]
    ]
    assert sure == []


def test_the_map_says_how_many_of_the_meetings_are_doubtful(client):
    told = on_the_map(client, "meetings")
    for row in doubtful(Meeting):
        place = row.country or row.host
        if place and not row.is_cancelled and row.starts_on and place.iso_alpha3 in told:
            mark = "of them not confirmed or derived from sources"
            assert lacking(told[place.iso_alpha3], mark) == [], row.slug


def test_the_map_counts_an_endorsement_that_is_not_confirmed_apart(client):
    from registry.profiles.models import Edition

    told = on_the_map(client, "profiles")
    known = {
        row.profile.state.iso_alpha3
        for row in Edition.objects.current()
        if row.is_known_as_endorsed
    }
    for row in Edition.objects.current().exclude(certainty=Certainty.STATED):
        code = row.profile.state.iso_alpha3
        if code not in known:
            assert lacking(told[code], "endorsement not confirmed or not on record") == [], code
