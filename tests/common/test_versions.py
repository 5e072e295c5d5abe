"""Versions of records: in words, compared with now, restored, and brought back after a deletion."""

import pytest
from django.contrib import admin

from registry.common.admin_versions import WithVersions
from registry.common.dates import today
from registry.contacts.models import ContactPoint
from registry.library.models import Document
from registry.pages.models import NewsItem, Page
from registry.process.models import CooperationArea
from registry.profiles.models import Edition
from registry.projects.models import Output, Partner, Project
from registry.states.models import State
from tests import importing, make
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


def base(row, page: str = "change") -> str:
    return f"{importing.base(type(row))}{row.pk}/{page}/"


def save(client, row, **values) -> None:
    data = form_data(client, base(row)) | values
    answer = client.post(base(row), data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors


def restore(client, row, entry, reason: str = "a slip"):
    row.refresh_from_db()
    address = f"{importing.base(type(row))}{row.pk}/history/{entry.pk}/restore/"
    return client.post(address, {"reason": reason, "seen": row.version})


@pytest.fixture
def area(staff) -> CooperationArea:
    """Saved three times."""
    row = CooperationArea.objects.get(slug="asylum")
    for name in ("First", "Second", "Third"):
        save(staff, row, name_en=name)
    return row


@pytest.fixture
def project(staff) -> Project:
    """With a partner, an output and relations; saved once in its form."""
    row = Project.objects.filter(partners__isnull=False, outputs__isnull=False).first()
    assert row is not None
    save(staff, row, title_en="Saved once")
    return row


# In words


def test_a_rich_text_shows_the_words_that_differ(staff):
    page = Page.objects.get(slug="terms")
    save(staff, page, body_en="<p>One two three.</p><p>Stays as it is, all of it.</p>")
    save(staff, page, body_en="<p>One four three.</p><p>Stays as it is, all of it.</p>")
    text = staff.get(base(page, "history")).content.decode()
    assert "<del>two</del>" in text
    assert "<ins>four</ins>" in text
    assert "chars]" not in text
    assert "Body, English" in text
    assert text.count("Stays as it is, all of it") <= 1


def test_relations_are_named_by_their_words(staff, georgia):
    item = NewsItem.objects.get(slug="2011-poznan")
    armenia = State.objects.get(iso_alpha3="ARM")
    save(staff, item, states=[georgia.pk])
    save(staff, item, states=[armenia.pk])
    text = staff.get(base(item, "history")).content.decode()
    assert "<del>Georgia</del>" in text
    assert "<ins>Armenia</ins>" in text


def test_rows_within_a_record_stand_among_its_versions(staff, project):
    output = project.outputs.first()
    data = form_data(staff, base(project))
    numbers = [key for key, value in data.items() if key.endswith("-id") and value == output.pk]
    place = next(key for key in numbers if key.startswith("outputs-"))
    name = f"{place.removesuffix('id')}title_en"
    staff.post(base(project), data | {name: "A better title"})
    text = staff.get(base(project, "history")).content.decode()
    assert "Output “" in text
    assert "<ins>A better title</ins>" in text


def test_who_changed_it_is_a_name_and_no_link_that_is_refused(staff, area):
    text = staff.get(base(area, "history")).content.decode()
    assert "Edita" in text
    assert "/registry/user/" not in text
    assert "history_change_reason" not in text.lower().replace(" ", "_")


@pytest.mark.parametrize(
    "model",
    [m for m, one in admin.site._registry.items() if isinstance(one, WithVersions)],
    ids=lambda model: model.__name__,
)
def test_every_kind_has_its_pages(administrator, model):
    client = signed_in(administrator, second_factor=True)
    assert client.get(f"{importing.base(model)}deleted/").status_code == 200
    row = model.objects.order_by("pk").first()
    if row is None:
        return
    assert client.get(base(row, "history")).status_code == 200
    entry = row.history.first()
    if entry:
        address = f"{importing.base(model)}{row.pk}/history/{entry.pk}/"
        assert client.get(address).status_code == 200


# Restoring a version


def test_a_version_comes_back_as_a_new_version_with_its_reason(staff, editor, area):
    second = area.history.get(name_en="Second")
    shown = staff.get(f"{importing.base(type(area))}{area.pk}/history/{second.pk}/")
    assert "<del>Third</del>" in shown.content.decode()
    assert restore(staff, area, second).status_code == 302
    version = area.version
    area.refresh_from_db()
    assert (area.name_en, area.version) == ("Second", version + 1)
    latest = area.history.first()
    assert latest.history_user == editor
    assert latest.history_change_reason.endswith("restored: a slip")
    assert "restored: a slip" in staff.get(base(area, "history")).content.decode()


def test_its_relations_come_back_too(staff, georgia):
    item = NewsItem.objects.get(slug="2011-poznan")
    save(staff, item, states=[georgia.pk], title_en="With Georgia")
    save(staff, item, states=[], title_en="Without")
    assert restore(staff, item, item.history.get(title_en="With Georgia")).status_code == 302
    assert list(item.states.all()) == [georgia]


def test_a_version_that_somebody_has_saved_over_is_looked_at_again(staff, area):
    entry = area.history.get(name_en="First")
    address = f"{importing.base(type(area))}{area.pk}/history/{entry.pk}/restore/"
    told = staff.post(address, {"reason": "late", "seen": 1})
    assert "Somebody saved this record meanwhile" in told.content.decode()
    area.refresh_from_db()
    assert area.name_en == "Third"


def test_without_a_reason_nothing_comes_back(staff, area):
    assert restore(staff, area, area.history.get(name_en="First"), "").status_code == 200
    area.refresh_from_db()
    assert area.name_en == "Third"


def test_a_version_of_another_record_is_none_of_this_one(staff, area):
    other = CooperationArea.objects.exclude(pk=area.pk).first()
    save(staff, other, name_en="Elsewhere")
    assert restore(staff, area, other.history.first()).status_code == 404


def test_what_the_form_refuses_does_not_come_back(staff):
    page, other = Page.objects.get(slug="terms"), Page.objects.get(slug="accessibility")
    save(staff, page, slug="licence")
    save(staff, page, slug="terms-of-use")
    save(staff, other, slug="licence")
    told = restore(staff, page, page.history.get(slug="licence"))
    assert "cannot come back as it was" in told.content.decode()
    page.refresh_from_db()
    assert page.slug == "terms-of-use"


def test_who_may_not_change_the_record_restores_nothing(area, may_only_view, nino):
    entry = area.history.get(name_en="First")
    for client, status in (
        (signed_in(may_only_view, second_factor=True), 403),
        (signed_in(nino.account), 404),
    ):
        assert restore(client, area, entry).status_code == status
    area.refresh_from_db()
    assert area.name_en == "Third"


def test_the_standing_of_an_edition_does_not_come_back(staff, georgia):
    edition = make.edition(georgia, publisher="A ministry")
    first = edition.history.first()
    Edition.objects.filter(pk=edition.pk).update(status="submitted", endorsement="endorsed")
    edition.refresh_from_db()
    edition.publisher = "Another"
    edition.save()
    restore(staff, edition, first)
    edition.refresh_from_db()
    assert (edition.status, edition.endorsement) == ("submitted", "endorsed")


def test_personal_details_stay_as_they_are(staff, nino):
    entry = nino.history.first()
    ContactPoint.objects.filter(pk=nino.pk).update(name_latin="", phone="", language="ru")
    nino.refresh_from_db()
    restore(staff, nino, entry)
    nino.refresh_from_db()
    assert (nino.name_latin, nino.phone) == ("", "")


# What was deleted


def undelete(client, model, key: int, reason: str = "it was in use"):
    entry = model.history.filter(id=key, history_type="-").first()
    return client.post(f"{importing.base(model)}deleted/{entry.pk}/", {"reason": reason})


def test_a_deleted_project_comes_back_with_what_hung_on_it(staff, client, project):
    key, slug = project.pk, project.slug
    title, states = project.title_en, set(project.areas.values_list("pk", flat=True))
    partners = list(Partner.objects.filter(project=key).order_by("pk").values_list("pk", "role"))
    outputs = list(Output.objects.filter(project=key).order_by("pk").values_list("pk", "title_en"))
    address = project.get_absolute_url()
    project.refresh_from_db()
    title = project.title_en
    assert staff.post(base(project, "delete"), {"post": "yes"}).status_code == 302
    if Project.objects.filter(pk=key).exists():
        pytest.fail("others rest on this project: choose another one")
    assert client.get(address).status_code == 410
    text = staff.get(f"{importing.base(Project)}deleted/").content.decode()
    assert title in text
    answer = undelete(staff, Project, key)
    assert answer.status_code == 302, answer.content.decode()
    again = Project.objects.get(pk=key)
    assert (again.slug, again.title_en) == (slug, title)
    assert set(again.areas.values_list("pk", flat=True)) == states
    assert list(again.partners.order_by("pk").values_list("pk", "role")) == partners
    assert list(again.outputs.order_by("pk").values_list("pk", "title_en")) == outputs
    assert again.history.first().history_change_reason.endswith("it was in use")
    assert client.get(address).status_code == 200
    assert undelete(staff, Project, key).status_code == 404


def test_a_record_whose_address_was_taken_meanwhile_stays_deleted(staff):
    item = NewsItem.objects.get(slug="2011-poznan")
    key = item.pk
    save(staff, item, title_en="Saved")
    staff.post(base(item, "delete"), {"post": "yes"})
    NewsItem.objects.create(slug="2011-poznan", date=today(), title_en="Another", body_en="x")
    told = undelete(staff, NewsItem, key)
    assert "It cannot come back" in told.content.decode()
    assert not NewsItem.objects.filter(pk=key).exists()


def test_after_a_deletion_the_way_back_is_shown(staff):
    document = Document.objects.filter(news=None).order_by("pk").last()
    page = staff.post(base(document, "delete"), {"post": "yes"}, follow=True)
    if not Document.objects.filter(pk=document.pk).exists():
        assert "Restore it</a>" in page.content.decode()


def test_a_deleted_contact_point_or_edition_does_not_come_back(staff, georgia, ion):
    edition = make.edition(georgia)
    for row in (edition, ion):
        key, model = row.pk, type(row)
        row.delete()
        assert undelete(staff, model, key).status_code == 403
        assert not model.objects.filter(pk=key).exists()


def test_who_may_not_add_restores_nothing(staff, may_only_view):
    item = NewsItem.objects.get(slug="2011-poznan")
    key = item.pk
    item.delete()
    viewer = signed_in(may_only_view, second_factor=True)
    assert undelete(viewer, NewsItem, key).status_code == 403
    assert not NewsItem.objects.filter(pk=key).exists()


def test_a_moment_is_written_as_the_form_has_it(staff):
    item = NewsItem.objects.get(slug="2011-poznan")
    save(staff, item)
    save(staff, item, appears_at="30 November 2099, 14:00", goes_at="")
    text = staff.get(base(item, "history")).content.decode()
    assert "30 November 2099, 14:00" in text
    assert "13:00:00" not in text
