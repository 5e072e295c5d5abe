"""What is said of an import when it is read: what was not used, left out or changed, and what the
file leaves open."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.figure_imports import unread
from registry.figure_imports.choices import Choices
from registry.figure_imports.columns import years_among
from registry.figure_imports.formats import description_of
from registry.figure_imports.imports import FigureImport, ImportProblem
from registry.figure_imports.meanings import FIRST_DAYS, PLAIN_YEARS
from registry.figure_imports.tally import Tally
from registry.figure_imports.words import scale_in, year_of

OTHERS_SHOWN, VALUES_SHOWN = 300, 8
NAMES = {
    "indicator": gettext_lazy("Indicator"),
    "source": gettext_lazy("Source"),
    "state": gettext_lazy("State"),
    "year": gettext_lazy("Year"),
    "sex": gettext_lazy("Sex"),
    "status": gettext_lazy("Status"),
}
SAID = 100  # characters of a heading
MARKS = {".": gettext_lazy("a point"), ",": gettext_lazy("a comma")}


def questions_of(imported: FigureImport, *, stands_twice: bool) -> Iterator[ImportProblem]:
    choices = Choices.of(imported.choices)
    headings = imported.headings
    description = description_of(headings)
    tally = Tally(imported.place.get("tally"))
    by_target = {target: heading for heading, target in imported.columns.items()}
    found = unread.asked(
        imported.place.get("seen", {}),
        description,
        headings=headings,
        answered=[name for name in headings if choices.is_answered(name)],
        overruled=[by_target[name] for name in imported.constants if name in by_target],
        keys=[by_target[name] for name in ("state", "origin", "host", "year") if name in by_target],
        stands_twice=stands_twice,
    )
    for heading, values, total in found:
        if not choices.is_answered(heading):
            yield about_column(imported, heading, values, total)
    yield from about_scale(imported)
    yield from about_first_days(imported, tally, by_target.get("year", ""))
    kept = tally.starting("kept")
    for heading, left in tally.starting("left").items():
        if not kept:
            yield about_column(imported, heading, list(left), "")
    if not (imported.rows and has_figures(imported)):
        for heading, parts in tally.starting("parts").items():
            yield about_parts(imported, heading, list(parts))


def has_figures(imported: FigureImport) -> bool:
    return imported.staged.exists()


def listed(values: list[str], most: int = VALUES_SHOWN) -> str:
    shown = ", ".join(f"“{value[:40]}”" for value in values[:most])
    return shown + (" …" if len(values) > most else "")


def about_column(
    imported: FigureImport, heading: str, values: list[str], total: str
) -> ImportProblem:
    name = heading[:SAID]
    held = (
        _("holds %(values)s") % {"values": listed(values)}
        if len(values) > 1
        else _("holds only %(values)s") % {"values": listed(values)}
    )
    example = (total or values[0])[:40]
    return ImportProblem(
        brought_by=imported,
        row=0,
        column=heading[:60],
        problem=_(
            "Column “%(name)s” is not read, and %(held)s: which of its rows hold the figures?"
        )
        % {"name": name, "held": held},
        remedy=(
            _(
                "Choose one value (--keep “%(name)s=%(example)s”), add the values up (--sum"
                " “%(name)s”), match the column to indicator, sex or another end (--column"
                " “%(name)s=sex”), or say that it does not matter (--ignore “%(name)s”)."
            )
            % {"name": name, "example": example}
        ),
    )


def about_parts(imported: FigureImport, heading: str, values: list[str]) -> ImportProblem:
    name = heading[:SAID]
    return ImportProblem(
        brought_by=imported,
        row=0,
        column=heading[:60],
        problem=(
            _(
                "The indicator counts all countries at the other end together, and column"
                " “%(name)s” holds %(values)s, and no row of all."
            )
            % {"name": name, "values": listed(values)}
        ),
        remedy=(
            _(
                "Add the values up for each state (--sum “%(name)s”), or choose one (--keep"
                " “%(name)s=%(values)s”). Look whether the other column is the state."
            )
            % {"name": name, "values": values[0][:40]}
        ),
    )


def about_first_days(imported: FigureImport, tally: Tally, heading: str) -> Iterator[ImportProblem]:
    """A column of years alone, or of first days alone, is clear; one that mixes them may hold
    what was counted on a day beside what was counted in a year."""
    days, years = tally.of(FIRST_DAYS), tally.of(PLAIN_YEARS)
    if days and years and not Choices.of(imported.choices).dates_are_years:
        yield ImportProblem(
            brought_by=imported,
            row=0,
            column=heading[:60],
            problem=_("Some rows have a day (%(days)s) and some a year (%(years)s).")
            % {"days": listed(list(days), 2), "years": listed(list(years), 2)},
            remedy=_("Say that days stand for their years (--dates-are-years)."),
        )


def about_scale(imported: FigureImport) -> Iterator[ImportProblem]:
    """A column that nobody reads says that its values are thousands."""
    if imported.constants.get("scale") or Tally(imported.place.get("tally")).starting("scaled"):
        return
    for heading, one in imported.place.get("seen", {}).items():
        filled = [value for value in one["values"] if value]
        scales = {scale_in(value) for value in filled}
        if not one["is_more"] and len(scales) == 1 and scales != {1}:
            scale = scales.pop()
            yield ImportProblem(
                brought_by=imported,
                row=0,
                column=heading[:60],
                problem=(
                    _("Column “%(heading)s” says %(filled)s: are the values so many?")
                    % {"heading": heading[:SAID], "filled": listed(filled)}
                ),
                remedy=_("Multiply them (--set scale=%(scale)s), or not (--set scale=1).")
                % {"scale": scale},
            )


def notices_of(imported: FigureImport) -> Iterator[str]:
    tally = Tally(imported.place.get("tally"))
    yield from of_the_file(imported)
    yield from of_columns(imported, tally)
    yield from of_rows(imported, tally)
    yield from of_areas(tally)


def of_the_file(imported: FigureImport) -> Iterator[str]:
    if imported.publisher is not None:
        yield _("Read as a file of this format: %(title)s.") % {"title": imported.publisher.title}
    chosen = Choices.of(imported.choices).sheets
    left = [sheet for sheet in imported.layout if chosen and sheet not in chosen]
    if left:
        yield _("Sheets that were not read: %(left)s.") % {"left": listed(left, OTHERS_SHOWN)}


def of_columns(imported: FigureImport, tally: Tally) -> Iterator[str]:
    if imported.decimal_mark:
        yield _("Decimals begin with %(decimal_mark)s in the whole file, as chosen.") % {
            "decimal_mark": MARKS[imported.decimal_mark]
        }
    else:
        for mark, columns in columns_by_mark(imported).items():
            yield _("Decimals begin with %(mark)s, as the numbers of %(columns)s show.") % {
                "mark": MARKS[mark],
                "columns": listed(columns),
            }
    for heading, scales in tally.starting("scaled").items():
        for scale, count in scales.items():
            of_column = _(" of column “%(heading)s”") % {"heading": heading} if heading else ""
            yield _("%(count)s values%(of_column)s were multiplied by %(scale)s.") % {
                "count": f"{count:,}",
                "of_column": of_column,
                "scale": scale,
            }
    yield from of_choices(imported, tally)
    unused = unused_columns(imported)
    if unused:
        yield _("Columns that were not used: %(unused)s.") % {
            "unused": listed(unused, OTHERS_SHOWN)
        }


def of_choices(imported: FigureImport, tally: Tally) -> Iterator[str]:
    """What was chosen against a column, and of which rows."""
    for name, texts in tally.starting("overruled").items():
        chosen = imported.constants.get(name, "")
        yield (
            _(
                "%(name)s: %(chosen)s was chosen for the whole file; its column says"
                " %(texts)s in %(rows)s rows."
            )
            % {
                "name": NAMES.get(name, name.capitalize()),
                "chosen": listed([chosen]),
                "texts": listed(list(texts)),
                "rows": f"{sum(texts.values()):,}",
            }
        )
    kept = tally.starting("kept")
    for heading, texts in tally.starting("left").items():
        was_read = listed(list(kept[heading])) if heading in kept else _("nothing that is known")
        yield (
            _(
                "Of column “%(heading)s” only %(was_read)s was read; %(rows)s rows of"
                " %(values)s were left out."
            )
            % {
                "heading": heading[:SAID],
                "was_read": was_read,
                "rows": f"{sum(texts.values()):,}",
                "values": listed(list(texts)),
            }
        )


def columns_by_mark(imported: FigureImport) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    chosen = Choices.of(imported.choices).sheets
    read = [layout for sheet, layout in imported.layout.items() if not chosen or sheet in chosen]
    for layout in read:
        for heading, mark in layout.get("marks", {}).items():
            target = imported.columns.get(heading, "")
            if target == "value" or years_among([target]):
                found.setdefault(mark, []).append(heading)
    return found


def unused_columns(imported: FigureImport) -> list[str]:
    kept = Tally(imported.place.get("tally")).starting("kept")
    used = {"", *imported.columns, *kept}
    names = [name for name in imported.headings if name not in used]
    years = [name for name in names if year_of(name)]
    rest = [name for name in dict.fromkeys(names) if name not in years]
    return rest + ([f"{years[0]} – {years[-1]}"] if years else [])


def of_rows(imported: FigureImport, tally: Tally) -> Iterator[str]:
    days = tally.of(FIRST_DAYS)
    if days:
        yield _("The first day of a year was read as that year: %(days)s.") % {
            "days": listed(sorted(days))
        }
    if tally.total("empty"):
        yield (
            _(
                "%(rows)s rows hold neither a value nor a reason for its absence; they were"
                " left out."
            )
            % {"rows": f"{tally.total('empty'):,}"}
        )
    if tally.total("none"):
        yield (
            _("%(cells)s cells say that there is no figure: %(values)s.")
            % {"cells": f"{tally.total('none'):,}", "values": listed(list(tally.of("none")))}
        )
    if tally.total("early"):
        yield (
            _("%(rows)s rows of years before 1900 were left out: %(years)s.")
            % {"rows": f"{tally.total('early'):,}", "years": listed(list(tally.of("early")))}
        )
    if tally.total("by_word"):
        yield _("%(rows)s rows were left out because of words that were chosen.") % {
            "rows": f"{tally.total('by_word'):,}"
        }
    for kind, words in (("flags", _("Flags")), ("marks", _("Marks beside numbers"))):
        if tally.total(kind):
            yield _("%(words)s that the registry has no word for: %(values)s.") % {
                "words": words,
                "values": listed(list(tally.of(kind))),
            }
    if imported.place.get("repeated"):
        yield (
            _("%(count)s figures stand twice with the same value; one is kept.")
            % {"count": f"{imported.place['repeated']:,}"}
        )
    if imported.place.get("summed"):
        yield _("%(count)s figures are sums of several rows, as chosen.") % {
            "count": f"{imported.place['summed']:,}"
        }


def of_areas(tally: Tally) -> Iterator[str]:
    groups, others = tally.of("groups"), tally.of("others")
    if groups:
        yield (
            _("%(rows)s rows of %(count)s groups of countries were left out: %(names)s.")
            % {
                "rows": f"{sum(groups.values()):,}",
                "count": len(groups),
                "names": named(groups),
            }
        )
    for heading, texts in tally.starting("parts").items():
        yield (
            _(
                "%(rows)s rows of single countries in “%(heading)s” were left out: the"
                " indicator counts all of them together: %(names)s."
            )
            % {
                "rows": f"{sum(texts.values()):,}",
                "heading": heading[:SAID],
                "names": named(texts),
            }
        )
    if others:
        yield (
            _(
                "%(rows)s rows of %(count)s countries and areas that the registry does"
                " not hold were left out: %(names)s."
            )
            % {
                "rows": f"{sum(others.values()):,}",
                "count": len(others),
                "names": named(others),
            }
        )


def named(texts: dict[str, int]) -> str:
    return ", ".join(sorted(texts)[:OTHERS_SHOWN]) + (" …" if len(texts) > OTHERS_SHOWN else "")
