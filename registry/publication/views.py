from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from registry.common.dates import today
from registry.common.languages import active
from registry.common.store import published
from registry.desk.access import DeskRequest, at_desk
from registry.drafting.desk_pages import page_context
from registry.profiles.notices import RULE_PAGE
from registry.publication.diagram import diagram
from registry.publication.preview_page import preview_page
from registry.publication.workflow import steps_for


@published()
def making(request: HttpRequest) -> HttpResponse:
    """How a profile is made, read from the table that makes it so."""
    picture, steps = diagram()
    return render(
        request,
        "profiles/making.html",
        {"diagram": picture, "steps": steps, "rule_page": RULE_PAGE},
    )


@at_desk
def preview(request: DeskRequest, pk: int) -> HttpResponse:
    """For the state: as it would be published, in the language of the address."""
    found = request.desk.edition(pk)
    if found.is_public:
        return redirect(found.version_url())
    steps = steps_for(found, request.desk.account, today())
    context = page_context(request, found) | {
        "steps": [step for step, _problems in steps if step.is_endorsement],
    }
    return preview_page(request, found, active(), on=today(), context=context)
