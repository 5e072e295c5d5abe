"""A draft of Georgia at the desk of its contact point; fixtures for the conftest that asks for
them."""

import pytest

from registry.drafting import starting
from registry.figures.models import Indicator
from tests.conftest import TODAY, signed_in

PART = "background-size-borders"


@pytest.fixture
def edition(georgia, light_georgia, nino, editor):
    return starting.start_edition(light_georgia.profile, 2031, by=editor, on=TODAY)


@pytest.fixture
def part(edition):
    return edition.sections.get(template_section__slug=PART)


@pytest.fixture
def population():
    return Indicator.objects.get(slug="population")


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)
