"""Looks at an installation and says what is wrong with it, and what to do (`manage.py doctor`).

Each question of installation_checks.py gives findings. A question that breaks is a finding itself,
so that one service that is away hides nothing of the others. Nothing is written or sent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    OK = 0
    WARNING = 1
    FAULT = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy`: what to do; "" where nothing is to be done."""

    subject: str
    level: Level
    said: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.level.name.lower():<8} {self.subject:<12} {self.said}"
        return f"{line}\n{'':<22}{self.remedy}" if self.remedy else line


Question = Callable[[], Iterator[Finding]]


def ok(subject: str, said: str) -> Finding:
    return Finding(subject, Level.OK, said)


def warning(subject: str, said: str, remedy: str) -> Finding:
    return Finding(subject, Level.WARNING, said, remedy)


def fault(subject: str, said: str, remedy: str) -> Finding:
    return Finding(subject, Level.FAULT, said, remedy)


def examine(questions: dict[str, Question]) -> Iterator[Finding]:
    for subject, question in questions.items():
        try:
            yield from question()
        except Exception as error:  # of a database, a disk or a network: whatever it is, it is told
            yield fault(
                subject,
                f"could not be asked: {type(error).__name__}",
                "Mend what this names and run the doctor again.",
            )
