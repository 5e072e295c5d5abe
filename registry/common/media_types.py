"""Of all that an Accept header may say, no more than the API distinguishes.

The store's key and the API's choice of a form read the same few words, so neither sees the header
as it came.
"""

DISTINGUISHED = (
    "application/json",
    "text/csv",
    "application/jsonl",
    "application/*",
    "text/*",
    "*/*",
)
NEITHER = "none/none"


def api_types(accept: str) -> tuple[str, ...]:
    """Anything where nothing is asked for; NEITHER where only other forms are."""
    asked = {part.partition(";")[0].strip().lower() for part in accept.split(",")} - {""}
    if not asked:
        return ("*/*",)
    return tuple(kind for kind in DISTINGUISHED if kind in asked) or (NEITHER,)
