"""The terms of the Process in both languages, with what each means and which words are not used
for it.

The data is beside this module. Readers get the terms and what they mean; a test reads the words
that are not used over the catalogue, the fixtures and the messages.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.common.languages import active, other
from registry.states.designations import sort_key

DATA = Path(__file__).with_name("glossary.yaml")


@dataclass(frozen=True, slots=True)
class Term:
    """`not_used`: patterns of words, by language."""

    slug: str
    names: dict[str, str]
    meanings: dict[str, str]
    not_used: dict[str, list[str]]

    @property
    def name(self) -> str:
        return self.names[active()]

    @property
    def name_in_the_other_language(self) -> str:
        return self.names[other(active())]

    @property
    def meaning(self) -> str:
        return self.meanings[active()]


@cache
def every_term() -> list[Term]:
    import yaml  # once, where somebody reads the glossary

    rows = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return [term_of(row) for row in rows]


def term_of(row: dict) -> Term:
    return Term(
        slug=row["slug"],
        names={"en": row["en"], "ru": row["ru"]},
        meanings={"en": row["meaning_en"], "ru": row["meaning_ru"]},
        not_used={"en": row.get("not_en", []), "ru": row.get("not_ru", [])},
    )


def terms() -> list[Term]:
    """In the order of the reader's alphabet."""
    return sorted(every_term(), key=name_to_sort)


def name_to_sort(term: Term) -> str:
    return sort_key(term.name)
