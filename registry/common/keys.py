"""Keys of rows, as requests name them."""

LARGEST = 2**63 - 1  # what a key column of both databases holds


def key_in(text: str) -> int:
    """The key that a text of a request names; 0, which no row has, where it names none."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST)):
        return 0
    number = int(text)
    return number if number <= LARGEST else 0
