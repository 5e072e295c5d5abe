"""What hangs on a contact point in this topic, and what becomes of it when the office passes to a successor."""

from registry.contacts.handing_over import MOVES

RELATIONS = {
    "Edition.drafter": MOVES,  # what is in work
    "KeptText.contact_point": MOVES,
    "Consultation.contact_point": MOVES,  # ministries whose answer is awaited
    "Comment.contact_point": MOVES,  # open threads
}
