"""The list of all that is asked of a contact point, and by when. A function here for each kind of
matter asks the topic that has it, and ASKING names them all; the desk, the weekly mail and the
tests read the same list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.accounts.inviting import has_accepted
from registry.accounts.models import PrivacyNotice, User
from registry.common.dates import worded, worded_in_text
from registry.common.mail import Matter
from registry.common.message_kinds import MessageKind
from registry.common.required import required
from registry.contacts.group_mail import Delivery
from registry.contacts.models import ContactPoint
from registry.drafting.sections import KeptText
from registry.profiles.endorsement_clock import Clock, clock
from registry.profiles.models import Edition
from registry.profiles.steps import problems_of
from registry.proposals.models import Proposal
from registry.publication.workflow import STEPS
from registry.sheets.models import FigureSheet
from registry.states.designations import designation
from registry.word.models import WordProposal

SOON = 14  # days
NO_MESSAGE = Matter(kinds=(), about=())
Kind = MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    title: str
    text: str
    url: str
    button: str
    due: str  # printed large on the left: "9 days"
    due_small: str  # and below it: "until 2 December"
    by: date | None = None
    is_late: bool = False
    is_lasting: bool = False  # stays for years: the desk has it, no summary repeats it
    has_own_mail: bool = False  # it is asked by a message of its own, so the summary leaves it out
    told_by: Matter = NO_MESSAGE  # what told of it; for a week the summary does not repeat that

    @property
    def is_left_to_others(self) -> bool:
        return self.has_own_mail or self.is_lasting


def notice_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    notice = PrivacyNotice.objects.in_force(on)
    if notice and not has_accepted(account, notice):
        yield Ask(
            title=_("Read the privacy notice"),
            text=_(
                "Version %(number)s, in force since %(day)s: what the registry keeps about you, and"
                " who sees it."
            )
            % {"number": notice.number, "day": worded_in_text(notice.date)},
            url=reverse("desk_privacy"),
            button=_("Read"),
            told_by=Matter((Kind.NAMED,), (posts[0].pk,)) if posts else NO_MESSAGE,
            due=_("2 min"),
            due_small=_("once"),
        )


def detail_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    for post in posts:
        if post.is_due(on):
            text = (
                _("%(authority)s · last confirmed: %(last)s")
                if post.confirmed_on
                else _("%(authority)s · not confirmed yet")
            )
            words = {"authority": post.authority.name, "last": worded(post.confirmed_on)}
            title = (
                _("Are your details still right?")
                if len(posts) == 1
                else _("Are your details for %(state)s still right?")
            )
            yield Ask(
                title=title % {"state": designation(post.state)} if len(posts) > 1 else title,
                text=text % words,
                url=reverse("desk_details", args=[post.pk]),
                button=_("Check"),
                due=_("1 min"),
                due_small=_("until %(day)s") % {"day": worded(post.due_on)},
                by=post.due_on,
                is_late=post.due_on < on,
                has_own_mail=True,
            )


def letter_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    for row in Delivery.objects.open_for(posts):
        letter = row.group_mail
        days = (letter.deadline - on).days if letter.deadline else None
        yield Ask(
            title=letter.subject,
            text=_("The Secretariat wrote on %(day)s and asks for an answer.")
            % {"day": worded_in_text(timezone.localdate(required(letter.sent_at)))},
            url=reverse("desk_answer", args=[row.pk]),
            button=_("Read and answer"),
            due=due_in(days),
            due_small=(
                _("until %(day)s") % {"day": worded(letter.deadline)}
                if letter.deadline
                else _("no day set")
            ),
            by=letter.deadline,
            told_by=Matter((Kind.LETTER,), (letter.pk,)),
            is_late=days is not None and days <= SOON,
        )


def proposal_asks(account: User, posts: list[ContactPoint], _on: date) -> Iterator[Ask]:
    waiting = Proposal.objects.for_desk(posts, account).waiting().count()
    if waiting:
        yield Ask(
            title=_("Your state’s own systems propose something"),
            text=_("It waits until you take or refuse it."),
            url=reverse("desk_proposals"),
            button=_("Look and decide"),
            due=str(waiting),
            due_small=_("no day set"),
        )


def sheet_asks(_account: User, posts: list[ContactPoint], _on: date) -> Iterator[Ask]:
    for sheet in FigureSheet.objects.for_asks([post.state_id for post in posts]):
        yield file_ask(
            title=_("A sheet of figures waits: %(name)s") % {"name": sheet.file_name},
            url=reverse("desk_figure_sheet", args=[sheet.edition_id, sheet.pk]),
            waiting=sheet.waiting_rows,
        )


def word_asks(_account: User, posts: list[ContactPoint], _on: date) -> Iterator[Ask]:
    for proposal in WordProposal.objects.for_asks([post.state_id for post in posts]):
        yield file_ask(
            title=_("A Word file waits: %(name)s") % {"name": proposal.file_name},
            url=reverse("desk_word_proposal", args=[proposal.edition_id, proposal.pk]),
            waiting=len(proposal.open_items),
        )


def file_ask(*, title: str, url: str, waiting: int) -> Ask:
    """Of a file that was brought; `waiting`: what of it is to be decided."""
    return Ask(
        title=title,
        text=_("Nothing of it changes your draft until you take it."),
        url=url,
        button=_("Look and decide"),
        due=str(waiting),
        due_small=_("no day set"),
    )


def refused_word_asks(account: User, posts: list[ContactPoint], _on: date) -> Iterator[Ask]:
    refused = WordProposal.objects.refused_at([post.state_id for post in posts])
    for row in refused.filter(by=account):
        yield Ask(
            title=_("A Word file was not taken: %(name)s") % {"name": row.file_name},
            text=row.problem,
            url=reverse("desk_word_proposal", args=[row.edition_id, row.pk]),
            button=_("Look"),
            due="1",
            due_small=_("no day set"),
        )


def edition_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    """What an edition of the state needs from it: an endorsement, an answer to what came back, a
    draft for a round; and what others wrote about it."""
    for edition in (
        Edition.objects.in_work().of_states([post.state_id for post in posts]).for_asks()
    ):
        asked = edition_ask(edition, on)
        if asked:
            yield asked
        waits = edition.comments + edition.suggestions if edition.is_writable else 0
        if waits or (edition.is_with_the_state and edition.comments):
            yield exchange_ask(edition)


def exchange_ask(edition: Edition) -> Ask:
    """Of the Secretariat and of ministries that were asked."""
    number = edition.comments + edition.suggestions
    return Ask(
        title=_("%(kind)s %(years)s: others wrote about your draft") % named(edition),
        text=_("Open comments: %(comments)s. Suggested changes: %(suggestions)s.")
        % {"comments": edition.comments, "suggestions": edition.suggestions},
        url=reverse("desk_edition", args=[edition.pk]),
        button=_("Open"),
        due=str(number),
        due_small=_("to read"),
        told_by=Matter((Kind.COMMENT, Kind.SUGGESTION, Kind.MINISTRY_ANSWERED), (edition.pk,)),
    )


def kept_asks(account: User, posts: list[ContactPoint], _on: date) -> Iterator[Ask]:
    """What was typed and is not in the draft: nobody else will put it there."""
    for kept in KeptText.objects.in_work(account, posts):
        section, edition = kept.section, kept.section.edition
        part = section.template_section
        text = _("It is put into the draft once you say what of it shall stand.")
        if not edition.is_writable:
            text = _("It stays here while the text cannot be changed. Now it is: %(status)s.")
        yield Ask(
            title=_("%(part)s: what you typed is not in the draft yet") % {"part": part},
            text=text % {"status": edition.get_status_display()},
            url=reverse("desk_merge", args=[edition.pk, part.slug]),
            button=_("Look and decide"),
            due="1",
            due_small=_("no day set"),
        )


def lasting_asks(account: User, posts: list[ContactPoint], on: date) -> Iterator[Ask]:
    """What a state may do at any time: endorse what was published without it, and take part after
    all where no round was closed meanwhile."""
    states = [post.state_id for post in posts]
    for edition in Edition.objects.open_to_endorsement().of_states(states).for_page():
        yield Ask(
            title=_("Published without endorsement: %(kind)s %(years)s") % named(edition),
            text=_(
                "It bears the notice that it does not reflect your state’s position. Your state may"
                " endorse it at any time."
            ),
            url=reverse("desk_step", args=[edition.pk, "endorse_later"]),
            button=_("Read and endorse"),
            due=_("open"),
            due_small=_("at any time"),
            is_lasting=True,
        )
    for edition in Edition.objects.withdrawn().of_states(states).for_asks():
        if not problems_of(STEPS["take_part"], edition, on):
            yield Ask(
                title=_("Your state does not take part: %(kind)s %(years)s") % named(edition),
                text=_("What was written is kept. Your state can change its mind."),
                url=reverse("desk_edition", args=[edition.pk]),
                button=_("Open"),
                due=_("open"),
                due_small=(
                    _("until the round is closed") if edition.collection_round else _("at any time")
                ),
                is_lasting=True,
            )


def edition_ask(edition: Edition, on: date) -> Ask | None:
    if edition.is_with_the_state:
        return endorsement_ask(edition, required(clock(edition, on)))
    if edition.status == Edition.Status.RETURNED or edition.returned:
        return Ask(
            title=_("%(kind)s %(years)s: parts came back") % named(edition),
            text=_("Each with its reason; the others need nothing."),
            url=reverse("desk_edition", args=[edition.pk]),
            button=_("Open"),
            due=str(edition.returned),
            due_small=ngettext("part returned", "parts returned", edition.returned),
            by=None,
            is_late=True,
            told_by=Matter((Kind.RETURNED,), (edition.pk,)),
        )
    if edition.status == Edition.Status.DRAFT and edition.correction_note:
        return Ask(
            title=_("A correction was begun: %(kind)s %(years)s") % named(edition),
            text=edition.correction_note,
            url=reverse("desk_edition", args=[edition.pk]),
            button=_("Open"),
            due=_("open"),
            due_small=_("no day set"),
            told_by=Matter((Kind.CORRECTION,), (edition.pk,)),
        )
    round = edition.collection_round
    if edition.status == Edition.Status.DRAFT and round and round.is_running:
        days = round.days_left(on)
        return Ask(
            title=_("Draft: %(kind)s %(years)s") % named(edition),
            text=_("Done: %(done)s of %(parts)s parts.")
            % {"done": edition.done, "parts": edition.parts},
            url=reverse("desk_edition", args=[edition.pk]),
            button=_("Open"),
            due=due_in(days),
            due_small=_("until %(day)s") % {"day": worded(round.deadline)},
            by=round.deadline,
            told_by=Matter((Kind.ROUND, Kind.ROUND_REMINDER, Kind.REOPENED), (edition.pk,)),
            is_late=days <= SOON,
        )
    return None


def endorsement_ask(edition: Edition, now: Clock) -> Ask:
    text = _(
        "The Secretariat sent the text on %(day)s. Without an answer it may be published with a"
        " notice."
    )
    return Ask(
        title=_("Endorse: %(kind)s %(years)s") % named(edition),
        text=text % {"day": worded_in_text(now.began)},
        url=reverse("desk_read", args=[edition.pk]),
        button=_("Read and answer"),
        due=due_in(now.days_left),
        due_small=_("until %(day)s") % {"day": worded(now.ends)},
        by=now.ends,
        told_by=Matter((Kind.ENDORSE, Kind.ENDORSE_REMINDER), (edition.pk,)),
        is_late=now.days_left <= SOON,
    )


def named(edition: Edition) -> dict[str, str]:
    return {"kind": edition.profile.get_kind_display(), "years": edition.years}


def due_in(days: int | None) -> str:
    if days is None:
        return _("open")
    if days < 0:
        return _("late")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


ASKING: tuple[Callable[[User, list[ContactPoint], date], Iterator[Ask]], ...] = (
    edition_asks,
    kept_asks,
    letter_asks,
    proposal_asks,
    sheet_asks,
    word_asks,
    refused_word_asks,
    detail_asks,
    notice_asks,
    lasting_asks,
)


def asks_of(account: User | None, posts: list[ContactPoint], on: date) -> list[Ask]:
    """The most urgent first; what has no day comes last."""
    if account is None:
        return []
    found = [ask for asking in ASKING for ask in asking(account, posts, on)]
    return sorted(found, key=lambda ask: (ask.is_lasting, not ask.is_late, ask.by or date.max))
