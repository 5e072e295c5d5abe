"""A file that a form brings, judged once: before the transaction of its page, else when the form
asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from registry.common.errors import RuleError
from registry.library.judging import Judged, check_size, judge

_known: WeakKeyDictionary[Any, Judged | RuleError] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Upload:
    judged: Judged

    @classmethod
    def of(cls, file: Any) -> "Upload":
        """Raises RuleError where the file is not taken."""
        judge_uploads([file])
        found = _known[file]
        if isinstance(found, RuleError):
            raise found
        return cls(found)


def judge_uploads(files: Iterable[Any]) -> None:
    for file in files:
        if file in _known:
            continue
        try:
            check_size(file.size)
            _known[file] = judge(file.read())
        except RuleError as error:
            _known[file] = error
