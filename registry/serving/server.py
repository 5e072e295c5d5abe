"""uvicorn with our connections and our application, in one process or several."""

import asyncio
import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import time
from contextlib import suppress

import uvicorn

from registry.serving.application import Application
from registry.serving.connections import allow_open_files
from registry.serving.protocol import PatientProtocol

SWEEP_SECONDS = 1
IDLE_SECONDS = 65  # above ours, which ends connections in order
PARTING_SECONDS = 30  # for answers that are being given when the server is stopped
BACKLOG = 1024
SWITCH_SECONDS = 0.001  # a thread of Django leaves the loop the processor this often
ARENAS = 2  # of memory; the C library makes eight for each core, each with holes of its own
LARGE = 128 * 1024  # bytes; what is larger, and as much at the end of the heap, goes back at once
M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -8, -3, -1  # of mallopt(3)
# of the collector: as Python has them, but for the last, which is 10
THRESHOLDS = (700, 10, 3)
RESTART_SECONDS = 1.0  # before a process that died is begun again

logger = logging.getLogger("registry.serving")


def listening(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """`shared`: with other processes, among which the kernel divides the connections."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(kind)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind((host, port))
    found.listen(BACKLOG)
    return found


def server_of(application: Application) -> uvicorn.Server:
    async def sweep() -> None:
        application.connections.sweep(asyncio.get_running_loop().time())

    config = uvicorn.Config(
        application,
        http=PatientProtocol,
        loop="uvloop",
        interface="asgi3",
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=PARTING_SECONDS,
        callback_notify=sweep,
        timeout_notify=SWEEP_SECONDS,
    )
    return uvicorn.Server(config)


def keep_memory_together() -> None:
    """Threads share their memory, so that what one has given back another takes. Of the GNU C
    library; others have no arenas."""
    with suppress(AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_ARENA_MAX, ARENAS)
        library.mallopt(M_MMAP_THRESHOLD, LARGE)
        library.mallopt(M_TRIM_THRESHOLD, LARGE)


def set_apart_what_stays() -> None:
    """Of what is loaded by now nothing goes again. The collector looks through all that it knows
    once a quarter of it is new; where it knows all the code, that is tens of megabytes of what
    requests have left behind. Now it knows little, and may look often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def run(application: Application, listener: socket.socket) -> None:
    """Until it is told to stop. Answers that are being given end first."""
    allow_open_files()
    keep_memory_together()
    set_apart_what_stays()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        server_of(application).run(sockets=[listener])
    finally:
        application.pool.shutdown(wait=False, cancel_futures=True)


def stop(*_signal: object) -> None:
    """In order, as after Ctrl+C."""
    sys.exit()


def one_of(number: int) -> int:
    """Begins so many processes and returns in each of them, with its place; here it stays, begins
    anew whoever dies, and ends when it is told to. Called before anything has a connection or a
    thread."""
    running: dict[int, int] = {}
    signal.signal(signal.SIGTERM, stop)
    waiting = [(place, 0.0) for place in range(number)]
    try:
        while True:
            for place, pause in waiting:
                time.sleep(pause)
                pid = os.fork()
                if not pid:
                    running.clear()
                    return place
                running[pid] = place
            pid, status = os.wait()
            logger.error("process %s ended (%s) and is begun again", pid, status)
            waiting = [(running.pop(pid), RESTART_SECONDS)]
    finally:
        for pid in running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        for pid in running:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
