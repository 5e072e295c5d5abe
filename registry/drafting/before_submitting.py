"""What the person who is about to submit, or to endorse, should know first. Nothing of it prevents
the step: what does is a condition of the workflow.

Each kind of finding is one function of an edition, in FINDERS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.common.difference import are_same
from registry.common.languages import active
from registry.drafting.contradictions import contradictions_of
from registry.drafting.exchange import Consultation
from registry.drafting.figure_checks import doubts_of
from registry.drafting.outdated_sentences import outdated
from registry.drafting.parity import behind_in
from registry.drafting.sections import Section
from registry.drafting.settling import waits_for_a_word
from registry.profiles.models import Edition


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is looked at or mended."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Finding:
    text: str
    places: list[Place]


Finder = Callable[[Edition, list[Section], date], list[Finding]]


def not_begun(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    """What is missing is a condition of the step itself."""
    rows = [row for row in sections if row.progress == Section.Progress.OPEN]
    rows = [row for row in rows if row.has_text or row.gap]
    findings = found(
        _("Nobody has looked at these parts; they stand as they were filled in:"), rows
    )
    if any(waits_for_a_word(row) for row in rows):
        address = reverse("desk_filled_in", args=[edition.pk])
        findings[0].places.append(Place(_("All prefilled parts are right"), address))
    return findings


def languages_that_lag(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    """Those without a reason are a condition of the step itself."""
    if not edition.parity_waiver:
        return []
    text = _("One language lags here. Readers are told so; your reason: “%(reason)s”. The parts:")
    return found(text % {"reason": edition.parity_waiver}, behind_in(sections))


def open_consultations(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    rows = Consultation.objects.of_edition(edition).open()
    waiting = [row for row in rows if row.answered_at is None]
    if not waiting:
        return []
    page = reverse("desk_edition", args=[edition.pk])
    places = [Place(row.organisation, f"{page}#consultations") for row in waiting]
    return [Finding(_("These ministries have not answered yet:"), places)]


def kept_aside(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    """What somebody typed while the part was saved by another, or handed over, or after signing
    out: it waits beside the draft, and would not be in what is submitted or endorsed."""
    rows = [row for row in sections if row.texts_kept]
    return found(
        _("What was typed into these parts was kept and is not in the draft yet:"),
        rows,
        page="desk_merge",
    )


def changed_figures(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    rows = [row for row in sections if outdated(row, on)]
    return found(
        _("In these parts a sentence gives a figure that has changed since it was written:"), rows
    )


def contradicting_text(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    """One finding for each indicator and part, told of the reader's language where it says it."""
    findings: dict[tuple[int, int], Finding] = {}
    rows = contradictions_of(edition, sections, on)
    own = [row for row in rows if row.language == active()]
    for row in [*own, *rows]:
        text = _("%(indicator)s: %(difference)s. Is that right?")
        words = {"indicator": row.indicator.title, "difference": row.text}
        place = place_of(row.section, "desk_part", anchor="contradictions")
        findings.setdefault((row.section.pk, row.indicator.pk), Finding(text % words, [place]))
    return list(findings.values())


def open_comments(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    rows = [row for row in sections if waits_for_an_answer(row)]
    return found(_("Comments or suggestions on these parts are open:"), rows)


def waits_for_an_answer(section: Section) -> bool:
    """As `for_work` counts."""
    return bool(section.open_comments or section.open_suggestions)


def doubtful_figures(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    """Those that bear a word of why; one without is a condition of the step itself."""
    doubted = {figure.section_id for figure, _reasons in doubts_of(edition, on)}
    return found(
        _("Figures of these parts are unusual; readers see your explanation beside them:"),
        [row for row in sections if row.pk in doubted],
    )


def changes_for_readers(edition: Edition, sections: list[Section], on: date) -> list[Finding]:
    """Against the edition that this one started from; the first edition is new as a whole."""
    pairs = [(row, row.carried_from) for row in sections if row.carried_from]
    if not pairs:
        return []
    changed = [row for row, old in pairs if differs(row, old)]
    if not changed:
        return [Finding(_("The text is the same as in the last edition."), [])]
    return found(
        _("Readers will find these parts changed since the last edition:"),
        changed,
        page="desk_part_changes",
    )


def differs(section: Section, old: Section) -> bool:
    same = are_same(old.text_en, section.text_en) and are_same(old.text_ru, section.text_ru)
    return not same or old.gap != section.gap


FINDERS: tuple[Finder, ...] = (
    kept_aside,
    not_begun,
    languages_that_lag,
    open_consultations,
    open_comments,
    changed_figures,
    contradicting_text,
    doubtful_figures,
    changes_for_readers,
)


def before_submitting(edition: Edition, on: date) -> list[Finding]:
    sections = list(edition.sections.for_work().select_related("carried_from"))
    findings: list[Finding] = []
    for find in FINDERS:
        findings += find(edition, sections, on)
    return findings


def before_endorsing(edition: Edition, on: date) -> list[Finding]:
    return kept_aside(edition, list(edition.sections.for_list()), on)


def found(text: str, sections: list[Section], page: str = "desk_part") -> list[Finding]:
    places = [place_of(section, page) for section in sections]
    return [Finding(text, places)] if places else []


def place_of(section: Section, page: str, *, anchor: str = "") -> Place:
    address = reverse(page, args=[section.edition_id, section.template_section.slug])
    address = f"{address}#{anchor}" if anchor else address
    return Place(str(section.template_section), address)
