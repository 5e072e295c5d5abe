"""Publishes editions in processes of their own, so that a test can kill them. `python -m
tests.faults.publisher` reads commands from its input, one a line, and answers with one line:
"prepare N", "publish PK" (the number of the process), "bury PROCESS", "look PK" (JSON)."""

import hashlib
import json
import os
import sys
import traceback
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
FIRST_YEAR, TODAY = 2031, date(2027, 3, 1)


def prepare(count: int) -> str:
    """A state's edition for each of `count` years, endorsed and ready. Answers with their
    numbers."""
    from registry.profiles.models import Edition
    from registry.states.models import State
    from tests import make

    georgia = State.objects.get(iso_alpha3="GEO")
    numbers = []
    for year in range(FIRST_YEAR, FIRST_YEAR + count):
        edition = make.written_edition(georgia, year)
        Edition.objects.filter(pk=edition.pk).update(
            status="endorsed", endorsement="endorsed", endorsed_on=TODAY
        )
        numbers.append(edition.pk)
    return json.dumps(numbers)


def publish(number: int) -> str:
    """In a child; the answer is its process number."""
    from django.contrib.auth import get_user_model
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return str(child)
    from registry.profiles.models import Edition
    from registry.publication.workflow import perform

    staff, _made = get_user_model().objects.get_or_create(
        email="editor@example.org", defaults={"is_staff": True, "is_superuser": True}
    )
    try:
        perform(Edition.objects.get(pk=number), "publish", by=staff, on=TODAY)
    except Exception:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def bury(child: int) -> str:
    """Waits for the end of a child that was killed: until then it may still hold locks on a
    file."""
    os.waitpid(child, 0)
    return "buried"


def look(number: int) -> str:
    """What stands in the database once the killed child's transaction is over: PostgreSQL may
    still be ending it."""
    from django.db import transaction

    from registry.profiles.models import Edition

    with transaction.atomic():
        edition = Edition.objects.select_for_update(of=("self",)).get(pk=number)
    contents = {row.language: row.content for row in edition.contents.all()}
    canonical = json.dumps(contents, sort_keys=True, ensure_ascii=False)
    others = edition.profile.editions.filter(status="published").exclude(pk=number).count()
    return json.dumps(
        {
            "status": edition.status,
            "has_checksum": bool(edition.checksum),
            "is_right": edition.checksum == hashlib.sha256(canonical.encode()).hexdigest(),
            "contents": len(contents),
            "published": edition.published_on is not None,
            "moves": list(edition.transitions.values_list("step", flat=True)),
            "supersedes": edition.supersedes_id,
            "others_published": others,
        }
    )


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    django.setup()
    from registry.pictures.drawing import Drawer
    from tests.small_pictures import stand_in

    Drawer.ask = stand_in  # each child would start a program of its own
    acts = {"prepare": prepare, "publish": publish, "bury": bury, "look": look}
    for line in sys.stdin:
        name, number = line.split()
        print(acts[name](int(number)), flush=True)


if __name__ == "__main__":
    main()
