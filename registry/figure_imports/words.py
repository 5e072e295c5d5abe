"""Words and headings of files as they are compared."""

import re
from functools import lru_cache

OF_A_YEAR = re.compile(r"(?:YR|X|F)?((?:19|20)\d\d)(?:\.0)?(?:\s*\[YR\1\])?")
# "State¹", "State*", "State 1)"; not "km²", nor a mark alone
FOOTNOTES = re.compile(r"(?<=[^\W\d_])(?<![mм])([¹²³⁰-⁹*†‡]+|\s?\d\))$")
SCALES = {  # what multiplies the values, in words of headings and units
    1_000_000_000: r"billions?|bn|млрд\.?|миллиард\w*",
    1_000_000: r"millions?|mln|mio|млн\.?|миллион\w*",
    1_000: r"thousands?|thsd?|'?000s?|тыс\.?|тысяч\w*",
}
PER = re.compile(r"(per|for each|per each|на|каждые)\s+[\d,. ]*\w*", re.IGNORECASE)
SEXES = {
    "both": r"both sexes|оба пола",
    "female": r"females?|women|girls|женщин\w*|женский",
    "male": r"males?|men|boys|мужчин\w*|мужской",
    "total": r"total|всего",
}


@lru_cache(20_000)  # a file says the same few words in each of its rows
def folded(text: str) -> str:
    """Kept for the texts met last: the cells of a large file say the same over and over."""
    return " ".join(text.split()).casefold().replace("ё", "е").rstrip("*")


def full_heading(heading: str) -> str:
    """A heading as it is compared: small letters, a space for any mark between words, without the
    marks of footnotes at its end."""
    text = FOOTNOTES.sub("", heading.strip().lstrip("\ufeff"))
    text = text.casefold().replace("ё", "е").replace("’", "'")
    return re.sub(r"[\s_\-–/]+", " ", text).strip()


def folded_heading(heading: str) -> str:
    """Without what stands in brackets or after a comma."""
    return full_heading(heading).partition(",")[0].partition("(")[0].strip()


def year_of(heading: str) -> str:
    """The year whose values a column holds ("2024", "2024 [YR2024]"); "" for any other."""
    found = OF_A_YEAR.fullmatch(heading.strip())
    return found[1] if found else ""


@lru_cache(500)
def scale_in(text: str) -> int:
    """By how much the words say that values are to be multiplied; 1 where they do not. A rate
    ("per 1,000 population") says nothing of the kind."""
    text = PER.sub(" ", text)
    for scale, words in SCALES.items():
        if re.search(rf"(?<![\w'])({words})(?!\w)", text, re.IGNORECASE):
            return scale
    return 1


def sex_in(text: str) -> str:
    """The sex that a heading names by words; "" where it names none."""
    for sex, words in SEXES.items():
        if re.search(rf"(?<!\w)({words})(?!\w)", text, re.IGNORECASE):
            return "total" if sex == "both" else sex
    return ""
