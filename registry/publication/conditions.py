"""What must hold before a step of the workflow: each condition gives the problems it finds, with
the place where to mend them."""

from collections.abc import Callable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.dates import worded_in_text
from registry.drafting.exchange import ReviewDecision
from registry.drafting.figure_checks import doubts_of, unexplained
from registry.drafting.parity import behind_in
from registry.drafting.sections import Section
from registry.profiles.endorsement_clock import clock
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from registry.profiles.steps import Condition, Problem

Finder = Callable[[Edition, date], list[Problem]]


def condition(in_words: str | Promise, *, is_final: bool = False) -> Callable[[Finder], Condition]:
    """Makes a condition of the function that finds its problems."""

    def make(find: Finder) -> Condition:
        return Condition(in_words=in_words, find=find, is_final=is_final)

    return make


def found(text: str, sections: list[Section]) -> list[Problem]:
    return [Problem(text, tuple(sections))] if sections else []


def sections_of(edition: Edition) -> list[Section]:
    return edition.sections_read


@condition(gettext_lazy("each required part has text or a reason why there is none"))
def is_complete(edition: Edition, on: date) -> list[Problem]:
    sections = sections_of(edition)
    if not sections:
        return [Problem(_("The edition has no parts yet."))]
    missing = [section for section in sections if not section.is_complete]
    return found(_("These parts have neither text nor a reason for its absence:"), missing)


@condition(gettext_lazy("the edition has parts"))
def has_sections(edition: Edition, on: date) -> list[Problem]:
    return [] if sections_of(edition) else [Problem(_("The edition has no parts yet."))]


@condition(gettext_lazy("each part that was returned is answered"))
def returns_are_answered(edition: Edition, on: date) -> list[Problem]:
    return found(
        _(
            "These parts came back and are not answered yet; press “Done with this part” in each"
            " when it is answered:"
        ),
        [section for section in sections_of(edition) if section.is_returned],
    )


@condition(gettext_lazy("each part is accepted"))
def is_accepted(edition: Edition, on: date) -> list[Problem]:
    return found(
        _("These parts are not accepted yet:"),
        [section for section in sections_of(edition) if section.review != Section.Review.ACCEPTED],
    )


@condition(gettext_lazy("at least one part is returned, with its reason"))
def something_is_returned(edition: Edition, on: date) -> list[Problem]:
    if any(section.is_returned for section in sections_of(edition)):
        return []
    return [Problem(_("No part is returned. Return at least one, with its reason, in the review."))]


@condition(gettext_lazy("both languages are in step, or a reason says why not"))
def is_in_step(edition: Edition, on: date) -> list[Problem]:
    if edition.parity_waiver:
        return []
    return found(
        _(
            "In these parts one language is behind the other; bring them into step, say that both"
            " say the same, or give the reason why one lags:"
        ),
        behind_in(sections_of(edition)),
    )


@condition(gettext_lazy("three months have passed since the formal submission"))
def clock_has_run_out(edition: Edition, on: date) -> list[Problem]:
    now = clock(edition, on)
    if now is None:
        return [Problem(_("The edition was not formally submitted to its state."))]
    if now.has_run_out:
        return []
    words = {"day": worded_in_text(now.ends)}
    return [Problem(_("The state has until %(day)s to endorse.") % words)]


@condition(gettext_lazy("the Secretariat compiled it from open figures"))
def is_compiled(edition: Edition, on: date) -> list[Problem]:
    if edition.is_compiled:
        return []
    return [
        Problem(
            _(
                "Only an edition compiled from open figures is published without being asked of its"
                " state."
            )
        )
    ]


@condition(gettext_lazy("the registry holds the address of the original, and no text of its own"))
def is_document_only(edition: Edition, on: date) -> list[Problem]:
    if edition.document_url and not sections_of(edition):
        return []
    return [
        Problem(
            _(
                "Only an edition that exists as a document elsewhere is entered this way: give its"
                " address."
            )
        )
    ]


@condition(gettext_lazy("it is not endorsed yet"))
def is_not_endorsed(edition: Edition, on: date) -> list[Problem]:
    return (
        [Problem(_("The state has endorsed this edition already."))] if edition.is_endorsed else []
    )


@condition(gettext_lazy("a correction says publicly what it corrects"))
def correction_is_explained(edition: Edition, on: date) -> list[Problem]:
    replaces = (
        edition.profile.editions.public()
        .of_year(edition.year)
        .filter(checksum__gt="")
        .exclude(origin=Edition.Origin.COMPILED)
    )
    if edition.correction_note_en and edition.correction_note_ru or not replaces.exists():
        return []
    return [Problem(_("A correction needs a public note in both languages: what was corrected."))]


@condition(gettext_lazy("no later edition is published"))
def is_not_overtaken(edition: Edition, on: date) -> list[Problem]:
    # What is compiled also gives way to the state's own edition of the same year
    first = edition.year if edition.is_compiled else edition.year + 1
    later = (
        edition.profile.editions.current()
        .filter(year__gte=first)
        .exclude(origin=Edition.Origin.COMPILED)
        .first()
    )
    if later is None:
        return []
    return [
        Problem(
            _("The edition of %(year)s is published already; an earlier year no longer follows it.")
            % {"year": later.year}
        )
    ]


@condition(gettext_lazy("the review of this submission has not begun"), is_final=True)
def review_has_not_begun(edition: Edition, on: date) -> list[Problem]:
    begun = ReviewDecision.objects.filter(
        section__edition=edition, round=edition.review_round
    ).exists()
    if not begun:
        return []
    return [
        Problem(
            _(
                "The Secretariat has begun its review. What is to be changed it can return to you:"
                " say so in a comment on the part."
            )
        )
    ]


@condition(gettext_lazy("the state had said that it does not take part"), is_final=True)
def state_does_not_take_part(edition: Edition, on: date) -> list[Problem]:
    last = last_transition(edition)
    if last and last.is_of_state:
        return []
    return [Problem(_("The Secretariat withdrew this edition; it alone takes it up again."))]


@condition(gettext_lazy("the Secretariat had withdrawn it"), is_final=True)
def secretariat_withdrew(edition: Edition, on: date) -> list[Problem]:
    last = last_transition(edition)
    if last is None or not last.is_of_state:
        return []
    return [
        Problem(
            _(
                "The state said that it does not take part. It alone changes that: at its desk, or"
                " by letter."
            )
        )
    ]


@condition(gettext_lazy("the collection round is not closed"), is_final=True)
def round_is_open(edition: Edition, on: date) -> list[Problem]:
    collection = edition.collection_round
    if collection is None or collection.closed_on is None:
        return []
    return [
        Problem(
            _("The collection round was closed on %(day)s. Ask the Secretariat.")
            % {"day": worded_in_text(collection.closed_on)}
        )
    ]


@condition(gettext_lazy("no other edition of the year is in work"))
def none_is_in_work(edition: Edition, on: date) -> list[Problem]:
    rivals = edition.profile.editions.of_year(edition.year).in_work().exclude(pk=edition.pk)
    if not rivals.exists():
        return []
    return [
        Problem(
            _(
                "Another edition of %(year)s is in work. The text of this one can be taken into it,"
                " on its page."
            )
            % {"year": edition.year}
        )
    ]


def last_transition(edition: Edition) -> Transition | None:
    return edition.transitions.select_related("by").last()


@condition(gettext_lazy("each figure is finished, possible, and explained where it is doubtful"))
def figures_hold(edition: Edition, on: date) -> list[Problem]:
    """As on the form (drafting/figure_checks.py): what it was compared with may have changed, and
    there were figures before it asked."""
    unfinished = edition.sections.in_order().filter(typed_figures__isnull=False).distinct()
    doubtful = {figure.section for figure in unexplained(doubts_of(edition, on))}
    in_order = sorted(doubtful, key=place_in_template)
    return [
        *found(_("In these parts figures are typed and not finished:"), list(unfinished)),
        *found(
            _("In these parts a figure cannot be right, or needs a word of why:"),
            in_order,
        ),
    ]


def place_in_template(section: Section) -> int:
    return section.template_section.order
