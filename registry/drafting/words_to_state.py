"""What others write about a draft reaches its state by mail, in the message of the day
(common/message_kinds.py), and stands on the desk (desk/asks.py). Its day is that on which the words
were written.

A ministry's answer is the contact point's alone until it is passed on: the message goes to who
asked, and says which parts it is about, not what was answered.
"""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.text import Truncator

from registry.common.message_kinds import MessageKind
from registry.drafting.exchange import Comment, Consultation, Suggestion
from registry.drafting.sections import Section
from registry.profiles.messages_to_state import write_to_state

LONGEST = 600  # characters of a comment; the rest is read at the desk


def write_about_comment(remark: Comment) -> int:
    """Of the Secretariat. To how many it goes."""
    section = remark.section
    if section.edition.is_compiled:
        return 0
    return write_to_state(
        section.edition,
        MessageKind.COMMENT,
        occasion=(remark.pk,),
        on=timezone.localdate(remark.at),
        page=page_of(section),
        part=section.template_section,
        text=Truncator(remark.text).chars(LONGEST),
    )


def write_about_suggestions(section: Section, made: list[Suggestion]) -> int:
    """What the Secretariat suggested at once for a part."""
    if not made or section.edition.is_compiled:
        return 0
    return write_to_state(
        section.edition,
        MessageKind.SUGGESTION,
        occasion=(max(row.pk for row in made),),
        on=timezone.localdate(made[-1].at),
        page=page_of(section),
        part=section.template_section,
        changes=made,
    )


def write_about_answer(row: Consultation, sections: Iterable[Section]) -> int:
    """To the contact point who asked; where the Secretariat asked, or that office is empty now,
    to all of the state."""
    answered = sorted(sections, key=place)
    return write_to_state(
        row.edition,
        MessageKind.MINISTRY_ANSWERED,
        occasion=(row.pk, row.answered_at),
        on=timezone.localdate(row.answered_at),
        to=row.contact_point,
        page=page_of(answered[0]) if len(answered) == 1 else "",
        organisation=row.organisation,
        parts=[section.template_section for section in answered],
    )


def page_of(section: Section) -> str:
    """The page of a part, below that of its edition."""
    return f"parts/{section.template_section.slug}/"


def place(section: Section) -> int:
    return section.template_section.order
