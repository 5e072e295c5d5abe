"""An import that was refused, and with which words."""

from tests import importing


def refused(response, column: str = "", words: str = "") -> None:
    found = importing.errors(response)
    assert any(name == column and words in problem for _row, name, problem in found), found
