"""What to know of a record before it appears: whether both languages say the same, and where its
links lead. Nothing of it hinders saving."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from registry.common.admin import change_address
from registry.common.languages import ENGLISH_NAMES, LANGUAGES, other
from registry.common.record_links import targets
from registry.common.richtext import is_rich_text

LOOKED_BACK = 50  # versions


@dataclass(frozen=True, slots=True)
class Check:
    """`address`: where to look, "" for nowhere else."""

    words: str
    is_good: bool
    address: str = ""


def checks_of(row: Any) -> list[Check]:
    found = [*titles_of(row), *languages_of(row), *picture_of(row), *links_of(row)]
    return sorted(found, key=is_bad)


def is_bad(check: Check) -> bool:
    return not check.is_good


def titles_of(row: Any) -> Iterator[Check]:
    missing = [ENGLISH_NAMES[code] for code in LANGUAGES if not getattr(row, f"title_{code}")]
    if missing:
        yield Check(f"no title in {missing[0]}", is_good=False)
    else:
        yield Check("both languages have a title", is_good=True)


def texts_of(model: type[models.Model]) -> list[str]:
    """The two-language texts that are written with formatting: "body"."""
    names = [field.name for field in model._meta.concrete_fields if is_rich_text(field)]
    return [name.removesuffix("_en") for name in names if name.endswith("_en")]


def languages_of(row: Any) -> Iterator[Check]:
    stems = texts_of(type(row))
    history = versions_of_texts(row, stems)
    for stem in stems:
        name = stem.replace("_", " ").capitalize() if stem != "body" else "Text"
        texts = {code: getattr(row, f"{stem}_{code}") for code in LANGUAGES}
        if not any(texts.values()):
            continue
        empty = [code for code in LANGUAGES if not texts[code]]
        if empty:
            yield Check(f"{name}: nothing in {ENGLISH_NAMES[empty[0]]}", is_good=False)
            continue
        language, count = behind(history[stem])
        if count:
            changes = "1 change" if count == 1 else f"{count} changes"
            yield Check(f"{name}: {ENGLISH_NAMES[language]} is {changes} behind", is_good=False)
        else:
            yield Check(f"{name}: both languages were last changed together", is_good=True)


def versions_of_texts(row: Any, stems: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """By text: its two languages in each version, the newest first. One query for all of them."""
    names: list[str] = []
    for stem in stems:
        names += [f"{stem}_{code}" for code in LANGUAGES]
    if not names:
        return {}
    versions = list(row.history.order_by("-history_id").values_list(*names)[: LOOKED_BACK + 1])
    found = {}
    for place, stem in enumerate(stems):
        first = place * len(LANGUAGES)
        found[stem] = [version[first : first + len(LANGUAGES)] for version in versions]
    return found


def behind(versions: list[tuple[str, ...]]) -> tuple[str, int]:
    """Which language of a text was not touched since the other changed, and how often that changed.

    Read from the versions of the record: what is saved in both languages at once agrees.
    """
    counts = dict.fromkeys(LANGUAGES, 0)
    for newer, older in zip(versions, versions[1:], strict=False):
        changed = [code for place, code in enumerate(LANGUAGES) if newer[place] != older[place]]
        if len(changed) == len(LANGUAGES):
            break
        for code in changed:
            if counts[other(code)]:
                return lagging(counts)
            counts[code] += 1
    return lagging(counts)


def lagging(counts: dict[str, int]) -> tuple[str, int]:
    ahead = max(counts, key=counts.__getitem__)
    return other(ahead), counts[ahead]


def picture_of(row: Any) -> Iterator[Check]:
    picture = getattr(row, "picture", None)
    if picture is None:
        return
    yield Check("the picture says what it shows, or adds nothing", is_good=True)
    if not picture.credit:
        yield Check("the picture names nobody", is_good=False, address=change_address(picture))


def links_of(row: Any) -> Iterator[Check]:
    texts: list[str] = []
    for stem in texts_of(type(row)):
        texts += [getattr(row, f"{stem}_{code}") for code in LANGUAGES]
    for target in targets(*texts).values():
        if target.row is None:
            yield Check("a link leads to a record that was deleted", is_good=False)
        elif not target.is_found:
            yield Check(
                f"a link leads to what readers do not see: {target.row}",
                is_good=False,
                address=change_address(target.row),
            )
