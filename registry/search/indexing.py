"""The index, kept: entries are gathered anew where their tables were written, and those that differ
are written. Exact whoever wrote what, and cheap: a gatherer reads a kind in a few queries."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain

from django.db import connection, transaction

from registry.common.appearing import appearing_models, due_times, this_minute
from registry.common.languages import LANGUAGES
from registry.search import dialects
from registry.search.analysis import pairs, parts_of, plain_words, stem, stems, stems_of
from registry.search.behind import table_of, unmark
from registry.search.gathering import Found, Gatherer
from registry.search.gathering_records import GATHERERS
from registry.search.models import (
    PART_OF,
    Kind,
    NearWord,
    SearchBehind,
    SearchEntry,
    SearchState,
    SearchText,
    SearchWord,
)
from registry.search.scripts import shortened, sound_key

MOST_WORDS = 3_000  # of a text in a language; beyond them nothing is found
LONGEST_TEXT = 100_000
LONGEST_NAME = 300
BATCH = 500
KEPT = (NearWord, SearchWord, SearchText, SearchEntry)
BOUNDARY = "¶"  # between texts: no phrase goes across
SHORTEST_NEAR = 4  # letters of a word that is found one letter off
VERSION = 3  # of this analysis: another one writes every entry anew


def index() -> int:
    """Brings the index up to date with what was written, has appeared or has gone since the last
    time; gives how many entries were written. Nothing to do costs two queries."""
    has_due = SearchState.objects.filter(next_due__lte=this_minute()).exists()
    if not has_due and not SearchBehind.objects.exists():
        return 0
    with transaction.atomic():
        lock()
        marks = list(SearchBehind.objects.values_list("pk", "table"))
        tables = {table for _pk, table in marks}
        if has_due:
            tables |= {model._meta.db_table for model in appearing_models()}
        behind = [gatherer for gatherer in GATHERERS if tables & {*map(table_of, gatherer.tables)}]
        written = follow(behind)
        note_change()  # also where no entry differs: synonyms and names are read with them
        SearchBehind.objects.filter(pk__in=[pk for pk, _table in marks]).delete()
        unmark(connection)
    return written


def rebuild() -> int:
    """Everything anew."""
    with transaction.atomic():
        lock()
        marks = list(SearchBehind.objects.values_list("pk", flat=True))
        changed = dict(SearchEntry.objects.values_list("key", "changed_at"))
        for model in KEPT:
            dialects.empty(model._meta.db_table)
        written = follow(GATHERERS)
        keep_times(changed)
        SearchState.objects.filter(pk=1).update(analysis=VERSION)
        note_change()
        SearchBehind.objects.filter(pk__in=marks).delete()
        unmark(connection)
        dialects.count_rows(*(model._meta.db_table for model in KEPT))
    return written


def keep_times(changed: dict[str, datetime]) -> None:
    """An index that is made anew is no news: entries that were there keep the time at which they
    last changed."""
    rows = [row for row in SearchEntry.objects.only("key", "changed_at") if row.key in changed]
    for row in rows:
        row.changed_at = changed[row.key]
    SearchEntry.objects.bulk_update(rows, ["changed_at"], batch_size=BATCH)


def make_ready() -> int:
    """At a start: all of it where there is none of this analysis, else what it is behind."""
    state = SearchState.objects.filter(pk=1).first()
    return index() if state and state.analysis == VERSION else rebuild()


def lock() -> SearchState:
    """Two do not change the index at once."""
    state, _created = SearchState.objects.select_for_update().get_or_create(pk=1)
    return state


def follow(gatherers: Iterable[Gatherer]) -> int:
    kinds: list[str] = []
    found: dict[str, Found] = {}
    for gatherer in gatherers:
        kinds += gatherer.kinds
        found |= {entry.key: entry for entry in gatherer.gather()}
    entries = SearchEntry.objects.filter(kind__in=kinds)
    rows = entries.values_list("key", "pk", "fingerprint")
    there = {key: (pk, mark) for key, pk, mark in rows}
    marks = {key: fingerprint(entry) for key, entry in found.items()}
    new = [key for key in found if key not in there or there[key][1] != marks[key]]
    gone = [pk for key, (pk, mark) in there.items() if marks.get(key) != mark]
    if new or gone:
        words = Words()
        take_away(gone, words)
        for start in range(0, len(new), BATCH):
            batch = [found[key] for key in new[start : start + BATCH]]
            write(batch, marks, words)
        dialects.settle()
        words.save()
    return len(new) + len(gone)


def fingerprint(entry: Found) -> str:
    text = json.dumps([VERSION, asdict(entry)], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def take_away(numbers: list[int], words: "Words") -> None:
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        for text in SearchText.objects.filter(entry__in=batch).select_related("entry"):
            words.count(text.entry, text, -1)
        SearchText.objects.filter(entry__in=batch).delete()
        SearchEntry.objects.filter(pk__in=batch).delete()


def write(batch: list[Found], marks: dict[str, str], words: "Words") -> None:
    rows = [entry_of(found, marks[found.key]) for found in batch]
    SearchEntry.objects.bulk_create(rows)
    texts = [text_of(found, row) for found, row in zip(batch, rows, strict=True)]
    dialects.write_texts(texts)
    for row, text in zip(rows, texts, strict=True):
        words.count(row, text, 1)


def entry_of(found: Found, mark: str) -> SearchEntry:
    lengths = [len(stems(found.title.get(code, ""))) for code in LANGUAGES]
    own = 1 if found.about else 0
    return SearchEntry(
        key=found.key,
        kind=found.kind,
        address=found.address,
        title_en=found.title.get("en", ""),
        title_ru=found.title.get("ru", ""),
        detail_en=found.detail.get("en", "")[:300],
        detail_ru=found.detail.get("ru", "")[:300],
        status_en=found.status.get("en", ""),
        status_ru=found.status.get("ru", ""),
        look=found.look,
        about=found.about,
        states=" ".join(dict.fromkeys(found.states)),
        years=" ".join(map(str, dict.fromkeys(found.years))),
        areas=" ".join(found.areas),
        languages=" ".join(found.languages),
        since=found.since,
        until=found.until,
        weight=found.weight,
        title_words=1
        if found.kind == "state"
        else max(1, min(filter(None, lengths), default=1)) + own,
        fingerprint=mark,
    )


def state_mark(code: str) -> str:
    """The term that stands for a state, however it is called."""
    return f"§{code.casefold()}"


def whole_name(name: Iterable[str]) -> str:
    """The term that stands for a whole title or name."""
    return f"≡{'¦'.join(name)}"[:LONGEST_NAME]


def whole_names(kind: Kind, titles: list[str]) -> list[str]:
    """Of a project also what stands before a colon: “Pilot Project 2: Legal migration”."""
    names = list(titles)
    if kind == Kind.PROJECT:
        names += [title.partition(":")[0] for title in titles]
    return list(dict.fromkeys(whole_name(found) for found in map(stems, names) if found))


def text_of(found: Found, row: SearchEntry) -> SearchText:
    titles = [found.title.get(code, "") for code in LANGUAGES] + found.names
    years = [str(year) for year in found.years]
    texts = [found.body.get(code, "")[:LONGEST_TEXT] for code in LANGUAGES]
    own = [state_mark(found.about)] if found.about else []
    others = [state_mark(code) for code in dict.fromkeys(found.states) if code != found.about]
    in_titles, in_lead, in_body = (parts_of_all(group) for group in (titles, found.lead, texts))
    exact = [words[:MOST_WORDS] for words, _joined in chain(in_titles, in_lead, in_body)]
    return SearchText(
        entry=row,
        text_en=texts[0],
        text_ru=texts[1],
        title_terms=apart(terms_of(in_titles), own + whole_names(found.kind, titles)),
        lead_terms=apart(terms_of(in_lead), others + years),
        body_terms=apart(terms_of(in_body), []),
        exact_terms=apart(exact, []),
    )


Parts = tuple[list[str], list[str]]  # words, and those with hyphens as one


def parts_of_all(texts: Iterable[str]) -> list[Parts]:
    return [parts_of(text) for text in texts if text]


def terms_of(texts: Iterable[Parts]) -> list[list[str]]:
    return [terms(*parts) for parts in texts]


def terms(words: list[str], joined: list[str]) -> list[str]:
    """Stems, and each pair of neighbours; words with hyphens also as one."""
    found = stems_of(words)[:MOST_WORDS]
    return [*found, *map(stem, joined[:MOST_WORDS]), *pairs(found)]


def apart(groups: list[list[str]], marks: list[str]) -> str:
    between = f" {BOUNDARY} "
    return between.join(" ".join(group) for group in [*groups, marks] if group)


def note_change() -> None:
    """A new version of the index, so that what processes remember of it is read anew."""
    SearchState.objects.filter(pk=1).update(version=secrets.token_hex(16), next_due=next_due())


def next_due() -> datetime | None:
    """When the next record appears or goes without anybody writing."""
    times = due_times()
    return datetime.fromtimestamp(times[0], UTC) if times else None


class Words:
    """How many entries have a word, by the days from and to which they are seen: a word that only
    coming news has is suggested to nobody."""

    def __init__(self) -> None:
        self.everywhere: Counter = Counter()
        self.in_titles: Counter = Counter()

    def count(self, row: SearchEntry, text: SearchText, sign: int) -> None:
        period = (row.since, row.until)
        for word in set(text.exact_terms.split(" ")) - {BOUNDARY, ""}:
            self.everywhere[word, *period] += sign
        is_part = PART_OF in row.key  # its title is that of the whole, which has it
        names = set() if is_part else set(plain_words(f"{row.title_en} {row.title_ru}"))
        if row.kind == "state":
            names |= set(text.exact_terms.split(" ")) - {BOUNDARY, ""}
        for word in names:
            self.in_titles[word, *period] += sign

    def save(self) -> None:
        both = (self.everywhere, self.in_titles)
        changed: list[tuple] = []
        for counts in both:
            changed += [key for key, number in counts.items() if number]
        changed = sorted(set(changed))
        for start in range(0, len(changed), BATCH):
            self.save_batch(changed[start : start + BATCH])

    def save_batch(self, keys: list[tuple]) -> None:
        rows = SearchWord.objects.filter(word__in={key[0] for key in keys})
        there = {(row.word, row.since, row.until): row for row in rows}
        new: list[SearchWord] = []
        changed: list[SearchWord] = []
        named: list[SearchWord] = []
        for key in keys:
            row = there.get(key) or SearchWord(
                word=key[0], stem=stem(key[0]), key=sound_key(key[0]), since=key[1], until=key[2]
            )
            was_named = row.in_titles > 0
            row.entries += self.everywhere[key]
            row.in_titles += self.in_titles[key]
            (changed if row.pk else new).append(row)
            if row.in_titles and not was_named:
                named.append(row)
        SearchWord.objects.bulk_create(new)
        SearchWord.objects.bulk_update(changed, ["entries", "in_titles"])
        gone = [row.pk for row in changed if row.entries <= 0]
        unnamed = [row.pk for row in changed if row.in_titles <= 0]
        NearWord.objects.filter(word__in=unnamed).delete()
        SearchWord.objects.filter(pk__in=gone).delete()
        write_near(named)


def write_near(rows: list[SearchWord]) -> None:
    near = []
    for row in rows:
        if len(row.key) >= SHORTEST_NEAR and not row.word.isdigit():
            near += [NearWord(shortened=key, word=row) for key in shortened(row.key)]
    NearWord.objects.bulk_create(near, batch_size=BATCH)
