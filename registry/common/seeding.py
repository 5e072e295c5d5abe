"""Fixtures into the database.

A fixture is a YAML file of `Model: [record, ...]`; relations are written as references
("GEO/light", references.py). Seeding is idempotent and polite: a row is written when its fixture is
new, or has changed while nobody touched the row; a row that someone edited stays as it is, and one
that someone deleted stays deleted. An error names file, record and field.

This is the trusted door: fixtures come with the code and may say what no form or import does, such
as that an edition of 2010 was endorsed. Only who can run commands on the server can open it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, transaction

from registry.common import references
from registry.common.errors import RuleError
from registry.common.models import SeededRecord
from registry.common.records import BOOKKEEPING, Record
from registry.common.required import required


def fingerprint(value: Any) -> str:
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, default=str, ensure_ascii=False).encode()
    ).hexdigest()


def row_fingerprint(row: Record) -> str:
    """Of a row's own values and relations, whatever its number, version and dates.

    What is as it is by default does not count: a field that a later version of the registry adds is
    no edit.
    """
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name not in BOOKKEEPING and value != field.get_default():
            values[field.attname] = str(value)
    for field in row._meta.many_to_many:
        if required(field.remote_field.through)._meta.auto_created:
            related = sorted(getattr(row, field.name).values_list("pk", flat=True))
            values |= {field.name: related} if related else {}
    return fingerprint(values)


class Place:
    """Where in the fixtures we are, for the error message."""

    def __init__(self, path: Path, model: type[Record], number: int, values: dict) -> None:
        self.path, self.model, self.number, self.values = path, model, number, values

    def error(self, field: str, problem: object) -> RuleError:
        return RuleError(
            f"{self.path.name}: {self.model.__name__} no. {self.number} ({self.name()}), field"
            f" {field}: {problem}"
        )

    def name(self) -> str:
        return "/".join(str(self.values.get(name, "")) for name in self.model.reference_fields)


class Seeder:
    """Loads fixture files in their order: first every row, then the relations that had to wait
    for rows in later files."""

    def __init__(self) -> None:
        self.known: dict[type[Record], dict[str, int]] = {}
        self.seeded = {(row.model, row.reference): row for row in SeededRecord.objects.all()}
        self.waiting: list[tuple[Place, Record, dict[str, Any]]] = []
        self.written: list[tuple[Record, SeededRecord]] = []
        self.counts = {"new": 0, "updated": 0, "unchanged": 0, "kept": 0}

    def load(self, path: Path) -> None:
        for model, number, values in records_in(path):
            self.take(Place(path, model, number, values))

    def finish(self) -> None:
        """Set the relations that waited, and remember what was written."""
        for place, row, relations in self.waiting:
            for name, value in relations.items():
                self.relate(place, row, name, value)
        for row, memory in self.written:
            row.refresh_from_db()
            memory.row = row_fingerprint(row)
            memory.save()

    def take(self, place: Place) -> None:
        key = (place.model.__name__, place.name())
        mark, memory = fingerprint(place.values), self.seeded.get(key)
        if memory and memory.fixture == mark:
            self.counts["unchanged"] += 1
            return
        row = self.existing(place)
        if row and not memory or memory and (row is None or row_fingerprint(row) != memory.row):
            self.counts["kept"] += 1  # someone's own row, someone's edit, or someone's deletion
            return
        self.counts["updated" if row else "new"] += 1
        row = self.write(place, row or place.model())
        memory = memory or SeededRecord(model=key[0], reference=key[1])
        memory.fixture = mark
        self.written.append((row, memory))

    def existing(self, place: Place) -> Record | None:
        pk = self.references(place.model).get(place.name())
        return place.model._base_manager.filter(pk=pk).first() if pk else None

    def references(self, model: Any) -> dict[str, int]:
        if model not in self.known:
            self.known[model] = references.known(model)
        return self.known[model]

    def write(self, place: Place, row: Record) -> Record:
        later: dict[str, Any] = {}
        for name, value in place.values.items():
            field = self.field(place, name)
            if field.many_to_many:
                later[name] = value
            elif field.is_relation:
                pk = self.references(field.related_model).get(str(value))
                if pk is None and not field.null:
                    raise place.error(name, f"there is no {name_of_rows(field)} “{value}”")
                if pk is None:
                    later[name] = value
                setattr(row, field.attname, pk)
            else:
                setattr(row, name, value)
        self.save(place, row)
        if later:
            self.waiting.append((place, row, later))
        self.references(place.model)[place.name()] = row.pk
        return row

    def field(self, place: Place, name: str) -> Any:
        try:
            return place.model._meta.get_field(name)
        except FieldDoesNotExist:
            raise place.error(name, "there is no such field") from None

    def save(self, place: Place, row: Record) -> None:
        relations = [field.name for field in row._meta.fields if field.is_relation]
        try:
            row.clean_fields(exclude=relations)
            with transaction.atomic():
                row._change_reason = f"fixture {place.path.name}"
                row.save()
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise place.error(field, " ".join(messages)) from None
        except IntegrityError as error:
            raise place.error("(a rule over several fields)", str(error).splitlines()[0]) from None

    def relate(self, place: Place, row: Record, name: str, value: Any) -> None:
        field = self.field(place, name)
        known = self.references(field.related_model)
        wanted = value if field.many_to_many else [value]
        missing = [reference for reference in wanted if str(reference) not in known]
        if missing:
            raise place.error(name, f"there is no {name_of_rows(field)} “{missing[0]}”")
        if field.many_to_many:
            getattr(row, name).set([known[str(reference)] for reference in wanted])
        else:
            setattr(row, field.attname, known[str(value)])
            self.save(place, row)


def name_of_rows(field: Any) -> str:
    """What a relation leads to, in words."""
    return str(field.related_model._meta.verbose_name)


def records_in(path: Path) -> Iterator[tuple[type[Record], int, dict]]:
    """(model, number from 1, values) of each record of a file. Raises RuleError with the line
    where the YAML breaks."""
    import yaml  # who serves loads no records

    try:
        text = path.read_text(encoding="utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load(text, Loader=loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise RuleError(f"{path.name}: not readable as YAML: {error}") from None
    for name, records in content.items():
        try:
            model = apps.get_model("registry", name)
        except LookupError:
            raise RuleError(f"{path.name}: there is no model “{name}”") from None
        for number, values in enumerate(records, start=1):
            yield model, number, values


def load_all(paths: list[Path], say: Callable[[str], None]) -> dict[str, int]:
    """Load fixture files in one transaction; `say` hears of each file. Returns how many rows
    were new, updated, left alone."""
    with transaction.atomic():
        seeder = Seeder()
        for path in paths:
            say(path.name)
            seeder.load(path)
        seeder.finish()
    return seeder.counts


WHOLE: dict[str, Any] = {"model": "seed", "reference": "whole"}


def is_whole() -> bool:
    """Whether a first seeding came to its end. Killed half-way, the next start goes on with it."""
    return SeededRecord.objects.filter(**WHOLE).exists()


def note_whole() -> None:
    SeededRecord.objects.get_or_create(**WHOLE)
