"""A contact point's personal details are in no public page, API, export, history or log."""

import pytest
from django.contrib.admin.models import LogEntry

from registry.common.importing import resource_for
from registry.contacts.models import PERSONAL_DETAILS, ContactPoint
from tests import make
from tests.test_contract import LISTS, PAGES

pytestmark = pytest.mark.django_db
SECRETS = ["Testa Personova", "Персонова", "testa.personova", "+000 00 000"]


@pytest.fixture
def person(georgia):
    return make.contact_point(georgia)


def assert_silent(content: str, where: str) -> None:
    for secret in SECRETS:
        assert secret not in content, f"{where} shows {secret}"


def test_no_page_list_or_answer_shows_them(client, person):
    addresses = [f"/{language}/{page}" for page in PAGES for language in ("en", "ru")]
    addresses += [f"/en/{name}/?format=csv" for name in LISTS]
    addresses += [
        f"/api/v1/{name}/"
        for name in ("states", "authorities", "editions", "profiles", "meetings", "documents", "schema")
    ]
    addresses += ["/en/nothing/", "/api/v1/authorities/?format=csv"]
    for address in addresses:
        assert_silent(client.get(address).content.decode(), address)


def test_history_log_and_export_are_silent(staff, person):
    address = f"/admin/registry/contactpoint/{person.pk}/change/"
    form = staff.get(address).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {"phone": "+000 00 000 1"}
    assert staff.post(address, data).status_code == 302
    person.refresh_from_db()
    assert person.phone == "+000 00 000 1"
    entry = LogEntry.objects.get()
    assert_silent(f"{entry.object_repr} {entry.change_message}", "the log")
    row = person.history.first()
    assert not {field.name for field in row._meta.fields} & set(PERSONAL_DETAILS)
    assert_silent(str(resource_for(ContactPoint)().export().csv), "the export")
    assert_silent(str(person), "the text of the record")
    assert_silent(staff.get("/admin/").content.decode(), "the front page")
    assert_silent(staff.get("/admin/registry/contactpoint/").content.decode(), "the list")


def test_fixtures_hold_no_person():
    from django.conf import settings

    for path in (settings.BASE_DIR / "fixtures").glob("*.yaml"):
        assert "ContactPoint" not in path.read_text()
