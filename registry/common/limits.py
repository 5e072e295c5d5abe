"""How often something may be done: counted in the cache that all processes share, at once, and
without waiting for anybody."""

import hashlib
import ipaddress
import logging
import sys
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.common.errors import RuleError

logger = logging.getLogger("registry.limits")
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
RESTS = 5.0  # seconds in which a cache that did not answer is not asked again
_asked_again_at = 0.0
_of_this_process = LocMemCache("limits", {"OPTIONS": {"MAX_ENTRIES": 10_000}})


def redis_errors() -> tuple[type[Exception], ...]:
    """What Redis raises; its package takes 8 MB of a process, and is there where it is used."""
    package = sys.modules.get("redis.exceptions")
    return (package.RedisError,) if package else ()


def cache_errors() -> tuple[type[Exception], ...]:
    """What a cache that does not answer raises."""
    return (OSError, *redis_errors())


class CannotCountError(RuleError):
    """The shared cache does not answer; what must be counted cannot be done. Reading goes on."""

    def __init__(self) -> None:
        super().__init__(
            _("This cannot be done right now, for a technical reason. Try again in a few minutes.")
        )


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    most: int
    seconds: int  # from the first time on

    def take(self, *who: str | int) -> bool:
        """Counts one more; False where that is one too many. Raises CannotCountError where the
        cache does not answer.

        Counted before anything is looked at, so that parallel requests cannot pass together.
        """
        return self.times(*who) <= self.most

    def times(self, *who: str | int) -> int:
        """How often it was done, this time counted. Raises CannotCountError as `take`."""
        key = self.key(*who)
        if time.monotonic() < _asked_again_at:
            raise CannotCountError
        try:
            return self.count(key)
        except cache_errors() as error:
            note_silence(error)
            raise CannotCountError from None

    def lets_read(self, request: HttpRequest) -> bool:
        """Counts a reading of the network that asks; while the shared cache is silent, each
        process for itself. Reading goes on, and no flood is let in by a cache that is away."""
        return self.readings(request) <= self.most

    def readings(self, request: HttpRequest) -> int:
        """How often that network has read, this time counted."""
        try:
            return self.times(network_of(request))
        except CannotCountError:
            return self.count(self.key(network_of(request)), _of_this_process)

    def times_so_far(self, request: HttpRequest) -> int:
        """Of that network, without counting."""
        key = self.key(network_of(request))
        if time.monotonic() >= _asked_again_at:
            try:
                return int(cache.get(key, 0))
            except cache_errors() as error:
                note_silence(error)
        return int(_of_this_process.get(key, 0))

    def key(self, *who: str | int) -> str:
        digest = hashlib.sha256("\n".join(map(str, who)).encode()).hexdigest()
        return f"limit/{self.name}/{digest[:32]}"

    def count(self, key: str, within: Any = cache) -> int:
        if within.add(key, 1, self.seconds):
            return 1
        try:
            number = within.incr(key)
        except ValueError:  # the time ended between the two
            within.set(key, 1, self.seconds)
            return 1
        if number == 1:  # the same, a little later: a count that is made by incr has no end
            within.touch(key, self.seconds)
        return number


def note_silence(error: Exception) -> None:
    """One line for the log, and a rest: a flood of requests neither fills the log nor waits for
    the cache."""
    global _asked_again_at
    if time.monotonic() >= _asked_again_at:
        logger.error("the shared cache does not answer: %s", type(error).__name__)
    _asked_again_at = time.monotonic() + RESTS


def wide_network_of(request: HttpRequest) -> str:
    """What one customer of a provider may have many addresses of: the /24 of IPv4, the /48 of
    IPv6; empty where the request names no address."""
    network = network_of(request)
    try:
        address = ipaddress.ip_address(network.partition("/")[0])
    except ValueError:
        return ""
    length = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((address, length), strict=False))


def network_of(request: HttpRequest) -> str:
    """Whom one connection belongs to: an IPv4 address, or the /64 that a provider gives to one
    customer."""
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
