"""Publishers' formats: how the files of a publisher of figures are written. Data that staff edit.

A format without `recognised_by` holds for every file, after that of the file's own publisher.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from registry.common.records import Record
from registry.figure_imports.words import folded, full_heading

NOTHING = "-"  # of a heading: tells no rows apart; of an area: no country; of a word: no figure
LONGEST = 40_000


def pairs_of(text: str) -> Iterator[tuple[str, str]]:
    """(before, after) the last " = " of each line."""
    for line in text.splitlines():
        before, is_pair, after = line.rpartition(" = ")
        if is_pair and before.strip() and after.strip():
            yield before.strip(), after.strip()


def parts_of(text: str) -> set[str]:
    """Words with “; ” between them, folded."""
    return set(map(folded, text.split(";")))


def is_made_of_pairs(text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not list(pairs_of(line)):
            raise ValidationError(
                _("Line %(number)s, “%(line)s”: write what the file has, “ = ” and what it means.")
                % {"number": number, "line": line[:60]}
            )


def lines_of_pairs(name: str, help_text: str) -> models.TextField:
    return models.TextField(
        name,
        blank=True,
        max_length=LONGEST,
        validators=[is_made_of_pairs],
        help_text=help_text + " One a line, “ = ” between the two.",
    )


class PublisherFormat(Record):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    source = models.ForeignKey(
        "registry.Source",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="formats",
        help_text="Whose files they are; offered where such a file is brought.",
    )
    recognised_by = models.TextField(
        blank=True,
        max_length=1000,
        help_text=(
            "Headings that every file of this format has, one a line; several spellings of one with"
            " “; ” between them. Empty: it holds for every file."
        ),
    )
    decimal_mark = models.CharField(
        "decimals begin with",
        max_length=1,
        blank=True,
        choices=[(".", "a point"), (",", "a comma")],
        help_text="Where the publisher always writes it so, and groups by the other mark never.",
    )
    headings = lines_of_pairs(
        "headings",
        "What a column stands for: indicator, state, state_name, origin, host, year, sex, value,"
        " status, unit, multiplier, note_en; “-” where it tells no rows apart.",
    )
    measures = lines_of_pairs(
        "columns of values",
        "Heading of a column of values, and the slug of its indicator; of several that it can be,"
        " with “; ” between them, the usual one first.",
    )
    dimensions = lines_of_pairs(
        "dimensions",
        "Heading, and which of its values hold the figures of all, with “; ” between them.",
    )
    flags = lines_of_pairs(
        "flags", "Flag or its meaning in words; a status of figures, or a reason of a gap."
    )
    units = lines_of_pairs("units", "Unit, and what it can be in the registry, with “; ” between.")
    areas = lines_of_pairs(
        "areas", "A spelling or code of a country, and its ISO code; “-” for a group of countries."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]
        verbose_name = "format of a publisher"
        verbose_name_plural = "formats of publishers"

    def __str__(self) -> str:
        return self.title

    @property
    def signs(self) -> list[set[str]]:
        """Of each heading by which it is recognised, the spellings."""
        lines = filter(str.strip, self.recognised_by.splitlines())
        return [set(map(full_heading, line.split(";"))) for line in lines]

    def fits(self, headings: set[str]) -> bool:
        """Whether a file with these headings is of this format."""
        return bool(self.signs) and all(spellings & headings for spellings in self.signs)


class Description:
    """What is known of a file: the format of its publisher first, then those of every file."""

    def __init__(self, formats: Iterable[PublisherFormat]) -> None:
        self.formats = list(formats)

    @property
    def publisher(self) -> PublisherFormat | None:
        return next((one for one in self.formats if one.recognised_by), None)

    def known(self, name: str, folding: Callable[[str], str] = folded) -> dict[str, str]:
        """Of two spellings that are compared as one, that which means something."""
        found: dict[str, str] = {}
        for one in reversed(self.formats):
            of_format: dict[str, str] = {}
            for before, after in pairs_of(getattr(one, name)):
                word = folding(before)
                if after != NOTHING or word not in of_format:
                    of_format[word] = after
            found |= of_format
        return found

    @cached_property
    def headings(self) -> dict[str, str]:
        return self.known("headings", full_heading)

    @cached_property
    def measures(self) -> dict[str, list[str]]:
        """Of each column of values the indicators that it can hold, the usual one first."""
        return {
            heading: list(map(str.strip, after.split(";")))
            for heading, after in self.known("measures", full_heading).items()
        }

    @cached_property
    def dimensions(self) -> dict[str, set[str]]:
        """Of each dimension, folded, the values that stand for all."""
        return {
            heading: parts_of(after)
            for heading, after in self.known("dimensions", full_heading).items()
        }

    @cached_property
    def totals(self) -> set[str]:
        """What says "all of them" in any column."""
        return self.dimensions.get("*", set())

    @cached_property
    def flags(self) -> dict[str, str]:
        return self.known("flags")

    @cached_property
    def units(self) -> dict[str, set[str]]:
        return {unit: parts_of(after) for unit, after in self.known("units").items()}

    @cached_property
    def areas(self) -> dict[str, str]:
        return self.known("areas")


def description_of(headings: Iterable[str]) -> Description:
    """Of a file with these headings; the format with the most signs is its publisher's."""
    folded_headings = {full_heading(heading) for heading in headings}
    formats = list(PublisherFormat.objects.all())
    fitting = sorted(
        (one for one in formats if one.fits(folded_headings)),
        key=number_of_signs,
        reverse=True,
    )
    return Description([*fitting[:1], *(one for one in formats if not one.signs)])


def number_of_signs(one: PublisherFormat) -> int:
    return len(one.signs)


class KeptMatching(models.Model):
    """What staff agreed on for the files of a source, offered for the next file with the same
    headings."""

    source = models.ForeignKey("registry.Source", models.CASCADE, related_name="+")
    headings = models.CharField(max_length=64, help_text="Fingerprint of the file’s headings.")
    agreed = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "headings"], name="kept_matching_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.at:%d.%m.%Y}"
