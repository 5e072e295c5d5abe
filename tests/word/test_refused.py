"""Files that are not taken, or not as they are: a sentence for each, in both languages."""

import io
import struct
import zipfile
import zlib

import pytest
from django.utils import translation
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from registry.common.errors import RuleError
from registry.word.models import WordProposal
from tests import make
from tests.word.reading import below, edited

pytestmark = pytest.mark.django_db


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """In place of the part of that name, if there is one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def locked(data: bytes) -> bytes:
    """Each part marked as encrypted, as old programs lock an archive."""
    found = bytearray(data)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = found.find(sign)
        while start >= 0:
            (flags,) = struct.unpack_from("<H", found, start + place)
            struct.pack_into("<H", found, start + place, flags | 1)
            start = found.find(sign, start + 4)
    return bytes(found)


def bomb(data: bytes) -> bytes:
    return with_part(data, "word/document.xml", b"<a>" + b" " * 60_000_000 + b"</a>")


def with_macros(data: bytes) -> bytes:
    return with_part(data, "word/vbaProject.bin", b"macros")


def macro_enabled(data: bytes) -> bytes:
    kinds = part_of(data, "[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    enabled = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    return with_part(data, "[Content_Types].xml", kinds.replace(plain, enabled))


def entities(data: bytes) -> bytes:
    body = part_of(data, "word/document.xml").decode()
    head, rest = body.split("?>", 1)
    declared = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    return with_part(data, "word/document.xml", f"{head}?>{declared}{rest}".encode())


def deep(data: bytes) -> bytes:
    return with_part(data, "word/document.xml", b"<a>" * 5000 + b"</a>" * 5000)


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    """A byte of a part is another one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("word/document.xml").header_offset + 200
    return data[:start] + bytes([data[start] ^ 0xFF]) + data[start + 1 :]


def opendocument(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
    return out.getvalue()


def workbook(data: bytes) -> bytes:
    kinds = part_of(data, "[Content_Types].xml")
    return with_part(
        data, "[Content_Types].xml", kinds.replace(b"wordprocessingml", b"spreadsheetml")
    )


BAD = [
    (locked, "password"),
    (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
    (bomb, "unpacks"),
    (with_macros, "macros"),
    (macro_enabled, "macros"),
    (entities, "damaged"),
    (deep, "damaged"),
    (cut, "damaged"),
    (flipped, "damaged"),
    (opendocument, "OpenDocument"),
    (workbook, "no Word file"),
    (lambda data: b"%PDF-1.7 something", "no Word file"),
    (lambda data: b"", "no Word file"),
]


@pytest.mark.parametrize(("spoil", "words"), BAD)
def test_a_bad_file_gets_a_sentence(plain_draft, out, bring, spoil, words):
    data = spoil(out(plain_draft))
    with pytest.raises(RuleError, match=words) as refused:
        bring(plain_draft, data)
    with translation.override("ru"), pytest.raises(RuleError) as in_russian:
        bring(plain_draft, data)
    assert str(in_russian.value) != str(refused.value)
    assert not WordProposal.objects.exists()


def test_one_that_is_too_large_is_not_opened(plain_draft, bring, monkeypatch):
    monkeypatch.setattr("registry.word.judging.LARGEST", 10)
    with pytest.raises(RuleError, match="MB"):
        bring(plain_draft, zlib.compress(bytes(100)))


def test_the_draft_of_another_state_is_refused_by_name(plain_draft, out, bring, kosovo):
    other = make.edition(kosovo, year=2031)
    with pytest.raises(RuleError, match="Kosovo.*Light Migration Profile 2031"):
        bring(plain_draft, out(other))


def test_another_year_is_refused_by_name(plain_draft, out, bring, georgia):
    other = make.edition(georgia, year=2032)
    with pytest.raises(RuleError, match="2032"):
        bring(plain_draft, out(other))


def test_another_template_is_refused(plain_draft, out, bring):
    data = out(plain_draft)
    custom = part_of(data, "docProps/custom.xml")
    name = b'name="registry_template"><vt:lpwstr>'
    changed = with_part(data, "docProps/custom.xml", custom.replace(name, name + b"9"))
    with pytest.raises(RuleError, match="template"):
        bring(plain_draft, changed)


def test_another_version_is_brought_onto_this_one(plain_draft, out, bring):
    """The first version was handed on; its correction is written now, in which others have
    changed another sentence."""
    part = plain_draft.sections.in_order().first()
    name = f"section_{part.template_section_id}_en"
    data = edited(out(plain_draft), lambda file: below(file, name)[0].add_run(" Mine."))
    plain_draft.status = "withdrawn"
    plain_draft.save()
    second = make.edition(plain_draft.profile.state, year=2031, number=2)
    for section in plain_draft.sections.in_order():
        text = section.text_en.replace("Sentence 3", "Their sentence 3")
        make.section(second, section.template_section.slug, text, section.text_ru)
    proposal = bring(second, data)
    (item,) = proposal.content
    now = second.sections.get(template_section=part.template_section)
    assert item["section"] == now.pk
    assert " Mine." in item["texts"]["en"]
    assert "Their sentence 3" in item["texts"]["en"]
    assert ["other_version", 1, 2] in proposal.told


def test_a_file_that_does_not_say_whose_it_is_is_compared_with_the_draft(plain_draft, out, bring):
    part = plain_draft.sections.in_order().first()
    name = f"section_{part.template_section_id}_en"
    data = edited(out(plain_draft), lambda file: below(file, name)[0].add_run(" Mine."))
    empty = (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'custom-properties"/>'
    )
    proposal = bring(plain_draft, with_part(data, "docProps/custom.xml", empty))
    assert ["unknown"] in proposal.told
    assert " Mine." in proposal.content[0]["texts"]["en"]


def test_a_link_to_a_script_and_what_lies_elsewhere_are_left_out(plain_draft, out, bring):
    part = plain_draft.sections.in_order().first()
    name = f"section_{part.template_section_id}_en"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def edit(document):
        key = document.part.relate_to("javascript:alert(1)", f"{office}/hyperlink", True)
        document.part.relate_to("https://evil.example/x", f"{office}/attachedTemplate", True)
        paragraph = below(document, name)[0]
        made = OxmlElement("w:hyperlink")
        made.set(qn("r:id"), key)
        run = OxmlElement("w:r")
        run.text = "harmless words"
        made.append(run)
        paragraph._p.append(made)

    proposal = bring(plain_draft, edited(out(plain_draft), edit))
    html = proposal.content[0]["texts"]["en"]
    assert "harmless words" in html
    assert "javascript" not in html
    assert {"left_link", "left_outside"} <= {row[0] for row in proposal.told}


def test_the_same_file_twice_is_one_proposal(plain_draft, out, bring):
    part = plain_draft.sections.in_order().first()
    name = f"section_{part.template_section_id}_en"
    data = edited(out(plain_draft), lambda file: below(file, name)[0].add_run(" Mine."))
    assert bring(plain_draft, data).pk == bring(plain_draft, data, "other name.docx").pk
