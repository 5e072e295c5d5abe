from django.core.exceptions import BadRequest


class WrongAddressError(BadRequest):
    """An address that asks for what there is not. The message is a sentence for its reader."""


class RuleError(Exception):
    """A rule of the Process or of the registry refuses an act. The message is a sentence for its
    reader."""
