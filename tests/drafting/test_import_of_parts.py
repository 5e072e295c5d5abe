"""An edition's parts as a file: written within seconds, as one, and taken back as one."""

from time import thread_time

import pytest

from registry.common.record_imports import RecordImport
from registry.drafting.sections import Section
from registry.profiles.templates import ProfileTemplate
from tests import importing, make

pytestmark = pytest.mark.django_db
PARTS = 60
ENOUGH = 5.0  # seconds of computing for a page


@pytest.fixture
def sections(georgia) -> list[Section]:
    """Sixty parts of a page each, in both languages."""
    template = ProfileTemplate.objects.get(kind="light")
    number = template.sections.count()
    for place in range(number, PARTS):
        template.sections.create(
            number=f"Z{place}", slug=f"part-{place}", heading_en=f"Part {place}", order=place + 100
        )
    edition = make.edition(georgia)
    text = "".join(f"<p>Paragraph {line} on labour migration and return.</p>" for line in range(50))
    russian = "".join(f"<p>Абзац {line} о трудовой миграции.</p>" for line in range(50))
    slugs = template.sections.values_list("slug", flat=True)
    return [make.section(edition, slug, text, russian) for slug in slugs]


def taken(act, *arguments):
    began = thread_time()
    answer = act(*arguments)
    return answer, thread_time() - began


@pytest.mark.parametrize("form", [importing.CSV, importing.XLSX])
def test_sixty_parts_are_written_in_seconds_and_taken_back(staff, sections, form):
    rows = []
    for section in sections:
        row = importing.exported(section)
        rows.append(row | {"text_en": row["text_en"].replace("Paragraph 7 ", "Paragraph seven ")})
    pack = importing.as_csv if form == importing.CSV else importing.as_xlsx
    shown, looking = taken(importing.preview, staff, Section, pack(*rows), form)
    assert shown.context["result"].totals["update"] == PARTS
    assert "<ins>seven</ins>" in shown.content.decode()
    assert "Paragraph 30 " not in shown.content.decode()
    written, writing = taken(importing.confirm, staff, Section, shown)
    assert written.status_code == 302
    assert looking < ENOUGH
    assert writing < ENOUGH
    print(f"preview {looking:.2f} s, import {writing:.2f} s")
    assert not Section.objects.filter(
        edition=sections[0].edition, text_en__contains="ph 7 "
    ).exists()
    address = f"/admin/registry/recordimport/{RecordImport.objects.get().pk}/change/"
    undone, undoing = taken(staff.post, address, {"reason": "too early"})
    assert undone.status_code == 302
    print(f"undoing {undoing:.2f} s")
    for section in sections:
        text = section.text_en
        section.refresh_from_db()
        assert section.text_en == text
