"""Starting an edition or a correction: its parts, from the last edition and from open figures."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.history import written_by
from registry.common.message_kinds import MessageKind
from registry.common.required import required
from registry.drafting.parity import put_in_step
from registry.drafting.prefill import FirstText, prefill
from registry.drafting.sections import Section, SectionFigure
from registry.drafting.writing import TEXTS, touched, writable
from registry.profiles.messages_to_state import write_to_state
from registry.profiles.models import SECRETARIAT, Edition, MigrationProfile
from registry.profiles.templates import ProfileTemplate

CARRIED = (
    *TEXTS,
    "gap",
    "is_prefilled",
    "written_on",
    "confirmed_on",
    "en_reflects",
    "ru_reflects",
    "en_reflects_on",
    "ru_reflects_on",
    "en_behind",
    "ru_behind",
)


def template_for(
    profile: MigrationProfile, year: int, chosen: ProfileTemplate | None
) -> ProfileTemplate:
    """Raises RuleError where the version that was chosen, or any, is not in use in that year."""
    template = chosen or ProfileTemplate.objects.in_use(profile.kind, year)
    if template is None:
        raise RuleError(_("No version of the template is in use in %(year)s.") % {"year": year})
    refusal = template.why_not_for(year)
    if refusal:
        raise RuleError(refusal)
    return template


@transaction.atomic
def start_edition(
    profile: MigrationProfile,
    year: int,
    *,
    by: User | None,
    on: date,
    template: ProfileTemplate | None = None,
    **fields: Any,
) -> Edition:
    """A draft that starts from the last edition and from the open figures.

    Sections that were written from figures are written anew; what the state wrote is carried over
    and marked with its day. Raises RuleError where an edition of that year is in work or published.
    """
    template = template_for(profile, year, template)
    rivals = profile.editions.of_year(year)
    if rivals.in_work().exists():
        raise RuleError(_("An edition of %(year)s is in work already.") % {"year": year})
    current = rivals.current().first()
    if current and not (current.is_compiled and fields.get("origin") != Edition.Origin.COMPILED):
        raise RuleError(
            _("The edition of %(year)s is published. Start a correction of it instead.")
            % {"year": year}
        )
    number = 1 + max((edition.number for edition in rivals), default=0)
    edition = Edition(profile=profile, year=year, number=number, template=template, **fields)
    written_by(edition, by).save()
    fill(edition, by=by, on=on, last=last_written(edition))
    return edition


@transaction.atomic
def compile_edition(
    profile: MigrationProfile, template: ProfileTemplate, year: int, *, on: date
) -> Edition:
    """A draft of open figures alone, which nobody writes; it carries nothing over."""
    edition = Edition(
        profile=profile,
        template=template,
        year=year,
        origin=Edition.Origin.COMPILED,
        publisher=SECRETARIAT,
    )
    written_by(edition, None).save()
    fill(edition, by=None, on=on)
    return edition


@transaction.atomic
def start_correction(
    edition: Edition, *, by: User | None, on: date, note_en: str, note_ru: str
) -> Edition:
    """The next version of the same year, with the same text and a public note; the published
    version stays as it is."""
    if not edition.is_public or not edition.has_text:
        raise RuleError(_("Only a published edition is corrected by a new version."))
    of_year = edition.profile.editions.of_year(edition.year)
    if of_year.in_work().exists():
        raise RuleError(_("An edition of %(year)s is in work already.") % {"year": edition.year})
    corrected = Edition(
        profile=edition.profile,
        year=edition.year,
        last_year=edition.last_year,
        number=required(of_year.order_by("-number").first()).number + 1,
        template=edition.template,
        origin=edition.origin if not edition.is_compiled else Edition.Origin.SECRETARIAT,
        publisher=edition.publisher,
        correction_note_en=note_en,
        correction_note_ru=note_ru,
    )
    written_by(corrected, by).save()
    fill(corrected, by=by, on=on, last=edition, keeps_prefilled=True)
    write_to_state(corrected, MessageKind.CORRECTION, occasion=(corrected.number,), on=on)
    return corrected


def last_written(edition: Edition) -> Edition | None:
    """The latest public edition of the profile that has sections."""
    rows = (
        edition.profile.editions.public()
        .filter(sections__isnull=False, year__lte=edition.year)
        .distinct()
    )
    return rows.order_by("-year", "-number").first()


@transaction.atomic
def fill_missing(edition: Edition, *, by: User | None, on: date) -> Edition:
    """Sections for a draft that was entered by hand. Raises RuleError where its text does not
    change any more."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_writable:
        raise RuleError(_("Only a draft gets sections."))
    fill(edition, by=by, on=on, last=last_written(edition))
    return edition


def fill(
    edition: Edition,
    *,
    by: User | None,
    on: date,
    last: Edition | None = None,
    keeps_prefilled: bool = False,
) -> int:
    """Gives an edition a section for each of its template's that it has not. Returns how many.

    What the state wrote in the edition `last` is carried over; everything else is written from open
    figures, in both languages at once. `keeps_prefilled`: what was written from figures is carried
    over too, and the figures that the state gave.
    """
    before = {row.template_section.slug: row for row in last.sections.in_order()} if last else {}
    existing = set(edition.sections.values_list("template_section", flat=True))
    offered = prefill(edition.profile.state, edition.template, on, is_compiled=edition.is_compiled)
    sections = []
    for text in offered:
        if text.template_section.pk not in existing:
            old = before.get(text.template_section.slug)
            carries = old is not None and (keeps_prefilled or not old.is_prefilled)
            section = first_version(edition, text, on=on, old=old, carries=carries)
            sections.append(written_by(section, by))
    made = bulk_create_with_history(sections, Section)
    if keeps_prefilled:
        carry_figures(made)
    return len(made)


def first_version(
    edition: Edition, text: FirstText, *, on: date, old: Section | None, carries: bool
) -> Section:
    """A section as the edition starts with it, not saved yet. `old`: the same section of the
    edition before; `carries`: what is written there is carried over."""
    section = Section(edition=edition, template_section=text.template_section, carried_from=old)
    if old and carries and (old.has_text or old.gap):
        for name in CARRIED:
            setattr(section, name, getattr(old, name))
        return section
    section.text_en, section.text_ru = text.html["en"], text.html["ru"]
    section.is_prefilled = bool(text.html["en"])
    section.written_on = on if section.is_prefilled else None
    put_in_step(section, on)
    return section


def carry_figures(sections: list[Section]) -> None:
    """The state's own figures, from the section that each section was carried from."""
    target = {section.carried_from_id: section for section in sections if section.carried_from_id}
    carried = []
    for row in SectionFigure.objects.filter(section__in=target):
        figure = SectionFigure(
            section=target[row.section_id],
            indicator_id=row.indicator_id,
            year=row.year,
            value=row.value,
            gap=row.gap,
            source=row.source,
            note_en=row.note_en,
            note_ru=row.note_ru,
            is_confirmed=row.is_confirmed,
        )
        carried.append(figure)
    SectionFigure.objects.bulk_create(carried)


def kept_edition(edition: Edition) -> Edition | None:
    """The withdrawn edition whose text is offered to a draft: the latest one of the same year or
    before, where it was written after what is published."""
    if not edition.is_writable:
        return None
    rows = edition.profile.editions.withdrawn().filter(year__lte=edition.year)
    kept = rows.filter(sections__isnull=False).order_by("-year", "-number").first()
    last = last_written(edition)
    if kept is None or (last and (last.year, last.number) > (kept.year, kept.number)):
        return None
    return kept if takings(edition, kept) else None


def takings(edition: Edition, kept: Edition) -> list[tuple[Section, Section]]:
    """Each part of the draft that nobody has touched, with the one whose text it can take."""
    old = {row.template_section.slug: row for row in kept.sections.in_order()}
    pairs = []
    for section in edition.sections.in_order():
        before = old.get(section.template_section.slug)
        is_untouched = section.progress == Section.Progress.OPEN and not section.is_returned
        if before and is_untouched and not before.is_prefilled and (before.has_text or before.gap):
            pairs.append((section, before))
    return [pair for pair in pairs if differs(*pair)]


def differs(section: Section, before: Section) -> bool:
    return any(getattr(section, name) != getattr(before, name) for name in (*TEXTS, "gap"))


@transaction.atomic
def take_kept(edition: Edition, *, by: User, on: date) -> int:
    """The text of the withdrawn edition becomes that of the parts that nobody has touched; what
    was typed since stays. Returns how many parts took one. Raises RuleError where there is none."""
    kept = kept_edition(edition)
    if kept is None:
        raise RuleError(_("There is no kept text for this edition."))
    count = 0
    for section, before in takings(edition, kept):
        section = writable(section, by)
        if section.progress != Section.Progress.OPEN:
            continue  # somebody wrote it in this very moment
        for name in CARRIED:
            setattr(section, name, getattr(before, name))
        section.progress = Section.Progress.WRITTEN
        touched(section, by=by, on=on)
        carry_kept_figures(section, before)
        count += 1
    return count


def carry_kept_figures(section: Section, before: Section) -> None:
    """The state's own figures, where the draft has none yet."""
    given = set(section.figures.values_list("indicator", flat=True))
    for row in before.figures.exclude(indicator__in=given):
        row.pk, row.section = None, section
        row.save(force_insert=True)
