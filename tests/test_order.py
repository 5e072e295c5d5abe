"""What the order of a run names is there."""

from pathlib import Path

from tests.order import LONGEST, OF_FILES, is_of_files, place

HERE = Path(__file__).parent


def test_every_module_that_is_started_early_exists():
    assert [name for name in LONGEST if not (HERE / name).exists()] == []


def test_the_modules_named_come_first_and_in_this_order():
    places = [place(str(HERE / name)) for name in (*LONGEST, "test_order.py")]
    assert places == list(range(len(LONGEST) + 1))


def test_the_rooms_of_files_exist():
    assert [room for room in OF_FILES if not (HERE / room).is_dir()] == []
    assert is_of_files(str(HERE / "word" / "test_in.py"))
    assert not is_of_files(str(HERE / "test_order.py"))
