"""Answers of a person to what a file leaves open; the same in the admin and on the command line."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

EMPTY = "(empty)"  # how a cell without text is written in an answer
LEFT_OUT = "-"


@dataclass(slots=True)
class Choices:
    """`sheets`: those that are read; `group`: of several groups of columns of years the one that
    is. `keep`: of a column the values whose rows are read; `sums`: columns over which values are
    added up; `ignored`: columns that do not matter. `words`: what a word of the file means here,
    "-" to leave its rows out. `are_right`: somebody looked at what seemed wrong. `dates_are_years`:
    a day stands for its year."""

    sheets: list[str] = field(default_factory=list)
    group: str = ""
    keep: dict[str, list[str]] = field(default_factory=dict)
    sums: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    are_right: bool = False
    dates_are_years: bool = False

    @classmethod
    def of(cls, stored: dict[str, Any] | None) -> Self:
        return cls(**(stored or {}))

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    def is_answered(self, heading: str) -> bool:
        return heading in self.keep or heading in self.sums or heading in self.ignored
