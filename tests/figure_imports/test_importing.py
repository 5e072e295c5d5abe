"""Figures from a file: matched, previewed, all or nothing, undone as a whole."""

import csv
import gzip
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.figure_imports import tables
from registry.figure_imports.agreeing import Agreed
from registry.figure_imports.choices import Choices
from registry.figure_imports.files import import_file, import_once
from registry.figure_imports.importing import (
    CHANGED_MEANWHILE,
    LaterEditsError,
    agree,
    bring,
    compare_anew,
    confirm,
    forget_pending,
    give_up,
    read_on,
    undo,
)
from registry.figure_imports.imports import FigureImport, StagedFigure
from registry.figures.models import Observation
from registry.states.models import State
from tests import make
from tests.conftest import FIXTURES, TODAY
from tests.figures.conftest import GOOD, HEAD, permits

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    def write(*rows, head=HEAD, name="figures.csv", encoding="utf-8"):
        path = tmp_path / name
        content = "\n".join([head, *rows, ""]).encode(encoding)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return write


def test_values_and_gaps(table):
    rows = (
        GOOD,
        "work-permits,GEO,2021,total,,,not_collected,official,pp-country-pages,why,почему",
    )
    done = import_file(table(*rows, name="figures.csv.gz"), on=today())
    assert (done.rows, done.new, done.status) == (2, 2, "applied")
    value, gap = permits().order_by("year")
    assert (value.value, value.gap) == (1200, "")
    assert (gap.value, gap.gap, gap.note_ru) == (None, "not_collected", "почему")


def test_nothing_is_written_before_it_is_confirmed(editor):
    imported = make.imported(f"{HEAD}\n{GOOD}\n", by=editor)
    assert (imported.new, imported.changed, imported.errors) == (1, 0, 0)
    assert not permits().exists()
    confirm(imported, by=editor, on=today())
    assert permits().get().value == 1200
    assert (imported.by, imported.reason) == (editor, "the year’s figures")
    assert not imported.file  # what it held stands in the change set


def test_only_what_changes_is_staged_cell_by_cell():
    first = make.imported(f"{HEAD}\n{GOOD}\n{GOOD.replace('2020', '2021')}\n")
    confirm(first, by=None, on=today())
    second = make.imported(
        f"{HEAD}\n{GOOD.replace('1200', '1300')}\n{GOOD.replace('2020', '2021')}\n"
    )
    assert (second.new, second.changed, second.same) == (0, 1, 1)
    row = second.staged.get()
    assert (row.value_before, row.value, row.row) == (1200, 1300, 2)
    confirm(second, by=None, on=today())
    assert permits().get(year=2020).version == 3  # so that an editor who has the row open is told


def test_an_import_is_undone_as_a_whole(editor):
    confirm(make.imported(f"{HEAD}\n{GOOD}\n"), by=editor, on=today())
    second = make.imported(
        f"{HEAD}\n{GOOD.replace('1200', '1300')}\n{GOOD.replace('2020', '2021')}\n"
    )
    confirm(second, by=editor, on=today())
    undo(second, by=editor, reason="wrong file", on=today())
    assert [(one.year, one.value) for one in permits()] == [(2020, Decimal(1200))]
    assert (second.status, second.undone_by, second.undone_reason) == (
        "undone",
        editor,
        "wrong file",
    )
    with pytest.raises(RuleError, match="“undone” already"):
        undo(second, by=editor, reason="twice", on=today())


def test_undoing_is_refused_where_later_edits_rest_on_it(editor):
    first = make.imported(f"{HEAD}\n{GOOD}\n{GOOD.replace('2020', '2021')}\n")
    confirm(first, by=editor, on=today())
    confirm(make.imported(f"{HEAD}\n{GOOD.replace('1200', '1300')}\n"), by=editor, on=today())
    with pytest.raises(LaterEditsError, match="1 of its figures changed") as caught:
        undo(first, by=editor, reason="", on=today())
    assert [row.year for row in caught.value.rows] == [2020]
    assert permits().count() == 2


def test_once_the_later_import_is_undone_the_earlier_one_can_be(editor):
    first = make.imported(f"{HEAD}\n{GOOD}\n{GOOD.replace('2020', '2021')}\n")
    confirm(first, by=editor, on=today())
    later = make.imported(f"{HEAD}\n{GOOD.replace('1200', '1300')}\n")
    confirm(later, by=editor, on=today())
    undo(later, by=editor, reason="wrong file", on=today())
    undo(first, by=editor, reason="wrong file too", on=today())
    assert not permits().exists()
    assert not later.staged.filter(observation__isnull=False).exists()


def test_undoing_is_refused_where_a_figure_was_deleted_since(editor):
    first = make.imported(f"{HEAD}\n{GOOD}\n")
    confirm(first, by=editor, on=today())
    permits().delete()
    with pytest.raises(LaterEditsError):
        undo(first, by=editor, reason="", on=today())


def test_what_changed_in_the_registry_meanwhile_is_shown_before_it_is_overwritten():
    confirm(make.imported(f"{HEAD}\n{GOOD}\n"), by=None, on=today())
    slow = make.imported(
        f"{HEAD}\n{GOOD.replace('1200', '1300')}\n{GOOD.replace('2020', '2022')}\n"
    )
    confirm(
        make.imported(f"{HEAD}\n{GOOD.replace('1200', '1250')}\n{GOOD.replace('2020', '2022')}\n"),
        by=None,
        on=today(),
    )
    with pytest.raises(RuleError, match=CHANGED_MEANWHILE[:30]):
        confirm(slow, by=None, on=today())
    assert permits().get(year=2020).value == 1250
    assert (slow.new, slow.changed) == (0, 1)
    assert slow.staged.get().value_before == 1250
    confirm(slow, by=None, on=today())
    assert permits().get(year=2020).value == 1300


def test_a_figure_gets_the_key_that_was_kept_for_it_and_its_import_knows_it():
    imported = make.imported(f"{HEAD}\n{GOOD}\n{GOOD.replace('2020', '2021')}\n")
    kept = list(imported.staged.values_list("year", "observation_id"))
    other = make.imported(f"{HEAD}\n{GOOD.replace('2020', '2022')}\n")
    confirm(other, by=None, on=today())
    confirm(imported, by=None, on=today())
    assert list(imported.staged.values_list("year", "observation__pk")) == kept
    assert permits().values("pk").distinct().count() == 3


def test_what_somebody_else_gave_up_meanwhile_is_not_compared_anew(editor):
    imported = make.imported(f"{HEAD}\n{GOOD}\n")
    give_up(FigureImport.objects.get(pk=imported.pk))
    with pytest.raises(RuleError, match="“given up” already"):
        compare_anew(imported)
    imported.refresh_from_db()
    assert imported.status == "discarded"


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "none was kept"])
def test_without_the_key_that_was_kept_a_figure_is_written_and_undone_all_the_same(georgia, taken):
    """A backup that is brought back may know nothing of it, and a file may have been read before
    keys were kept."""
    imported = make.imported(f"{HEAD}\n{GOOD}\n{GOOD.replace('2020', '2021')}\n")
    if taken:
        other = make.observation(georgia, "foreign-students", 2020, 5)
        kept = imported.staged.get(year=2020).observation_id
        Observation.objects.filter(pk=other.pk).update(id=kept)
        with pytest.raises(RuleError, match=CHANGED_MEANWHILE[:30]):
            confirm(imported, by=None, on=today())
        assert not permits().exists()
    else:
        imported.staged.update(observation=None)
    confirm(imported, by=None, on=today())
    assert set(imported.staged.values_list("observation", flat=True)) == set(
        permits().values_list("pk", flat=True)
    )
    undo(imported, by=None, reason="wrong file", on=today())
    assert not permits().exists()


def test_the_first_figures_of_all_get_keys(editor):
    """SQLite keeps the last key of a table only once there was one."""
    Observation.objects.all().delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'registry_observation'")
    confirm(make.imported(f"{HEAD}\n{GOOD}\n"), by=editor, on=today())
    make.observation(State.objects.get(iso_alpha3="GEO"), "work-permits", 2023, 7)
    assert permits().count() == 2


def test_the_same_file_twice_changes_nothing(table):
    rows = [
        f"emigrant-stock,MDA,2020,total,{code},{value},,official,ims,,"
        for code, value in (("RO", 5), ("IT", 6), ("", 11))
    ]
    looked = Agreed(choices=Choices(are_right=True))
    import_file(table(*rows), on=today(), agreed=looked)
    again = import_file(table(*rows), on=today(), agreed=looked)
    assert (again.new, again.changed, again.same) == (0, 0, 3)


def test_reading_goes_on_where_it_stopped():
    rows = [GOOD.replace("2020", str(year)) for year in range(1990, 2010)]
    content = "\n".join([HEAD, *rows, ""]).encode()
    imported = bring(io.BytesIO(content), "figures.csv", len(content), by=None, reason="")
    agree(imported, imported.columns, {}, ".")
    stretches = 0
    while not read_on(FigureImport.objects.get(pk=imported.pk), seconds=0):
        stretches += 1
        assert stretches < 50
    imported.refresh_from_db()
    assert stretches > 1
    assert (imported.rows, imported.new, imported.percent) == (20, 20, 100)


def test_given_up_or_left_lying_it_leaves_nothing(editor):
    imported = make.imported(f"{HEAD}\n{GOOD}\n")
    give_up(imported)
    assert not StagedFigure.objects.filter(brought_by=imported).exists()
    left = make.imported(f"{HEAD}\n{GOOD}\n")
    assert forget_pending(TODAY + timedelta(days=3650)) == 1
    left.refresh_from_db()
    assert (left.status, bool(left.file)) == ("discarded", False)


def test_the_command(table, capsys):
    call_command("import_figures", str(table(GOOD)), "--dry-run")
    assert "1 figures would be added" in capsys.readouterr().out
    assert not permits().exists()
    call_command("import_figures", str(table(GOOD)), "--reason", "labour figures")
    assert (
        "1 rows read from figures.csv: 1 figures were added, 0 were changed, 0 stand already."
        in capsys.readouterr().out
    )
    assert FigureImport.objects.get(status="applied").reason == "labour figures"
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_figures", "/nowhere.csv")
    with pytest.raises(CommandError, match="Errors: 1; nothing was written.\\nRow 2, column state"):
        call_command("import_figures", str(table(GOOD.replace("GEO", "XX"))))
    with pytest.raises(CommandError, match="No account has the address"):
        call_command("import_figures", str(table(GOOD)), "--by", "nobody@example.org")


def test_a_fixture_is_imported_once_and_leaves_edits_alone(table):
    path = table(GOOD, name="fixture.csv.gz")
    assert import_once(path, on=today()) == 1
    assert import_once(path, on=today()) == 0
    assert not FigureImport.objects.exists()
    assert permits().get().version == 1
    permits().update(value=7, version=2)
    import_once(table(GOOD.replace("1200", "1300"), name="fixture.csv.gz"), on=today())
    assert permits().get().value == 7


def test_staff_may_import_over_what_a_fixture_brought_and_it_stays(table, georgia):
    make.observation(georgia, "work-permits", 2020, 5, source=None)
    with pytest.raises(RuleError, match="240 times more than what stands"):
        import_file(table(GOOD), on=today())
    looked = Agreed(choices=Choices(are_right=True))
    import_file(table(GOOD), on=today(), agreed=looked)
    assert permits().filter(value=1200).get().version == 2


def test_what_an_import_sorts_does_not_stand_in_memory():
    """A million rows once took 100 MB more than a hundred thousand (`make bench` tells how much
    they take now)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA temp_store").fetchone() == (0,)


def test_the_database_knows_how_many_rows_it_holds():
    """PostgreSQL once took each of a million new rows by each, and sorted all of a new table for
    a page of the API."""
    lines = "".join(f"{GOOD.replace('2020', str(year))}\n" for year in range(1950, 2020))
    imported = make.imported(f"{HEAD}\n{lines}")
    assert rows_known_of("registry_stagedfigure") >= 70
    confirm(imported, by=None, on=today())
    assert rows_known_of("registry_observation") >= 70


def rows_known_of(table: str) -> int:
    """As PostgreSQL reckons its plans; SQLite reckons without."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        else:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  (a name of the test’s own)
        return cursor.fetchone()[0]


def test_limits_are_those_that_are_told():
    assert tables.LARGEST_CSV == 80 * 1024 * 1024
    assert Observation._meta.get_field("note_en").max_length == 500


@pytest.mark.slow
def test_every_figure_of_the_fixture_stands_as_in_its_file():
    """All 182,591 rows: what the database gives back is what the file says, cell by cell."""
    path = FIXTURES / "figures.csv.gz"
    import_once(path, on=today())
    columns = (
        "indicator__slug",
        "state__iso_alpha3",
        "year",
        "sex",
        "counterpart__code",
        "value",
        "gap",
        "expected_in",
        "status",
        "source__slug",
        "note_en",
        "note_ru",
    )
    held = {
        row[:5] + (row[9],): row[5:]
        for row in Observation.objects.values_list(*columns).iterator(20_000)
    }
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 180_000
    for row in rows:
        key = (
            row["indicator"],
            row["state"],
            int(row["year"]),
            row["sex"],
            row["counterpart"] or None,
            row["source"],
        )
        value, gap, expected, status, _source, note_en, note_ru = held[key]
        assert value == (Decimal(row["value"]) if row["value"] else None), key
        assert (gap, expected, status) == (
            row["gap"],
            int(row["expected_in"]) if row["expected_in"] else None,
            row["status"],
        )
        assert (note_en, note_ru) == (row["note_en"], row["note_ru"])
