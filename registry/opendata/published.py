"""What the registry publishes, whatever the format: datasets, the series that editions belong to,
and their files.

A dataset is what one source says of one indicator, one version of an edition, or a list of the API.
What must be known of it travels with it: the notice on its standing, caveats, footnotes of
designations, certainty. Texts are in both languages, so that nothing here depends on who asks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import translation

from registry.common.languages import LANGUAGES, OWN_NAMES

Texts = Mapping[str, str]  # by language

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
CSV, JSON, PDF, HTML = "text/csv", "application/json", "application/pdf", "text/html"
JSON_LINES = "application/jsonl"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# As readers know them, where that is not the end of the type
NAMES_OF_TYPES = {JSON_LINES: "JSON Lines", WORD: "Word"}
WHOLE_SETS = {"csv": CSV, "jsonl": JSON_LINES}  # forms of the API that are never a page of a list


@dataclass(frozen=True, slots=True)
class Licence:
    """`address`: "" where only its words are known."""

    title: str
    address: str = ""

    @property
    def key(self) -> str:
        letters = (letter if letter.isalnum() else "-" for letter in self.title.lower())
        return f"licence/{''.join(letters)}"


OWN_LICENCE = Licence("CC BY 4.0", CC_BY)


@dataclass(frozen=True, slots=True)
class File:
    """A form in which a dataset is had. `language`: "" where nobody says it. `size`: in bytes, 0
    where it is made when it is asked for. `is_direct`: the address is that of the file itself."""

    name: str
    address: str
    media_type: str
    language: str = ""
    size: int = 0
    is_direct: bool = True

    @property
    def worded(self) -> str:
        """CSV, English"""
        form = NAMES_OF_TYPES.get(self.media_type) or self.media_type.rpartition("/")[2].upper()
        return ", ".join(filter(None, [form, OWN_NAMES.get(self.language, "")]))


@dataclass(frozen=True, slots=True)
class Place:
    """A state as it is called on the day. `code`: ISO alpha-3."""

    slug: str
    code: str
    names: Texts
    footnotes: Texts

    @property
    def key(self) -> str:
        return f"state/{self.slug}"


@dataclass(frozen=True, slots=True)
class Body:
    """Who made or publishes something; never a person. `key` is its part of an address."""

    key: str
    names: Texts
    address: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The editions of a state's profile of one kind."""

    key: str
    titles: Texts
    descriptions: Texts
    page: str
    theme: str
    keywords: tuple[Texts, ...] = ()
    places: tuple[Place, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """`key`: its part of the address that stays, "indicator/population/wpp". `page`: without its
    language. `notices`: on its standing. `cautions`: what must be known beside its figures.
    `issued`: a day, or a year where only that is known. `version`: of an edition. `replaces`: the
    key of the version before."""

    key: str
    titles: Texts
    descriptions: Texts
    page: str
    licence: Licence
    files: tuple[File, ...]
    publisher: Body
    theme: str
    creator: Body | None = None
    keywords: tuple[Texts, ...] = ()
    places: tuple[Place, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    issued: date | int | None = None
    modified: datetime | None = None
    notices: tuple[Texts, ...] = ()
    cautions: tuple[Texts, ...] = ()
    certainty: str = "stated"
    source: str = ""
    version: str = ""
    series: str = ""
    replaces: str = ""
    is_revised_yearly: bool = False

    @property
    def kind(self) -> str:
        return self.key.partition("/")[0]

    @property
    def footnotes(self) -> tuple[Texts, ...]:
        """Of the designations that it uses."""
        return tuple(place.footnotes for place in self.places if place.footnotes["en"])

    @property
    def in_full(self) -> Texts:
        """The description with all that must be known: many readers of catalogues show nothing
        else."""
        found = {}
        for language, about in self.descriptions.items():
            notes = [*self.notices, *self.cautions, *self.footnotes]
            texts = [about, *[texts[language] for texts in notes]]
            found[language] = "\n\n".join(dict.fromkeys(filter(None, texts)))
        return found


@dataclass(frozen=True, slots=True)
class Published:
    """`names`, `descriptions`: of the registry; `of_the_service`: what its API is."""

    names: Texts
    descriptions: Texts
    of_the_service: Texts
    datasets: tuple[Dataset, ...]
    series: tuple[Series, ...]
    secretariat: Body
    email: str
    day: date

    def page_of(self, key: str) -> str:
        """Without its language; "" for what is not published. Who made a dataset, and its licence,
        stand on its page."""
        pages = dict.fromkeys(("catalogue", "service"), "/data/")
        pages |= dict.fromkeys((self.secretariat.key, "contact"), "/")
        for row in self.datasets:
            pages.setdefault(row.licence.key, row.page)
            if row.creator:
                pages.setdefault(row.creator.key, row.page)
            pages |= {place.key: f"/states/{place.slug}/" for place in row.places}
        pages |= {row.key: row.page for row in self.datasets}
        pages |= {row.key: row.page for row in self.series}
        return pages.get(key, "")


def in_each(words: Callable[[], object]) -> Texts:
    """What `words` gives in each language."""
    return all_in_each(lambda: [words()])[0]


def all_in_each(words: Callable[[], Iterable[object]]) -> list[Texts]:
    """Each of what `words` gives, as many in every language."""
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append([str(text or "") for text in words()])
    return [dict(zip(LANGUAGES, texts, strict=True)) for texts in zip(*said, strict=True)]


def whole(path: str) -> str:
    """The address of something of the site."""
    return f"{settings.SITE_URL}{path}"


def lasting(key: str) -> str:
    """The address that stays and is in no language; it leads to the page."""
    return whole(f"/id/{key}")
