"""What readers notice while others write: `python -m tests.bench.writing`, on the database of
DATABASE_URL, which it fills with drafts. Part of `make bench`.

Fifty contact points save their part every two seconds, and a colleague saves a record in the admin
as often, so that pages are made anew meanwhile. Readers, writers and server share the cores. As
README deploys it, whoever is signed in has a process of their own.
"""

import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import urlencode

from tests.bench.client import rate
from tests.bench.pages import HERE, Line, in_front, serving

WRITERS, EVERY, SECONDS = 50, 2.0, 30.0
ROUNDS = 5
CONNECTIONS = 12  # which the kernel divides among the processes
BETWEEN = 0.02  # seconds between two requests of the reader who is timed
PUBLIC = ("/en/", "/ru/states/georgia/", "/en/data/population/", "/ru/projects/", "/en/library/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def measure(address: str, line: Line) -> None:
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        people = Path(directory) / "people.json"
        people.write_text(json.dumps({"desks": desks(), "staff": staff()}))
        readers = stack.enter_context(serving("store", address)).port
        writers = stack.enter_context(serving("store", address, processes=1)).port
        line(f"finished pages while {WRITERS} contact points and staff write", "", "at least 0.8")
        beside("", address, people, line, readers=readers, writers=writers)
        if shutil.which("nginx"):
            port = stack.enter_context(in_front(readers, writers))
            beside("behind nginx: ", address, people, line, readers=port, writers=port)


def beside(
    place: str, address: str, people: Path, line: Line, *, readers: int, writers: int
) -> None:
    """Readers and writers each ask their port."""
    idle = statistics.median(rate(readers, address) for _ in range(ROUNDS))
    alone = waits(readers, SECONDS / 4)
    command = [sys.executable, "-m", "tests.bench.writing", str(people), str(writers)]
    writing = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
    time.sleep(2 * EVERY)
    busy = statistics.median(rate(readers, address) for _ in range(ROUNDS))
    waited = waits(readers, SECONDS / 3)
    told = json.loads(writing.communicate()[0])
    ratio = f"{busy / idle:.2f} of the idle rate"
    line(f"  {place}pages a second", ratio, f"{busy:.0f} : {idle:.0f} a second")
    line("  of 100 pages 99 within", f"{waited:.0f} ms", f"{alone:.0f} ms without writers")
    saves = ", ".join(f"{number} × {status}" for status, number in told["statuses"].items())
    line("  saves by status of the answer", saves, f"of 100 saves 99 within {told['wait']:.0f} ms")


def waits(port: int, seconds: float) -> float:
    """Milliseconds within which a reader of several pages had 99 of 100. Somebody has read them
    before, in each process."""
    for _connection in range(CONNECTIONS):
        first = http.client.HTTPConnection("127.0.0.1", port)
        for path in PUBLIC:
            first.request("GET", path)
            first.getresponse().read()
        first.close()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found, end, number = [], time.monotonic() + seconds, 0
    while time.monotonic() < end:
        began = time.perf_counter()
        connection.request("GET", PUBLIC[number % len(PUBLIC)])
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        found.append((time.perf_counter() - began) * 1000)
        number += 1
        time.sleep(BETWEEN)
    return statistics.quantiles(found, n=100)[-1]


# --- who writes


def desks() -> list[dict]:
    """A contact point of each of so many states, with a draft of its own."""
    from django.conf import settings

    from registry.states.models import State
    from tests import make
    from tests.conftest import signed_in, with_account
    from tests.faults.writers import draft

    found = []
    for state in State.objects.order_by("slug")[:WRITERS]:
        person = make.contact_point(state, role="deputy", email=f"{state.slug}@bench.example")
        section = draft(state, 2080).sections.get(template_section__slug="challenges")
        client = signed_in(with_account(person).account)
        path = f"/en/desk/editions/{section.edition_id}/parts/challenges/"
        found.append({"session": client.cookies[settings.SESSION_COOKIE_NAME].value, "path": path})
    return found


def staff() -> dict:
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from registry.accounts.models import User
    from registry.figures.models import Source
    from tests.conftest import form_data, signed_in

    setup_test_environment()  # what a form holds is in the context of its answer
    row = Source.objects.create(slug="bench", title_en="Bench", title_ru="Проба")
    client = signed_in(User.objects.create_superuser("staff@bench.example"), second_factor=True)
    path = f"/admin/registry/source/{row.pk}/change/"
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"session": cookie, "path": path, "data": form_data(client, path)}


class Writer:
    """One person's browser: opens the page, then saves other words again and again."""

    def __init__(self, port: int, cookie: str, person: dict) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.port, self.person = port, person
        self.cookies = {cookie: person["session"]}

    def ask(self, method: str, path: str, fields: dict | None = None) -> tuple[int, str]:
        origin = f"http://127.0.0.1:{self.port}"
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": origin,
        }
        self.connection.request(method, path, urlencode(fields or {}, doseq=True), headers)
        answer = self.connection.getresponse()
        for text in answer.headers.get_all("Set-Cookie", []):
            name, _is, value = text.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()

    def open(self) -> dict:
        status, page = self.ask("GET", self.person["path"])
        assert status == 200, (status, self.person["path"])
        fields = {"csrfmiddlewaretoken": TOKEN.search(page)[1]}
        for name in ("seen", "seen_version", "ticket"):
            if found := re.search(rf'name="{name}" value="([^"]*)"', page):
                fields[name] = found[1]
        return fields

    def saves(self, fields: dict, number: int) -> int:
        words = {"text_en": f"<p>Words of the {number}th time.</p>", "text_ru": "", "gap": ""}
        path = f"{self.person['path']}autosave/"
        status, said = self.ask("POST", path, fields | words)
        if status == 200:
            told = json.loads(said)
            fields |= {"seen": told["version"], "ticket": told["ticket"]}
        return status

    def edits(self, number: int) -> int:
        fields = self.person["data"] | self.open() | {"title_en": f"Bench {number}"}
        return self.ask("POST", self.person["path"], fields)[0]


def write(people: dict, port: int, cookie: str) -> dict:
    """Statuses, and milliseconds within which 99 of 100 saves were answered."""
    statuses: Counter[str] = Counter()
    taken: list[float] = []
    lock, end = Lock(), time.monotonic() + SECONDS

    def work(place: int, writer: Writer, fields: dict | None) -> None:
        time.sleep(EVERY * place / WRITERS)
        number = 0
        while time.monotonic() < end:
            began = time.perf_counter()
            number += 1
            status = writer.edits(number) if fields is None else writer.saves(fields, number)
            spent = time.perf_counter() - began
            with lock:
                statuses[str(status) if fields else f"{status} of staff"] += 1
                taken.append(spent * 1000)
            time.sleep(max(0.0, EVERY - spent))

    writers = [Writer(port, cookie, person) for person in people["desks"]]
    threads = [
        Thread(target=work, args=[place, writer, writer.open()])
        for place, writer in enumerate(writers)
    ]
    threads.append(Thread(target=work, args=[0, Writer(port, cookie, people["staff"]), None]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"statuses": statuses, "wait": statistics.quantiles(taken, n=100)[-1]}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
    import django

    django.setup()
    if len(sys.argv) > 2:
        from django.conf import settings

        people = json.loads(Path(sys.argv[1]).read_text())
        print(json.dumps(write(people, int(sys.argv[2]), settings.SESSION_COOKIE_NAME)))
    else:
        from tests.bench.__main__ import edition_address, line

        measure(edition_address(), line)
