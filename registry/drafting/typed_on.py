"""Whether a text is another one that was typed on: nothing of that one is lost then."""

from registry.common.difference import without_space


def continues(before: str, now: str) -> bool:
    """Whether all words and tags of `before` stand in `now`, in their order. One word may have been
    unfinished."""
    rest = iter(without_space(now))
    has_unfinished = False
    for piece in without_space(before):
        for other in rest:
            if other == piece:
                break
            if not has_unfinished and piece.isalnum() and other.startswith(piece):
                has_unfinished = True
                break
        else:
            return False
    return True
