"""Rows that say what an earlier one said are read quickly, and mean what they mean the long way."""

import pytest

from registry.common.errors import RuleError
from registry.figure_imports.choices import Choices
from registry.figure_imports.plain_rows import PlainRows
from registry.figure_imports.rows import Reader
from tests.figure_imports.brought import FILES, told, tried, tried_file

pytestmark = pytest.mark.django_db

HEAD = "year,indicator,state,sex,value,status,note_en,source\n"
FIRST = "2001,population,GEO,total,1,official,,wdi\n2002,population,GEO,total,2,official,,wdi\n"
# Of a row that is known by then, one cell is another
OTHER_CELLS = {
    "value with a decimal": "2003,population,GEO,total,3.25,official,,wdi",
    "value with a flag": "2003,population,GEO,total,3 e,official,,wdi",
    "value with a footnote": "2003,population,GEO,total,3¹,official,,wdi",
    "value in per cent": "2003,population,GEO,total,3 %,official,,wdi",
    "value in brackets": "2003,population,GEO,total,(3),official,,wdi",
    "value that is a formula": "2003,population,GEO,total,=3,official,,wdi",
    "value that is too long": f"2003,population,GEO,total,{'9' * 20},official,,wdi",
    "value out of range": "2003,population,GEO,total,-3,official,,wdi",
    "no value": "2003,population,GEO,total,,official,,wdi",
    "a dash": "2003,population,GEO,total,–,official,,wdi",
    "spaces": " 2003 ,population, GEO ,total, 3 ,official,,wdi",
    "year that is a date": "2003-05-01,population,GEO,total,3,official,,wdi",
    "first day of a year": "2003-01-01,population,GEO,total,3,official,,wdi",
    "early year": "1500,population,GEO,total,3,official,,wdi",
    "no year": ",population,GEO,total,3,official,,wdi",
    "a note": "2003,population,GEO,total,3,official,Revised.,wdi",
    "a hidden character in the note": "2003,population,GEO,total,3,official,\u202ea,wdi",
    "another indicator": "2003,international-migrant-stock,GEO,total,3,official,,wdi",
    "another sex": "2003,population,GEO,female,3,official,,wdi",
    "a sex that is none": "2003,population,GEO,nobody,3,official,,wdi",
    "a state that is none": "2003,population,Atlantis,total,3,official,,wdi",
    "a status that is a gap": "2003,population,GEO,total,3,not_collected,,wdi",
    "a shorter row": "2003,population,GEO,total,3",
    "the same figure again": "2001,population,GEO,total,1,official,,wdi",
    "the same figure with another value": "2001,population,GEO,total,7,official,,wdi",
    "tags": "#date,#indicator,#country,#sex,#value,#status,#note,#source",
}


def outcome(read, *given, **said):
    """All that an import keeps of what it read."""
    try:
        imported = read(*given, **said)
    except RuleError as error:
        return str(error)
    rows = imported.staged.in_file_order().values()
    said = [{name: one for name, one in row.items() if name not in OWN} for row in rows]
    counts = imported.rows, imported.new, imported.changed, imported.same, imported.errors
    problems = [(one.row, one.column, one.problem, one.remedy) for one in imported.problems.all()]
    return said, counts, problems, imported.place, imported.notices


OWN = ("id", "brought_by_id", "observation_id")  # each figure gets a key of its own


def both_ways(monkeypatch, read, *given, **said):
    quick = outcome(read, *given, **said)
    with monkeypatch.context() as patch:
        patch.setattr(PlainRows, "read", lambda self, cells: None)
        return quick, outcome(read, *given, **said)


@pytest.mark.parametrize("row", OTHER_CELLS.values(), ids=OTHER_CELLS.keys())
def test_a_row_like_the_one_before(monkeypatch, row):
    text = f"{HEAD}{FIRST}{row}\n2004,population,GEO,total,4,official,,wdi\n"
    quick, long = both_ways(monkeypatch, tried, text)
    assert quick == long


@pytest.mark.parametrize("choices", [Choices(words={"GEO": "ARM"}), Choices(words={"2003": "-"})])
def test_a_word_that_was_explained(monkeypatch, choices):
    text = f"{HEAD}{FIRST}2003,population,GEO,total,3,official,,wdi\n"
    quick, long = both_ways(monkeypatch, tried, text, choices=choices)
    assert quick == long


@pytest.mark.parametrize("said", [{"scale": "1000"}, {"status": "estimated"}, {"state": "ARM"}])
def test_what_was_chosen_for_the_file(monkeypatch, said):
    quick, long = both_ways(monkeypatch, tried, HEAD + FIRST * 2, **said)
    assert quick == long


@pytest.mark.parametrize("file", sorted(FILES.glob("[a-z]*.*")), ids=lambda path: path.name)
@pytest.mark.parametrize("indicator", ["population", "refugees-hosted", ""])
def test_pieces_of_real_files(monkeypatch, file, indicator):
    said = {"indicator": indicator, "source": "unhcr"} if indicator else {}
    quick, long = both_ways(monkeypatch, tried_file, file.name, **said)
    assert quick == long


def test_most_rows_of_a_large_file_go_the_quick_way(monkeypatch):
    whole = []
    long = Reader.read_whole
    monkeypatch.setattr(Reader, "read_whole", lambda *row: whole.append(row) or long(*row))
    rows = [
        f"{year},population,{state},total,{year},official,,wdi\n"
        for year in range(1950, 2020)
        for state in ("GEO", "ARM", "UKR")
    ]
    imported = tried(HEAD + "".join(rows), choices=Choices(are_right=True))
    assert told(imported) == []
    assert imported.rows == len(rows)
    # of each year the first two: it counts years that are written as such
    assert len(whole) < 2 * 70 + 3
