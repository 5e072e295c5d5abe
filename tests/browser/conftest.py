"""The product as its user has it, `manage.py start` on a database of its own, and a real
Chromium."""

import asyncio
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import need
from tests.databases import database_url, installation

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
PATIENCE = 30_000  # milliseconds; other tests use the cores at the same time
expect.set_options(timeout=PATIENCE)


class MailFolder:
    """What the product sent, as the mail server would get it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def messages(self, address: str) -> list[EmailMessage]:
        found = []
        for path in sorted(self.directory.glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
            parts = path.read_bytes().split(b"-" * 79 + b"\n")
            found += [message_from_bytes(part, policy=default) for part in parts if part.strip()]
        return [message for message in found if message["To"] == address]

    def text(self, address: str, part: str, seen: int = 0) -> str:
        """The last text to that address that holds `part`, after the first `seen` messages; waits
        for it."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            texts = [
                message.get_body(("plain",)).get_content()
                for message in self.messages(address)[seen:]
            ]
            found = [text for text in texts if part in text]
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"no message with {part} to {address}: {texts}")

    def link(self, address: str, part: str) -> tuple[str, str]:
        text = self.text(address, f"/{part}/")
        return re.search(rf"https?://\S+/{part}/\S+", text)[0], re.search(
            r"(?:digits|цифры): (\d{4})", text
        )[1]

    def code(self, address: str, seen: int) -> str:
        """The code of a message that came after the first `seen` ones."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            messages = self.messages(address)[seen:]
            found = [
                re.search(r"(?:code|код): (\S+)", message.get_body(("plain",)).get_content())
                for message in messages
            ]
            if any(found):
                return [one for one in found if one][-1][1]
            time.sleep(0.1)
        raise AssertionError(f"no code to {address}")


MORNINGS: dict[str, int] = {}  # how many have come, by product
GATHER = """
from datetime import timedelta
from registry.common import outbox
from registry.common.daily_mail import gather
from registry.common.dates import today
gather(today() + timedelta(days=%d))
outbox.drain()
"""


@dataclass(frozen=True)
class Product:
    url: str
    environment: dict
    mail: MailFolder

    def told(self, address: str, part: str) -> str:
        """The text of a message that holds `part`, after the next morning has come: what happened
        during the day goes out together."""
        MORNINGS[self.url] = MORNINGS.get(self.url, 0) + 1
        seen = len(self.mail.messages(address))
        self.manage("shell", "-c", GATHER % MORNINGS[self.url])
        return self.mail.text(address, part, seen)

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


@pytest.fixture(scope="module")
def product(chromium, tmp_path_factory):
    """Each module has a product of its own, with all records, so that no module meets what
    another has written."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    directory = tmp_path_factory.mktemp("product")
    url = f"http://127.0.0.1:{port}"
    database = database_url(directory, "browser", copy_of="whole")
    environment = installation(directory, database) | {
        "SITE_URL": url,
        "EMAIL_URL": f"filemail:///{directory / 'mail'}",
        "PYTHONUNBUFFERED": "1",
    }
    with (directory / "log").open("w") as log:
        command = [sys.executable, "manage.py", "start", "--port", str(port)]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(url, process, directory / "log")
            yield Product(url, environment, MailFolder(directory / "mail"))
        finally:
            process.terminate()
            process.wait(40)


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


@pytest.fixture(scope="module")
def browser(chromium):
    """Ends with its module: until then, its event loop keeps Django from the database in this
    process."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], timeout=180_000
        )
        yield launched
        launched.close()
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


class Complaints(list):
    """What the console said: errors, and everything that the content policy refused."""

    def listen(self, page: Page) -> None:
        page.on(
            "console",
            lambda message: (
                self.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: self.append(str(error)))


class Sessions:
    """Open sessions of the accounts for trying out: staff, georgia, moldova. Made anew before
    they are too old for grave acts."""

    LAST = 8 * 60  # seconds

    def __init__(self, browser: Browser, product: Product) -> None:
        self.browser, self.product, self.until = browser, product, 0.0
        self.states: dict[str, dict] = {}

    def __getitem__(self, name: str) -> dict:
        if time.monotonic() > self.until:
            self.renew()
        return self.states[name]

    def renew(self) -> None:
        self.until = time.monotonic() + self.LAST
        try:
            links = re.findall(r"http\S+", self.product.manage("demo_accounts"))
        except AssertionError:  # a test has invited somebody: then the sessions stay as they are
            if self.states:
                return
            raise
        for name, link in zip(("staff", "georgia", "moldova"), links, strict=True):
            page, _complaints = open_page(self.browser, self.product)
            page.goto(link)
            page.locator("main form button").click()
            page.wait_for_url("**/admin/" if name == "staff" else "**/desk/")
            self.states[name] = page.context.storage_state()
            page.context.close()


@pytest.fixture(scope="module")
def signed_in(browser, product) -> Sessions:
    return Sessions(browser, product)


def open_page(
    browser: Browser, product: Product, width: int = 1280, **options
) -> tuple[Page, Complaints]:
    context = browser.new_context(
        base_url=product.url, viewport={"width": width, "height": 900}, **options
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.product = product
    complaints = Complaints()
    complaints.listen(page)
    return page, complaints


def open_grave(page: Page, address: str) -> None:
    """A page that asks for a fresh sign-in where the last one is too long ago, as it may be on a
    slow machine."""
    page.goto(address)
    if "/sign-in/again/" not in page.url:
        return
    told = page.locator("main").inner_text()
    email = re.search(r"[\w.]+@[\w.]+\w", told)[0]
    seen = len(page.product.mail.messages(email))
    page.locator("button[name=send]").click()
    page.locator("#id_code").fill(page.product.mail.code(email, seen))
    page.locator("main form:has(#id_code) button").click()
    page.wait_for_url(lambda url: "/sign-in/again/" not in url)


@pytest.fixture
def page(browser, product):
    opened, complaints = open_page(browser, product)
    yield opened
    opened.context.close()
    assert complaints == []


@pytest.fixture
def staff(browser, product, signed_in):
    """The Secretariat in the admin."""
    opened, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    yield opened
    opened.context.close()
    assert complaints == []


def choose(page: Page, number: int, text: str) -> None:
    """In a field of the admin that searches while one types, the `number`th of the page."""
    page.locator(".select2-selection").nth(number).click()
    page.locator(".select2-search__field").fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def vienna() -> time.struct_time:
    from django.utils import timezone

    return timezone.localtime().timetuple()
