"""What a person wrote while profiles were drafted, for the copy of their own data."""

from typing import Any

from registry.accounts.models import User
from registry.drafting.exchange import Comment, Consultation
from registry.drafting.sections import KeptText
from registry.profiles.moves import Transition


def own_contributions(account: User) -> dict[str, Any]:
    """Comments, questions to ministries, steps taken, texts that wait to be merged; as
    strings."""
    sections = "section__edition__profile__state", "section__template_section"
    return {
        "comments": [
            {"part": str(row.section), "text": row.text, "at": row.at.isoformat()}
            for row in Comment.objects.filter(by=account).select_related(*sections)
        ],
        "ministries_asked": [
            {
                "organisation": row.organisation,
                "email": row.email,
                "question": row.note,
                "at": row.created_at.isoformat(),
            }
            for row in Consultation.objects.filter(by=account)
        ],
        "steps": [
            {
                "edition": str(row.edition),
                "step": row.step,
                "on": row.on.isoformat(),
                "reason": row.reason,
            }
            for row in Transition.objects.filter(by=account).select_related(
                "edition__profile__state"
            )
        ],
        "texts_not_merged": [
            {
                "part": str(row.section),
                "english": row.text_en,
                "russian": row.text_ru,
                "figures": str(row.figures) if row.figures else "",
            }
            for row in KeptText.objects.filter(account=account).select_related(*sections)
        ],
    }
