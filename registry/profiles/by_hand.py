"""What may be entered about an edition by hand, in any form or file: its status and endorsement
change by steps of the workflow (publication/workflow.py)."""

from typing import Any

# A new edition begins as a draft that nobody endorsed; these change by steps alone
BY_STEPS = (
    "status",
    "endorsement",
    "endorsed_on",
    "submitted_on",
    "published_on",
    "supersedes",
    "origin",
)
# But what a document elsewhere states about itself is entered by hand, while the draft has no parts
OF_DOCUMENTS = {
    "endorsement": ("not_endorsed", "not_stated"),
    "origin": ("state", "national", "secretariat", "not_stated"),
}


def changed_past_the_steps(before: Any, after: Any) -> list[str]:
    """The names of the fields in which `after` differs from `before` and may not."""
    changed = []
    for name in BY_STEPS:
        attribute = after._meta.get_field(name).attname
        was, is_now = getattr(before, attribute), getattr(after, attribute)
        is_of_document = {was, is_now} <= {*OF_DOCUMENTS.get(name, ())}
        if was != is_now and not (is_of_document and is_document_draft(before)):
            changed.append(name)
    return changed


def is_document_draft(edition: Any) -> bool:
    """A draft without parts: to be entered as published elsewhere, or its parts are still to be
    made."""
    has_parts = edition.pk is not None and edition.sections.exists()
    return edition.status == edition.Status.DRAFT and not has_parts
