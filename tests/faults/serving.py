"""A small registry served by the product's own server, in a process and a directory of its own."""

import http.cookiejar
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.datastructures import CaseInsensitiveMapping

from tests.databases import installation

SMALL = """
from django.conf import settings
from registry.accounts.models import User
from registry.accounts.roles import SECRETARIAT_EDITOR, set_up_roles
from django.contrib.auth.models import Group
from registry.common.store import raise_content_version
from registry.pages.models import NewsItem
from tests.conftest import signed_in
settings.ALLOWED_HOSTS.append("testserver")
set_up_roles()
editor = User.objects.create_user("editor@example.org", is_staff=True)
editor.groups.add(Group.objects.get(name=SECRETARIAT_EDITOR))
client = signed_in(editor, second_factor=True)
raise_content_version()
print("COOKIE", client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


@dataclass
class Answer:
    status: int
    text: str
    headers: CaseInsensitiveMapping


class KeepsRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


class Registry:
    patience = 60  # seconds until it answers

    def __init__(self, directory: Path, database: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.directory = directory
        self.environment = installation(directory, database) | {
            "EMAIL_URL": f"filemail:///{directory / 'mail'}",
            "SITE_URL": self.url,
        }
        self.process: subprocess.Popen | None = None
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            KeepsRedirects, urllib.request.HTTPCookieProcessor(self.jar)
        )

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def set_up(self) -> None:
        """An editor who is signed in, on a migrated database; no records."""
        said = self.manage("shell", "-v0", "-c", SMALL)
        self.session = re.search(r"COOKIE (\S+)", said)[1]

    def start(self) -> None:
        self.log = (self.directory.parent / f"{self.directory.name}.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            try:
                if self.get("/healthz/live").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.log.close()

    def get(self, path: str, *, signed_in: bool = False) -> Answer:
        return self.ask(urllib.request.Request(self.url + path), signed_in)

    def post(self, path: str, fields: dict, files: dict | None = None) -> Answer:
        """By the editor, from the form that stands at the address."""
        form = self.get(path, signed_in=True)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]
        body, kind = multipart(fields | {"csrfmiddlewaretoken": token}, files or {})
        request = urllib.request.Request(self.url + path, body, {"Content-Type": kind})
        return self.ask(request, signed_in=True)

    def ask(self, request: urllib.request.Request, signed_in: bool) -> Answer:
        if signed_in:
            cookies = [f"{one.name}={one.value}" for one in self.jar if "csrf" in one.name]
            cookies.append(f"{settings.SESSION_COOKIE_NAME}={self.session}")
            request.add_unredirected_header("Cookie", "; ".join(cookies))
        try:
            with self.opener.open(request, timeout=40) as answer:
                return Answer(answer.status, answer.read().decode(), headers_of(answer))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(), headers_of(error))


def headers_of(answer: Any) -> CaseInsensitiveMapping:
    return CaseInsensitiveMapping(dict(answer.headers))


def multipart(fields: dict, files: dict) -> tuple[bytes, str]:
    edge = "edge-of-a-part"
    parts = []
    for name, value in fields.items():
        parts.append(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        )
    for name, (filename, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
        parts.append(f"--{edge}\r\n{head}\r\nContent-Type: text/csv\r\n\r\n{content}\r\n")
    return "".join([*parts, f"--{edge}--\r\n"]).encode(), f"multipart/form-data; boundary={edge}"
