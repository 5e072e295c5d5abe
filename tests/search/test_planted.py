"""What is not public, or no more, is at no door of the search: a mark is planted in each kind of
record, found, and taken away by each act that takes away."""

from datetime import timedelta

import pytest

from registry.common import store
from registry.common.appearing import Stage, this_minute
from registry.common.dates import today
from registry.contacts import privacy
from registry.contacts.models import Authority, ContactPoint, Visibility
from registry.figures.models import Indicator
from registry.library.file_models import DocumentFile, FilePage
from registry.library.models import Document, DocumentVersion
from registry.pages.models import NewsItem, Page
from registry.process.models import Action, ActionPlan, CooperationArea, Meeting
from registry.projects.models import Project
from registry.publication.workflow import perform
from registry.search.models import MissedSearch
from tests import make
from tests.search.test_index import MARK, everywhere, keys

pytestmark = pytest.mark.django_db
OTHERS = (Action, ActionPlan, CooperationArea, Indicator)
APPEARING = (NewsItem, Page, Document, Project, Meeting)
DOORS = (
    "/en/search/?q={}",
    "/ru/search/?q={}",
    "/en/search/suggestions/?q={}",
    "/api/v1/search/?q={}",
    "/api/v1/search/?format=csv&q={}",
)
BEGINNING = MARK[:5]


def doors(client) -> str:
    """What the search says at each of its doors, without what was asked."""
    said = []
    for door in DOORS:
        for typed in (MARK, MARK[:-1], BEGINNING):
            text = client.get(door.format(typed)).content.decode()
            said.append(text.replace(f"q={typed}", "").replace(typed + '"', '"'))
    return " ".join(said)


def is_found(client) -> bool:
    return f"Planted {MARK}" in doors(client)


def is_nowhere(client) -> bool:
    answer = client.get(f"/api/v1/search/?q={MARK}").json()
    soon = client.get(f"/en/search/suggestions/?q={BEGINNING}").json()["results"]
    return (
        not is_found(client)
        and not keys(MARK)
        and MARK not in everywhere()
        and answer["count"] == 0
        and not any(answer["facets"].values())
        and soon == []
    )


def plant(model):
    row = model.objects.first()
    name = "title_en" if hasattr(row, "title_en") else "name_en"
    setattr(row, name, f"Planted {MARK}")
    row.save()
    return row


def take_offline(row) -> None:
    row.stage = Stage.OFFLINE
    row.save()


def make_a_draft(row) -> None:
    row.stage = Stage.DRAFT
    row.save()


def put_off(row) -> None:
    row.appears_at = this_minute() + timedelta(hours=2)
    row.save()


def let_go(row) -> None:
    row.goes_at = this_minute() - timedelta(minutes=1)
    row.save()


ACTS = (take_offline, make_a_draft, put_off, let_go)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("model", APPEARING)
def test_what_is_taken_away_is_nowhere(client, model, act):
    row = plant(model)
    assert is_found(client)
    act(row)
    assert is_nowhere(client)


def test_what_is_deleted_is_nowhere(client):
    row = plant(NewsItem)
    page = Page.objects.create(slug=MARK, title_en=f"Planted {MARK}")
    assert is_found(client)
    row.delete()
    assert is_found(client)
    page.delete()
    assert is_nowhere(client)


@pytest.mark.parametrize("model", OTHERS)
def test_a_name_that_is_changed_is_found_no_more(client, model):
    row = plant(model)
    assert is_found(client)
    name = "title_en" if hasattr(row, "title_en") else "name_en"
    setattr(row, name, "Another")
    row.save()
    assert is_nowhere(client)


def test_an_authority_that_is_deleted_is_nowhere(client, georgia):
    row = Authority.objects.create(state=georgia, name_en=f"Planted {MARK}")
    assert is_found(client)
    row.delete()
    assert is_nowhere(client)


def test_what_goes_by_itself_goes_from_every_door(client, monkeypatch):
    row = plant(Document)
    goes = this_minute() + timedelta(hours=2)
    Document.objects.filter(pk=row.pk).update(goes_at=goes)
    assert is_found(client)
    monkeypatch.setattr(store, "clock", goes.timestamp)
    assert is_nowhere(client)


def person(georgia, **fields) -> ContactPoint:
    row = make.contact_point(georgia, name_latin=f"Planted {MARK}", **fields)
    row.name_visibility = Visibility.PUBLIC
    row.save()
    return row


def test_a_person_who_is_erased_is_nowhere(client, georgia, editor):
    row = person(georgia)
    assert is_found(client)
    privacy.erase(row, by=editor, on=today())
    assert is_nowhere(client)


@pytest.mark.parametrize("visibility", [Visibility.SECRETARIAT, Visibility.NETWORK])
def test_a_person_who_shows_the_name_no_more_is_nowhere(client, georgia, visibility):
    row = person(georgia)
    assert is_found(client)
    row.name_visibility = visibility
    row.save()
    assert is_nowhere(client)


def test_a_person_who_has_left_the_office_is_nowhere(client, georgia):
    row = person(georgia)
    assert is_found(client)
    ContactPoint.objects.filter(pk=row.pk).update(until=today() - timedelta(days=1))
    assert not is_found(client)


def test_a_draft_that_is_withdrawn_never_was_there(client, georgia, editor):
    edition = make.written_edition(georgia)
    for section in edition.sections.all():
        section.text_en = f"<p>Planted {MARK}</p>"
        section.save()
    assert is_nowhere(client)
    perform(edition, "withdraw", by=editor, on=today(), reason="Begun by mistake.")
    assert is_nowhere(client)


def test_the_pages_of_a_file_go_with_their_document_and_are_one_hit(client):
    version = DocumentVersion.objects.filter(language="en", document__in=Document.objects.public())
    version = version.select_related("document").first()
    document = version.document
    version.file = DocumentFile.objects.create(
        document=document, language="en", kind="pdf", folder="none", size=1, sha256="0" * 64
    )
    for number in (1, 2, 12):
        FilePage.objects.create(
            file=version.file, number=number, text=f"Planted {MARK} on page {number}"
        )
    version.save()
    document.save()
    assert keys(MARK) == [f"document:{document.slug}#en/1"]
    answer = client.get(f"/api/v1/search/?q={MARK} 12").json()
    assert answer["count"] == 1
    assert answer["results"][0]["address"].endswith(f"{document.slug}/#file-en")
    assert "page 12" in answer["results"][0]["detail"]
    assert answer["facets"]["kind"] == {"document": 1}
    take_offline(document)
    assert is_nowhere(client)


def test_what_nobody_found_names_nothing_that_is_hidden(client):
    row = plant(Page)
    take_offline(row)
    client.get(f"/en/search/?q={BEGINNING}")
    assert not MissedSearch.objects.filter(words__contains=MARK).exists()
