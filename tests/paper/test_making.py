"""What takes long is made behind its readers, and what is published before they ask."""

import statistics
import time
from threading import Event

import pytest
from django_tasks_db.models import DBTaskResult

from registry.common.store import raise_content_version
from registry.common.task_worker import work_off
from registry.common.tasks import PausedError, ask
from registry.paper import keeping, making
from registry.paper.compositor import Compositor, TypesettingError
from registry.paper.edition_paper import edition_paper
from registry.paper.keeping import MAKERS, folder
from registry.profiles.models import Edition
from registry.word.bringing import read_file
from tests import make
from tests.bench.cold import bare
from tests.conftest import TODAY
from tests.paper.reading import squeezed, texts

pytestmark = pytest.mark.django_db
ADDRESS = "/en/profiles/georgia/light/2026/1.pdf"


@pytest.fixture
def few(monkeypatch) -> None:
    """Editions of one state."""
    georgian = Edition.objects.public().filter(profile__state__slug="georgia").for_page()
    monkeypatch.setattr(making, "editions", georgian.all)


@pytest.fixture
def slow(monkeypatch) -> Event:
    """A maker that goes on when the event is set."""
    goes_on = Event()

    def stand_in(paper) -> bytes:
        assert goes_on.wait(60)
        return b"%PDF"

    monkeypatch.setitem(MAKERS, "pdf", stand_in)
    monkeypatch.setattr("registry.paper.views.A_MOMENT", 0.05)
    return goes_on


def finished() -> None:
    until = time.monotonic() + 60
    while keeping._at_work and time.monotonic() < until:
        time.sleep(0.01)


def test_who_asks_for_what_takes_long_is_told_and_gets_it_later(
    client, light_georgia, slow, caplog
):
    client.get(ADDRESS)  # reads the templates
    began = time.monotonic()
    answer = client.get(ADDRESS)
    assert time.monotonic() - began < 3, "a machine may be busy with other work"
    assert (answer.status_code, answer["Retry-After"], answer["Refresh"]) == (503, "5", "5")
    assert answer["Cache-Control"] == "private, no-store"
    assert not caplog.records, "it is no fault, and doctor shall tell of none"
    told = answer.content.decode()
    assert "The file is being made" in told
    page = ADDRESS.removesuffix(".pdf")
    assert f'<a href="{page}/">Back to the page</a>' in told
    assert client.get(f"{page}/").status_code == 200
    assert client.get(ADDRESS).status_code == 503
    assert len(keeping._at_work) == 1, "nobody makes it a second time"
    slow.set()
    finished()
    assert client.get(ADDRESS).status_code == 200


def test_no_more_than_so_many_are_at_work(light_georgia, slow, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_AT_WORK", 2)
    paper = edition_paper(light_georgia)
    for key in ("1", "2", "3"):
        with pytest.raises(keeping.StillMadeError):
            keeping.made(key, "pdf", paper, "en", 0.01)
    assert len(keeping._at_work) == 2
    slow.set()
    finished()


def test_what_was_asked_for_by_chance_is_not_kept_for_ever(light_georgia, monkeypatch):
    monkeypatch.setitem(MAKERS, "pdf", lambda paper: b"%PDF")
    monkeypatch.setattr(keeping, "MOST_ASKED", 3)
    paper = edition_paper(light_georgia)
    for number in range(5):
        keeping.made(f"asked-{number}", "pdf", paper, "en")
    keeping.made("state-georgia", "pdf", paper, "en")
    names = sorted(path.name.partition("-en-")[0] for path in folder().glob("*.pdf"))
    assert names == ["asked-2", "asked-3", "asked-4", "state-georgia"]


def test_a_publication_has_its_files_made_behind_it(georgia, few, monkeypatch):
    made = []

    def stand_in(paper) -> bytes:
        made.append(paper["title"])
        return b"%PDF"

    monkeypatch.setitem(MAKERS, "pdf", stand_in)
    look = making.Ahead()
    look()
    assert not made, "behind whoever looks"
    work_off()
    assert len(made) == 4, "two editions in two languages"
    made.clear()
    look()
    making.Ahead()()  # of another process
    work_off()
    assert not made, "nothing was published"
    edition = make.edition(georgia)
    make.section(edition, "background", "<p>Text.</p>", "<p>Текст.</p>")
    make.publish(edition, on=TODAY)
    raise_content_version()
    look()
    work_off()
    of_the_new = [title for title in made if "2031" in title]
    assert len(of_the_new) == 4, "the edition and its changes, in two languages"


def test_what_is_more_urgent_comes_between(few, monkeypatch):
    """It is put back after the edition in hand, and goes on with the next."""
    monkeypatch.setitem(MAKERS, "pdf", lambda paper: b"%PDF")
    monkeypatch.setattr(making, "REST", 0)
    ask(making.make_ahead, 1)
    ask(read_file, 10_000_000)
    work_off()
    rows = DBTaskResult.objects.order_by("finished_at")
    assert [row.status for row in rows] == ["SUCCESSFUL"] * 2
    assert len(list(folder().glob("*.pdf"))) >= 4


def test_it_ends_with_the_process(few, monkeypatch):
    monkeypatch.setitem(MAKERS, "pdf", lambda paper: b"%PDF")

    def stop(number: int) -> None:
        raise PausedError

    with pytest.raises(PausedError):
        making.make_missing(stop)
    assert len({path.name.partition("-")[0] for path in folder().glob("*.pdf")}) == 1


MOST_TIMES = 20  # the bare reference, on a slow machine; the setting itself takes 40 times as much


def test_a_very_long_table_stops_nobody(client, georgia, monkeypatch):
    """It takes seconds of another process; readers of other pages wait for nothing."""
    monkeypatch.setattr("registry.paper.views.A_MOMENT", keeping.A_MOMENT)
    row = "<tr>" + "<td>word and word</td>" * 7 + "</tr>"
    text = f"<table><tbody>{row * 500}</tbody></table>"
    edition = make.edition(georgia)
    make.section(edition, "background", text, "<p>Текст.</p>")
    make.publish(edition, on=TODAY)
    client.get("/en/profiles/georgia/light/2026/1.pdf")  # reads templates and fonts
    processor = time.thread_time()
    answer = client.get(f"/en/profiles/georgia/light/{edition.year}/1.pdf")
    worked = time.thread_time() - processor
    finished()
    assert answer.status_code in (200, 503)
    most = max(1, MOST_TIMES * statistics.median(bare() for _ in range(5)) / 1000)
    assert worked < most, "what it does itself, not what it waits for"
    found = list(folder().glob(f"{edition.pk}-en-*.pdf"))
    assert len(found) == 1
    assert squeezed("word and word") in squeezed(texts(found[0].read_bytes())[-2])


def test_a_program_that_does_not_answer_is_an_error(monkeypatch):
    one = Compositor()
    monkeypatch.setattr(one, "answer", lambda order: None)
    with pytest.raises(TypesettingError, match="too long"):
        one.compose("edition.typ", "fonts", "{}")
