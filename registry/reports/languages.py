"""Texts that one language lacks, and texts whose other language was changed after them."""

from datetime import date
from typing import Any

from registry.common.languages import LANGUAGE_NAMES, LANGUAGES, other
from registry.common.records import Record
from registry.reports.reporting import Line, kinds, line


def languages(on: date) -> list[Line]:
    found = []
    for model in kinds():
        pairs = bilingual(model)
        if not pairs:
            continue
        behind = behind_by_row(model, pairs)
        for row in model._base_manager.order_by("pk"):
            words = [*missing(row, pairs), *behind.get(row.pk, [])]
            if words:
                found.append(line(row, "; ".join(words)))
    return found


def bilingual(model: type[Record]) -> list[str]:
    """Stems of the fields that stand in both languages."""
    names = {field.name for field in model._meta.fields}
    stems = [name.removesuffix("_en") for name in names if name.endswith("_en")]
    return sorted(stem for stem in stems if f"{stem}_ru" in names)


def missing(row: Record, pairs: list[str]) -> list[str]:
    found = []
    for stem in pairs:
        has = {code: bool(getattr(row, f"{stem}_{code}")) for code in ("en", "ru")}
        for code, there in has.items():
            if not there and has[other(code)]:
                found.append(f"{stem.replace('_', ' ')}: no {LANGUAGE_NAMES[code]}")
    return found


def behind_by_row(model: Any, pairs: list[str]) -> dict[int, list[str]]:
    """By the key of the record: texts whose other language was changed alone and that have not
    followed since. One query for a kind."""
    columns: list[str] = []
    for stem in pairs:
        columns += [f"{stem}_{code}" for code in LANGUAGES]
    rows = model.history.order_by("id", "history_id").values_list("id", *columns)
    before: dict[int, list[str]] = {}
    behind: dict[tuple[int, str], str] = {}  # by record and text: the language that lags
    for key, *texts in rows:
        last = before.get(key, texts)
        for number, stem in enumerate(pairs):
            pair, was = texts[2 * number : 2 * number + 2], last[2 * number : 2 * number + 2]
            note_pair(behind, (key, stem), was, pair)
        before[key] = texts
    found: dict[int, list[str]] = {}
    for (key, stem), code in sorted(behind.items()):
        words = f"{stem.replace('_', ' ')}: {LANGUAGE_NAMES[code]} is behind"
        found.setdefault(key, []).append(words)
    return found


def note_pair(
    behind: dict[tuple[int, str], str], place: tuple[int, str], was: list[str], now: list[str]
) -> None:
    changed = [code for code, one, two in zip(("en", "ru"), was, now, strict=True) if one != two]
    if not all(now) or len(changed) == 2 or behind.get(place) in changed:
        behind.pop(place, None)
    elif changed and place not in behind:
        behind[place] = other(changed[0])
