"""A value that may be missing in general, where it is known to be there."""

from typing import TypeVar

T = TypeVar("T")


def required(value: T | None) -> T:
    """The value. For fields that may be empty, after a question that leaves out the rows in which
    they are; missing, it is an error of the code, not of whoever reads the page."""
    if value is None:
        raise ValueError("a value is missing that every row here has")
    return value
