"""A block of work in a process of its own, for work that leaves much memory behind: it goes with
the process."""

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from signal import SIG_DFL, SIGINT, SIGTERM, signal
from threading import Event, Thread
from typing import BinaryIO, NoReturn

from registry.common.errors import RuleError

Work = Callable[[], AbstractContextManager[None]]
NOTED = b"."  # that the work came as far as its block


@contextmanager
def beside(work: Work) -> Iterator[Callable[[], None]]:
    """`with work():` in a child. Gives what waits until that has come to its block; there it stays
    until this process leaves its own. What it raises as RuleError is raised by whoever waits; of
    anything else it prints the traceback, and here is SystemExit. Called before anything has a
    connection or a thread, because a child has only the thread that began it."""
    told, tells = os.pipe()
    stays, leaves = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(told)
        os.close(leaves)
        run(work, tells, stays)
    os.close(tells)
    os.close(stays)
    before = signal(SIGTERM, leave)
    try:
        with os.fdopen(told, "rb") as answer:
            yield partial(hear, answer)
    finally:
        os.close(leaves)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)
        signal(SIGTERM, before)


def leave(*_signal: object) -> NoReturn:
    """In order, so that the child is not left behind."""
    sys.exit(1)


def hear(answer: BinaryIO) -> None:
    problem = answer.read()
    if problem != NOTED:
        raise RuleError(problem.decode()) if problem else SystemExit(1)


def leave_with_parent(stays: int, is_in_block: Event) -> None:
    """Nobody writes to it: it ends when the parent leaves its block, or dies."""
    os.read(stays, 1)
    if not is_in_block.is_set():
        os._exit(1)


def run(work: Work, tells: int, stays: int) -> NoReturn:
    """In the child."""
    signal(SIGTERM, SIG_DFL)
    signal(SIGINT, SIG_DFL)  # the parent gets it too, and says what there is to say
    is_in_block = Event()
    is_over = Thread(target=leave_with_parent, args=[stays, is_in_block], daemon=True)
    is_over.start()
    try:
        with work():
            is_in_block.set()
            os.write(tells, NOTED)
            os.close(tells)
            is_over.join()
    except RuleError as error:
        os.write(tells, str(error).encode())
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
