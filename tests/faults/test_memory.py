"""A worker stays as large as it began, whatever strangers ask of it."""

import socket
import subprocess
import sys

import pytest
from django.conf import settings

from tests.browser.conftest import wait_for
from tests.databases import database_url, installation
from tests.faults.strangers import memory_of, visit

pytestmark = pytest.mark.once

REQUESTS = 1000  # of 20,000, the first 1,000 are where a worker grows
MOST_GROWTH = 30  # megabytes
MOST = 170  # megabytes; with the packages of the tests it is larger than in production


@pytest.fixture
def server(tmp_path):
    """The product as `make run` has it: (its port, its process)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = database_url(tmp_path, "memory", copy_of="whole")
    log = tmp_path / "log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=installation(tmp_path, url),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", process, log)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.slow
def test_random_requests_leave_a_worker_as_large_as_it_began(server):
    port, process = server
    visit(port, 200, seed=7)  # what is loaded at the first page of each kind
    before = memory_of(process)
    seen = visit(port, REQUESTS, seed=8)
    after = memory_of(process)
    assert after - before < MOST_GROWTH
    assert after < MOST
    assert seen.total() == REQUESTS
    assert max(seen) < 500, seen
    assert seen[200] > REQUESTS // 3
