"""Killed at any point, an edition is published wholly or not at all."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.databases import database_url, installation

TIMES = 50
# How much earlier the next kill may come after "published", how much later after "not yet"
SHIFT = 1.15


@pytest.fixture(scope="module")
def publisher(tmp_path_factory):
    directory = tmp_path_factory.mktemp("faults")
    url = database_url(directory, "publishing", copy_of="few")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.publisher"],
        cwd=settings.BASE_DIR,
        env=installation(directory, url),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )

    def ask(command: str) -> str:
        process.stdin.write(f"{command}\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    yield ask
    process.stdin.close()
    process.wait(20)


def time_of(ask, number: int, most: float = 20) -> float:
    """How long an undisturbed publication takes, in seconds."""
    began = time.monotonic()
    ask(f"publish {number}")
    while json.loads(ask(f"look {number}"))["status"] != "published":
        assert time.monotonic() - began < most
    return time.monotonic() - began


@pytest.mark.slow
def test_an_edition_is_published_wholly_or_not_at_all(publisher):
    numbers = json.loads(publisher(f"prepare {TIMES + 1}"))
    first = numbers.pop(0)
    # As long as a publication takes right now: other work on the machine makes it longer and
    # shorter while the test runs.
    longest = time_of(publisher, first)
    chance = random.Random(20150701)
    outcomes = {"published": 0, "endorsed": 0}
    last = first
    for number in numbers:
        child = int(publisher(f"publish {number}"))
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        publisher(f"bury {child}")
        seen = json.loads(publisher(f"look {number}"))
        outcomes[seen["status"]] += 1
        if seen["status"] == "published":
            assert seen == {
                "status": "published",
                "has_checksum": True,
                "is_right": True,
                "contents": 2,
                "published": True,
                "moves": ["publish"],
                "supersedes": last,
                "others_published": 0,
            }
            last = number
            longest /= SHIFT
        else:
            assert seen == {
                "status": "endorsed",
                "has_checksum": False,
                "is_right": False,
                "contents": 0,
                "published": False,
                "moves": [],
                "supersedes": None,
                "others_published": 1,
            }
            longest *= SHIFT
    assert all(outcomes.values()), outcomes
