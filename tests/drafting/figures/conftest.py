"""The figures of a part, as the desk sends them."""

from tests.drafting.georgias_draft import desk, edition, part, population  # noqa: F401
