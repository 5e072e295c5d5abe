"""What comes next and when, where nothing is asked; and a successor's desk after a handover."""

import pytest

from registry.accounts.inviting import accept
from registry.accounts.models import Invitation, PrivacyNotice
from registry.common.dates import today, worded
from registry.contacts.handover import confirm_handover, name_successor
from registry.drafting import consulting
from registry.drafting.sections import KeptText
from registry.publication.workflow import perform
from tests import make
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(georgia):
    return make.written_edition(georgia)


def desk_of(contact_point, page: str = "") -> str:
    return one_line(signed_in(contact_point.account).get(f"/en/desk/{page}").content.decode())


def successor_of(predecessor, editor):
    """In office, and signed in for the first time."""
    handover = name_successor(
        predecessor,
        by=predecessor.account,
        name_latin="Maka Successor",
        email="maka@example.org",
        language="en",
        since=today(),
    )
    successor = confirm_handover(handover, by=editor, on=today())
    invitation = Invitation.objects.get(contact_point=successor)
    accept(invitation, notice=PrivacyNotice.objects.in_force(today()), on=today())
    successor.refresh_from_db()
    return successor


def test_who_acts_next_stands_at_the_desk_and_on_the_page_of_the_edition(draft, nino, editor):
    perform(draft, "submit", by=nino.account, on=today())
    told = f"the Secretariat has it since {worded(today())} and reviews it part by part"
    assert told in desk_of(nino)
    assert told.replace("the", "The", 1) in desk_of(nino, f"editions/{draft.pk}/")
    draft.sections.update(review="accepted")
    perform(draft, "ask_endorsement", by=editor, on=today())
    assert "the Secretariat has it" not in desk_of(nino)
    perform(draft, "endorse", by=nino.account, on=today())
    told = f"your state endorsed it on {worded(today())}. The Secretariat publishes it next"
    assert told in desk_of(nino)
    assert told.replace("your", "Your", 1) in desk_of(nino, f"editions/{draft.pk}/")


def test_a_successor_finds_what_was_handed_over_and_what_comes(draft, nino, editor, georgia):
    section = draft.sections.first()
    consulting.ask(
        draft,
        [section],
        by=nino.account,
        post=nino,
        organisation="Ministry of Labour",
        email="labour@example.org",
        language="en",
        note="",
        days=14,
    )
    KeptText.objects.create(
        section=section, account=nino.account, contact_point=nino, base_version=1, text_en="Ours"
    )
    text = desk_of(successor_of(nino, editor))
    assert f"Handed over to you on {worded(today())}: Georgia" in text
    assert "1 ministry was asked and has not answered yet" in text
    assert "a text of your predecessor that is not in the draft yet" in text
    assert f"/en/desk/editions/{draft.pk}/parts/{section.template_section.slug}/merge/" in text
    assert "Check your details" in text


def test_a_successor_to_whom_nothing_was_left_is_told_so_and_what_comes_next(nino, editor):
    successor = successor_of(nino, editor)
    text = desk_of(successor)
    assert "Nothing was open when the office passed to you" in text
    assert "Nothing is asked of you at present" in text
    assert "When the Secretariat opens the next collection round" in text
    assert f"for an answer until {worded(successor.due_on)}" in text


def test_who_holds_the_office_for_long_is_told_of_no_handover(nino):
    assert "Handed over to you" not in desk_of(nino)
