"""Writing an edition, one section at a time; nobody overwrites what they have not seen, and nothing that was typed is lost."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGE_NAMES, LANGUAGES
from registry.common.richtext import reduced
from registry.contacts.models import ContactPoint
from registry.profiles.difference import are_same
from registry.profiles.models import Edition, MigrationProfile
from registry.profiles.moves import move
from registry.profiles.parity import language_is_behind, put_in_step
from registry.profiles.prefill import prefill
from registry.profiles.sections import LARGEST, KeptText, Section, SectionFigure
from registry.profiles.templates import ProfileTemplate

TEXTS = ("text_en", "text_ru")


class StaleError(RuleError):
    """Somebody saved the section meanwhile. What was typed is kept (KeptText) and waits to be merged."""


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

    Sections that were written from figures are written anew; what the state wrote is carried over and marked with its day.
    Raises RuleError where an edition of that year is in work or published.
    """
    template = template or ProfileTemplate.objects.filter(kind=profile.kind).first()
    rivals = profile.editions.of_year(year)
    if rivals.in_work().exists():
        raise RuleError(_("An edition of %(year)s is in work already.") % {"year": year})
    stands = rivals.current().first()
    if stands and not (stands.is_compiled and fields.get("origin") != Edition.Origin.COMPILED):
        raise RuleError(_("The edition of %(year)s is published. Start a correction of it instead.") % {"year": year})
    number = 1 + max((one.number for one in rivals), default=0)
    edition = Edition.objects.create(profile=profile, year=year, number=number, template=template, **fields)
    fill(edition, last_written(edition), on=on)
    return edition


@transaction.atomic
def start_correction(edition: Edition, *, by: User | None, on: date, note_en: str, note_ru: str) -> Edition:
    """The next version of the same year, with the same text and a public note; the published one stays as it is."""
    if not edition.is_public or not edition.has_text:
        raise RuleError(_("Only a published edition is corrected by a new version."))
    if edition.profile.editions.of_year(edition.year).in_work().exists():
        raise RuleError(_("An edition of %(year)s is in work already.") % {"year": edition.year})
    latest = edition.profile.editions.of_year(edition.year).order_by("-number").first()
    corrected = Edition.objects.create(
        profile=edition.profile, year=edition.year, last_year=edition.last_year, number=latest.number + 1, template=edition.template,
        origin=edition.origin if not edition.is_compiled else Edition.Origin.SECRETARIAT,
        publisher=edition.publisher, correction_note_en=note_en, correction_note_ru=note_ru,
    )  # fmt: skip
    fill(corrected, edition, on=on, keeps_prefilled=True)
    return corrected


def last_written(edition: Edition) -> Edition | None:
    """The latest public edition of the profile that has sections."""
    rows = edition.profile.editions.public().filter(sections__isnull=False, year__lte=edition.year).distinct()
    return rows.order_by("-year", "-number").first()


@transaction.atomic
def fill_missing(edition: Edition, *, by: User | None, on: date) -> Edition:
    """Sections for a draft that was entered by hand. Raises RuleError where its text does not change any more."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_writable:
        raise RuleError(_("Only a draft gets sections."))
    fill(edition, last_written(edition), on=on)
    return edition


def fill(edition: Edition, last: Edition | None, *, on: date, keeps_prefilled: bool = False) -> None:
    before = {one.template_section.slug: one for one in last.sections.in_order()} if last else {}
    figures = {} if last is None else {slug: list(one.figures.all()) for slug, one in before.items()}
    existing = set(edition.sections.values_list("template_section", flat=True))
    offered = prefill(edition.profile.state, edition.template, on, is_compiled=edition.is_compiled)
    for draft in offered:
        if draft.template_section.pk in existing:
            continue
        old = before.get(draft.template_section.slug)
        section = Section(edition=edition, template_section=draft.template_section, carried_from=old)
        if old and (old.has_text or old.gap) and (keeps_prefilled or not old.is_prefilled):
            carry(section, old)
        else:
            section.text_en, section.text_ru = draft.texts["en"], draft.texts["ru"]
            section.is_prefilled = bool(draft.texts["en"])
            section.written_on = on if section.is_prefilled else None
            put_in_step(section, on)
        section.save()
        if keeps_prefilled and old:
            SectionFigure.objects.bulk_create(
                SectionFigure(
                    section=section, indicator_id=row.indicator_id, year=row.year, value=row.value, gap=row.gap, source=row.source
                )
                for row in figures[draft.template_section.slug]
            )  # fmt: skip


def carry(section: Section, old: Section) -> None:
    for name in (
        *TEXTS, "gap", "is_prefilled", "written_on", "confirmed_on", "en_reflects", "ru_reflects", "en_reflects_on", "ru_reflects_on",
    ):  # fmt: skip
        setattr(section, name, getattr(old, name))


def writable(section: Section, by: User | None) -> Section:
    """The row, locked. Raises RuleError where the edition's status does not let this person write."""
    edition = Edition.objects.select_for_update().get(pk=section.edition_id)
    may = edition.is_writable_by_staff if by is None or by.is_staff else edition.is_writable
    if not may:
        raise RuleError(
            _("This edition is “%(status)s”: its text does not change now.") % {"status": edition.get_status_display()}
        )
    section = Section.objects.select_for_update(of=("self",)).select_related("template_section").get(pk=section.pk)
    section.edition = edition
    return section


def check_size(values: dict[str, str]) -> None:
    for language in LANGUAGES:
        size = len(values.get(f"text_{language}", "").encode())
        if size > LARGEST:
            raise RuleError(
                _(
                    "The text in %(language)s has %(size)s KB; a section holds %(limit)s KB. Shorten it, or leave out tables that "
                    "stand elsewhere and link to them. What you wrote is still here."
                )
                % {"language": LANGUAGE_NAMES[language], "size": size // 1024, "limit": LARGEST // 1024}
            )


def save_section(
    section: Section, values: dict[str, Any], *, by: User, on: date, seen: int, posts: Iterable[ContactPoint] = ()
) -> Section:
    """Write texts and gap (`values`) into a section whose version the writer saw.

    Raises StaleError where somebody saved meanwhile: then what was typed is kept beside the section until it is merged. A section that
    was accepted is reviewed again; one that was returned counts as answered.
    """
    check_size(values)
    with transaction.atomic():
        section = writable(section, by)
        typed = {name: reduced(values[name]) for name in TEXTS if name in values}
        gap = values.get("gap", section.gap)
        if section.version == seen:
            return write(section, typed, gap, by=by, on=on)
        if says_the_same(section, typed) and gap == section.gap:
            return section  # the same words: nothing to merge
        keep_text(section, typed, account=by, seen=seen, posts=posts)
    raise StaleError(
        _("Somebody else saved this part while you were writing. Nothing of yours is lost: compare and choose.")
    )


def says_the_same(section: Section, typed: dict[str, str]) -> bool:
    return all(are_same(getattr(section, name), text) for name, text in typed.items())


def write(section: Section, typed: dict[str, str], gap: str, *, by: User | None, on: date) -> Section:
    """Into the locked row; only what differs in words: an editor that only opens a text writes its spaces anew."""
    changed = [name for name, text in typed.items() if not are_same(getattr(section, name), text)]
    if not changed and gap == section.gap:
        return section
    follow(section, typed, changed)
    for name in changed:
        setattr(section, name, typed[name])
    section.gap = "" if section.has_text else gap
    section.is_prefilled = False
    section.progress = Section.Progress.WRITTEN
    section.written_on, section.confirmed_on = on, None
    section.review = ""
    return touched(section, by=by, on=on)


def follow(section: Section, typed: dict[str, str], changed: list[str]) -> None:
    """Who catches up with the other language does not put that one behind: while a text lags, changes to it are its translation."""
    was_behind = {language: language_is_behind(section, language) for language in LANGUAGES}
    if "text_ru" in changed and was_behind["ru"]:
        section.en_reflects, section.en_reflects_on = typed["text_ru"], section.en_reflects_on or section.written_on
    if "text_en" in changed and was_behind["en"]:
        section.ru_reflects, section.ru_reflects_on = typed["text_en"], section.ru_reflects_on or section.written_on


def touched(section: Section, *, by: User | None, on: date) -> Section:
    section.version += 1
    section._history_user = by
    section.save()
    if section.edition.status == Edition.Status.RETURNED:
        move(section.edition, Edition.Status.DRAFT, step="resume", by=by, on=on)
    return section


def keep_text(
    section: Section, typed: dict[str, str], *, account: User, seen: int, posts: Iterable[ContactPoint] = ()
) -> KeptText:
    """Beside the section, one row a person; the last that was typed stands."""
    own = next((post for post in posts if post.state_id == section.edition.profile.state_id), None)
    row, _made = KeptText.objects.update_or_create(
        section=section, account=account,
        defaults={"base_version": seen, "contact_point": own, "text_en": typed.get("text_en", section.text_en),
                  "text_ru": typed.get("text_ru", section.text_ru)},
    )  # fmt: skip
    return row


def version_of(section: Section, number: int) -> Section:
    """The section as it was in an earlier version; as near as the history knows."""
    rows = section.history.filter(version__lte=number).order_by("-version", "-history_id")
    row = rows.first() or section.history.order_by("version", "history_id").first()
    return row.instance if row else section


@transaction.atomic
def merge(kept: KeptText, texts: dict[str, str], *, by: User, on: date, seen: int) -> Section:
    """What was chosen becomes the section's text, and the kept text goes. Raises StaleError where it was saved once more meanwhile."""
    check_size(texts)
    section = writable(kept.section, by)
    if section.version != seen:
        raise StaleError(_("It was saved once more while you were choosing. Here are the texts as they are now."))
    section = write(section, {name: reduced(texts[name]) for name in TEXTS}, section.gap, by=by, on=on)
    kept.delete()
    return section


@transaction.atomic
def discard(kept: KeptText) -> None:
    kept.delete()


@transaction.atomic
def confirm_unchanged(section: Section, *, by: User, on: date) -> Section:
    """“Still valid”: the text of the last edition holds. Raises RuleError where there is none."""
    section = writable(section, by)
    if not section.has_text and not section.gap:
        raise RuleError(_("There is no text from the last edition to confirm."))
    section.progress, section.confirmed_on = Section.Progress.STILL_VALID, on
    answer_return(section)
    return touched(section, by=by, on=on)


@transaction.atomic
def finish_section(section: Section, *, by: User, on: date) -> Section:
    """The writer is done with it. Raises RuleError where there is neither text nor a reason for its absence."""
    section = writable(section, by)
    if not section.is_complete:
        raise RuleError(_("There is no text yet. Write one, or say below why there is none."))
    section.progress = Section.Progress.DONE
    answer_return(section)
    return touched(section, by=by, on=on)


def answer_return(section: Section) -> None:
    """What was returned waits for the next review; what was accepted unchanged stays so."""
    if section.review == Section.Review.RETURNED:
        section.review = ""


@transaction.atomic
def mark_in_step(section: Section, *, by: User, on: date) -> Section:
    """The person says that both texts say the same. Raises RuleError where one is missing."""
    section = writable(section, by)
    if not (section.text_en and section.text_ru):
        raise RuleError(_("One of the two texts is missing."))
    put_in_step(section, on)
    return touched(section, by=by, on=on)


@transaction.atomic
def waive_parity(edition: Edition, *, by: User, on: date, reason: str) -> Edition:
    """It may be published with one language behind the other; the reason is kept with it, and in its history."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_in_work:
        raise RuleError(_("This edition is not in work any more."))
    edition.parity_waiver = reason.strip()
    edition.version += 1
    edition._history_user, edition._change_reason = by, f"parity waived: {reason.strip()}"
    edition.save()
    return edition


@transaction.atomic
def save_figures(section: Section, rows: list[dict[str, Any]], *, by: User, on: date) -> int:
    """`rows`: {"indicator", "year", "value", "gap", "source"}; an empty one takes the state's word back. Returns how many stand.

    The state's figures are corrected as a whole: the last save stands.
    """
    section = writable(section, by)
    indicators = set(section.template_section.section_indicators.values_list("indicator", flat=True))
    kept = 0
    for row in rows:
        if row["indicator"] not in indicators:
            raise RuleError(_("This figure does not belong to this part."))
        if row["value"] is None and not row["gap"]:
            section.figures.filter(indicator=row["indicator"]).delete()
            continue
        values = {name: row[name] for name in ("year", "value", "gap", "source")}
        section.figures.update_or_create(indicator_id=row["indicator"], defaults=values)
        kept += 1
    return kept
