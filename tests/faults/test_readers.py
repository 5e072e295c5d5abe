"""Readers in numbers meet no error: the short form of `python -m tests.faults.readers`."""

import pytest

from registry.serving import connections
from tests.faults.readers import PAGES, visit

pytestmark = pytest.mark.once

READERS, SECONDS = 120, 6


def test_many_readers_meet_no_error(registry):
    connections.allow_open_files()
    seen = visit(registry.port, READERS, SECONDS)
    assert not seen.faults
    assert set(seen.statuses) <= {200, 302}
    assert seen.statuses.total() > READERS
    assert len(PAGES) > 10
