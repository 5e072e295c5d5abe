import io
import shutil

import pytest

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.task_worker import work_off
from registry.drafting.starting import start_edition
from registry.profiles.models import Edition
from registry.word import bringing
from registry.word.comparing import as_text
from registry.word.draft_document import draft_file
from registry.word.draft_parts import take_copy
from tests import make
from tests.conftest import need
from tests.word.texts import TextMaker


@pytest.fixture(scope="session")
def soffice() -> str:
    return need(shutil.which("soffice"), "libreoffice-writer-nogui")


@pytest.fixture
def draft(nino, editor) -> Edition:
    """Of Georgia, with texts of all elements in both languages."""
    edition = start_edition(make.profile(nino.state, "light"), 2031, by=editor, on=today())
    for number, section in enumerate(edition.sections.in_order()):
        section.text_en = as_text(TextMaker(number * 2 + 1, "en").text())
        section.text_ru = as_text(TextMaker(number * 2, "ru").text())
        section.save()
    return edition


@pytest.fixture
def plain_draft(nino, editor) -> Edition:
    """Three paragraphs in each part and language."""
    edition = start_edition(make.profile(nino.state, "light"), 2031, by=editor, on=today())
    for section in edition.sections.in_order():
        place = section.template_section.number
        section.text_en = "".join(f"<p>Sentence {n} of {place}.</p>" for n in (1, 2, 3))
        section.text_ru = "".join(f"<p>Предложение {n} из {place}.</p>" for n in (1, 2, 3))
        section.save()
    return edition


@pytest.fixture
def out(nino):
    """out(edition, "en"): the bytes of a copy."""

    def made(edition: Edition, languages: str = "en", words: str = "en") -> bytes:
        by = nino.account
        return draft_file(take_copy(edition, languages, words=words, by=by, on=today()))

    return made


@pytest.fixture
def bring(nino):
    """bring(edition, data): the proposal, read; raises RuleError with why it was not taken."""

    def brought(edition: Edition, data: bytes, name: str = "renamed by me.docx"):
        edition = Edition.objects.for_page().get(pk=edition.pk)
        file = io.BytesIO(data)
        row = bringing.bring(edition, file, name, len(data), by=nino.account, post=nino)
        work_off()
        row.refresh_from_db()
        if row.problem:
            words, _gone = row.problem, row.delete()
            raise RuleError(words)
        return row

    return brought
