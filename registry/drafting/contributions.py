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
    comments = Comment.objects.filter(by=account).select_related(*sections)
    asked = Consultation.objects.filter(by=account)
    taken = Transition.objects.filter(by=account).select_related("edition__profile__state")
    kept = KeptText.objects.filter(account=account).select_related(*sections)
    return {
        "comments": [comment_data(row) for row in comments],
        "ministries_asked": [question_data(row) for row in asked],
        "steps": [step_data(row) for row in taken],
        "texts_not_merged": [kept_data(row) for row in kept],
    }


def comment_data(row: Comment) -> dict[str, str]:
    return {"part": str(row.section), "text": row.text, "at": row.at.isoformat()}


def question_data(row: Consultation) -> dict[str, str]:
    return {
        "organisation": row.organisation,
        "email": row.email,
        "question": row.note,
        "at": row.created_at.isoformat(),
    }


def step_data(row: Transition) -> dict[str, str]:
    return {
        "edition": str(row.edition),
        "step": row.step,
        "on": row.on.isoformat(),
        "reason": row.reason,
    }


def kept_data(row: KeptText) -> dict[str, str]:
    return {
        "part": str(row.section),
        "english": row.text_en,
        "russian": row.text_ru,
        "figures": str(row.figures) if row.figures else "",
    }
