"""A publication on a disk that is really full: nothing of it is done, and it waits whole."""

import pytest

from tests.faults import test_disk_full as full

pytestmark = pytest.mark.once

ENDORSED = """
from datetime import date
from registry.profiles.models import ProfileTemplate
from tests import make
names = {"name_en": "Light", "name_ru": "Лёгкий"}
template = ProfileTemplate.objects.create(kind="light", number=1, in_use_from=2013, **names)
template.sections.create(slug="one", number="1", order=1, heading_en="One", heading_ru="Один")
known = {"status": "endorsed", "endorsement": "endorsed", "endorsed_on": date(2026, 11, 1)}
print("PK", make.written_edition(make.state(), **known).pk)
"""
PUBLISHED = """
from registry.profiles.models import Edition
edition = Edition.objects.get()
print(edition.status, *sorted(edition.contents.values_list("language", flat=True)))
"""

small_disk, registry = full.small_disk, full.registry


def test_a_publication_on_a_full_disk_waits_whole(registry, small_disk):
    """Nothing of it is done, and the same button does it once there is room."""
    made = registry.manage("shell", "-v0", "-c", ENDORSED)
    address = f"/admin/registry/edition/{made.split()[-1]}/act/publish/"
    before = full.files_of(registry)
    full.fill(small_disk)
    while full.add_source(registry, 100).status == 302:  # room that is left in SQLite’s log
        continue
    answer = registry.post(address, {"seen_version": ""})
    assert (answer.status, "Nothing of what you sent was saved" in answer.text) == (503, True)
    assert registry.get("/en/states/testland-zza/").status == 200
    assert full.files_of(registry) - before <= {"recent-errors"}
    assert registry.manage("shell", "-v0", "-c", PUBLISHED).split() == ["endorsed"]

    (small_disk / "filler").unlink()
    assert registry.post(address, {"seen_version": ""}).status == 302
    assert registry.manage("shell", "-v0", "-c", PUBLISHED).split() == ["published", "en", "ru"]
