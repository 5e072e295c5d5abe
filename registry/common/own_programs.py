"""A program of ours that runs in a process of its own and is asked by lines of JSON: for work that
takes much memory or long at a time, so that whoever answers requests stays small and quick.

The program ends with its parent, after some quiet minutes, and after so many orders; the next order
starts it anew.
"""

import json
import resource
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent.parent
QUIET = 300  # seconds


class ProgramGoneError(Exception):
    """A program of ours ended, or did not answer in time, and so did another one in its place. The
    next order starts it anew."""


class OwnProgram:
    """`module`: the program, which calls `answer_orders`; `most`: orders before another process
    goes on; `longest_wait`: seconds for one order."""

    module: str
    most = 400
    longest_wait: float = 60

    def __init__(self) -> None:
        self.lock = Lock()
        self.program: subprocess.Popen | None = None
        self.orders = 0

    def answer(self, order: dict[str, Any]) -> dict[str, Any] | None:
        """None where the program ended or did not answer in time."""
        line = json.dumps(order).encode() + b"\n"
        with self.lock:  # it may have ended since the last order
            return self.answer_to(line) or self.answer_to(line)

    def answer_to(self, line: bytes) -> dict[str, Any] | None:
        """None where the program is not there any more, or does not answer."""
        orders, answers = self.pipes()
        try:
            orders.write(line)
            orders.flush()
            if select.select([answers], [], [], self.longest_wait)[0]:
                answer = answers.readline()
                self.orders += 1
                if answer.endswith(b"\n"):
                    found: dict[str, Any] = json.loads(answer)
                    return found
        except OSError:
            pass
        self.end()
        return None

    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """Where orders go to and answers come from."""
        program = self.started()
        assert program.stdin, "opened with the program"
        assert program.stdout, "opened with the program"
        return program.stdin, program.stdout

    def started(self) -> subprocess.Popen:
        if self.program and (self.program.poll() is not None or self.orders >= self.most):
            self.end()
        if self.program is None:
            self.orders = 0
            self.program = subprocess.Popen(  # noqa: S603  (a module of ours)
                [sys.executable, "-m", self.module],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self.program

    def end(self) -> None:
        program, self.program = self.program, None
        if program:
            program.kill()
            program.communicate()  # waits, and closes the pipes


def answer_orders(
    answer: Callable[[dict[str, Any]], dict[str, Any]], largest: int | None = None
) -> None:
    """What such a program does until nobody asks any more, or until it has taken more memory than
    `largest`, in bytes."""
    while select.select([sys.stdin.buffer], [], [], QUIET)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        sys.stdout.buffer.write(json.dumps(answer(json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()
        if largest and memory_so_far() > largest:
            return


def memory_so_far() -> int:
    """The most bytes that this process has had. What `getrusage` says begins at what the parent
    had, so that a large parent would end the program after each order; it is asked where the
    kernel tells no better."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
