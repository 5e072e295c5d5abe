"""A draft at the desk of its state."""

import pytest

from registry.drafting import starting, writing
from tests.conftest import TODAY, signed_in


@pytest.fixture
def edition(georgia, light_georgia, nino, editor):
    """Started from the edition of open figures, with words in the part on challenges."""
    started = starting.start_edition(light_georgia.profile, 2031, by=editor, on=TODAY)
    section = started.sections.get(template_section__slug="challenges")
    writing.save_section(
        section, {"text_en": "<p>One.</p>", "text_ru": "<p>Один.</p>"}, by=editor, on=TODAY, seen=1
    )
    return started


@pytest.fixture
def section(edition):
    return edition.sections.get(template_section__slug="challenges")


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)
