"""An edition on its way through the table of steps."""

import pytest

from tests import make


@pytest.fixture
def draft(georgia):
    return make.written_edition(georgia)
