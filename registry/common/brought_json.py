"""JSON that came from outside: in a hidden field, in a cell, from a script of a page."""

import json
from typing import Any

LONGEST = 20_000  # characters; a passkey with all that its maker says of it has some 8,000


def json_in(text: str) -> Any:
    """Raises ValueError where it is none, is too long, or is deeper or has longer numbers than are
    read."""
    if len(text) > LONGEST:
        raise ValueError("too long")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("too deep") from None
