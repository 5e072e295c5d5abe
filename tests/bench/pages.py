"""A finished page against a bare Django view: as applications, over HTTP, and behind nginx.

`python -m tests.bench.pages [ADDRESS]` on the database of DATABASE_URL. Over HTTP both sides have
the product's own server with the same processes and threads, and the same client.
"""

import gzip
import http.client
import io
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.client import rate
from tests.bench.turns import ratio, ratio_of_rates, timed

HERE = Path(__file__).resolve().parent.parent.parent
PROCESSES = 2
AIM, AIM_IN_FRONT = "at least 10,000 a second", "at least 2.5 times"
# Of the README's nginx, without TLS and without limits by address: all readers are this one
FRONT = """
worker_processes 2;
pid {directory}/pid;
error_log {directory}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  upstream registry {{ server 127.0.0.1:{readers}; keepalive 64; keepalive_requests 100000; }}
  upstream signed_in {{ server 127.0.0.1:{signed_in}; keepalive 8; }}
  map $http_cookie $processes {{
    "~(^|; *)(__Host-)?sessionid=." signed_in;
    default registry;
  }}
  server {{
    listen 127.0.0.1:{port};
    keepalive_requests 1000000;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_buffer_size 32k;
    proxy_buffers 8 32k;
    proxy_set_header Host $http_host;
    location / {{ proxy_pass http://$processes; }}
  }}
}}
"""
Line = Callable[..., None]


def measure(address: str, line: Line) -> None:
    as_applications(address, line)
    with ExitStack() as stack:
        start = time.perf_counter()
        ours = stack.enter_context(serving("store", address))
        start_up = time.perf_counter() - start
        bare = stack.enter_context(serving("bare", address))
        over_http(address, line, ours=ours, bare=bare)
        if shutil.which("nginx"):
            fronts = [stack.enter_context(in_front(port)) for port in (ours.port, bare.port)]
            behind_nginx(address, line, ours=fronts[0], bare=fronts[1])
        else:
            line("the same behind nginx", "not measured", "nginx is not installed")
        line("start-up to the first answer", f"{start_up:.1f} s")
        line(
            "memory of a worker that has served pages",
            f"{max(map(memory, below(ours.pid))):.0f} MB",
        )
    without_the_store(address, line)


def over_http(address: str, line: Line, *, ours: "Served", bare: "Served") -> None:
    middle, mine, yours = ratio_of_rates(lambda: ours.rate(address), lambda: bare.rate("/page/"))
    line(f"the same over HTTP, {PROCESSES} processes each", f"{mine:.0f} a second", AIM)
    line("", f"{middle:.1f} times", f"a bare Django view on the same server: {yours:.0f} a second")
    # what other work on the machine changes least
    line(
        "processor time of the server for an answer",
        f"{ours.microseconds:.0f} µs",
        f"of the bare view {bare.microseconds:.0f} µs: {bare.microseconds / ours.microseconds:.1f}"
        " times",
    )


def behind_nginx(address: str, line: Line, *, ours: int, bare: int) -> None:
    middle, mine, yours = ratio_of_rates(lambda: rate(ours, address), lambda: rate(bare, "/page/"))
    line("the same behind nginx", f"{middle:.1f} times", AIM_IN_FRONT)
    line("", f"{mine:.0f} : {yours:.0f} a second", "nginx has two processes on the same cores")


# --- both sides as applications


def environ_of(address: str) -> dict:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT_ENCODING": "gzip",
    }


def as_applications(address: str, line: Line) -> None:
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


# --- over HTTP


class Served:
    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid
        self.each: list[float] = []

    def rate(self, address: str) -> float:
        before, start = self.processor_seconds(), time.perf_counter()
        found = rate(self.port, address)
        took, used = time.perf_counter() - start, self.processor_seconds() - before
        self.each.append(used / (found * took) * 1e6)
        return found

    @property
    def microseconds(self) -> float:
        """Of the processor, for an answer."""
        return statistics.median(self.each)

    def processor_seconds(self) -> float:
        return sum(map(processor_seconds, below(self.pid)))


def serve_bare(port: int, address: str) -> None:
    """A bare Django view in the place of the product, on the product's server."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "pragueprocess.settings"
    from registry.management.commands.serve import THREADS
    from registry.serving import server
    from registry.serving.application import Application

    server.one_of(PROCESSES)
    listener = server.listening("127.0.0.1", port, shared=True)
    from pragueprocess.wsgi import django_application

    bare = bare_view(django_application, address)
    server.run(Application(bare, stored=lambda environ: None, threads=THREADS), listener)


@contextmanager
def serving(kind: str, address: str, *, processes: int = PROCESSES) -> Iterator[Served]:
    port = free_port()
    if kind == "store":
        arguments = ["manage.py", "serve", "--workers", str(processes), "--port", str(port)]
    else:
        arguments = ["-m", "tests.bench.pages", str(port), address]
    # the papers of a new database would be made meanwhile, for a minute or two
    aside = os.environ | {"TASKS_IN_SERVER": "off"}
    process = subprocess.Popen([sys.executable, *arguments], cwd=HERE, env=aside)
    try:
        wait_for(port, "/healthz/live" if kind == "store" else "/page/")
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def in_front(readers: int, signed_in: int | None = None) -> Iterator[int]:
    port = free_port()
    with tempfile.TemporaryDirectory() as directory:
        settings = Path(directory) / "nginx.conf"
        ports = {"port": port, "readers": readers, "signed_in": signed_in or readers}
        settings.write_text(FRONT.format(directory=directory, **ports))
        process = subprocess.Popen(["nginx", "-c", settings, "-g", "daemon off;"])
        try:
            wait_for(port, "/healthz/live")
            yield port
        finally:
            process.terminate()
            process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(port: int, address: str) -> None:
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", address)
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            connection.close()
            return


def memory(pid: int) -> float:
    """Megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return (
        int(next(row.split()[1] for row in status.splitlines() if row.startswith("VmRSS"))) / 1000
    )


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def below(pid: int) -> list[int]:
    """Each process that this one began."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def without_the_store(address: str, line: Line) -> None:
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


if __name__ == "__main__":
    if len(sys.argv) > 2:
        serve_bare(int(sys.argv[1]), sys.argv[2])
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
        import django

        django.setup()
        from tests.bench.__main__ import edition_address, line

        measure(*(sys.argv[1:] or [edition_address()]), line)
