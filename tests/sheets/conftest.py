"""A draft of Georgia at the desk of its contact point, and its sheet of figures."""

from tests.drafting.georgias_draft import desk, edition, part, population  # noqa: F401
