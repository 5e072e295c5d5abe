"""Writing an edition section by section: nobody overwrites a version that they have not seen, and
nothing that was typed is lost."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.difference import are_same, three_way
from registry.common.errors import RuleError
from registry.common.history import save_version
from registry.common.kept_questions import Question, given
from registry.common.languages import LANGUAGE_NAMES, LANGUAGES
from registry.common.richtext import reduced
from registry.contacts.models import ContactPoint
from registry.drafting.parity import keep_lags, language_is_behind, put_in_step
from registry.drafting.part_history import drop_replaced, earlier_version, version_of
from registry.drafting.sections import LARGEST, LEVELS, KeptText, Section, why_closed
from registry.drafting.typed_on import continues
from registry.profiles.models import Edition
from registry.profiles.steps import RESUME, take_step

TEXTS = ("text_en", "text_ru")


class StaleError(RuleError):
    """Somebody saved the section meanwhile. What was typed is kept (KeptText) and waits to be
    merged."""


class ClosedError(RuleError):
    """The edition was handed on meanwhile. What was typed is kept (KeptText) for who writes in it
    next."""


class MergeProposedError(RuleError):
    """Somebody saved other passages meanwhile. Nothing is written: the page of the writer takes
    `texts` in and goes on from `section`."""

    def __init__(self, section: Section, texts: dict[str, str]) -> None:
        super().__init__("")
        self.section, self.texts = section, texts


def writable(section: Section, by: User | None) -> Section:
    """The row, locked. Raises RuleError where the edition's status does not let this person
    write."""
    section = locked(section)
    refusal = why_closed(section.edition, by)
    if refusal:
        raise RuleError(refusal)
    return section


def locked(section: Section) -> Section:
    """Raises DoesNotExist where somebody deleted it meanwhile."""
    edition = edition_to_write.first(edition=section.edition_id)
    row = section_to_write.first(section=section.pk)
    if edition is None or row is None:
        raise Section.DoesNotExist
    row.edition = edition
    return row


@Question
def edition_to_write() -> QuerySet[Edition]:
    return Edition.objects.select_for_update().filter(pk=given("edition"))


@Question
def section_to_write() -> QuerySet[Section]:
    rows = Section.objects.select_for_update(of=("self",)).select_related("template_section")
    return rows.filter(pk=given("section"))


def check_size(values: dict[str, str]) -> None:
    for language in LANGUAGES:
        size = len(values.get(f"text_{language}", "").encode("utf-8", "replace"))
        if size > LARGEST:
            raise RuleError(
                _(
                    "The text in %(language)s has %(size)s KB; a section holds %(limit)s KB."
                    " Shorten it, or leave out tables that stand elsewhere and link to them. What"
                    " you wrote is still here."
                )
                % {
                    "language": LANGUAGE_NAMES[language],
                    "size": size // 1024,
                    "limit": LARGEST // 1024,
                }
            )


def save_section(
    section: Section,
    values: dict[str, Any],
    *,
    by: User,
    on: date,
    seen: int,
    posts: Iterable[ContactPoint] = (),
    is_page_open: bool = False,
) -> Section:
    """Write texts and gap (`values`) into a section whose version the writer saw.

    Where somebody saved meanwhile, what both changed is joined passage by passage; who saved is
    then in `merged_with`. `is_page_open`: the writer goes on typing in the text that is sent, so
    that one is joined first (MergeProposedError). Raises StaleError where both changed the same
    passage and ClosedError where the edition was handed on: then what was typed is kept beside
    the section. A section that was accepted is reviewed again; one that was returned is answered
    only when its writer says so (finish_section, confirm_unchanged).
    """
    check_size(values)
    with transaction.atomic():
        section = locked(section)
        typed = {name: section_text(values[name]) for name in TEXTS if name in values}
        gap = values.get("gap", section.gap)
        refusal = why_closed(section.edition, by)
        if not refusal and (section.version == seen or stands_since(section, seen)):
            return write(section, typed, gap, by=by, on=on)
        if says_the_same(section, typed) and gap == section.gap and not refusal:
            return section  # the same words: nothing to merge
        joined = None if refusal else joined_texts(section, typed, seen)
        if joined is not None:
            other = saved_meanwhile(section, by, seen)
            if is_page_open:
                section.merged_with = other
                raise MergeProposedError(section, joined)
            section = write(section, joined, joined_gap(section, gap, seen), by=by, on=on)
            section.merged_with = other
            return section
        if not refusal and is_own_typed_on(section, typed, gap, by=by, seen=seen):
            return write(section, typed, gap, by=by, on=on)
        is_kept = gap != section.gap or not says_the_same(section, typed)
        if is_kept:
            keep_text(section, typed, account=by, seen=seen, gap=gap, posts=posts)
    raise not_saved(refusal, is_kept=is_kept)


def not_saved(refusal: str, *, is_kept: bool) -> RuleError:
    """`refusal`: why the edition is closed; "" where somebody else saved."""
    if refusal and not is_kept:
        return RuleError(refusal)
    if refusal:
        kept = _("What you wrote is kept: whoever writes in this part next finds it there.")
        return ClosedError(f"{refusal} {kept}")
    return StaleError(
        _(
            "This part was saved meanwhile, by a colleague or by you on another page. Nothing of"
            " yours is lost: compare and choose."
        )
    )


def is_own_typed_on(
    section: Section, typed: dict[str, str], gap: str, *, by: User, seen: int
) -> bool:
    """Whether the writer alone added something since, and all of that is in what is typed: it was
    kept, then taken in on another page after signing in, while this one was typed on."""
    others = section.history.filter(version__gt=seen).exclude(history_user=by)
    if gap != section.gap or others.exists():
        return False
    base = version_of(section, seen)
    return all(
        continues(getattr(base, name), getattr(section, name))
        and continues(getattr(section, name), text)
        for name, text in typed.items()
    )


def stands_since(section: Section, seen: int) -> bool:
    """Whether the text is that of an earlier version: only figures were saved since."""
    base = version_of(section, seen)
    names = (*TEXTS, "gap")
    return all(getattr(base, name) == getattr(section, name) for name in names)


def section_text(typed: str) -> str:
    """As a section holds it. Raises RuleError as `reduced`."""
    return reduced(typed, levels=LEVELS)


def joined_texts(section: Section, typed: dict[str, str], seen: int) -> dict[str, str] | None:
    """What was typed and what was saved meanwhile, joined; None where both changed a passage."""
    base = version_of(section, seen)
    joined = {}
    for name, text in typed.items():
        regions = three_way(getattr(base, name), getattr(section, name), text)
        if any(region.kind == "conflict" for region in regions):
            return None
        joined[name] = "".join(
            region.mine if region.kind == "mine" else region.theirs for region in regions
        )
    return joined


def joined_gap(section: Section, gap: str, seen: int) -> str:
    return section.gap if gap == version_of(section, seen).gap else gap


def saved_meanwhile(section: Section, by: User, seen: int) -> Any:
    """The row of history of the last save since that version, of somebody else's if there is
    one; None where the history does not hold it."""
    rows = section.history.filter(version__gt=seen).select_related("history_user")
    return rows.exclude(history_user=by).first() or rows.first()


def says_the_same(section: Section, typed: dict[str, str]) -> bool:
    return all(are_same(getattr(section, name), text) for name, text in typed.items())


def write(
    section: Section,
    typed: dict[str, str],
    gap: str,
    *,
    by: User | None,
    on: date,
    replaces: bool = True,
) -> Section:
    """Into the locked row; only what differs in words: an editor that only opens a text writes
    its spaces anew. `replaces`: an earlier save of the same half hour."""
    changed = [name for name, text in typed.items() if not are_same(getattr(section, name), text)]
    if not changed and gap == section.gap:
        return section
    follow(section, typed, changed)
    for name in changed:
        setattr(section, name, typed[name])
    keep_lags(section)
    section.gap = "" if section.has_text else gap
    section.is_prefilled = False
    section.progress = Section.Progress.WRITTEN
    section.written_on, section.confirmed_on = on, None
    if section.review == Section.Review.ACCEPTED or (by is not None and by.is_staff):
        section.review = ""  # a state answers what was returned with a button (answer_return)
    return touched(section, by=by, on=on, replaces=replaces)


def follow(section: Section, typed: dict[str, str], changed: list[str]) -> None:
    """A translation that catches up does not put the other language behind: while a text lags,
    changes to it are its translation."""
    was_behind = {language: language_is_behind(section, language) for language in LANGUAGES}
    if "text_ru" in changed and was_behind["ru"]:
        section.en_reflects, section.en_reflects_on = (
            typed["text_ru"],
            section.en_reflects_on or section.written_on,
        )
    if "text_en" in changed and was_behind["en"]:
        section.ru_reflects, section.ru_reflects_on = (
            typed["text_en"],
            section.ru_reflects_on or section.written_on,
        )


def touched(section: Section, *, by: User | None, on: date, replaces: bool = True) -> Section:
    """Saves the locked row as its next version; a returned draft is taken up again with it."""
    if section.edition.status == Edition.Status.RETURNED:
        section.edition = take_step(section.edition, RESUME, by=by, on=on, follows=True)
    if replaces:
        drop_replaced(section, by=by)
    save_version(section, by=by)
    return section


def keep_text(
    section: Section,
    typed: dict[str, str],
    *,
    account: User,
    seen: int,
    gap: str = "",
    posts: Iterable[ContactPoint] = (),
) -> KeptText:
    """Beside the section, one row a person: the last text that was typed, and the reason why there
    is none."""
    row, _made = KeptText.objects.update_or_create(
        section=section,
        account=account,
        defaults={
            "base_version": seen,
            "contact_point": post_for(section, posts),
            "text_en": typed.get("text_en", section.text_en),
            "text_ru": typed.get("text_ru", section.text_ru),
            "gap": gap,
        },
    )
    return row


def post_for(section: Section, posts: Iterable[ContactPoint]) -> ContactPoint | None:
    """The one of these offices that the section's state has."""
    state = section.edition.profile.state_id
    return next((post for post in posts if post.state_id == state), None)


@transaction.atomic
def merge(kept: KeptText, texts: dict[str, str], *, by: User, on: date, seen: int) -> Section:
    """What was chosen becomes the section's text, and the kept text goes. Raises StaleError
    where it was saved once more meanwhile."""
    check_size(texts)
    section = writable(kept.section, by)
    if section.version != seen:
        raise StaleError(
            _("It was saved once more while you were choosing. Here are the texts as they are now.")
        )
    section = write(
        section,
        {name: section_text(texts[name]) for name in TEXTS},
        kept.gap or section.gap,
        by=by,
        on=on,
    )
    kept.delete()
    return section


@transaction.atomic
def bring_back(section: Section, number: int, *, by: User, on: date) -> Section:
    """The texts of an earlier version become the next one; the text of now stays among the earlier
    versions. Raises RuleError where there is no such version."""
    section = writable(section, by)
    earlier = earlier_version(section, number)
    if earlier is None:
        raise RuleError(_("This version is no longer kept. The list says which are."))
    texts = {name: getattr(earlier, name) for name in TEXTS}
    return write(section, texts, earlier.gap, by=by, on=on, replaces=False)


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
    """The writer is done with it. Raises RuleError where there is neither text nor a reason for
    its absence."""
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
def waive_parity(edition: Edition, *, by: User, reason: str) -> Edition:
    """It may be published with one language behind the other; the reason is kept with it, and in
    its history."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_in_work:
        raise RuleError(_("This edition is not in work any more."))
    edition.parity_waiver = reason.strip()
    save_version(edition, by=by, reason=f"parity waived: {edition.parity_waiver}")
    return edition
