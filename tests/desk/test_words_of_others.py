"""What the Secretariat and ministries write about a draft stands on the desk and in the summary, as
long as it is open."""

import pytest
from django.utils import timezone

from registry.desk.asks import asks_of
from registry.drafting.exchange import Comment, Suggestion
from registry.drafting.starting import start_edition
from registry.profiles.models import Edition
from registry.secretariat.daily_work import send_summaries
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
TITLE = "Light Migration Profile 2031: others wrote about your draft"


@pytest.fixture
def draft(georgia, nino, editor) -> Edition:
    return start_edition(make.profile(georgia), 2031, by=editor, on=TODAY)


def titles(nino) -> dict[str, str]:
    return {ask.title: ask.text for ask in asks_of(nino.account, [nino], TODAY)}


def test_open_comments_and_suggestions_of_others_are_counted(draft, nino, editor):
    section = draft.sections.in_order().first()
    assert TITLE not in titles(nino)
    Comment.objects.create(section=section, side="state", by=nino.account, text="My own.")
    assert TITLE not in titles(nino)
    made = [
        Comment.objects.create(section=section, side=side, text="Words.")
        for side in ("secretariat", "ministry")
    ]
    Suggestion.objects.create(section=section, side="secretariat", language="en", new="<p>x</p>")
    assert titles(nino)[TITLE] == "Open comments: 2. Suggested changes: 1."
    Comment.objects.filter(pk=made[0].pk).update(resolved_at=timezone.now())
    assert titles(nino)[TITLE] == "Open comments: 1. Suggested changes: 1."


def test_the_summary_by_mail_tells_of_them_without_their_words(draft, nino, post):
    section = draft.sections.in_order().first()
    Comment.objects.create(section=section, side="ministry", text="A planted secret.")
    send_summaries(TODAY)
    body = post.last("nino@example.org").body
    assert "others wrote about your draft" in body
    assert "planted" not in body


def test_nothing_waits_while_the_text_cannot_change(draft, nino):
    section = draft.sections.in_order().first()
    Comment.objects.create(section=section, side="secretariat", text="Words.")
    Edition.objects.filter(pk=draft.pk).update(status="submitted")
    assert TITLE not in titles(nino)
