"""From clone to the first page, as a newcomer has it: `python -m tests.bench.first_start`.

The commit that is checked out is cloned into a directory of its own and started by `make run`, with
no package at hand: uv, where it is there, begins with an empty cache.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from tests.bench.pages import HERE, free_port

LONGEST = 600.0  # seconds
PAGE = "/en/"
OWN = ("DATABASE_URL", "MEDIA_ROOT", "STATE_DIR", "SITE_URL", "DJANGO_SETTINGS_MODULE")


def measure() -> tuple[float, float]:
    """Seconds until the address answers at all, and until it answers with the home page."""
    with tempfile.TemporaryDirectory() as directory:
        port, began = free_port(), time.monotonic()
        clone = Path(directory) / "clone"
        subprocess.run(["git", "clone", "--quiet", HERE, clone], check=True)
        kept = {name: value for name, value in os.environ.items() if name not in OWN}
        environment = kept | {"UV_CACHE_DIR": f"{directory}/cache", "PIP_NO_CACHE_DIR": "1"}
        product = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            first = wait(port, product, began, for_page=False)
            return first, wait(port, product, began, for_page=True)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(product.pid, signal.SIGTERM)
            product.wait()


def wait(port: int, product: subprocess.Popen, began: float, *, for_page: bool) -> float:
    while (taken := time.monotonic() - began) < LONGEST and product.poll() is None:
        status = asked(port)
        if status == 200 or (status and not for_page):
            return taken
        time.sleep(0.1)
    raise AssertionError(f"no page after {taken:.0f} s")


def asked(port: int) -> int:
    """0 where nobody answers."""
    address = f"http://127.0.0.1:{port}{PAGE}"
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


if __name__ == "__main__":
    first, page = measure()
    with_what = "with uv" if shutil.which("uv") else "with pip"
    print(f"from clone to the first answer: {first:.0f} s, to the first page: {page:.0f} s")
    print(f"{with_what}, packages loaded from the registry of packages")
