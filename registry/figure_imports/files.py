"""Files of the server's own: one that a command names, and those of the fixtures."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.db import transaction

from registry.accounts.models import User
from registry.common.archives import CountedGzip
from registry.common.errors import RuleError
from registry.common.models import SeededRecord
from registry.figure_imports.agreeing import Agreed, help_for
from registry.figure_imports.importing import agree, bring, confirm, give_up, read_on
from registry.figure_imports.imports import FigureImport

SHOWN = 8  # problems in the message of a command
A_LONG_STRETCH = (
    10.0  # seconds; each begins with reading all names anew, and nobody waits for a page
)


def say_nothing(imported: FigureImport) -> None:
    """No report of progress."""


def import_file(
    path: Path,
    *,
    on: date,
    by: User | None = None,
    reason: str = "",
    agreed: Agreed | None = None,
    is_trial: bool = False,
    say: Callable[[FigureImport], Any] = say_nothing,
) -> FigureImport:
    """A file at once, its columns matched by name: CSV, compressed or not, or XLSX. `say` is called
    after each stretch. Raises RuleError.

    `agreed`: what was said of its columns and rows. The message of an error has the first of them,
    and the call that would go on; with `is_trial` nothing is written.
    """
    with opened(path) as source:
        imported = bring(source, path.name, 0, by=by, reason=reason or f"import of {path.name}")
    try:
        try:
            read_whole(imported, say, agreed)
        except RuleError as error:
            raise RuleError(f"{error}\n{help_for(imported, path)}") from None
        if imported.errors:
            first = "\n".join(str(problem) for problem in imported.problems.all()[:SHOWN])
            said = "\n".join(imported.said)
            raise RuleError(f"Errors: {imported.errors:,}; nothing was written.\n{first}\n{said}")
        return imported if is_trial else confirm(imported, by=by, on=on)
    finally:
        if imported.is_pending:
            give_up(imported)


def read_whole(
    imported: FigureImport,
    say: Callable[[FigureImport], Any],
    agreed: Agreed | None = None,
    *,
    keeps_edited: bool = False,
) -> None:
    agree(imported, **(agreed or Agreed()).of(imported))
    while not read_on(imported, A_LONG_STRETCH, keeps_edited=keeps_edited):
        say(imported)
    say(imported)


def opened(path: Path) -> BinaryIO:
    if path.suffix != ".gz":
        return path.open("rb")
    return cast(BinaryIO, CountedGzip(path, path.stat().st_size))  # read as any file


def import_once(path: Path, *, on: date) -> int:
    """Import a fixture file unless just this file was imported before. Returns the number of rows
    read.

    What someone edited, or imported since, is left alone; a fixture leaves no change set.
    """
    mark = hashlib.sha256(path.read_bytes()).hexdigest()
    memory = SeededRecord.objects.filter(model="Observation", reference=path.name).first()
    if memory and memory.fixture == mark:
        return 0
    with transaction.atomic():
        with opened(path) as source:
            imported = bring(source, path.name, 0, by=None, reason="fixture")
        read_whole(imported, say_nothing, Agreed(decimal_mark="."), keeps_edited=True)
        if imported.errors:
            raise RuleError(f"{path.name}: {imported.problems.first()}")
        confirm(imported, by=None, on=on, is_fixture=True, is_first=memory is None)
        imported.staged.all().delete()
        imported.delete()
    SeededRecord.objects.update_or_create(
        model="Observation", reference=path.name, defaults={"fixture": mark}
    )
    return imported.rows
