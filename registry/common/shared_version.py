"""The content version where several machines serve: in Redis (CONTENT_VERSION_URL), and in the
memory of each process.

A thread of each process hears of every new version at once (pub/sub), and asks a few times a second
besides. What it was told holds for `LEASE` seconds from the question on: so a page is compared with
a number in memory, and a connection that hangs is noticed before anything is a second old. Without
an answer the version is not known, and pages are made anew.

Who is cut off writes nothing that readers see (`check_can_tell`): the other machines would not hear
of it. Where the connection breaks between that look and the commit, the process owes the new
version, and pays as soon as it is connected again. A Redis that was started anew may have lost what
it was told last: whoever notices begins a new version.
"""

import contextlib
import logging
import os
import threading
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings

from registry.common.limits import CannotCountError, cache_errors

if TYPE_CHECKING:
    import redis

logger = logging.getLogger("registry.version")
ASKS_EVERY = 0.25  # seconds, where nothing is heard meanwhile
ANSWERS_WITHIN = 0.5
LEASE = 0.9  # how long an answer holds
FIRST_ANSWER = 1.5  # how long a new process waits for it
PAYS_WITHIN = 5.0  # a command, which ends and so can owe nothing
HASH, TIMES = "{registry}:content-version", "{registry}:content-times"
ANOTHER_CLUSTER = 2**30  # bytes of the log that two writers at once are never apart

# The number rises also where everything was lost: it is at least the time of the server. A place in
# the database's log that lies far behind the kept one is that of another, restored database.
RAISE = f"""
local now = redis.call('TIME')
local before = tonumber(redis.call('HGET', KEYS[1], 'number')) or 0
local number = string.format('%.0f', math.max(before + 1, now[1] * 1000000 + now[2]))
redis.call('HSET', KEYS[1], 'number', number, 'run', ARGV[1])
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'day', ARGV[2]) end
if ARGV[3] ~= '' then
  local given = tonumber(ARGV[3])
  local kept = tonumber(redis.call('HGET', KEYS[1], 'place')) or 0
  if kept > given and kept - given < {ANOTHER_CLUSTER} then given = kept end
  redis.call('HSET', KEYS[1], 'place', string.format('%.0f', given))
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. (now[1] - 86400))
for index = 5, #ARGV do redis.call('ZADD', KEYS[2], ARGV[index], ARGV[index]) end
redis.call('PUBLISH', ARGV[4], number)
return {{redis.call('HGETALL', KEYS[1]), redis.call('ZRANGE', KEYS[2], 0, -1)}}
"""


class CannotTellError(CannotCountError):
    """The other machines would not hear of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`due`: when something appears or goes, in order; `place`: in the log of the database, up to
    where a replica has to be for nothing to be missing (replicas.py)."""

    number: int
    run: str
    day: date | None
    due: tuple[float, ...]
    place: int


def standing_of(told: list) -> Standing:
    fields, times = told
    if isinstance(fields, list):  # as a script gives it
        fields = dict(zip(fields[::2], fields[1::2], strict=True))
    return Standing(
        number=int(fields.get("number", 0)),
        run=fields.get("run", ""),
        day=date.fromisoformat(fields["day"]) if fields.get("day") else None,
        due=tuple(sorted(map(float, times))),
        place=int(fields.get("place", 0)),
    )


class Follower:
    """What this process knows of the version, and the thread that keeps it in the know."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.known: Standing | None = None
        self.until = 0.0
        self.owed: dict[str, Any] | None = None
        self.memory = threading.Lock()
        self.has_answer = threading.Event()
        self.is_stopping = threading.Event()
        self.client = self.connection()
        self.channel = f"registry:content-version:{self.client.get_connection_kwargs()['db']}"
        self.thread = threading.Thread(target=self.run, name="version", daemon=True)
        self.thread.start()

    def connection(self) -> "redis.Redis":
        import redis  # 8 MB of a process: where the version is shared
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        return redis.Redis.from_url(
            self.url,
            decode_responses=True,
            socket_timeout=ANSWERS_WITHIN,
            socket_connect_timeout=ANSWERS_WITHIN,
            retry=Retry(NoBackoff(), 0),
        )

    def run(self) -> None:
        while not self.is_stopping.is_set():
            with contextlib.suppress(*cache_errors()):
                self.follow()
            self.is_stopping.wait(ASKS_EVERY)

    def follow(self) -> None:
        """Until the connection breaks."""
        with self.connection() as client, client.pubsub() as heard:
            heard.subscribe(self.channel)
            while not self.is_stopping.is_set():
                if self.owed is not None:
                    self.begin_version(client, **self.owed)
                self.ask(client)
                heard.get_message(timeout=ASKS_EVERY)

    def ask(self, client: "redis.Redis") -> None:
        asked = time.monotonic()
        pipeline = client.pipeline(transaction=True)
        pipeline.hgetall(HASH)
        pipeline.zrange(TIMES, 0, -1)
        pipeline.info("server")
        *told, server = pipeline.execute()
        if told[0].get("run") == server["run_id"]:
            self.learn(standing_of(told), asked)
        else:
            self.begin_version(client)

    def learn(self, told: Standing, asked: float) -> None:
        """An answer that was overtaken by a newer one takes nothing away from it."""
        with self.memory:
            if self.owed is not None:
                return
            if self.known is None or told.number >= self.known.number:
                self.known = told
            self.until = max(self.until, asked + LEASE)
            self.has_answer.set()

    def standing(self) -> Standing | None:
        """None where it is not known."""
        if not self.has_answer.is_set():
            self.has_answer.wait(FIRST_ANSWER)
            self.has_answer.set()  # nobody waits a second time
        return self.known if time.monotonic() < self.until else None

    def begin_version(
        self,
        client: "redis.Redis",
        *,
        day: str = "",
        place: int | None = None,
        due: list[float] | None = None,
    ) -> None:
        asked, owed = time.monotonic(), self.owed
        run = client.info("server")["run_id"]
        where = "" if place is None else str(place)
        arguments = [run, day, where, self.channel, *map(repr, due or [])]
        told: Any = client.eval(RAISE, 2, HASH, TIMES, *arguments)
        with self.memory:
            if self.owed is owed:
                self.owed = None
        self.learn(standing_of(told), asked)

    def raise_version(self, told: dict[str, Any]) -> None:
        """This process goes by it at once. Where Redis does not answer, the version is owed; a
        command, which ends, waits for a while."""
        until = time.monotonic() + PAYS_WITHIN
        while True:
            try:
                self.begin_version(self.client, **told)
                return
            except cache_errors() as error:
                self.owe(told, error)
            if is_serving() or time.monotonic() > until:
                return
            time.sleep(ASKS_EVERY)

    def owe(self, told: dict[str, Any], error: Exception) -> None:
        """What is told later is of a later look at the database, and so holds what was owed."""
        with self.memory:
            if self.owed is None:
                logger.error("a new content version could not be told: %s", type(error).__name__)
            self.owed, self.until = told, 0.0

    def stop(self) -> None:
        self.is_stopping.set()
        self.thread.join(5)
        self.client.close()


_follower: Follower | None = None
_making = threading.Lock()


def forget_parent() -> None:
    """A process that was forked has no thread of its own yet."""
    global _follower, _making
    _follower, _making = None, threading.Lock()


os.register_at_fork(after_in_child=forget_parent)


def follower() -> Follower:
    global _follower
    found = _follower
    if found is None or found.url != settings.CONTENT_VERSION_URL:
        with _making:
            found = _follower
            if found is None or found.url != settings.CONTENT_VERSION_URL:
                if found:
                    found.is_stopping.set()
                found = _follower = Follower(settings.CONTENT_VERSION_URL)
    return found


def is_shared() -> bool:
    return bool(settings.CONTENT_VERSION_URL)


def standing() -> Standing | None:
    return follower().standing()


def certain_at(now: float) -> float:
    """When the standing that is known was surely the right one (monotonic clock): by the last
    answer; where the version is not shared, `now`, for each look is at the thing itself."""
    return follower().until - LEASE if is_shared() else now


def raise_version(told: dict[str, Any]) -> None:
    follower().raise_version(told)


def is_serving() -> bool:
    """A server's requests have threads of their own, a command has the first one."""
    return threading.current_thread() is not threading.main_thread()


def check_can_tell() -> None:
    """Before content is written. Raises CannotTellError, in words for who writes."""
    if is_shared() and standing() is None:
        raise CannotTellError
