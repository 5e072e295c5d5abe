"""How well and how quickly the search finds, on the database of DATABASE_URL with all the records:
the judged queries, before and after 10,000 pages of documents are added, beside the search that
the database itself has, with its own stemmers. `python -m tests.search.measuring` prints it as
JSON; it adds the pages to that database's index.
"""

import json
import os
import random
import re
import statistics
import time
from collections.abc import Callable
from itertools import chain

PAGES = 10_000
WORDS_OF_A_PAGE = 300
ROUNDS = 3
WORD = re.compile(r"\w+")
MADE_ON_SQLITE = (
    "CREATE VIRTUAL TABLE plain USING fts5(title, body, tokenize='porter unicode61')",
    "INSERT INTO plain(rowid, title, body) SELECT e.id, e.title_en || ' ' || e.title_ru,"
    " t.exact_terms FROM registry_searchentry e JOIN registry_searchtext t ON t.entry_id = e.id",
)
ASKED_ON_SQLITE = "SELECT rowid FROM plain WHERE plain MATCH %s ORDER BY bm25(plain, 4, 1) LIMIT 10"
BOTH = "setweight(to_tsvector('{0}', {1}), 'A') || setweight(to_tsvector('{0}', {2}), 'D')"
TITLE, BODY = "e.title_en || ' ' || e.title_ru", "t.exact_terms"
MADE_ON_POSTGRESQL = (
    "CREATE TABLE plain AS SELECT e.id,"
    f" {BOTH.format('english', TITLE, BODY)} || {BOTH.format('russian', TITLE, BODY)} AS words"
    " FROM registry_searchentry e JOIN registry_searchtext t ON t.entry_id = e.id",
    "CREATE INDEX plain_words ON plain USING gin (words)",
    "ANALYZE plain",
)
EITHER = "(to_tsquery('english', %s) || to_tsquery('russian', %s))"
ASKED_ON_POSTGRESQL = (
    f"SELECT id FROM plain WHERE words @@ {EITHER} ORDER BY ts_rank(words, {EITHER}) DESC LIMIT 10"
)


def measure() -> dict[str, float]:
    from registry.search import indexing
    from registry.search.behind import held
    from registry.search.models import SearchEntry

    indexing.rebuild()
    found = judged_figures("own", own_keys) | judged_figures("plain", plain_search())
    with held():  # one reading of all at the end
        add_pages()
    started = time.perf_counter()
    indexing.rebuild()
    found["index_seconds"] = time.perf_counter() - started
    found["entries"] = SearchEntry.objects.count()
    return found | times() | judged_figures("own_with_pages", own_keys)


def add_pages() -> None:
    """Pages as long as real ones, cut from the texts that are there, the same in each run."""
    from registry.library.file_models import DocumentFile, FilePage
    from registry.library.models import Document, DocumentVersion
    from registry.search.models import SearchText

    texts = SearchText.objects.order_by("entry__key").values_list("text_en", "text_ru")
    words = " ".join(chain.from_iterable(texts)).split()
    dice = random.Random(1)  # noqa: S311  (pages, no secrets)
    versions = list(DocumentVersion.objects.filter(document__in=Document.objects.public()))
    pages: list[FilePage] = []
    for place, version in enumerate(versions):
        version.file = DocumentFile.objects.create(
            document_id=version.document_id,
            language=version.language,
            kind=DocumentFile.Kind.PDF,
            folder="measured",
            size=0,
            sha256="0" * 64,
        )
        version.save()
        for number in range(1, len(range(place, PAGES, len(versions))) + 1):
            start = dice.randrange(len(words) - WORDS_OF_A_PAGE)
            text = " ".join(words[start : start + WORDS_OF_A_PAGE])
            pages.append(FilePage(file=version.file, number=number, text=text))
    FilePage.objects.bulk_create(pages, batch_size=500)


def judged_figures(name: str, keys_of: Callable[[str], list[str]]) -> dict[str, float]:
    from tests.search.judging import judge, judged

    queries = list(judged())
    aside = judge([query for query in queries if query.is_aside], keys_of)
    others = judge([query for query in queries if not query.is_aside], keys_of)
    whose, _sign, when = name.partition("_")
    return {
        "queries": len(queries),
        join(whose, "rank", when): others.rank,
        join(whose, "recall", when): others.recall,
        join(whose, "rank", when, "aside"): aside.rank,
        join(whose, "recall", when, "aside"): aside.recall,
    }


def join(*words: str) -> str:
    return "_".join(filter(None, words))


def own_keys(text: str) -> list[str]:
    from registry.search.finding import catalogue, find

    rows = catalogue().rows
    return [rows[number].key for number in find(text).numbers[:10]]


def plain_search() -> Callable[[str], list[str]]:
    """Of the database: all words, and where nothing has them, any of them. It gets the names of
    states and what else is indexed, but no synonyms."""
    from django.db import connection

    from registry.search.models import SearchEntry

    is_sqlite = connection.vendor == "sqlite"
    cursor = connection.cursor()
    cursor.execute("DROP TABLE IF EXISTS plain")
    for statement in MADE_ON_SQLITE if is_sqlite else MADE_ON_POSTGRESQL:
        cursor.execute(statement)
    keys = dict(SearchEntry.objects.values_list("pk", "key"))

    def ask(words: list[str], every: str, some: str) -> list[str]:
        for sign in (every, some):
            wanted = sign.join(words)
            if is_sqlite:
                cursor.execute(ASKED_ON_SQLITE, [wanted])
            else:
                cursor.execute(ASKED_ON_POSTGRESQL, [wanted] * 4)
            found = [keys[row[0]] for row in cursor.fetchall()]
            if found:
                return found
        return []

    def search(text: str) -> list[str]:
        words = [f'"{word}"' if is_sqlite else word for word in WORD.findall(text)]
        return ask(words, " AND ", " OR ") if is_sqlite else ask(words, " & ", " | ")

    return search


def times() -> dict[str, float]:
    """Of each query the best of some rounds, in milliseconds: another process of the machine is
    not measured."""
    from registry.search.finding import catalogue, find
    from tests.search.judging import judged

    catalogue()
    queries = [query.text for query in judged()]
    best = dict.fromkeys(queries, float("inf"))
    for _round in range(ROUNDS):
        for text in queries:
            started = time.perf_counter()
            find(text)
            best[text] = min(best[text], (time.perf_counter() - started) * 1000)
    ranked = sorted(best.values())
    return {
        "median_ms": statistics.median(ranked),
        "percentile_95_ms": ranked[int(len(ranked) * 0.95)],
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "pragueprocess.settings"
    import django

    django.setup()
    print(json.dumps(measure()))
