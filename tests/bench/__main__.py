"""How quick the registry is, in one run and as ratios, so that a noisy machine does not matter.
`make bench`.

Everything is measured on a database of its own, seeded with all the real fixtures. Ratios of
requests a second are the median of several rounds in which both sides take turns.
"""

import gzip
import http.client
import io
import itertools
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent.parent
PAGE = "/en/profiles/georgia/light/2026/"
ROUNDS = 7


def main() -> None:
    if len(sys.argv) > 1:
        serve(*sys.argv[1:])
        return
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{directory}/registry.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "pragueprocess.settings"
        manage("migrate", "-v0")
        seconds = timed(lambda: manage("seed"))
        line("seed, whole database", f"{seconds:.0f} s", "under 60 s on two cores")
        import django

        django.setup()
        year = edition_year()
        address = PAGE.replace("2026", str(year))
        applications(address)
        pages(address)
        api()
        search()
        figures(Path(directory))


def search() -> None:
    """In a process of its own, which adds 10,000 pages of documents to the index."""
    from django.db import connection

    measured = subprocess.run(
        [sys.executable, "-m", "tests.search.measuring"], cwd=HERE, check=True, capture_output=True
    )
    manage("index_search")
    found = json.loads(measured.stdout)
    plain = "plain FTS5" if connection.vendor == "sqlite" else "plain tsvector"
    line(
        f"search: {found['queries']} judged queries, mean reciprocal rank",
        f"{found['own_rank']:.2f}",
        f"{plain} with its own stemmers {found['plain_rank']:.2f}",
    )
    line("  of those kept aside", f"{found['own_rank_aside']:.2f}", "at least 0.85")
    line("", f"{plain} {found['plain_rank_aside']:.2f}")
    line(
        "  what was wanted among the first ten hits",
        f"{found['own_recall']:.2f}",
        f"{plain} {found['plain_recall']:.2f}",
    )
    line("  of those kept aside", f"{found['own_recall_aside']:.2f}", "at least 0.95")
    line("", f"{plain} {found['plain_recall_aside']:.2f}")
    line(
        f"  a query among {found['entries']:,} entries, median",
        f"{found['median_ms']:.1f} ms",
        "under 10 ms",
    )
    line("  95th percentile", f"{found['percentile_95_ms']:.1f} ms", "under 40 ms")
    line("  index of all of them anew", f"{found['index_seconds']:.0f} s", "under 60 s")


ROWS = 1_000_000


def figures(directory: Path) -> None:
    """A large file of figures, by the command, in a process of its own whose memory is looked
    at."""
    from registry.common.dates import today
    from registry.figure_imports.importing import undo
    from registry.figure_imports.imports import FigureImport
    from registry.figures.models import Counterpart
    from registry.states.models import State

    slugs = (
        "emigration-flow",
        "work-permits",
        "foreign-students",
        "returns-forced",
        "returns-voluntary",
        "refusals-of-entry",
    )
    states = list(State.objects.values_list("iso_alpha3", flat=True))
    ends = list(Counterpart.objects.order_by("code").values_list("code", flat=True)[:40])
    keys = itertools.product(range(1930, 2100), slugs, states, ends)
    _seconds, _size, small = imported(directory / "small.csv", itertools.islice(keys, ROWS // 10))
    seconds, size, large = imported(directory / "large.csv", itertools.islice(keys, ROWS))
    line(
        f"import of {ROWS:,} figures ({size:.0f} MB of CSV)",
        f"{seconds:.0f} s",
        "in stretches, with progress",
    )
    line(
        "memory of the process that imports",
        f"{large:.0f} MB",
        f"{small:.0f} MB for a tenth of the figures",
    )
    last = FigureImport.objects.first()
    line(
        "undoing it as a whole",
        f"{timed(lambda: undo(last, by=None, reason='measured', on=today())):.0f} s",
        "one transaction",
    )


def imported(path: Path, keys: Iterable[tuple]) -> tuple[float, float, float]:
    """Seconds, megabytes of the file, megabytes of memory at most."""
    with path.open("w") as file:
        file.write("year,indicator,state,counterpart,value,source\n")
        for number, (year, slug, state, end) in enumerate(keys):
            file.write(f"{year},{slug},{state},{end},{number},pp-country-pages\n")
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_figures", str(path)],
        cwd=HERE,
        stdout=subprocess.DEVNULL,
    )
    _pid, status, used = os.wait4(process.pid, 0)
    assert status == 0
    return time.perf_counter() - start, path.stat().st_size / 1024**2, used.ru_maxrss / 1024


def line(what: str, measured: str, aim: str = "") -> None:
    print(f"{what:<62} {measured:>14}   {aim}", flush=True)


def manage(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=HERE, check=True, stdout=subprocess.DEVNULL
    )


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def edition_year() -> int:
    from registry.profiles.models import Edition

    return Edition.objects.compiled().values_list("year", flat=True).first()


def rate(act: Callable[[], object], seconds: float = 0.7) -> float:
    """Calls a second."""
    calls, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        act()
        calls += 1
    return calls / (time.perf_counter() - start)


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """(median of ours / theirs, our calls a second, theirs); both take turns."""
    ours(), theirs()
    pairs = [(rate(ours), rate(theirs)) for _round in range(ROUNDS)]
    middle = statistics.median(mine / yours for mine, yours in pairs)
    return (
        middle,
        statistics.median(mine for mine, _ in pairs),
        statistics.median(yours for _, yours in pairs),
    )


# --- pages, over HTTP, both behind the same server


def serve(kind: str, port: str, address: str) -> None:
    """One server process: the product with its store, or a bare Django view with the same bytes
    and no middleware."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "pragueprocess.settings"
    from pragueprocess.wsgi import application, django_application

    if kind == "bare":
        application = bare_view(django_application, address)
    import waitress

    waitress.serve(application, host="127.0.0.1", port=int(port), threads=4, _quiet=True)


def bare_view(django_application, address: str):
    """Django without any middleware, and a view that returns the page's bytes as the store sends
    them: compressed."""
    from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
    from django.test.utils import override_settings

    from tests.bench import bare

    class BareRequest(WSGIRequest):
        urlconf = "tests.bench.bare"

    bare.PAGE["body"] = gzip.compress(
        b"".join(django_application(environ_of(address), lambda *args: None)), 6, mtime=0
    )
    with override_settings(MIDDLEWARE=[]):
        application = WSGIHandler()
    application.request_class = BareRequest
    return application


def environ_of(address: str) -> dict:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
    }
    environ |= {
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT_ENCODING": "gzip",
    }
    return environ


def applications(address: str) -> None:
    """What the store itself is worth: both as WSGI applications, no server and no network on
    either side."""
    from pragueprocess.wsgi import application, django_application

    bare = bare_view(django_application, address)

    def call(of, path: str) -> Callable[[], object]:
        return lambda: b"".join(of(environ_of(path), lambda *args: None))

    middle, mine, yours = ratio(call(application, address), call(bare, "/page/"))
    line(
        "warm profile page against a bare Django view, as applications",
        f"{middle:.1f} times",
        "at least 1.5 times",
    )
    line(
        "",
        f"{mine:.0f} : {yours:.0f} a second",
        "no server, no network; the bare view has no middleware",
    )


@contextmanager
def server(kind: str, address: str):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench", kind, str(port), address], cwd=HERE
    )
    try:
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port)
                connection.request("GET", "/healthz" if kind == "store" else "/page/")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.02)
        yield port, process, time.perf_counter() - start
    finally:
        process.terminate()
        process.wait()


class Asker:
    """Asks for one address over one connection, twenty requests at a time: a client so light
    that the server is what is measured."""

    AT_A_TIME = 20

    def __init__(self, port: int, address: str) -> None:
        headers = f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"
        self.request = f"GET {address} HTTP/1.1\r\n{headers}\r\n".encode()
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        self.body = len(response.read())
        assert response.status == 200
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall(self.request)
        start = self.socket.recv(65536)
        head = start.index(b"\r\n\r\n") + 4
        self.answer = head + int(re.search(rb"(?i)content-length: (\d+)", start)[1])
        self.read(self.answer - len(start))

    def __call__(self) -> None:
        self.socket.sendall(self.request * self.AT_A_TIME)
        self.read(self.answer * self.AT_A_TIME)

    def read(self, left: int) -> None:
        while left > 0:
            left -= len(self.socket.recv(left))


def pages(address: str) -> None:
    with (
        server("store", address) as (store, process, start_up),
        server("bare", address) as (bare, _process, _seconds),
    ):
        ours, theirs = Asker(store, address), Asker(bare, "/page/")
        middle, mine, yours = ratio(ours, theirs)
        mine, yours = mine * Asker.AT_A_TIME, yours * Asker.AT_A_TIME
        line(
            f"the same over HTTP behind waitress ({ours.body / 1000:.1f} KB)",
            f"{middle:.2f} times",
            "at least 1.5 times",
        )
        line(
            "",
            f"{mine:.0f} : {yours:.0f} a second",
            f"over HTTP, one process each; the bare view sends {theirs.body / 1000:.1f} KB",
        )
        line("start-up to the first answer", f"{start_up:.1f} s")
        line("memory of a worker that has served pages", f"{memory(process.pid):.0f} MB")
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="127.0.0.1")
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
        number = len(queries)
    milliseconds = statistics.median(timed(lambda: client.get(address)) for _ in range(30)) * 1000
    line("the same page with the store off", f"{milliseconds:.0f} ms")
    line("", f"{number} queries", "at most 8 queries")


def memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return (
        int(next(row.split()[1] for row in status.splitlines() if row.startswith("VmRSS"))) / 1000
    )


# --- the API, in process, the store off on both sides


def api() -> None:
    from django.test import Client
    from django.test.utils import override_settings

    client = Client(HTTP_HOST="127.0.0.1")

    def plain() -> bytes:
        with override_settings(ROOT_URLCONF="tests.bench.bare"):
            return client.get("/observations/").content

    def ours() -> bytes:
        return client.get("/api/v1/observations/").content

    middle, mine, yours = ratio(ours, plain)
    line(
        "a page of 100 observations against a plain ModelSerializer",
        f"{middle:.2f} times",
        "at least 5 times",
    )
    line(
        "",
        f"{mine:.0f} : {yours:.0f} a second",
        "in process, both with all middleware and the count of the table",
    )


if __name__ == "__main__":
    main()
