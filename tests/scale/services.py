"""The services that several machines share, each a process of its own on a free port: PostgreSQL
with a streaming replica, Redis, and a bucket."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests import databases
from tests.conftest import need

PROGRAMS = "/usr/lib/postgresql"
UNSAFE = "-c fsync=off -c max_wal_senders=5 -c wal_level=replica -c hot_standby=on"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def until(holds: Callable[[], object], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


class Service:
    """`command`: gives what to start."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.process: subprocess.Popen | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(lambda: listens(self.port), 60, f"{type(self).__name__} does not listen")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(20)
            self.process = None

    def pause(self) -> None:
        """It is there, and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)


class Redis(Service):
    """Keeps nothing on a disk: killed, it has lost all."""

    def command(self) -> list[str]:
        program = need(shutil.which("redis-server"), "redis-server")
        alone = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
        return [program, "--port", str(self.port), *alone]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


class Bucket(Service):
    """moto: what others wrote to stand in for S3. Killed, it has lost all."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "moto.server", "-p", str(self.port)]

    def start(self) -> None:
        super().start()
        self.client().create_bucket(Bucket="registry")

    def client(self):
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            region_name="us-east-1",
        )

    def names(self) -> set[str]:
        found = self.client().list_objects_v2(Bucket="registry").get("Contents", [])
        return {one["Key"] for one in found}

    @property
    def url(self) -> str:
        return f"s3+http://key:secret@127.0.0.1:{self.port}/registry"


class PostgreSQL:
    """A server in a directory that the account of PostgreSQL reads: root may not run one."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()

    def run(self, program: str, *arguments: str) -> None:
        command = [str(programs() / program), *arguments]
        done = subprocess.run(
            as_postgres(command),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        bound = f"-p {self.port} -k {self.directory.parent} -c listen_addresses=127.0.0.1"
        log = f"{self.directory}.log"
        options = ["-l", log, "-w", "-t", "90", "-o", f"{bound} {UNSAFE}"]
        self.run("pg_ctl", "-D", str(self.directory), *options, "start")

    def kill(self) -> None:
        """As a machine that loses its power."""
        if (self.directory / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", str(self.directory), "-m", "immediate", "-w", "stop")

    def ask(self, statement: str) -> str:
        with psycopg.connect(f"{self.address}/registry", autocommit=True) as connection:
            found = connection.execute(statement)
            return str(found.fetchone()[0]) if found.description else ""

    @property
    def address(self) -> str:
        return f"postgres://registry@127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.address}/registry"


class Primary(PostgreSQL):
    """With the tables of the registry, and no records."""

    def make(self) -> None:
        with databases.only_one("cluster"):
            kept = databases.shared() / "cluster.sql"
            self.begin()
            if kept.exists():
                self.fill(kept)
            else:
                migrate(self.url, self.directory.parent)
                dumped = subprocess.run(
                    [str(programs() / "pg_dump"), self.url], stdout=subprocess.PIPE, check=True
                )
                kept.write_bytes(dumped.stdout)

    def begin(self) -> None:
        form = ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"]
        self.run("initdb", "-D", str(self.directory), "-U", "registry", *form)
        self.start()
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE registry")

    def fill(self, kept: Path) -> None:
        command = [str(programs() / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-f", str(kept)]
        subprocess.run([*command, self.url], check=True, stdout=subprocess.DEVNULL)


class Replica(PostgreSQL):
    def make(self, primary: Primary) -> None:
        source = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", "registry"]
        form = ["-R", "-X", "stream", "-c", "fast"]
        self.run("pg_basebackup", "-D", str(self.directory), *source, *form)
        self.start()


def programs() -> Path:
    found = sorted(Path(PROGRAMS).glob("*/bin/postgres"))
    return Path(need(str(found[-1].parent) if found else None, "postgresql"))


def as_postgres(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else command


def place_for_servers() -> Path:
    """Directly below /tmp: the directories of a test run are closed to other accounts."""
    place = Path(tempfile.mkdtemp(prefix="registry-servers-"))
    if os.getuid() == 0:
        shutil.chown(place, "postgres", "postgres")
    return place


def migrate(url: str, directory: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=databases.BASE,
        env=databases.installation(directory, url),
        check=True,
    )
