"""A limit on work. Steps are counted and not seconds, so that the same text is refused or taken
on every machine."""

from typing import Self

from registry.common.errors import RuleError


class BudgetSpentError(RuleError):
    """What was asked for takes more steps than are allowed. The message names the limit and the
    remedy."""


class Budget:
    """So many steps. `within`: a larger budget that pays for each step too, that of a whole
    request for instance."""

    def __init__(self, steps: int, refusal: str = "", *, within: Self | None = None) -> None:
        self.left = steps
        self.refusal = refusal
        self.within = within

    def spend(self, steps: int = 1) -> None:
        """Raises BudgetSpentError, and takes nothing, where fewer steps are left."""
        if steps > self.left:
            raise BudgetSpentError(self.refusal)
        if self.within is not None:
            self.within.spend(steps)
        self.left -= steps
