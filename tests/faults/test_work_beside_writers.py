"""Work behind the requests, while somebody saves between its steps: it can still write how far it
is. On a file of its own, because SQLite is who refuses."""

import subprocess
import sys

from tests.databases import BASE, installation, path_of, sqlite_url

SCRIPT = """
import sqlite3
import sys

import django

django.setup()

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from registry.common.task_progress import TaskProgress
from registry.common.tasks import Behind, ask
from registry.paper import keeping, making

keeping.MAKERS["pdf"] = lambda paper: b"%PDF"
ask(making.make_ahead, 1)
row = DBTaskResult.objects.get()
TaskProgress.objects.create(task=row, beat_at=timezone.now())
colleague = sqlite3.connect(sys.argv[1])
work = Behind(str(row.pk), 0)
steps = 0


def after_each(number):
    global steps
    with colleague:
        colleague.execute("UPDATE registry_state SET version = version + 1")
    work.noted_at = 0
    work.note(number, 1000)
    steps = number


making.make_missing(after_each)
assert TaskProgress.objects.get().done == steps, "the last step is noted"
print(steps)
"""


def test_papers_are_made_while_a_colleague_saves(tmp_path):
    url = sqlite_url(tmp_path, copy_of="whole")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, path_of(url)],
        cwd=BASE,
        env=installation(tmp_path, url) | {"DJANGO_SETTINGS_MODULE": "pragueprocess.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) > 50, "more than are read at once"
