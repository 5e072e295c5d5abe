"""A name of one field in the parts that address books want.

Names are typed as people write them: "Нино Капанадзе", "Иванов Иван Иванович", "Ivan Ivanovich
Ivanov". A patronymic tells the order; without one the family name comes last.
"""

import re
from typing import NamedTuple

PATRONYMIC = re.compile(
    r".+(?:ович|евич|ьич|кич|мич|нич|овна|евна|ична|инична|івна|ївна|йович|ovich|evich|yich"
    r"|ovna|evna|ichna|inichna|ivna|ivich)$"
)
KINSHIP = re.compile(r"^(?:оглы|оглу|кызы|гызы|улы|уулу|ogly|oglu|oğlu|kyzy|qizi|qızı|uly|uulu)$")


class NameParts(NamedTuple):
    family: str
    given: str
    additional: str


def name_parts(name: str) -> NameParts:
    """Any part but the family name may be empty."""
    words = name.split()
    if len(words) < 2:
        return NameParts(name.strip(), "", "")
    place, length = patronymic_in(words)
    if place is None:
        # what is written small belongs to the family name: Jean de la Tour
        small = (number for number in range(1, len(words) - 1) if words[number].islower())
        begins = next(small, len(words) - 1)
        return NameParts(" ".join(words[begins:]), words[0], " ".join(words[1:begins]))
    additional = " ".join(words[place : place + length])
    before, after = words[:place], words[place + length :]
    if after:  # Ivan Ivanovich Ivanov
        return NameParts(" ".join(after), " ".join(before), additional)
    return NameParts(" ".join(before[:-1]), before[-1], additional)  # Иванов Иван Иванович


def patronymic_in(words: list[str]) -> tuple[int | None, int]:
    """Where it begins and how many words it has; never the first word, nor the second of two:
    Иван Петрович may bear a family name."""
    for place in range(1, len(words)):
        following = words[place + 1].lower() if place + 1 < len(words) else ""
        if place > 0 and KINSHIP.match(following):
            return (place, 2) if place > 1 or place + 2 < len(words) else (None, 0)
        if len(words) > 2 and PATRONYMIC.match(words[place].lower()):
            is_last = place == len(words) - 1
            if not is_last or place > 1:
                return place, 1
    return None, 0
