"""A block of work in a process of its own."""

import os
import time
from contextlib import contextmanager

import pytest

from registry.common.child_process import beside
from registry.common.errors import RuleError


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def process_in(path) -> int:
    until = time.monotonic() + 20
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < until
        time.sleep(0.01)
    return int(path.read_text())


def test_it_is_another_process_that_stays_as_long_as_the_block(tmp_path):
    kept = []

    @contextmanager
    def work():
        kept.append("much")
        (tmp_path / "in").write_text(str(os.getpid()))
        yield
        (tmp_path / "out").touch()

    with beside(work) as wait:
        wait()
        process = process_in(tmp_path / "in")
        assert process != os.getpid()
        assert is_running(process)
        assert not (tmp_path / "out").exists()
    assert (tmp_path / "out").exists()
    assert not is_running(process)
    assert kept == []


def test_what_it_refuses_is_refused_here():
    @contextmanager
    def work():
        raise RuleError("Другой запуск.")
        yield

    with pytest.raises(RuleError, match="Другой запуск"), beside(work) as wait:
        wait()


def test_a_fault_in_it_is_printed_and_ends_this_one_too(capfd):
    @contextmanager
    def work():
        raise ZeroDivisionError
        yield

    with pytest.raises(SystemExit), beside(work) as wait:
        wait()
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_it_goes_where_this_process_leaves_before_it_came_to_its_block(tmp_path):
    @contextmanager
    def work():
        (tmp_path / "in").write_text(str(os.getpid()))
        time.sleep(60)
        yield

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012, SIM117
        with beside(work):
            process = process_in(tmp_path / "in")
            raise KeyboardInterrupt
    assert time.monotonic() - began < 30
    assert not is_running(process)
