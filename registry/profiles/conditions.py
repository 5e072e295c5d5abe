"""What must hold before a step of the workflow: each condition gives the problems it finds, with the place where to mend them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.dates import worded
from registry.profiles.endorsement import clock
from registry.profiles.models import Edition
from registry.profiles.parity import behind_in
from registry.profiles.sections import Section


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence in the reader's language; `sections`: the parts where it is mended."""

    text: str
    sections: tuple[Section, ...] = ()

    def __str__(self) -> str:
        if not self.sections:
            return self.text
        return f"{self.text} {', '.join(str(section.template_section) for section in self.sections)}."


Condition = Callable[[Edition, date], list[Problem]]


def named(told: str) -> Callable[[Condition], Condition]:
    """`told`: the condition in words, for the page that explains how a profile is made."""

    def mark(condition: Condition) -> Condition:
        condition.told = told
        return condition

    return mark


def found(text: str, sections: list[Section]) -> list[Problem]:
    return [Problem(text, tuple(sections))] if sections else []


def sections_of(edition: Edition) -> list[Section]:
    """Read once for all the conditions of one look."""
    if not hasattr(edition, "_sections"):
        edition._sections = list(edition.sections.in_order())
    return edition._sections


@named(gettext_lazy("each required part has text or a reason why there is none"))
def is_complete(edition: Edition, on: date) -> list[Problem]:
    sections = sections_of(edition)
    if not sections:
        return [Problem(_("The edition has no parts yet."))]
    missing = [section for section in sections if not section.is_complete]
    return found(_("These parts have neither text nor a reason for its absence:"), missing)


@named(gettext_lazy("the edition has parts"))
def has_sections(edition: Edition, on: date) -> list[Problem]:
    return [] if sections_of(edition) else [Problem(_("The edition has no parts yet."))]


@named(gettext_lazy("each part that was returned is answered"))
def returns_are_answered(edition: Edition, on: date) -> list[Problem]:
    return found(
        _("These parts came back and are not answered yet; change them or press “Done with this part”:"),
        [section for section in sections_of(edition) if section.is_returned],
    )


@named(gettext_lazy("each part is accepted"))
def is_accepted(edition: Edition, on: date) -> list[Problem]:
    return found(
        _("These parts are not accepted yet:"),
        [section for section in sections_of(edition) if section.review != Section.Review.ACCEPTED],
    )


@named(gettext_lazy("at least one part is returned, with its reason"))
def something_is_returned(edition: Edition, on: date) -> list[Problem]:
    if any(section.is_returned for section in sections_of(edition)):
        return []
    return [Problem(_("No part is returned. Return at least one, with its reason, in the review."))]


@named(gettext_lazy("both languages are in step, or a waiver says why not"))
def is_in_step(edition: Edition, on: date) -> list[Problem]:
    if edition.parity_waiver:
        return []
    return found(
        _("In these parts one language is behind the other; bring them into step, or record a waiver with its reason:"),
        behind_in(sections_of(edition)),
    )


@named(gettext_lazy("three months have passed since the formal submission"))
def clock_has_run_out(edition: Edition, on: date) -> list[Problem]:
    now = clock(edition, on)
    if now is None:
        return [Problem(_("The edition was not formally submitted to its state."))]
    if now.has_run_out:
        return []
    return [Problem(_("The state has until %(day)s to endorse.") % {"day": worded(now.ends)})]


@named(gettext_lazy("the Secretariat compiled it from open figures"))
def is_compiled(edition: Edition, on: date) -> list[Problem]:
    if edition.is_compiled:
        return []
    return [Problem(_("Only an edition compiled from open figures is published without being asked of its state."))]


@named(gettext_lazy("the registry holds the address of the original, and no text of its own"))
def is_document_only(edition: Edition, on: date) -> list[Problem]:
    if edition.document_url and not sections_of(edition):
        return []
    return [Problem(_("Only an edition that exists as a document elsewhere is entered this way: give its address."))]


@named(gettext_lazy("it is not endorsed yet"))
def is_not_endorsed(edition: Edition, on: date) -> list[Problem]:
    return [Problem(_("The state has endorsed this edition already."))] if edition.is_endorsed else []


@named(gettext_lazy("a correction says publicly what it corrects"))
def correction_is_explained(edition: Edition, on: date) -> list[Problem]:
    replaces = (
        edition.profile.editions.public().of_year(edition.year).filter(checksum__gt="").exclude(origin="compiled")
    )
    if edition.correction_note_en and edition.correction_note_ru or not replaces.exists():
        return []
    return [Problem(_("A correction needs a public note in both languages: what was corrected."))]


@named(gettext_lazy("no later edition is published"))
def is_not_overtaken(edition: Edition, on: date) -> list[Problem]:
    first = edition.year + (
        0 if edition.is_compiled else 1
    )  # what is compiled also gives way to the state's own of that year
    later = edition.profile.editions.current().filter(year__gte=first).exclude(origin="compiled").first()
    if later is None:
        return []
    return [
        Problem(
            _("The edition of %(year)s is published already; an earlier year no longer follows it.")
            % {"year": later.year}
        )
    ]
