"""Ready views of lists by what the reports know: addresses that do not answer, and what ages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registry.common.dates import today
from registry.contacts.models import ContactPoint
from registry.library.models import Document, DocumentVersion
from registry.projects.models import Output, Project
from registry.reports.ageing import ageing
from registry.reports.links import broken_links
from registry.reports.models import LinkCheck

pytestmark = pytest.mark.django_db
DEAD = "https://dead.example.org/page"


def listed(client, name: str, query: str) -> set:
    answer = client.get(f"/admin/registry/{name}/?{query}")
    assert answer.status_code == 200
    return set(answer.context["cl"].result_list)


def labels(client, name: str) -> list[str]:
    shown = client.get(f"/admin/registry/{name}/").context["ready_views"]
    return [str(view.label) for view in shown]


@pytest.fixture
def dead() -> LinkCheck:
    return LinkCheck.objects.create(url=DEAD, problem="answers with 404")


def test_documents_and_projects_with_an_address_that_does_not_answer(staff, dead):
    assert listed(staff, "document", "answers=no") == set()
    version = DocumentVersion.objects.select_related("document").first()
    DocumentVersion.objects.filter(pk=version.pk).update(url=DEAD)
    output = Output.objects.select_related("project").first()
    Output.objects.filter(pk=output.pk).update(url=DEAD)
    other = Project.objects.exclude(pk=output.project_id).first()
    Project.objects.filter(pk=other.pk).update(source_url=f"See ({DEAD}).")
    assert listed(staff, "document", "answers=no") == {version.document}
    assert listed(staff, "project", "answers=no") == {output.project, other}
    reported = {line.address for line in broken_links(today())}
    assert f"/admin/registry/document/{version.document_id}/change/" in reported
    LinkCheck.objects.update(problem="")
    assert listed(staff, "document", "answers=no") == set()


def test_what_nobody_saved_for_two_years(staff):
    document = Document.objects.first()
    assert listed(staff, "document", "ageing=yes") == set()
    Document.objects.filter(pk=document.pk).update(updated_at=timezone.now() - timedelta(days=800))
    assert listed(staff, "document", "ageing=yes") == {document}


def test_contact_points_in_office_whose_details_nobody_confirmed(staff, nino, dato):
    lately, long_ago = today() - timedelta(days=300), today() - timedelta(days=400)
    ContactPoint.objects.update(confirmed_on=lately)
    assert listed(staff, "contactpoint", "ageing=yes") == set()
    ContactPoint.objects.filter(pk=nino.pk).update(confirmed_on=long_ago)
    ContactPoint.objects.filter(pk=dato.pk).update(confirmed_on=None)
    assert listed(staff, "contactpoint", "ageing=yes") == {nino, dato}
    ContactPoint.objects.filter(pk=dato.pk).update(until=today() - timedelta(days=1))
    assert listed(staff, "contactpoint", "ageing=yes") == {nino}
    assert sum("details" in line.what for line in ageing(today())) == 1


def test_views_stand_where_they_make_sense(staff):
    assert labels(staff, "document") == [
        "All",
        "Without Russian",
        "To be checked",
        "Address does not answer",
        "Ageing",
    ]
    assert "Address does not answer" not in labels(staff, "newsitem")
    assert "Ageing" in labels(staff, "contactpoint")
    assert "Ageing" not in labels(staff, "mandate")
