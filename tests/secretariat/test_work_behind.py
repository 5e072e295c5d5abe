"""The page of what is done behind the requests."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from registry.common.task_overview import overview
from registry.common.task_progress import TaskProgress
from registry.common.tasks import Status, ask, put_back
from registry.figure_imports.behind import read, write
from registry.figure_imports.imports import FigureImport
from registry.word.bringing import read_file
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/registry/taskprogress/"


@pytest.fixture
def work() -> FigureImport:
    """One runs, one waits for its next try, one failed, one is done."""
    imported = FigureImport.objects.create(filename="secret name.csv", reason="x")
    now = timezone.now()
    for number, status in enumerate(("RUNNING", "READY", "FAILED", "SUCCESSFUL"), 1):
        ask(read_file, number)
        row = DBTaskResult.objects.filter(status=Status.READY, worker_ids=[]).get()
        problem = "beneath" if status in ("READY", "FAILED") else ""
        TaskProgress.objects.create(task=row, beat_at=now, done=1, most=4, problem=problem)
        row.status, row.worker_ids = status, ["one"]
        row.started_at = row.finished_at = now
        row.save()
        if status == "READY":
            put_back(row, after=now + timedelta(minutes=10))
    ask(write, imported.pk, 1)
    return imported


def test_it_says_what_runs_waits_failed_and_was_done(staff, work):
    page = staff.get(PAGE)
    text = one_line(page.content.decode())
    assert page["Refresh"]
    assert 'value="25">25 %</progress>' in text
    assert "The database, the cache or the disk did not answer." in text
    assert "Tried again" in text
    assert text.count("Try again") == 1
    assert "Reading a Word file that came back: 1" in text
    assert f'<a href="/admin/registry/figureimport/{work.pk}/">Writing the figures' in text
    assert work.filename not in text


def test_it_speaks_russian(staff, editor, work):
    editor.language = "ru"
    editor.save()
    text = staff.get(PAGE).content.decode()
    assert "Фоновая работа" in text
    assert "База данных, кэш или диск не ответили." in text


def test_it_costs_few_queries(staff, work, django_assert_max_num_queries):
    for number in range(20):
        ask(read_file, 100 + number)
        ask(read, 100 + number)
    staff.get(PAGE)
    with django_assert_max_num_queries(12):
        staff.get(PAGE)


def test_the_menu_counts_what_failed(staff, work):
    text = one_line(staff.get("/admin/").content.decode())
    entry = text.partition(f'href="{PAGE}"')[2][:200]
    assert "Work behind" in entry
    assert "1" in entry


def test_work_that_nobody_does_is_told_to_the_operator(staff):
    ask(read_file, 1)
    assert not overview(timezone.now()).is_idle
    assert overview(timezone.now() + timedelta(minutes=3)).is_idle
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=3))
    assert "Work waits, and nobody does it." in staff.get(PAGE).content.decode()


def test_who_may_only_look_tries_nothing_again(work, may_only_view):
    viewer = signed_in(may_only_view, second_factor=True)
    row = DBTaskResult.objects.get(status=Status.FAILED)
    assert "Try again" not in viewer.get(PAGE).content.decode()
    assert viewer.post(PAGE, {"task": str(row.pk)}).status_code == 403
    row.refresh_from_db()
    assert row.status == Status.FAILED


def test_what_has_not_failed_is_not_tried_again(staff, work):
    row = DBTaskResult.objects.get(status=Status.RUNNING)
    page = staff.post(PAGE, {"task": str(row.pk)}, follow=True).content.decode()
    assert "It had not failed" in page
    assert staff.post(PAGE, {"task": "x"}).status_code == 404
