"""A draft whose state takes its steps."""

import pytest

from tests import make
from tests.conftest import signed_in


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


@pytest.fixture
def draft(georgia):
    return make.written_edition(georgia)
