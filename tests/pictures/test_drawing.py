"""Charts are drawn by a program of its own, so that who answers requests stays small."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings

from registry.common.own_programs import ProgramGoneError
from registry.common.sizes import MEGABYTE
from registry.pictures import drawing
from registry.pictures.charts import specification
from registry.pictures.drawing import Drawer
from tests.growth import steps_of

pytestmark = pytest.mark.charts
CHART = specification([(2000, 1.0), (2001, 2.0), (2002, 1.5)], size=(320, 150), decimals=1)


@pytest.fixture
def drawer():
    one = Drawer()
    yield one
    one.end()


def test_a_chart_is_drawn_as_a_picture_and_as_an_image(drawer):
    svg = drawer.vega_to_svg(CHART)
    assert svg.startswith("<svg")
    assert drawer.svg_to_png(svg, scale=2).startswith(b"\x89PNG")


def test_the_renderer_is_not_loaded_where_requests_are_answered():
    code = (
        "import django; django.setup(); import sys; from registry.pictures.charts import"
        " line_chart;line_chart([(2000, 1), (2001, 2)]); assert 'vl_convert' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "pragueprocess.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_program_that_ended_is_started_anew(drawer):
    drawer.vega_to_svg(CHART)
    first = drawer.program.pid
    os.kill(first, signal.SIGKILL)
    assert drawer.vega_to_svg(CHART).startswith("<svg")
    assert drawer.program.pid != first


def test_after_so_many_drawings_another_one_goes_on(drawer, monkeypatch):
    monkeypatch.setattr(Drawer, "most", 2)
    programs = []
    for _chart in range(3):
        drawer.vega_to_svg(CHART)
        programs.append(drawer.program.pid)
    assert programs[0] == programs[1] != programs[2]


def test_a_large_parent_does_not_end_it(drawer):
    ballast = bytearray(b"x" * drawing.LARGEST)
    drawer.vega_to_svg(CHART)
    first = drawer.program
    drawer.vega_to_svg(CHART)
    assert drawer.program is first
    assert first.poll() is None
    assert len(ballast) == drawing.LARGEST


def test_what_cannot_be_drawn_says_so_and_the_next_one_is_drawn(drawer):
    with pytest.raises(ValueError, match=r"."):
        drawer.vega_to_svg({"$schema": "https://vega.github.io/schema/vega/v5.json", "marks": 5})
    assert drawer.vega_to_svg(CHART).startswith("<svg")


def test_a_program_that_does_not_answer_is_not_waited_for(drawer, monkeypatch):
    drawer.vega_to_svg(CHART)
    os.kill(drawer.program.pid, signal.SIGSTOP)
    monkeypatch.setattr(Drawer, "longest_wait", 5)
    assert drawer.vega_to_svg(CHART).startswith("<svg")


def test_who_asks_hears_that_two_programs_did_not_answer(drawer, monkeypatch):
    monkeypatch.setattr(Drawer, "longest_wait", 0)
    with pytest.raises(ProgramGoneError):
        drawer.vega_to_svg(CHART)
    assert drawer.program is None
    monkeypatch.undo()
    assert drawer.vega_to_svg(CHART).startswith("<svg")


def test_a_program_that_has_grown_gives_way_to_another(drawer, monkeypatch):
    """The bound is that of the program, so this one is started with a small one."""
    drawer.vega_to_svg(CHART)
    size = memory(drawer.program.pid)
    assert 0 < size < drawing.LARGEST
    code = f"from registry.pictures import drawing as d; d.answer_orders(d.draw, {MEGABYTE})"
    monkeypatch.setattr(sys, "executable", small(code))
    drawer.end()
    assert drawer.vega_to_svg(CHART).startswith("<svg")
    first = drawer.program
    assert first.wait(20) == 0
    assert drawer.vega_to_svg(CHART).startswith("<svg")
    assert drawer.program.pid != first.pid


def memory(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024


def small(code: str) -> str:
    """A program that does as the interpreter does, but for what it runs."""
    path = Path(tempfile.mkdtemp()) / "python"
    path.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{code}'\n")
    path.chmod(0o700)
    return str(path)


def test_the_program_ends_with_who_started_it():
    code = (
        "from registry.pictures.drawing import Drawer; import os, signal;"
        f"one = Drawer(); one.vega_to_svg({CHART!r});"
        "print(one.program.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    program = int(done.stdout)
    until = time.monotonic() + 20
    while time.monotonic() < until and is_running(program):
        time.sleep(0.1)
    assert not is_running(program)


def is_running(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_second_chart_costs_a_line_there_and_one_back(drawer):
    drawer.vega_to_svg(CHART)
    assert steps_of(lambda: drawer.vega_to_svg(CHART)) < 2000
