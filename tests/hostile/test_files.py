"""Files that are not what they say, where a file comes back that the registry gave out: cut,
turned, of another kind, with parts that other programs wrote. Refused in words or taken, and never
a failure; and the same files at each run."""

import io
import random
import time
import zipfile
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.common.dates import today
from registry.drafting.starting import start_edition
from registry.profiles.models import Edition
from registry.word.draft_document import draft_file
from registry.word.draft_parts import take_copy
from tests import make
from tests.conftest import signed_in
from tests.hostile.naughty import WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
SEED = 20261127
MOST_SECONDS = 20  # of processor time, on a busy machine
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY x%d "%s">' % (n, b"&x%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&x9;</a>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
OTHERS = {
    "nothing": b"",
    "words": "Слова".encode(),
    "a page": b"<html><script>alert(1)</script></html>",
    "a PDF": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
    "an archive of nothing": b"PK\x05\x06" + b"\0" * 18,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "only zeros": b"\0" * 100_000,
    "formulas": b"key,value\n=1+1,@SUM(A1)\n" * 50,
}


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one of its parts replaced, or one more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            if one.filename != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content)
    return out.getvalue()


def turned(data: bytes, number: int) -> bytes:
    """Some bytes otherwise, the same ones for the same number."""
    chance = random.Random(SEED + number)
    found = bytearray(data)
    for _byte in range(1 + number * 5):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def variants(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield from OTHERS.items()
    for part in (4, 2, 1):
        yield f"cut at 1/{part}", data[: len(data) // part - 1]
    for number in range(6):
        yield f"turned {number}", turned(data, number)
    names = [one for one in zipfile.ZipFile(io.BytesIO(data)).namelist() if one.endswith(".xml")]
    for name in names[:8]:
        yield f"{name} is a bomb", with_part(data, name, BOMB)
        yield f"{name} reads files", with_part(data, name, OUTSIDE)
    for name in names[:4]:
        yield f"{name} is empty", with_part(data, name, b"")
        yield f"{name} is no XML", with_part(data, name, b"\xff\xfe<\0")
    yield "a path out of it", with_part(data, "../../../tmp/registry-out", b"x")
    yield "a part of its own twice", data + data


NAMES = ("f{}", "../../../etc/passwd{}", "a\r\nX: y{}", "{}", "Ж" * 300 + "{}", "nul\0{}", "=1+1{}")


@pytest.fixture
def edition(nino, editor) -> Edition:
    return start_edition(make.profile(nino.state, "light"), 2031, by=editor, on=today())


def refused(post: Callable, data: bytes, end: str, field: str) -> list[str]:
    wrong = []
    for number, (what, content) in enumerate(variants(data)):
        name = NAMES[number % len(NAMES)].format(end)
        began = time.process_time()
        answer = post({field: SimpleUploadedFile(name, content)})
        seconds = time.process_time() - began
        if answer.status_code >= 500 or seconds > MOST_SECONDS:
            wrong.append(f"{what} as {name[:30]!r}: {answer.status_code}, {seconds:.0f} s")
        if b"root:x:0" in b"".join(answer):
            wrong.append(f"{what}: a file of the machine")
    return wrong


def test_a_sheet_that_comes_back_to_the_desk(nino, edition):
    desk = signed_in(nino.account)
    desk.raise_request_exception = False
    address = f"/en/desk/editions/{edition.pk}/figures"
    sheet = b"".join(desk.get(f"{address}.xlsx"))
    for end in (".xlsx", ".csv"):
        wrong = refused(lambda body: desk.post(f"{address}/", body), sheet, end, "sheet")
        assert not wrong, "\n".join(wrong)


def test_a_word_file_that_comes_back_to_the_desk(nino, edition):
    desk = signed_in(nino.account)
    desk.raise_request_exception = False
    copy = take_copy(edition, "en", words="en", by=nino.account, on=today())
    address = f"/en/desk/editions/{edition.pk}/word/"
    wrong = refused(lambda body: desk.post(address, body), draft_file(copy), ".docx", "file")
    assert not wrong, "\n".join(wrong)


def test_a_nomination_that_comes_back_to_the_secretariat(staff, georgia):
    staff.raise_request_exception = False
    address = "/admin/registry/paperletter/nomination/"
    blank = staff.post(
        address, {"do": "blank", "state": georgia.pk, "language": "en", "form": "docx"}
    )
    form = b"".join(blank)
    assert form[:2] == b"PK", blank.status_code
    wrong = refused(lambda body: staff.post(address, body | {"do": "read"}), form, ".docx", "file")
    assert not wrong, "\n".join(wrong)


def test_naughty_words_in_each_cell_of_a_sheet(nino, edition):
    """What is typed into the sheet is shown at the desk as words, and taken by the form's rules."""
    from tests.sheets import books

    desk = signed_in(nino.account)
    for name, word in WORDS.items():
        sound = "".join(one for one in word if one >= " " and one != "\x7f")[:3000]
        book = books.taken(desk, edition)
        books.fill(book, value=sound, year=sound, source=sound)
        answer = books.brought(desk, edition, book)
        assert answer.status_code in (200, 302), name
        if answer.status_code == 302:
            shown = desk.get(answer["Location"])
            assert shown.status_code == 200, name
            assert b"<script>alert" not in shown.content, name
