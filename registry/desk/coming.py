"""What comes next for a contact point and when, where nothing is asked now; and what came with the
office, for whom it was handed over to."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.dates import worded_in_text
from registry.contacts.models import ASKED_BEFORE, ContactPoint
from registry.contacts.traces import Handover
from registry.drafting.exchange import Consultation
from registry.drafting.sections import KeptText
from registry.profiles.models import Edition
from registry.publication.workflow import log_of
from registry.states.designations import designation

Status = Edition.Status
SHOWN = timedelta(days=90)  # so long a successor's desk tells what was handed over


@dataclass(frozen=True, slots=True)
class Line:
    """`url`: where it is looked at, or ""."""

    text: str
    url: str = ""


def what_comes(posts: list[ContactPoint], on: date) -> list[Line]:
    """Of the editions of the state, of the next collection round and of the yearly question."""
    states = [post.state_id for post in posts]
    editions = list(Edition.objects.in_work().of_states(states).for_page())
    lines = [line for edition in editions if (line := of_edition(edition))]
    if not any(edition.is_writable for edition in editions):
        text = _(
            "No draft is asked of you now. When the Secretariat opens the next collection round,"
            " you get a message with its last day, and the draft stands here."
        )
        lines.append(Line(text))
    return [*lines, *(of_details(post, len(posts), on) for post in posts if not post.is_due(on))]


def of_edition(edition: Edition) -> Line | None:
    """Where the Secretariat acts next."""
    words = who_acts(edition)
    if not words:
        return None
    title = f"{edition.profile.get_kind_display()} {edition.years}"
    return Line(f"{title}: {words}", reverse("desk_edition", args=[edition.pk]))


def who_acts(edition: Edition) -> str:
    """ "" where the state does, or nobody."""
    text = {
        Status.SUBMITTED: _(
            "the Secretariat has it since %(day)s and reviews it part by part. It returns parts"
            " with its reasons, or sends you the text to endorse; you get a message either way."
        ),
        Status.ENDORSED: _(
            "your state endorsed it on %(day)s. The Secretariat publishes it next, and you get a"
            " message with its address."
        ),
    }.get(Status(edition.status))
    log = log_of(edition) if text else []
    if not text or not log:
        return ""
    return text % {"day": worded_in_text(log[-1].on)}


def of_details(post: ContactPoint, posts: int, on: date) -> Line:
    asked = max(post.due_on - timedelta(days=ASKED_BEFORE), on)
    words = {
        "asked": worded_in_text(asked),
        "due": worded_in_text(post.due_on),
        "state": designation(post.state),
    }
    text = (
        _("We ask about your details again on %(asked)s, for an answer until %(due)s.")
        if posts == 1
        else _(
            "We ask about your details for %(state)s again on %(asked)s, for an answer until"
            " %(due)s."
        )
    )
    return Line(text % words, reverse("desk_details", args=[post.pk]))


@dataclass(frozen=True, slots=True)
class TakenOver:
    """`lines`: what is theirs now, beside what is asked of them."""

    post: ContactPoint
    day: date
    lines: list[Line]


def taken_over(posts: list[ContactPoint], on: date) -> list[TakenOver]:
    """For each office that was handed over lately."""
    rows = Handover.objects.filter(successor__in=posts).select_related("successor__state")
    found = []
    for row in rows:
        post = row.successor
        if post is not None and post.since is not None and on < post.since + SHOWN:
            found.append(TakenOver(post, post.since, list(handed_over(post))))
    return found


def handed_over(post: ContactPoint) -> list[Line]:
    lines = []
    for edition in Edition.objects.in_work().of_states([post.state_id]).for_asks():
        page = reverse("desk_edition", args=[edition.pk])
        words = {
            "kind": edition.profile.get_kind_display(),
            "years": edition.years,
            "status": edition.get_status_display(),
        }
        lines.append(Line(_("%(kind)s %(years)s: %(status)s") % words, page))
        asked = Consultation.objects.of_edition(edition).open().filter(answered_at=None).count()
        if asked:
            text = ngettext(
                "%(count)s ministry was asked and has not answered yet",
                "%(count)s ministries were asked and have not answered yet",
                asked,
            )
            lines.append(Line(text % {"count": asked}, f"{page}#consultations"))
    for kept in KeptText.objects.filter(contact_point=post).select_related(
        "section__template_section"
    ):
        place = kept.section
        slug = place.template_section.slug
        text = _("%(part)s: a text of your predecessor that is not in the draft yet")
        lines.append(
            Line(
                text % {"part": place.template_section},
                reverse("desk_merge", args=[place.edition_id, slug]),
            )
        )
    return lines
