"""While many read, a change is there within a second, and its first readers do not wait for it: the
product's own server, with readers in a row and an editor's news between."""

import http.client
import time
from threading import Event, Thread

import pytest

from registry.common.pages_before import BUSY

pytestmark = pytest.mark.once

TITLE = "What was told a moment ago"
PUBLISH = f"""
import time
from registry.pages.models import NewsItem
NewsItem.objects.create(
    slug="a-moment-ago", title_en="{TITLE}", title_ru="Только что", date="2026-01-01",
    body_en="<p>News.</p>", body_ru="<p>Новость.</p>",
)
print("AT", time.time())
"""


class Reader(Thread):
    """Asks for the list of news again and again, on one connection. `seen`: when it asked, and
    whether the news was there."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.is_over = Event()
        self.seen: list[tuple[float, bool]] = []

    def run(self) -> None:
        while not self.is_over.wait(0.005):
            asked = time.time()
            self.connection.request("GET", "/en/news/")
            answer = self.connection.getresponse()
            page = answer.read().decode()
            assert answer.status == 200
            self.seen.append((asked, TITLE in page))

    def has_news(self) -> bool:
        return bool(self.seen) and self.seen[-1][1]


def test_a_change_is_there_within_a_second(registry):
    reader = Reader(registry.port)
    reader.start()
    said = registry.manage("shell", "-v0", "-c", PUBLISH)
    at = float(said.rpartition("AT ")[2])
    until = time.monotonic() + 10
    while not reader.has_news() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    reader.is_over.set()
    reader.join(10)
    assert sum(asked > at - 1 for asked, _is_there in reader.seen) > BUSY
    late = [asked - at for asked, is_there in reader.seen if asked > at + 1 and not is_there]
    assert late == []
    assert reader.has_news()
