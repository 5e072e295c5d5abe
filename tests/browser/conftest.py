"""The product as its user has it: `manage.py start` on a database of its own, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import need

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
STAFF = ("staff@example.org", "a password for trying out")


@dataclass(frozen=True)
class Product:
    url: str
    environment: dict

    def manage(self, *arguments: str, **environment: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def chromium() -> str:
    return need(CHROMIUM, "chromium")


def database_url(directory) -> str:
    """A new database beside the test's own: a file, or one more on the PostgreSQL server."""
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        return f"sqlite:///{directory / 'registry.sqlite3'}"
    import psycopg

    name = "registry_browser"
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address}/{name}"


@pytest.fixture(scope="session")
def product(chromium, tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    directory = tmp_path_factory.mktemp("product")
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {"DATABASE_URL": database_url(directory), "SITE_URL": url, "PYTHONUNBUFFERED": "1"}
    with (directory / "log").open("w") as log:
        command = [sys.executable, "manage.py", "start", "--port", str(port)]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(url, process, directory / "log")
            running = Product(url, environment)
            running.manage("createsuperuser", "--noinput", "--email", STAFF[0], DJANGO_SUPERUSER_PASSWORD=STAFF[1])
            yield running
        finally:
            process.terminate()
            process.wait(10)


def wait_for(url: str, process: subprocess.Popen, log) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5)
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def browser(chromium):
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


class Complaints(list):
    """What the console said: errors, and everything that the content policy refused."""

    def listen(self, page: Page) -> None:
        page.on("console", lambda message: self.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.append(str(error)))


def open_page(browser: Browser, product: Product, width: int = 1280, **options) -> tuple[Page, Complaints]:
    context = browser.new_context(base_url=product.url, viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints = Complaints()
    complaints.listen(page)
    return page, complaints


@pytest.fixture
def page(browser, product):
    opened, complaints = open_page(browser, product)
    yield opened
    opened.context.close()
    assert complaints == []
