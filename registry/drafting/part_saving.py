"""Saving a part as its form sends it: the text, then the figures. What one of the two meets does
not keep the other from being saved."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.kept_questions import Question, given
from registry.contacts.models import ContactPoint
from registry.drafting.figure_writing import FigureEntry, choices_of, save_figures
from registry.drafting.sections import KeptText, Section, TypedFigure
from registry.drafting.typed_on import continues
from registry.drafting.writing import TEXTS, MergeProposedError, discard, save_section


def save_part(
    section: Section,
    texts: dict[str, Any] | None,
    entries: list[FigureEntry],
    *,
    by: User,
    on: date,
    seen: int,
    posts: Iterable[ContactPoint] = (),
    is_page_open: bool = False,
) -> Section:
    """`texts`: as writing.save_section, or None where the form of the text is not valid. Raises
    what the text meets, else what the figures meet, after both were tried."""
    refusal: RuleError | None = None
    if texts is not None:
        try:
            section = save_section(
                section,
                texts,
                by=by,
                on=on,
                seen=seen,
                posts=posts,
                is_page_open=is_page_open,
            )
        except MergeProposedError:
            raise  # the page sends all of it again
        except RuleError as error:
            refusal = error
    merged_with = section.merged_with
    try:
        section = save_figures(section, entries, by=by, on=on, posts=posts)
    except RuleError as error:
        refusal = refusal or error
    if refusal:
        raise refusal
    section.merged_with = merged_with
    forget_typed_on(section, by, seen)
    return section


def forget_typed_on(section: Section, by: User, seen: int) -> None:
    """What the same person typed after the session had ended was kept beside the part. Once the
    same page has typed on and the draft holds all of it, there is nothing left to choose."""
    kept = text_kept_by.first(section=section.pk, account=by.pk)
    if kept is None or kept.base_version != seen or kept.gap not in ("", section.gap):
        return
    has_all = all(continues(getattr(kept, name), getattr(section, name)) for name in TEXTS)
    if has_all and not choices_of(kept):
        discard(kept)


@Question
def text_kept_by() -> QuerySet[KeptText]:
    """One at most (a constraint of the table)."""
    return KeptText.objects.filter(section=given("section"), account=given("account"))


def has_unfinished_figures(section: Section) -> bool:
    return bool(unfinished_figures(section=section.pk))


@Question
def unfinished_figures() -> QuerySet[TypedFigure]:
    rows = TypedFigure.objects.filter(section=given("section"))
    return rows.only("pk").order_by("pk")[:1]
