"""Of all that an Accept header may say, no more than the API distinguishes: its forms, the one that
is liked most first.

The store's key and the API's choice of a form read the same few words, so neither sees the header
as it came.
"""

KINDS = ("application/json", "text/csv", "application/jsonl")
ANYTHING, NEITHER = "*/*", "none/none"


def api_types(accept: str) -> tuple[str, ...]:
    """Those of `KINDS` that are asked for, by their weights; of equal ones the one that is named
    before the one that a `*` stands for. ANYTHING where that is their own order, NEITHER where only
    other forms are asked for."""
    if accept.strip(" ,") in ("", "*/*"):
        return (ANYTHING,)
    weights = weights_in(accept)
    found = []
    for kind in KINDS:
        ranges = (kind, f"{kind.partition('/')[0]}/*", "*/*")
        named = next((one for one in ranges if one in weights), None)
        if named and weights[named] > 0:
            found.append((-weights[named], ranges.index(named), kind))
    found.sort(key=lambda one: one[:2])
    liked = tuple(kind for _weight, _range, kind in found)
    return (ANYTHING,) if liked == KINDS else liked or (NEITHER,)


def weights_in(accept: str) -> dict[str, float]:
    """By media type or range; 1 where there is no weight, or none that is a number."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        texts = [text.removeprefix("q=") for text in parameters if text.startswith("q=")]
        weights[kind] = max(weights.get(kind, 0), weight_of(texts[0] if texts else "1"))
    return weights


def weight_of(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1
