"""Which requests may take a thread: one is left to readers, whoever waits to write."""

from threading import Event

import pytest

from tests.serving.running import HOST, running, until, wait_until

pytestmark = pytest.mark.once
POST = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"


class Writing:
    """Whoever writes waits, as beside another writer of SQLite."""

    def __init__(self) -> None:
        self.may_write = Event()
        self.begun = 0

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            self.begun += 1
            assert self.may_write.wait(20)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


@pytest.mark.parametrize("threads", [2, 3])
def test_who_waits_to_write_leaves_a_thread_to_readers(threads):
    writing = Writing()
    with running(writing, threads=threads) as served:
        writers = [served.connect(POST) for _writer in range(5)]
        wait_until(lambda: served.application.waiting == 5)
        wait_until(lambda: writing.begun == threads - 1)
        assert served.ask(GET).endswith(b"ok")
        assert writing.begun == threads - 1
        writing.may_write.set()
        for writer in writers:
            assert until(writer, b"ok").startswith(b"HTTP/1.1 200")
            writer.close()
        wait_until(lambda: not served.application.waiting)


def test_a_single_thread_is_for_all():
    writing = Writing()
    writing.may_write.set()
    with running(writing, threads=1) as served, served.connect(POST) as writer:
        assert until(writer, b"ok")
        assert served.ask(GET).endswith(b"ok")
