"""Two machines, each with folders of its own, and the services that they share."""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.serving import Answer, Registry
from tests.scale.services import Bucket, Primary, Redis, Replica, free_port, place_for_servers

KEYS = {"SECRET_KEY": "signs " * 10, "FACTOR_KEY": "encrypts " * 10}


class Machine(Registry):
    """An application machine."""

    patience = 180  # two of them start beside four services

    def get(self, path: str, *, signed_in: bool = False) -> Answer:
        """A reader comes without the cookies that the editor was given."""
        if not signed_in:
            self.jar.clear()
        return super().get(path, signed_in=signed_in)

    def sources(self) -> list[str]:
        """As readers are told."""
        answer = self.get("/api/v1/sources/?page_size=1000&fields=slug")
        assert answer.status == 200, answer.text
        return re.findall(r'"slug":"([\w-]+)"', answer.text)

    def add_source(self, slug: str) -> Answer:
        fields = {"slug": slug, "title_en": "A source", "seen_version": ""}
        return self.post("/admin/registry/source/add/", fields)

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v0", "-c", code)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)


@dataclass
class House:
    place: Path
    primary: Primary
    replica: Replica
    redis: Redis
    bucket: Bucket
    machines: list[Machine] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return KEYS | {
            "DATABASE_URL": self.primary.url,
            "REPLICA_URLS": self.replica.url,
            "CACHE_URL": self.redis.url,
            "CONTENT_VERSION_URL": self.redis.url,
            "STORAGE_URL": self.bucket.url,
            "SITE_URL": "http://127.0.0.1:8000",
        }

    def begin(self) -> None:
        self.redis.start()
        self.bucket.start()
        self.primary.make()
        self.replica.make(self.primary)
        for name in ("first", "second"):
            directory = self.place / name
            directory.mkdir(mode=0o755)
            machine = Machine(directory, self.primary.url)
            machine.environment |= self.environment()
            self.machines.append(machine)
        self.machines[0].set_up()
        for machine in self.machines:
            machine.session = self.machines[0].session
            machine.start()

    def end(self) -> None:
        for machine in self.machines:
            if machine.process:
                machine.kill()
                machine.log.close()
        for service in (self.replica, self.primary, self.redis, self.bucket):
            service.kill()
        shutil.rmtree(self.place, ignore_errors=True)


@pytest.fixture(scope="module")
def house():
    place = place_for_servers()
    primary, replica = Primary(place / "primary"), Replica(place / "replica")
    made = House(place, primary, replica, Redis(free_port()), Bucket(free_port()))
    try:
        made.begin()
        yield made
    finally:
        made.end()


@pytest.fixture
def first(house) -> Machine:
    return house.machines[0]


@pytest.fixture
def second(house) -> Machine:
    return house.machines[1]
