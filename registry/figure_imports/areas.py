"""Countries and groups of countries as files call them."""

import re
from enum import Enum

from registry.figure_imports.choices import LEFT_OUT
from registry.figure_imports.formats import Description
from registry.figure_imports.lookups import counterparts, states
from registry.figure_imports.words import folded

ALIKE = 88  # per cent: a name that is so much like a state's is asked about
SHORTEST = 5
NUMBER = re.compile(r"0*(\d{1,4})(?:\.0)?")


class Kind(Enum):
    STATE, GROUP, OTHER, UNKNOWN = range(4)


class Areas:
    def __init__(self, description: Description, words: dict[str, str]) -> None:
        self.spellings = description.areas | {folded(text): to for text, to in words.items()}
        self.totals = description.totals
        self.states, self.counterparts = states(), counterparts()
        self.remembered: dict[str, tuple[Kind, int | None]] = {}

    def name_of(self, text: str) -> str:
        """As the registry calls it, where the file's spelling is known; folded."""
        name = folded(text)
        number = NUMBER.fullmatch(name)
        name = number[1] if number else name
        for _step in range(2):  # a spelling may lead to a code, and the code to another
            name = folded(self.spellings.get(name, name))
        return name

    def find(self, text: str) -> tuple[Kind, int | None]:
        """What it is, and the number of the state."""
        if text not in self.remembered:
            self.remembered[text] = self.look_up(text)
        return self.remembered[text]

    def look_up(self, text: str) -> tuple[Kind, int | None]:
        if folded(text) in self.states and folded(text) not in self.spellings:
            return Kind.STATE, self.states[folded(text)]
        name = self.name_of(text)
        if name in self.states:
            return Kind.STATE, self.states[name]
        if name not in self.counterparts and (
            name == LEFT_OUT or folded(text) in self.totals or self.is_group(folded(text))
        ):
            return Kind.GROUP, None
        return (Kind.OTHER if name in self.counterparts else Kind.UNKNOWN), None

    def is_group(self, name: str) -> bool:
        """By the beginning that groups of a format share: "European Union*"."""
        for spelling, to in self.spellings.items():
            is_beginning = to == LEFT_OUT and spelling.endswith(("…", "..."))
            if is_beginning and name.startswith(spelling[:-1].rstrip()):
                return True
        return False

    def counterpart(self, text: str) -> tuple[Kind, int | None]:
        """Of the other end of a flow: its number; GROUP for all of them, or for some."""
        name = self.name_of(text)
        if folded(text) in self.counterparts and folded(text) not in self.spellings:
            return Kind.STATE, self.counterparts[folded(text)]
        if name in self.counterparts:
            return Kind.STATE, self.counterparts[name]
        if name == LEFT_OUT or self.is_group(folded(text)):
            return Kind.GROUP, None
        return Kind.UNKNOWN, None

    def is_total(self, text: str) -> bool:
        return folded(text) in self.totals

    def like(self, text: str) -> str:
        """The name of a state that an unknown text is much like; "" where there is none."""
        name = folded(text)
        if len(name) < SHORTEST:
            return ""
        names = [one for one in self.states if len(one) >= SHORTEST]
        for one in names:
            if name.startswith(one) and not name[len(one) : len(one) + 1].isalpha():
                return one
        from rapidfuzz import fuzz, process  # for files of figures, only

        found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return found[0] if found else ""
