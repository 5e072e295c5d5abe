"""An edition on its way through the table of steps."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.drafting import review
from registry.publication.workflow import perform
from tests.conftest import TODAY


def letter():
    return SimpleUploadedFile("letter.pdf", b"%PDF-1.7")


def to(edition, status, nino, editor):
    """Along the straight way to a status."""
    way = {
        "submitted": ["submit"],
        "returned": ["submit", "send_back"],
        "with_state": ["submit", "ask_endorsement"],
        "endorsed": ["submit", "ask_endorsement", "endorse"],
        "lapsed": ["submit", "ask_endorsement", "lapse"],
        "published": ["submit", "ask_endorsement", "endorse", "publish"],
    }
    on = TODAY
    for name in way.get(status, []):
        if name == "send_back":
            review.return_section(edition.sections.first(), by=editor, reason="Source?")
        if name == "ask_endorsement":
            review.accept_rest(edition, by=editor)
        if name == "lapse":
            on += timedelta(days=100)
        by = None if name == "lapse" else nino.account if name in ("submit", "endorse") else editor
        edition = perform(edition, name, by=by, on=on)
    return edition
