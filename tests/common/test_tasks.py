"""Work behind the requests: once, again where that helps, and told where it does not."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from registry.common import task_worker, tasks
from registry.common.task_progress import TaskProgress
from registry.common.task_worker import forget, take_back_lost, work_off
from registry.common.tasks import AT_LEISURE, URGENT, Behind, Status, ask, behind, cancel
from registry.figure_imports.imports import FigureImport

pytestmark = pytest.mark.django_db
SECRET = "testa.personova@example.org"
done: list[tuple[str, int]] = []
fails: list[Exception] = []


@behind(label="Usual", of="FigureImport")
def usual(context: Behind, pk: int) -> str:
    if fails:
        raise fails[0]
    context.note(1, 2)
    done.append(("usual", pk))
    return ""


@behind(label="Once", repeats=False)
def once(context: Behind, pk: int) -> str:
    if fails:
        raise fails[0]
    done.append(("once", pk))
    return ""


@behind(label="Long", priority=AT_LEISURE)
def long(context: Behind, pk: int) -> str:
    done.append(("long begins", pk))
    if len(done) == 1:
        ask(urgent, 7)
    context.make_room()
    done.append(("long", pk))
    return ""


@behind(label="Urgent", priority=URGENT)
def urgent(context: Behind, pk: int) -> str:
    done.append(("urgent", pk))
    return ""


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()
    fails.clear()


@pytest.fixture
def imported() -> FigureImport:
    return FigureImport.objects.create(filename="x.csv", reason="x")


def row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def test_what_is_asked_for_twice_is_done_once(imported):
    ask(usual, imported.pk)
    ask(usual, imported.pk)
    work_off()
    assert done == [("usual", imported.pk)]
    assert (row().status, row().progress.percent) == (Status.SUCCESSFUL, 50)


def test_what_is_taken_back_is_not_done():
    with transaction.atomic():
        ask(urgent, 1)
        transaction.set_rollback(True)
    work_off()
    assert not done


def test_what_it_is_for_is_gone(imported):
    ask(usual, imported.pk)
    imported.delete()
    work_off()
    assert not done
    assert (row().status, row().return_value) == (Status.SUCCESSFUL, tasks.GONE)


def test_what_is_not_wanted_any_more_is_not_begun(imported):
    ask(usual, imported.pk)
    assert cancel(usual, imported.pk) == 1
    work_off()
    assert not done


def test_what_fails_beneath_is_tried_again_after_growing_pauses(imported):
    fails.append(OperationalError("server closed the connection"))
    ask(usual, imported.pk)
    pauses = []
    for _try in range(len(tasks.PAUSES)):
        work_off()
        assert row().status == Status.READY
        pauses.append(row().run_after - timezone.now())
        work_off()
        assert len(row().worker_ids) == len(pauses), "not before its time"
        DBTaskResult.objects.update(run_after=timezone.now())
    assert pauses == sorted(pauses)
    work_off()
    assert (row().status, row().progress.problem) == (Status.FAILED, "beneath")
    fails.clear()
    assert tasks.try_again(row().pk)
    work_off()
    assert (row().status, row().progress.problem) == (Status.SUCCESSFUL, "")
    assert not tasks.try_again(row().pk)


def test_an_error_of_the_program_waits_for_a_person_and_quotes_nobody(imported):
    fails.append(ValueError(SECRET))
    ask(usual, imported.pk)
    work_off()
    assert (row().status, row().progress.problem) == (Status.FAILED, "program")
    assert row().progress.error == "ValueError"
    assert SECRET not in str(DBTaskResult.objects.values())
    assert SECRET not in str(TaskProgress.objects.values())


def test_what_must_not_be_done_twice_is_not_tried_again_by_itself():
    fails.append(OperationalError())
    ask(once, 1)
    work_off()
    assert row().status == Status.FAILED


def lost(minutes: int) -> int:
    begun = timezone.now() - timedelta(minutes=minutes)
    rows = DBTaskResult.objects.all()
    rows.update(status=Status.RUNNING, started_at=begun, worker_ids=["gone"])
    TaskProgress.objects.create(task=row(), beat_at=begun)
    return take_back_lost(timezone.now())


def test_a_worker_that_died_loses_nothing(imported):
    ask(usual, imported.pk)
    assert lost(minutes=2) == 0, "it may be alive"
    TaskProgress.objects.all().delete()
    assert lost(minutes=6) == 1
    work_off()
    assert done == [("usual", imported.pk)]


def test_what_must_not_be_done_twice_is_left_to_people_when_its_worker_died():
    ask(once, 1)
    lost(minutes=6)
    work_off()
    assert not done
    assert (row().status, row().progress.problem) == (Status.FAILED, "interrupted")


def test_what_ends_its_process_each_time_is_left_to_people(imported):
    ask(usual, imported.pk)
    lost(minutes=6)
    DBTaskResult.objects.update(
        status=Status.RUNNING,
        started_at=timezone.now() - timedelta(minutes=6),
        worker_ids=["gone"] * tasks.MOST_INTERRUPTIONS,
    )
    TaskProgress.objects.update(beat_at=timezone.now() - timedelta(minutes=6))
    take_back_lost(timezone.now())
    assert row().status == Status.FAILED


def test_what_is_long_makes_room_and_goes_on():
    ask(long, 1)
    work_off()
    assert done == [("long begins", 1), ("urgent", 7), ("long begins", 1), ("long", 1)]
    rows = DBTaskResult.objects.filter(task_path=long.module_path)
    assert [len(one.worker_ids) for one in rows] == [1], "making room is no try"


def test_a_process_that_ends_puts_back_what_it_has_in_hand():
    ask(long, 1)
    tasks.ending.set()
    try:
        engine = task_worker.Engine()
        engine.max_tasks = 1
        engine.run()
    finally:
        tasks.ending.clear()
    assert done[0] == ("long begins", 1)
    assert ("long", 1) not in done
    assert DBTaskResult.objects.get(task_path=long.module_path).status == Status.READY


def test_a_process_of_its_own_does_it_too(imported):
    ask(usual, imported.pk)
    call_command("work", once=True)
    assert done == [("usual", imported.pk)]


def test_a_worker_that_looks_is_woken_and_stopped(imported, monkeypatch):
    """In this thread: what it would do by itself every few seconds."""
    looked = []
    worker = task_worker.TaskWorker((lambda: looked.append(1),))
    ask(usual, imported.pk)
    worker.look()
    assert (done, looked) == ([("usual", imported.pk)], [1])
    monkeypatch.setattr(worker, "join", lambda seconds: None)
    worker.stop()
    try:
        worker.run()
        assert looked == [1], "it has ended"
    finally:
        tasks.ending.clear()


def test_results_are_kept_for_a_bounded_time(imported):
    ask(usual, imported.pk)
    work_off()
    assert forget(timezone.now() + tasks.KEPT_DONE - timedelta(hours=1)) == 0
    assert forget(timezone.now() + tasks.KEPT_DONE + timedelta(hours=1))
    assert not DBTaskResult.objects.exists()
    assert not TaskProgress.objects.exists()


def test_a_task_is_given_numbers_only():
    """No row of the engine holds what somebody wrote."""
    from registry.paper import making  # declares one

    assert making.make_ahead.module_path in tasks._declared
    for path in tasks._declared:
        module, _dot, name = path.rpartition(".")
        function = __import__(module, fromlist=[name]).__dict__[name].func
        kinds = list(function.__wrapped__.__annotations__.items())
        assert kinds[0] == ("context", Behind), path
        assert all(kind is int for name, kind in kinds[1:] if name != "return"), path
