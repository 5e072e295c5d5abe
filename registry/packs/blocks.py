"""What stands in a part of a pack, as plain data that can be stored: paragraphs, lists and tables.

`only`: "internal" for what the version for participants leaves out, "participants" for what stands
in its place, "" for both. `private`: numbers of columns that participants do not get.
"""

from typing import Any, Literal

from registry.paper.letters import breakable, printable

Block = dict[str, Any]
Only = Literal["", "internal", "participants"]
Audience = Literal["internal", "participants"]


def paragraph(text: str, *, only: Only = "") -> Block:
    return {"n": "text", "text": text, "only": only}


def paragraphs(text: str) -> list[Block]:
    """Of what somebody typed: an empty line begins a new one."""
    found = [" ".join(piece.split()) for piece in text.replace("\r", "").split("\n\n")]
    return [paragraph(piece) for piece in found if piece]


def heading(text: str, *, only: Only = "") -> Block:
    return {"n": "heading", "text": text, "only": only}


def listing(items: list[str], *, only: Only = "") -> Block:
    return {"n": "list", "lines": items, "only": only}


def table(
    caption: str,
    heads: list[str],
    rows: list[list[str]],
    *,
    widths: list[int],
    private: tuple[int, ...] = (),
    numbers: tuple[int, ...] = (),
    only: Only = "",
) -> Block:
    """`widths`: of the columns, in parts; `numbers`: the columns that are set to the right."""
    return {
        "n": "table",
        "caption": caption,
        "heads": heads,
        "rows": rows,
        "widths": widths,
        "private": list(private),
        "numbers": list(numbers),
        "only": only,
    }


def shown_to(parts: list[dict[str, Any]], audience: Audience) -> list[dict[str, Any]]:
    """The parts as those readers get them."""
    found = []
    for part in parts:
        if part["is_internal"] and audience != "internal":
            continue
        blocks = [one for one in part["blocks"] if one["only"] in ("", audience)]
        if audience != "internal":
            blocks = [without_private(one) for one in blocks]
        found.append(part | {"blocks": blocks})
    return found


def without_private(block: Block) -> Block:
    if block["n"] != "table" or not block["private"]:
        return block
    kept = [at for at in range(len(block["heads"])) if at not in block["private"]]
    rows = []
    for row in block["rows"]:
        rows.append([row[at] for at in kept])
    return block | {
        "heads": [block["heads"][at] for at in kept],
        "widths": [block["widths"][at] for at in kept],
        "numbers": [place for place, at in enumerate(kept) if at in block["numbers"]],
        "rows": rows,
        "private": [],
    }


def in_letters(value: Any) -> Any:
    """All of it in letters that can be printed, with long words that can be broken."""
    if isinstance(value, str):
        return breakable(printable(value))
    if isinstance(value, list):
        return [in_letters(one) for one in value]
    if isinstance(value, dict):
        return {key: in_letters(one) for key, one in value.items()}
    return value
