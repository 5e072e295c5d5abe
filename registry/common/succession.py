"""What becomes of a contact point's rows when the office passes to a successor.

Each model with a relation to ContactPoint declares it in `on_succession`, by the name of the field:

    on_succession = {"contact_point": Succession(Fate.STAYS)}

contacts/attached_rows.py finds the relations and reads the declarations. A test fails where a
relation has none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Fate(Enum):
    MOVES = "open work, which the successor goes on with"
    CLOSES = "a question to the person, which ends with the term"
    STAYS = "a record of what was, which remains the predecessor's"


@dataclass(frozen=True, slots=True)
class Succession:
    """`open_rows`: of what moves, the method of the model's QuerySet that finds the open rows."""

    fate: Fate
    open_rows: Callable[[Any], Any] | None = None

    def __post_init__(self) -> None:
        if (self.fate is Fate.MOVES) != (self.open_rows is not None):
            raise TypeError("What moves names the method that finds its open rows; nothing else.")
