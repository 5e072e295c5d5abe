"""A draft whose state takes its steps."""

from datetime import timedelta

from registry.drafting import review
from registry.publication.workflow import perform
from tests.clients import one_line
from tests.conftest import TODAY


def address(edition, rest: str = "") -> str:
    return f"/en/desk/editions/{edition.pk}/{rest}"


def text_of(response) -> str:
    return one_line(response.content.decode())


def published_unendorsed(edition, nino, editor):
    perform(edition, "submit", by=nino.account, on=TODAY)
    review.accept_rest(edition, by=editor)
    perform(edition, "ask_endorsement", by=editor, on=TODAY)
    later = TODAY + timedelta(days=100)
    perform(edition, "lapse", by=None, on=later)
    return perform(edition, "publish", by=editor, on=later)
