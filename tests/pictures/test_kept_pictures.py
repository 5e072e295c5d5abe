"""A picture is kept by what it shows: drawn once, whatever is published, for all processes."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.common import store
from registry.common.own_programs import ProgramGoneError
from registry.figures.series import series_of
from registry.pictures import charts, kept_pictures
from registry.pictures.drawing import Drawer
from registry.pictures.kept_pictures import folder, kept
from registry.profiles.templates import SectionIndicator
from registry.publication.publishing import draw
from tests.small_pictures import PNG, SVG, stand_in

POINTS = [(2000, 1), (2001, 2), (2002, 3)]


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """What the program that draws was asked for."""
    asked: list[str] = []

    def ask(self, what, given, **options):
        asked.append(what)
        return stand_in(self, what, given, **options)

    monkeypatch.setattr(Drawer, "ask", ask)
    return asked


def test_a_chart_is_drawn_once_whatever_is_published(drawn):
    first = charts.line_chart(POINTS)
    store.raise_content_version()
    assert charts.line_chart(POINTS) == first
    assert drawn == ["vega_to_svg"] * 2  # wide and narrow


def test_another_value_or_size_is_another_picture(drawn):
    charts.line_chart(POINTS)
    charts.line_chart([*POINTS[:2], (2002, 4)])
    charts.line_chart(POINTS, decimals=2)
    assert len(drawn) == 6


def test_a_picture_of_dots_is_kept_by_its_drawing_and_scale(drawn):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    first = charts.as_png(svg)
    assert charts.as_png(svg) == first
    charts.as_png(svg, scale=1.6)
    assert drawn == ["svg_to_png"] * 2


def test_it_outlives_a_new_version_of_nothing_but_the_program(drawn, monkeypatch):
    charts.line_chart(POINTS)
    monkeypatch.setattr(kept_pictures, "drawn_by", lambda: "another program")
    charts.line_chart(POINTS)
    assert len(drawn) == 4


def test_what_is_broken_on_the_disk_is_drawn_anew(drawn):
    charts.line_chart(POINTS)
    for path in folder().iterdir():
        path.write_bytes(path.read_bytes()[:20])
    charts.line_chart(POINTS)
    assert len(drawn) == 4
    kept = [path.read_bytes() for path in folder().iterdir()]
    assert kept
    assert set(kept) == {SVG}


def test_its_file_is_the_registrys_own_and_has_a_safe_name(drawn):
    kept("png", {"../../etc/passwd": "\0"}, lambda: PNG)
    (path,) = folder().iterdir()
    assert path.suffix == ".png"
    assert path.stem.isalnum()
    assert folder().stat().st_mode & 0o777 == 0o700


def test_the_folder_has_a_limit_and_the_least_asked_for_goes(monkeypatch):
    monkeypatch.setattr(kept_pictures, "LARGEST_FOLDER", 3 * len(PNG))
    monkeypatch.setattr(kept_pictures, "LOOKED_AFTER_EVERY", 1)
    names = []
    for number in range(3):
        kept("png", number, lambda: PNG)
        (new,) = {path.name for path in folder().iterdir()} - set(names)
        names.append(new)
        old = time.time() - (9 - number) * 86_400
        os.utime(folder() / new, (old, old))
    kept("png", 0, lambda: pytest.fail("it is there"))  # asked for: the oldest is the next one now
    kept("png", 3, lambda: PNG)
    left = {path.name for path in folder().iterdir()}
    assert len(left) == 3
    assert names[0] in left
    assert names[1] not in left


def test_on_a_full_disk_it_is_drawn_all_the_same(drawn, monkeypatch):
    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_pictures, "write_whole", full)
    assert charts.line_chart(POINTS)["wide"]


def test_at_once_it_is_drawn_once(settings):
    times = []

    def slowly():
        times.append(1)
        time.sleep(0.1)
        return SVG

    with ThreadPoolExecutor(6) as readers:
        found = list(readers.map(lambda _reader: kept("svg", "one", slowly), range(6)))
    assert found == [SVG] * 6
    assert len(times) == 1


def test_another_machine_takes_it_from_the_cache(drawn, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(kept_pictures, "is_shared", lambda: True)
    charts.line_chart(POINTS)
    settings.STATE_DIR = tmp_path / "another"
    settings.STATE_DIR.mkdir()
    charts.line_chart(POINTS)
    assert len(drawn) == 2
    assert len(list(folder().iterdir())) == 2


def test_a_memory_of_the_process_keeps_none(drawn, settings, tmp_path):
    assert "locmem" in settings.CACHES["default"]["BACKEND"]
    charts.line_chart(POINTS)
    settings.STATE_DIR = tmp_path / "another"
    settings.STATE_DIR.mkdir()
    charts.line_chart(POINTS)
    assert len(drawn) == 4


@pytest.mark.django_db
def test_where_the_program_is_gone_the_page_says_so(client, monkeypatch):
    def gone(self, what, given, **options):
        raise ProgramGoneError

    monkeypatch.setattr(Drawer, "ask", gone)
    client.raise_request_exception = False
    answer = client.get("/ru/data/population/chart.png?state=georgia")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "не удалось построить" in answer.content.decode()
    assert list(folder().glob("*")) == []
    monkeypatch.setattr(Drawer, "ask", stand_in)
    assert client.get("/ru/data/population/chart.png?state=georgia").status_code == 200


@pytest.mark.django_db
def test_charts_of_the_first_editions_come_with_the_fixtures(georgia, drawn):
    """Else `.ci/charts` is to be run again: a first start would draw each of them."""
    assert kept_pictures.unpack() > 500
    rows = list(
        SectionIndicator.objects.filter(section__template__kind="light").select_related("indicator")
    )
    found = draw({0: rows}, series_of(georgia, {row.indicator for row in rows}))
    assert len(found) > 5
    assert drawn == []
    assert kept_pictures.unpack() == 0
