import pytest

from tests.databases import sqlite_url
from tests.faults.serving import Registry


@pytest.fixture
def registry(tmp_path):
    """Served by the product's own server, on SQLite, without records."""
    made = Registry(tmp_path / "var", sqlite_url(tmp_path / "var", copy_of="migrated"))
    made.start()
    yield made
    made.stop()
