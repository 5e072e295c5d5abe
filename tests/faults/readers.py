"""Many readers at once: `python -m tests.faults.readers PORT [READERS] [SECONDS]`.

Each has a connection of its own, reads a page, looks at it for a moment and goes on. Prints answers
by status, what went wrong, and how long the slowest of a hundred waited.
"""

import asyncio
import random
import re
import sys
import time
from collections import Counter

PAGES = ("/", "/en/", "/ru/", "/en/states/", "/ru/states/", "/en/news/", "/en/library/")
PAGES += ("/en/projects/", "/en/meetings/", "/en/map/", "/en/search/?q=visa")
PAGES += ("/api/v1/states/", "/api/v1/groups/", "/ru/profiles/")
LOOKS = (0.1, 1.5)  # seconds at a page
LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)\r\n")


class Readers:
    def __init__(self, port: int, seconds: float) -> None:
        self.port = port
        self.end = time.monotonic() + seconds
        self.statuses: Counter[int] = Counter()
        self.faults: Counter[str] = Counter()
        self.waits: list[float] = []

    async def read(self, number: int) -> None:
        chance = random.Random(number)
        await asyncio.sleep(chance.random() * 2)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            while time.monotonic() < self.end:
                await self.read_page(reader, writer, chance.choice(PAGES))
                await asyncio.sleep(chance.uniform(*LOOKS))
        except (OSError, EOFError) as error:
            self.faults[type(error).__name__] += 1
        finally:
            writer.close()

    async def read_page(self, reader, writer, address: str) -> None:
        began = time.monotonic()
        writer.write(
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            "Accept-Encoding: gzip\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length:
            await reader.readexactly(int(length[1]))
        else:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        self.statuses[int(head[9:12])] += 1
        self.waits.append(time.monotonic() - began)

    @property
    def slowest_of_a_hundred(self) -> float:
        """Seconds in which 99 of 100 answers were there."""
        return sorted(self.waits)[int(len(self.waits) * 0.99)]


async def all_of(port: int, readers: int, seconds: float) -> Readers:
    found = Readers(port, seconds)
    await asyncio.gather(*[found.read(number) for number in range(readers)])
    return found


def visit(port: int, readers: int = 500, seconds: float = 120) -> Readers:
    return asyncio.run(all_of(port, readers, seconds))


if __name__ == "__main__":
    seen = visit(*map(int, sys.argv[1:4]))
    print(dict(seen.statuses), dict(seen.faults), f"{seen.slowest_of_a_hundred * 1000:.0f} ms")
