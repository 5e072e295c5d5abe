"""A file that a form brings, judged once: before the transaction of its page, else when the form
asks."""

from dataclasses import dataclass
from typing import Any

from registry.common.judged_uploads import JudgedOnce
from registry.library.judging import Judged, check_size, judge

KNOWN: JudgedOnce[Judged] = JudgedOnce()


@dataclass(frozen=True, slots=True)
class Upload:
    judged: Judged

    @classmethod
    def of(cls, file: Any) -> "Upload":
        """Raises RuleError where the file is not taken."""

        def reading() -> Judged:
            check_size(file.size)
            return judge(file.read())

        return cls(KNOWN.of(file, reading))
