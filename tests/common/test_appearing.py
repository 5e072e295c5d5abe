"""Draft, ready, from a time on, until a time, taken offline: at every door, without a clock that
has to run."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from registry.common import store
from registry.common.appearing import Stage, appearing_models, take_offline, this_minute
from registry.common.content import renew
from registry.common.errors import RuleError
from registry.library.models import Document, DocumentVersion
from registry.pages.models import NewsItem, Page
from registry.process.models import ActionPlan, Meeting
from registry.projects.models import Output, Partner, Project
from tests.clients import Client
from tests.conftest import form_data

pytestmark = pytest.mark.django_db
HIDDEN = {
    "draft": {"stage": Stage.DRAFT},
    "offline": {"stage": Stage.OFFLINE},
    "to come": {"appears_at": timedelta(hours=3)},
    "gone": {"goes_at": timedelta(hours=-3)},
}
WORDS = "Planted words"


@pytest.fixture
def planted(georgia):
    """A record of each kind, tied to each other and to records that are public."""
    plan = ActionPlan.objects.first()
    action = plan.actions.first()
    project = Project.objects.create(
        slug="planted-project",
        kind=Project.Kind.PROJECT,
        title_en=f"{WORDS} project",
        starts_on=date(2024, 1, 1),
        parent=Project.objects.get(slug="bmp"),
    )
    project.areas.add(action.area)
    project.actions.add(action)
    Partner.objects.create(project=project, role=Partner.Role.LEAD, state=georgia)
    meeting = Meeting.objects.create(
        slug="planted-meeting",
        kind=Meeting.Kind.MINISTERIAL_CONFERENCE,
        title_en=f"{WORDS} meeting",
        starts_on=date(2026, 1, 5),
        country=georgia,
        host=georgia,
        project=Project.objects.get(slug="bmp"),
    )
    document = Document.objects.create(
        slug="planted-document",
        kind=Document.Kind.REPORT,
        title_en=f"{WORDS} document",
        published_on=date(2026, 1, 5),
        project=Project.objects.get(slug="bmp"),
        meeting=Meeting.objects.get(slug="mc1-prague-2009"),
        part_of=Document.objects.exclude(slug="planted-document").first(),
    )
    DocumentVersion.objects.create(document=document, language="en", url="https://example.org/")
    document.states.add(georgia)
    document.areas.add(action.area)
    page = Page.objects.create(slug="planted-page", title_en=f"{WORDS} page")
    news = NewsItem.objects.create(
        slug="holds", date=date(2026, 1, 1), title_en="It holds them", body_en="x"
    )
    for rows, row in (
        (news.projects, project),
        (news.meetings, meeting),
        (news.documents, document),
    ):
        rows.add(row)
    return [project, meeting, document, page], action, plan


def set_standing(rows, standing: dict) -> None:
    for row in rows:
        values = {
            name: this_minute() + value if isinstance(value, timedelta) else value
            for name, value in standing.items()
        }
        type(row).objects.filter(pk=row.pk).update(**values)
    renew()


def doors(action, plan) -> list[str]:
    own = [
        "projects/planted-project/",
        "meetings/planted-meeting/",
        "library/planted-document/",
        "about/planted-page/",
    ]
    lists = [
        "",
        "process/",
        "states/georgia/",
        "states/georgia/?as_of=2026-11-01",
        "news/",
        "news/holds/",
        "about/terms/",
        "projects/bmp/",
        "meetings/mc1-prague-2009/",
        f"action-plans/{plan.slug}/",
        f"co-operation-areas/{action.area.slug}/",
    ]
    searches = [
        f"{name}/{query}"
        for name in ("projects", "meetings", "library")
        for query in ("?q=planted", "?format=csv&q=planted", "?q=planted&state=georgia")
    ]
    api = [
        f"/api/v1/{name}/?changed_since=2026-11-01T00:00:00Z&page_size=1000"
        for name in ("projects", "meetings", "documents", "action-plans")
    ]
    api += [
        f"/api/v1/{name}/planted-{name[:-1]}/" for name in ("projects", "meetings", "documents")
    ]
    pages = [f"/{language}/{rest}" for language in ("en", "ru") for rest in own + lists + searches]
    return pages + api + [f"/api/v1/action-plans/{plan.slug}/"]


def finding(planted, words=(WORDS, "planted-")) -> list[str]:
    """The doors behind which something of it is."""
    _rows, action, plan = planted
    found = []
    for door in doors(action, plan):
        text = Client().get(door).content.decode()
        if any(word in text.replace("?q=planted", "") for word in words):
            found.append(door)
    return found


def test_what_is_ready_is_found_at_every_door(planted):
    _rows, action, plan = planted
    found = finding(planted)
    missing = [
        door
        for door in doors(action, plan)
        if door not in found and "meetings/?q=planted&state" not in door
    ]
    # the news lists and pages that name none of them
    assert {door[3:] for door in missing} <= {"/news/"}, missing


@pytest.mark.parametrize("standing", HIDDEN)
def test_what_is_hidden_is_found_at_none(planted, standing):
    set_standing(planted[0], HIDDEN[standing])
    asked = [door for door in finding(planted, (WORDS,)) if door]
    assert asked == []
    for row in planted[0]:
        assert not type(row).objects.get(pk=row.pk).is_public
        assert Client().get(row.get_absolute_url()).status_code == 404


def test_the_map_counts_no_project_and_no_meeting_that_is_hidden(planted, georgia):
    from registry.imap.layers import meetings, projects

    def counted(layer) -> list[str]:
        made = layer([georgia], None, date(2026, 11, 27))
        return [shape.words for shape in made.shapes]

    before = counted(projects), counted(meetings)
    set_standing(planted[0], HIDDEN["draft"])
    after = counted(projects), counted(meetings)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_what_belongs_to_something_hidden_does_not_lead_there(client):
    child = Project.objects.filter(parent__isnull=False).first()
    project, meeting, document = child.parent, Meeting.objects.first(), Document.objects.first()
    Document.objects.filter(pk=document.pk).update(project=project)
    Meeting.objects.filter(pk=meeting.pk).update(project=project)
    output = Output.objects.create(
        project=child, slug="left", kind="manual", title_en="Left behind", document=document
    )
    set_standing([project, document], HIDDEN["draft"])
    assert project.get_absolute_url() not in client.get(meeting.get_absolute_url()).content.decode()
    shown = client.get(child.get_absolute_url()).content.decode()
    assert "Left behind" in shown
    assert output.document.get_absolute_url() not in shown
    assert client.get(f"/api/v1/meetings/{meeting.slug}/").json()["project"] is None
    listed = client.get("/en/meetings/").content.decode()
    assert f'value="{project.slug}"' not in listed  # nor is it a choice of the filter


def test_the_pair_of_question_and_property_agrees(planted):
    now = this_minute()
    times = [None, now, now - timedelta(minutes=1), now + timedelta(minutes=1)]
    row = planted[0][0]
    for stage in Stage:
        for appears in times:
            for goes in times:
                if appears and goes and goes <= appears:
                    continue
                Project.objects.filter(pk=row.pk).update(
                    stage=stage, appears_at=appears, goes_at=goes
                )
                row.refresh_from_db()
                asked = Project.objects.public().filter(pk=row.pk).exists()
                assert asked == row.is_public, (stage, appears, goes)


def test_a_question_written_when_the_process_starts_asks_by_the_minute_it_is_asked_in(
    planted, monkeypatch
):
    waiting = Project.objects.public().filter(slug="planted-project")
    set_standing(planted[0], {"appears_at": timedelta(minutes=2)})
    assert not waiting.exists()
    later = store.clock() + 121
    monkeypatch.setattr(store, "clock", lambda: later)
    assert waiting.all().exists()


@pytest.mark.parametrize("name", ["appears_at", "goes_at"])
def test_finished_pages_are_made_anew_at_that_moment_in_every_process(planted, monkeypatch, name):
    """The other process has only the file: what it remembers is thrown away here."""
    row = planted[0][0]
    moment = this_minute() + timedelta(minutes=30, seconds=20)
    Project.objects.filter(pk=row.pk).update(**{name: moment})
    renew()
    before = store.content_version()
    due = this_minute().timestamp() + 31 * 60
    for at, is_new in ((due - 1, False), (due, True)):
        monkeypatch.setattr(store, "clock", lambda at=at: at)
        monkeypatch.setattr(store, "_due", ((0, 0), []))
        assert (store.content_version() != before) is is_new
        is_there = name == "goes_at"
        assert Project.objects.get(pk=row.pk).is_public is (is_there is not is_new)


def test_the_version_asks_the_database_nothing(planted, django_assert_num_queries):
    set_standing(planted[0], {"appears_at": timedelta(hours=1)})
    with django_assert_num_queries(0):
        store.content_version()


def test_a_change_outside_of_a_form_keeps_the_times_of_others(planted):
    set_standing(planted[0], {"appears_at": timedelta(hours=1)})
    before = store.kept_times()
    assert len(before) == 1  # four records, one minute
    store.raise_content_version()
    assert store.kept_times() == before
    assert store.content_date() is not None


def test_a_harvester_meets_what_appeared_since(planted, client):
    row = planted[0][2]
    Document.objects.filter(pk=row.pk).update(
        updated_at=datetime(2026, 1, 1, tzinfo=UTC), appears_at=datetime(2026, 6, 1, tzinfo=UTC)
    )
    renew()
    for since, is_met in (("2026-05-01", True), ("2026-07-01", False)):
        answer = client.get(f"/api/v1/documents/?changed_since={since}T00:00:00Z&page_size=1000")
        slugs = {found["slug"] for found in answer.json()["results"]}
        assert (row.slug in slugs) is is_met


def test_the_old_address_of_a_draft_does_not_tell_the_new_one(planted, client):
    row = planted[0][3]
    row.slug, row.stage = "planted-anew", Stage.DRAFT
    row.save()
    assert client.get("/en/about/planted-page/").status_code == 404


def test_the_database_refuses_what_goes_before_it_appears():
    now = this_minute()
    for model in appearing_models():
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(appears_at=now, goes_at=now - timedelta(hours=1))


def test_a_page_of_the_frame_is_not_taken_offline(editor):
    terms = Page.objects.get(slug="terms")
    with pytest.raises(RuleError, match="links to this one"):
        take_offline(terms, by=editor)
    assert Page.objects.get(slug="terms").is_public


REFUSED = [
    {"appears_at": "tomorrow"},
    {"appears_at": "1 May 2099, 10:00", "goes_at": "30 April 2099, 10:00"},
]


@pytest.mark.parametrize("times", REFUSED)
def test_a_refused_form_says_of_the_record_what_is_stored(staff, times):
    item = NewsItem.objects.get(slug="2011-poznan")
    item.stage = Stage.DRAFT
    item.save()
    address = f"/admin/registry/newsitem/{item.pk}/change/"
    typed = form_data(staff, address) | {"stage": "ready", "title_en": "Another"} | times
    answer = staff.post(address, typed)
    text = answer.content.decode()
    assert answer.context["errors"]
    assert "Before it appears: draft" in text
    assert "View on site" not in text
    assert "Take offline" not in text
    assert answer.context["subtitle"] == str(item)
    assert 'value="Another"' in text, "what was typed stays in the form"
