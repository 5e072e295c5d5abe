"""Personal values in the free texts of the admin's log and of the history go with the person.

In entries about the person every personal value is looked for. Elsewhere only what names a person:
a full name, an address, a number. A language or a room says nothing about whom an entry is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from registry.accounts.models import User
from registry.contacts.attached_rows import attachments_to
from registry.contacts.models import PERSONAL_DETAILS, ContactPoint

SHORTEST = 4  # characters; a shorter value is found in too many words
SHORTEST_NAMING = 7  # characters of what is looked for in every entry
ERASED = "(erased)"
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def entries_about(rows: Iterable[ContactPoint]) -> QuerySet:
    """The log's entries about these contact points and about the questions, links and records
    that belong to them alone. To be called before those are erased."""
    found = Q()
    for row in rows:
        found |= entries_of(ContactPoint, [row.pk])
        for attachment in attachments_to(ContactPoint):
            if attachment.moves or attachment.is_shared:
                continue
            found |= entries_of(
                attachment.model, attachment.rows_of(row).values_list("pk", flat=True)
            )
    return LogEntry.objects.filter(found)


def entries_of(model: type, numbers: Iterable[int]) -> Q:
    kind = ContentType.objects.get_for_model(model)
    return Q(content_type=kind, object_id__in=[str(number) for number in numbers])


@dataclass(slots=True)
class PersonalValues:
    """Of a person. `all`: every value; `naming`: those that say who it is, in any entry."""

    rows: list[int] = field(default_factory=list)
    all: set[str] = field(default_factory=set)
    naming: set[str] = field(default_factory=set)

    @classmethod
    def of_rows(cls, rows: list[ContactPoint]) -> Self:
        values = cls(rows=[row.pk for row in rows])
        for row in rows:
            values.all |= {getattr(row, name) for name in PERSONAL_DETAILS}
            values.naming |= {row.email, row.shared_email, row.phone, row.mobile}
            values.naming |= full_names(row.name_latin, row.name_cyrillic)
        return values

    def add_account(self, account: User) -> None:
        full_name = account.get_full_name()
        self.all |= {account.email, account.first_name, account.last_name, full_name}
        self.naming |= {account.email, *full_names(full_name)}

    def erase_from_log(self, own_entries: QuerySet) -> None:
        """Reasons and notes are free text: what a colleague wrote there about the person goes
        too."""
        of_person = ContactPoint.history.filter(id__in=self.rows)
        for values, entries, history, shortest in (
            (self.all, own_entries, of_person, SHORTEST),
            (self.naming, LogEntry.objects.all(), ContactPoint.history.all(), SHORTEST_NAMING),
        ):
            whole = whole_values(values, shortest)
            entries = holding(whole, entries, ("object_repr", "change_message"))
            entries.update(object_repr=ERASED, change_message="")
            holding(whole, history, ("history_change_reason",)).update(history_change_reason=ERASED)


def full_names(*names: str) -> set[str]:
    """Names of two words or more: a single word may be anybody's name."""
    return {name for name in names if len(name.split()) > 1}


def whole_values(values: Iterable[str], shortest: int) -> re.Pattern | None:
    """Finds each value as a whole word, in small or capital letters. None where there is none."""
    texts = {value.strip() for value in values if len(value.strip()) >= shortest}
    found = "|".join(re.escape(text) for text in sorted(texts))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None


def holding(pattern: re.Pattern | None, rows: QuerySet, fields: tuple[str, ...]) -> QuerySet:
    """The rows with a value in any of the fields. Compared here: SQLite folds the case
    of Latin letters only, and the log keeps other letters escaped."""
    found = []
    if pattern:
        for number, *texts in rows.values_list("pk", *fields).iterator():
            if any(pattern.search(unescaped(text or "")) for text in texts):
                found.append(number)
    return rows.model._default_manager.filter(pk__in=found)


def unescaped(text: str) -> str:
    """With the letters that JSON writes as numbers."""
    return ESCAPED.sub(letter, text)


def letter(found: re.Match) -> str:
    return chr(int(found[1], 16))
