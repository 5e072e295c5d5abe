"""Text in every encoding that an import takes, short files with a word of Russian above all."""

import csv
import io

import pytest

from registry.common.errors import RuleError
from registry.figure_imports.tables import lines_of, receive

STATES = ("Азербайджан", "Армения", "Беларусь", "Грузия", "Казахстан", "Молдова", "Украина")
TEXTS = {
    "headings and rows": "показатель;страна;год;значение\nнаселение;Грузия;2020;3722\n",
    "one word in a short file": "indicator;state;year;value;примечание\nhdi;GEO;2020;1;оценка\n",
    "one word of two letters in many rows": "indicator,state,year,value,note_ru\n"
    + "".join(f"population,GEO,{year},{year},\n" for year in range(1990, 2024))
    + "population,GEO,2024,1,да\n",
    "names of states": "страна;год\n" + "".join(f"{name};2024\n" for name in STATES),
    "Ukrainian": "країна;рік;значення\nУкраїна;2024;12\nЄгипет;2023;4\n",
    "a long note": "state;note\nGEO;Данные статистической службы, пересмотрены в 2023 году\n",
}


def received(content):
    target = io.BytesIO()
    found = receive(io.BytesIO(content), target, len(content))
    return target.getvalue().decode(), found.notices


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("encoding", "notice"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "byte order mark"),
        ("utf-16", "UTF-16"),
        ("cp1251", "Windows-1251"),
    ],
)
def test_the_text_is_read_as_it_was_written(encoding, notice, text):
    found, notices = received(text.encode(encoding))
    assert found == text
    assert notice in " ".join(notices)
    assert bool(notice) == bool(notices)


def test_what_is_read_as_windows_1251_without_being_so_is_to_be_looked_at():
    for encoding in ("cp1252", "koi8-r", "mac_roman"):
        letters = "ü" if encoding != "koi8-r" else "да"
        found, notices = received(f"state;note\nTUR;{letters}\n".encode(encoding))
        assert letters not in found
        assert "Look whether the names below are right." in notices[0]


@pytest.mark.parametrize("content", [b"state;year\n\0\0\0", b"a;b\n\x98\n", b""])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(RuleError):
        received(content)


@pytest.fixture(params=[131_072, 1_000_000])
def limit_of_the_process(request):
    before = csv.field_size_limit(request.param)
    yield
    csv.field_size_limit(before)


def test_a_cell_that_does_not_end_is_refused_whatever_the_limit_of_the_process(
    limit_of_the_process,
):
    lines = lines_of(io.BytesIO(b'a,b\n"' + b"x" * 200_000), "csv", ",")
    assert next(lines).cells == ["a", "b"]
    with pytest.raises(RuleError, match="Row 2: a cell does not end"):
        next(lines)
