"""What is said of comments that come back a second time, and how they are known again."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext_lazy

DECIDED_BEFORE = gettext_lazy(
    "Comments that were decided before, or wait in another file: {0}. They are not proposed again."
)


def mark_of(item: dict[str, Any]) -> str:
    """Of a comment: the same author, day, place and words. Nobody reads it back."""
    said = [item["author"], item["date"], item["quote"], item["text"]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
