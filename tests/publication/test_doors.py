"""No door but the workflow makes an edition public, endorsed or superseded. Imports and the form of
the record: tests/common/test_importing.py; the database, of what is published: test_frozen.py."""

import pytest
from django.core.exceptions import ValidationError

from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.conftest import TODAY, form_data, signed_in

pytestmark = pytest.mark.django_db
WISHES = {
    "status": "published",
    "endorsement": "endorsed",
    "endorsed_on": "2026-01-02",
    "published_on": "2026-01-02",
    "submitted_on": "2026-01-02",
}


@pytest.fixture
def draft(georgia):
    return make.written_edition(georgia)


def is_still_a_draft(edition) -> bool:
    edition.refresh_from_db()
    now = (edition.status, edition.endorsement, edition.endorsed_on, edition.published_on)
    return now == ("draft", "not_endorsed", None, None)


def test_the_form_of_the_record_does_not_publish_a_draft(staff, draft):
    address = f"/admin/registry/edition/{draft.pk}/change/"
    staff.post(address, form_data(staff, address) | WISHES | {"supersedes": str(draft.pk)})
    assert is_still_a_draft(draft)


def test_a_new_record_begins_as_a_draft(staff, draft):
    address = "/admin/registry/edition/add/"
    years = {"year": "2033", "profile": draft.profile_id, "template": draft.template_id}
    data = form_data(staff, address) | years
    staff.post(address, data | WISHES)
    assert not Edition.objects.filter(year=2033).exists()  # “endorsed” is not among the choices
    wishes = {name: value for name, value in WISHES.items() if name != "endorsement"}
    staff.post(address, data | wishes)
    assert is_still_a_draft(Edition.objects.get(year=2033))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_writes_nothing(staff, nino, draft, method):
    for client in (staff, signed_in(nino.account)):
        for address in ("/api/v1/editions/", f"/api/v1/editions/{draft.pk}/"):
            answer = getattr(client, method)(address, WISHES, content_type="application/json")
            assert answer.status_code in (403, 404, 405)
    assert is_still_a_draft(draft)


@pytest.mark.parametrize("name", ["status", "endorsement", "published_on", "supersedes"])
def test_the_record_itself_refuses_it(draft, light_georgia, name):
    value = light_georgia if name == "supersedes" else {**WISHES, "published_on": TODAY}[name]
    setattr(draft, name, value)
    with pytest.raises(ValidationError, match="by a step of the workflow"):
        draft.full_clean()


@pytest.mark.parametrize(
    "name", ["publish", "publish_compiled", "enter_document", "endorse", "supersede"]
)
def test_no_step_at_the_desk_or_in_the_admin_leads_past_the_table(draft, nino, staff, name):
    for client, address in (
        (signed_in(nino.account), f"/en/desk/editions/{draft.pk}/steps/{name}/"),
        (staff, f"/admin/registry/edition/{draft.pk}/act/{name}/"),
    ):
        client.post(address, {"reason": "Because."})
    assert is_still_a_draft(draft)


def test_only_a_document_with_an_address_is_entered_as_published_elsewhere(georgia, editor):
    edition = make.edition(georgia, year=2012)
    with pytest.raises(Exception, match="give its address"):
        perform(edition, "enter_document", by=editor, on=TODAY)
    Edition.objects.filter(pk=edition.pk).update(document_url="https://example.org/profile.pdf")
    entered = perform(edition, "enter_document", by=editor, on=TODAY)
    assert (entered.is_public, entered.has_text) == (True, False)
