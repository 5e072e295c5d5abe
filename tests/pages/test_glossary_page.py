"""The glossary is data: readers get it as a page, and no text of the registry uses the words that
it rules out."""

import re

import polib
import pytest
import yaml
from django.conf import settings

from registry.pages.glossary import every_term

CATALOGUE = polib.pofile(str(settings.BASE_DIR / "registry/locale/ru/LC_MESSAGES/django.po"))
FIXTURES = [
    path
    for path in (settings.BASE_DIR / "fixtures").glob("*.yaml")
    if path.name not in ("search.yaml", "accounts.yaml")  # what readers type; texts of law
]
MAILS = list((settings.BASE_DIR / "templates/mail").rglob("*.txt"))


def said_in(value: object, language: str) -> list[str]:
    """Texts of a fixture in a language: fields that end with its code."""
    if isinstance(value, list):
        return [text for item in value for text in said_in(item, language)]
    if not isinstance(value, dict):
        return []
    found = []
    for key, item in value.items():
        is_text = isinstance(item, str) and str(key).endswith(f"_{language}")
        found += [item] if is_text else said_in(item, language)
    return found


def texts(language: str) -> list[str]:
    found = [
        text for path in FIXTURES for text in said_in(yaml.safe_load(path.read_text()), language)
    ]
    found += [path.read_text() for path in MAILS]
    for entry in CATALOGUE:
        if language == "en":
            found.append(entry.msgid)
        else:
            found += [entry.msgstr, *entry.msgstr_plural.values()]
    return found


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_text_uses_a_word_that_the_glossary_rules_out(language):
    everything = texts(language)
    assert len(everything) > 1000
    wrong = []
    for term in every_term():
        for pattern in term.not_used[language]:
            found = re.compile(pattern, re.IGNORECASE)
            wrong += [(term.slug, text[:120]) for text in everything if found.search(text)]
    assert wrong == []


def test_a_word_that_is_ruled_out_would_be_found():
    ruled_out = [pattern for term in every_term() for pattern in term.not_used["ru"]]
    assert any(re.search(pattern, "Обсерватория миграции", re.IGNORECASE) for pattern in ruled_out)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_has_each_term_in_both_languages_in_the_readers_alphabet(client, language):
    text = client.get(f"/{language}/glossary/").content.decode()
    names = []
    for term in every_term():
        assert term.meanings[language] in text
        assert term.names["en"] in text
        assert term.names["ru"] in text
        names.append(term.names[language])
    places = [text.index(f'<div id="{term.slug}">') for term in every_term()]
    in_page = [name for _place, name in sorted(zip(places, names, strict=True))]
    assert [name.casefold() for name in in_page] == sorted(name.casefold() for name in names)
