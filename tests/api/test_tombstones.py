"""Who keeps a copy is told what is there no more, and nothing of what readers never saw."""

import datetime

import pytest
from django.utils import timezone

from registry.common import tombstones
from registry.contacts.models import Authority
from registry.figures.earlier import keep_earlier_versions
from registry.figures.models import Observation
from registry.library.models import Document
from registry.process.models import Meeting

pytestmark = pytest.mark.django_db
SINCE = "2026-01-01"


def removed(client, name: str, since: str = SINCE) -> list[dict]:
    return client.get(f"/api/v1/{name}/?changed_since={since}").json()["removed"]


def slugs(client, name: str) -> set[str]:
    return {row["slug"] for row in removed(client, name)}


def test_without_the_question_nothing_is_said_of_it(client):
    assert "removed" not in client.get("/api/v1/documents/").json()
    assert "removed" not in client.get(f"/api/v1/documents/?changed_since={SINCE}&page=1").json()


def test_a_deleted_record_leaves_its_slug(client):
    row = Document.objects.create(slug="passing", title_en="Passing", kind="handbook")
    row.delete()
    assert "passing" in slugs(client, "documents")
    assert removed(client, "documents", "2100-01-01") == []


def test_what_is_taken_offline_or_ends_is_gone_too(client):
    first, second = Meeting.objects.public()[:2]
    first.save()
    first.stage = "offline"
    first.save()
    second.save()
    second.goes_at = timezone.now() - datetime.timedelta(minutes=5)
    second.appears_at = None
    second.save()
    Meeting.history.filter(id=second.pk).update(
        history_date=timezone.now() - datetime.timedelta(hours=1)
    )
    assert {first.slug, second.slug} <= slugs(client, "meetings")


def test_of_a_draft_nobody_learns(client):
    row = Document.objects.create(
        slug="secret-draft", title_en="Draft", kind="handbook", stage="draft"
    )
    row.save()
    assert "secret-draft" not in slugs(client, "documents")
    row.delete()
    assert "secret-draft" not in slugs(client, "documents")


def test_a_draft_that_was_to_appear_and_did_not_was_never_seen():
    class Version:
        def __init__(self, at, stage, appears_at=None, goes_at=None):
            self.history_date, self.stage = at, stage
            self.appears_at, self.goes_at = appears_at, goes_at

    def day(number):
        return datetime.datetime(2026, 11, number, tzinfo=datetime.UTC)

    taken_back = [Version(day(1), "ready", day(20)), Version(day(10), "draft")]
    assert not tombstones.stood_open(taken_back)
    assert tombstones.stood_open([Version(day(1), "ready", day(5)), Version(day(10), "draft")])
    assert not tombstones.stood_open([Version(day(10), "ready", None, day(9))])


def test_a_record_with_a_new_address_names_both(client):
    row = Document.objects.get(slug="hb-readmission")
    row.slug = "handbook-readmission"
    row.save()
    found = next(one for one in removed(client, "documents") if one["slug"] == "hb-readmission")
    assert found["now"] == "handbook-readmission"


def test_a_withdrawn_edition_is_named(client, light_georgia):
    from registry.profiles.models import Edition
    from registry.publication import frozen

    with_status = Edition.objects.filter(pk=light_georgia.pk)
    frozen.remove(sender=None, using="default")
    with_status.update(status="withdrawn", updated_at=timezone.now())
    found = removed(client, "editions")
    assert {"state": "georgia", "kind": "light", "year": light_georgia.year} == {
        name: found[0][name] for name in ("state", "kind", "year")
    }


def test_an_authority_is_named_by_its_number(client):
    row = Authority.objects.filter(contact_points=None).first()
    row.save()
    number = row.pk
    row.delete()
    assert number in {one["id"] for one in removed(client, "authorities")}


def test_a_figure_that_was_removed_is_named_with_all_that_names_it(client):
    row = Observation.objects.filter(
        indicator__slug="population", state__slug="georgia", year=2020
    ).get()
    on = datetime.date(2026, 5, 1)
    keep_earlier_versions([row.pk], on=on)
    row.delete()
    address = "/api/v1/observations/?indicator=population&state=GEO&changed_since=2026-04-30"
    page = client.get(address).json()
    assert page["removed_count"] == 1
    assert page["removed"][0] | {"source": ""} == {
        "indicator": "population",
        "iso_alpha3": "GEO",
        "state_slug": "georgia",
        "year": 2020,
        "sex": "total",
        "counterpart": "",
        "source": "",
        "removed_on": "2026-05-01",
    }
    assert client.get(address.replace("GEO", "ARM")).json()["removed"] == []
    assert client.get(address.replace("04-30", "05-02")).json()["removed"] == []
    text = client.get(f"{address}&format=jsonl").getvalue().decode()
    assert '"is_removed":true' in text


def test_a_figure_that_was_changed_is_not_removed(client):
    row = Observation.objects.filter(indicator__slug="population", state__slug="georgia").first()
    keep_earlier_versions([row.pk], on=datetime.date(2026, 5, 1))
    row.value += 1
    row.save()
    page = client.get("/api/v1/observations/?state=GEO&changed_since=2026-01-01").json()
    assert page["removed"] == []
