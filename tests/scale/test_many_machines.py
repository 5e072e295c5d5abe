"""Two machines with nothing in common but services, each of which is lost in turn: reading goes on,
who writes is told, nothing is stale for a second, and all is well again by itself."""

import time

import pytest

from tests.scale.services import until

pytestmark = [pytest.mark.slow, pytest.mark.once]
FRESH = 1.0  # seconds


def appears(machine, slug: str, within: float = FRESH) -> None:
    """From now on; a page that is being made while it is asked for counts from its beginning."""
    end = time.monotonic() + within
    while True:
        began = time.monotonic()
        if slug in machine.sources():
            return
        assert began < end, f"{slug} is not there after {within} s"
        time.sleep(0.02)


def added(machine, slug: str) -> None:
    answer = machine.add_source(slug)
    assert answer.status == 302, answer.text[-2000:]
    assert slug in machine.sources(), "who writes sees it at once"


def mark_of(answer) -> str:
    assert answer.status == 200
    return {name.lower(): value for name, value in answer.headers.items()}["etag"]


def is_replica_read(house) -> bool:
    return bool(int(house.replica.ask(READERS)))


READERS = """
SELECT count(*) FROM pg_stat_activity WHERE usename = 'registry' AND pid <> pg_backend_pid()
AND query NOT LIKE '%pg_is_in_recovery%'
"""


def refused(answer) -> None:
    assert answer.status == 503, answer.status
    assert answer.headers["Retry-After"]


def test_what_one_machine_writes_the_other_shows_with_the_same_mark(first, second):
    for number in range(3):
        added(first, f"one-{number}")
        appears(second, f"one-{number}")
    for path in ("/en/states/", "/api/v1/sources/", "/ru/"):
        marks = {mark_of(machine.get(path)) for machine in (first, second)}
        assert len(marks) == 1, path


def test_public_pages_are_read_from_the_replica(house, first):
    added(first, "read-there")
    time.sleep(FRESH)  # the replica has it, and the machine knows
    assert first.get("/api/v1/sources/?page_size=7").status == 200
    assert is_replica_read(house)


def test_a_replica_that_lags_is_left_out_and_comes_back(house, first, second):
    house.replica.ask("SELECT pg_wal_replay_pause()")
    added(first, "while-it-lags")
    appears(second, "while-it-lags")
    house.replica.ask("SELECT pg_wal_replay_resume()")
    added(first, "afterwards")
    appears(second, "afterwards")
    count = "SELECT count(*) FROM registry_source WHERE slug = 'afterwards'"
    until(lambda: house.replica.ask(count) == "1", 20, "the replica does not catch up")


def test_a_lost_replica_costs_no_page(house, first, second):
    house.replica.kill()
    try:
        added(first, "without-replica")
        appears(second, "without-replica")
        assert second.get("/en/projects/").status == 200
    finally:
        house.replica.start()


def test_without_the_primary_reading_goes_on_and_writers_are_told(house, first, second):
    added(first, "before-the-primary-went")
    appears(second, "before-the-primary-went")
    kept = second.get("/en/states/").text
    time.sleep(1)  # the replica has it, and both machines know
    house.primary.kill()
    try:
        assert second.get("/en/states/").text == kept
        for path in ("/en/library/", "/ru/projects/", "/api/v1/states/", "/en/data/"):
            assert first.get(path).status == 200, path  # nobody has asked for it before
        assert "before-the-primary-went" in second.sources()
        refused(first.get("/admin/registry/source/", signed_in=True))
        assert first.get("/healthz").status == 503
    finally:
        house.primary.start()
    until(lambda: first.get("/healthz").status == 200, 20, "the primary is not found again")
    added(second, "after-the-primary-came")
    appears(first, "after-the-primary-came")


@pytest.mark.parametrize("way", ["killed", "hangs"])
def test_without_redis_pages_are_made_anew_and_nobody_writes_unheard(house, first, second, way):
    added(first, f"before-redis-{way}")
    lost, found = {
        "killed": (house.redis.kill, house.redis.start),
        "hangs": (house.redis.pause, house.redis.resume),
    }[way]
    lost()
    try:
        time.sleep(1)
        for machine in (first, second):
            assert f"before-redis-{way}" in machine.sources()
            assert machine.get("/en/states/").status == 200
            refused(machine.add_source(f"during-redis-{way}"))
        # what somebody writes past the registry's own doors is seen all the same
        house.primary.ask(f"UPDATE registry_source SET slug = 'past-{way}' WHERE slug = 'one-0'")
        appears(second, f"past-{way}")
    finally:
        found()
    house.primary.ask(f"UPDATE registry_source SET slug = 'one-0' WHERE slug = 'past-{way}'")
    for machine in (first, second):
        until(lambda one=machine: one.get("/healthz").text == "ok", 20, "Redis is not found again")
    added(first, f"after-redis-{way}")
    appears(second, f"after-redis-{way}")
    assert f"during-redis-{way}" not in second.sources()


def test_without_the_bucket_pages_go_on_and_who_brings_a_file_is_told(house, first, second):
    assert brought(first).status == 302
    before = house.bucket.names()
    assert [name for name in before if name.startswith("imports/")]
    house.bucket.kill()
    try:
        answer = brought(second)
        refused(answer)
        assert "Nothing of what you sent was saved" in answer.text
        added(first, "without-the-bucket")
        appears(second, "without-the-bucket")
        assert "uploaded files" in first.get("/healthz").text
    finally:
        house.bucket.start()
    assert first.get("/healthz").text == "ok"
    assert brought(second).status == 302
    assert not list(house.place.glob("*/media/imports/*")), "no copy is left on a machine"


def brought(machine):
    figures = "indicator,state,year,value\npopulation,GEO,2020,3700000\n"
    return machine.post(
        "/admin/registry/figureimport/bring/",
        {"reason": "the year’s figures"},
        {"file": ("figures.csv", figures)},
    )


def test_a_lost_machine_leaves_the_other_at_work(first, second):
    first.kill()
    added(second, "alone")
    first.start()
    appears(first, "alone")
    added(first, "together")
    appears(second, "together")
