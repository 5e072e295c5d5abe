"""Random requests of strangers to a running server: `python -m tests.faults.strangers PORT COUNT
[SEED]`.

Addresses that exist with parameters that do and do not, headers of any length, cookies that nobody
gave out. Prints how many answers of each status came.
"""

import http.client
import random
import string
import sys
from collections import Counter
from threading import Lock, Thread
from urllib.parse import urlencode

LANGUAGES = ("en", "ru")
STATES = ("georgia", "armenia", "moldova", "albania", "kosovo", "turkiye", "poland", "nowhere")
INDICATORS = ("population", "gdp", "asylum-applications", "international-migrant-share", "nothing")
LISTS = ("news", "library", "projects", "meetings", "contact-points", "states", "profiles")
API = (
    "states",
    "groups",
    "profiles",
    "editions",
    "projects",
    "meetings",
    "action-plans",
    "documents",
    "indicators",
    "observations",
    "authorities",
    "docs",
    "schema",
)
PARAMETERS = ("q", "page", "as_of", "state", "year", "format", "layer", "group", "topic", "lang")
PARAMETERS += ("changed_since", "fields", "page_size", "section", "indicator", "part", "junk")


class Stranger:
    """Makes requests up; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def word(self, most: int = 12) -> str:
        return "".join(self.chance.choices(string.ascii_lowercase, k=self.chance.randint(1, most)))

    def day(self) -> str:
        return f"{self.chance.randint(1990, 2026)}-{self.chance.randint(1, 12):02}-11"

    def address(self) -> str:
        pick = self.chance.choice
        path = pick(
            (
                f"/{pick(LANGUAGES)}/",
                f"/{pick(LANGUAGES)}/{pick(LISTS)}/",
                f"/{pick(LANGUAGES)}/states/{pick(STATES)}/",
                f"/{pick(LANGUAGES)}/profiles/{pick(STATES)}/light/",
                f"/{pick(LANGUAGES)}/data/{pick(INDICATORS)}/",
                f"/{pick(LANGUAGES)}/compare/",
                f"/{pick(LANGUAGES)}/map/",
                f"/api/v1/{pick(API)}/",
                f"/api/v1/{pick(API)}/",
                f"/{pick(LANGUAGES)}/{self.word()}/",
            )
        )
        query = [
            (name, self.value(name))
            for name in self.chance.sample(PARAMETERS, k=pick((0, 1, 2, 3)))
        ]
        return f"{path}?{urlencode(query)}" if query else path

    def value(self, name: str) -> str:
        pick = self.chance.choice
        likely = {
            "as_of": self.day(),
            "changed_since": self.day(),
            "state": pick(STATES),
            "indicator": pick(INDICATORS),
            "layer": pick(INDICATORS),
            "year": str(self.chance.randint(1980, 2030)),
            "page": str(self.chance.randint(1, 50)),
            "page_size": str(self.chance.randint(1, 200)),
            "lang": pick(LANGUAGES),
            "format": pick(("csv", "xlsx", "json")),
        }
        return likely[name] if name in likely and self.chance.random() < 0.8 else self.word(40)

    def headers(self) -> dict[str, str]:
        pick = self.chance.choice
        found = {"Accept-Encoding": pick(("gzip", "identity"))}
        if self.chance.random() < 0.3:
            found["Accept"] = f"text/{self.word()}, */*;q=0.{self.chance.randint(1, 9)}"
        if self.chance.random() < 0.1:
            found["Accept"] = f"application/json, text/{'x' * self.chance.randint(1, 25_000)}"
        if self.chance.random() < 0.3:
            found["Accept-Language"] = (
                f"{self.word(3)},{pick(LANGUAGES)};q=0.{self.chance.randint(1, 9)}"
            )
        if self.chance.random() < 0.2:
            found["Cookie"] = f"sessionid={self.word(32)}"
        if self.chance.random() < 0.1:
            found["Host"] = f"{self.word(30)}.example"
        return found


def visit(port: int, count: int, seed: int) -> Counter:
    """Four at a time."""
    seen, lock = Counter(), Lock()

    def one_visitor(number: int) -> None:
        stranger = Stranger(seed * 100 + number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _request in range(count // 4):
            connection.request("GET", stranger.address(), headers=stranger.headers())
            answer = connection.getresponse()
            answer.read()
            with lock:
                seen[answer.status] += 1

    visitors = [Thread(target=one_visitor, args=[number]) for number in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return seen


def memory_of(process: int) -> int:
    """Megabytes that a process holds now."""
    with open(f"/proc/{process}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    print(dict(visit(*(int(one) for one in [*sys.argv[1:], "1"][:3]))))
