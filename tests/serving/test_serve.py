"""The command: what it serves, with whose limits; and several processes of it."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from pragueprocess.wsgi import application as product
from registry.serving import server

pytestmark = pytest.mark.once


@pytest.fixture
def given(monkeypatch):
    """What the server would serve."""
    monkeypatch.setattr(settings, "PAPERS_AHEAD", False)
    found = {}

    def run(application, listener):
        found["application"] = application
        found["port"] = listener.getsockname()[1]
        listener.close()

    monkeypatch.setattr(server, "run", run)
    before = signal.getsignal(signal.SIGTERM)
    yield found
    signal.signal(signal.SIGTERM, before)
    found["application"].pool.shutdown()


def test_the_product_is_served_so(given, monkeypatch):
    monkeypatch.setattr(settings, "PROXIES", 1)
    call_command("serve", port=0, threads=3)
    served = given["application"]
    assert served.wsgi is product
    assert served.stored == product.stored
    assert served.proxies == 1
    assert served.pool._max_workers == 3


def test_where_links_lead_elsewhere_is_said(given, monkeypatch, capsys):
    monkeypatch.setattr("pragueprocess.env.SITE_URL", "")
    monkeypatch.setattr(settings, "SITE_URL", "http://127.0.0.1:8000")
    call_command("serve", port=0)
    assert (
        "links that the registry writes lead to http://127.0.0.1:8000." in capsys.readouterr().err
    )


def test_a_port_that_is_taken_is_named():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        for workers in (1, 2):
            with pytest.raises(CommandError, match=f"Port {port} of 127.0.0.1 cannot be had"):
                call_command("serve", port=port, workers=workers)


PLACES = """
import os, time
from registry.serving import server
print(server.one_of(2), os.getpid(), flush=True)
time.sleep(60)
"""


def test_a_process_that_dies_is_begun_again_and_all_end_together():
    parent = subprocess.Popen(
        [sys.executable, "-c", PLACES],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "pragueprocess.settings"},
    )
    places = dict(parent.stdout.readline().split() for _process in range(2))
    assert set(places) == {"0", "1"}
    os.kill(int(places["1"]), signal.SIGKILL)
    place, pid = parent.stdout.readline().split()
    assert place == "1"
    assert pid not in places.values()
    parent.terminate()
    assert parent.wait(20) == 0
    for ended in (places["0"], pid):
        with pytest.raises(ProcessLookupError):
            os.kill(int(ended), 0)
