"""The import speaks the language of who brings the file; the command on the server English."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from registry.figure_imports import agreeing, doubts, meanings, notices, values
from registry.figure_imports.forms import BringForm, ColumnsForm
from registry.figure_imports.imports import without_options
from tests.conftest import signed_in
from tests.figure_imports.brought import told, tried
from tests.figure_imports.test_import_pages import address_of, bring, matched

pytestmark = pytest.mark.django_db
MODULES = (agreeing, doubts, meanings, notices, values)


@pytest.fixture
def reads_russian(editor):
    editor.language = "ru"
    editor.save()
    return signed_in(editor, second_factor=True)


def test_pages_questions_and_errors_are_in_the_language_of_the_person(reads_russian):
    page = bring(reads_russian, "Country,Year,Value,Quality\nGEO,2020,x1,E\nMDA,2020,9,P\n")
    text = page.content.decode()
    for words in ("Столбцы файла", "заголовок неизвестен", "Прочитать файл", "страна на другой"):
        assert words in text
    address = address_of()
    matched(reads_russian, address)
    text = reads_russian.get(address).content.decode()
    assert "«x1» — не число" in text
    assert "Ошибки и вопросы" in text
    assert "запишите" not in text
    reads_russian.post(address, {"do": "give_up"})
    assert "Импорт прекращён" in reads_russian.get(address).content.decode()


def test_every_label_of_the_forms_is_russian():
    unlabelled = []
    with translation.override("ru"):
        for form in (BringForm, ColumnsForm):
            for name, field in form.base_fields.items():
                if not re.search("[а-я]{2}", str(field.label or "")):
                    unlabelled.append(f"{form.__name__}.{name}: {field.label}")
    assert unlabelled == []


def test_who_answers_in_the_admin_reads_no_option_of_the_command(editor):
    """It is answered by a field there; the command names its options."""
    staff = signed_in(editor, second_factor=True)
    bring(staff, "Country,Year,Value,Quality\nGorgia,2020,1,E\n")
    address = address_of()
    matched(staff, address)
    text = staff.get(address).content.decode()
    assert "much like" in text
    assert "Say what it means here, or write its ISO code." in text
    assert "--word" not in text


def test_each_sentence_stands_without_its_options():
    catalogue = polib.pofile(str(settings.BASE_DIR / "registry/locale/ru/LC_MESSAGES/django.po"))
    named = [text for entry in catalogue for text in (entry.msgid, entry.msgstr) if "(--" in text]
    assert len(named) > 20
    for text in named:
        plain = without_options(re.sub(r"%\((\w+)\)s", r"\1", text))
        assert "--" not in plain, text
        assert "()" not in plain, text
        assert re.search(r"[.\w»”]\.?$", plain), text


def test_a_file_that_is_none_is_refused_in_russian(reads_russian):
    text = bring(reads_russian, "<html><p>no table</p></html>").content.decode()
    assert "Это веб-страница, а не таблица." in text


def test_what_is_said_of_a_reading_has_no_english_sentence():
    content = (
        "indicator,state,year,value,source,other\n"
        "population,GEO,2031,3712345*,wdi,a\npopulation,USA,2031,1,wdi,b\n"
        "population,GEO,1850,1,wdi,a\npopulation,GEO,2032,..,wdi,c\npopulation,,2033,4,wdi,a\n"
    )
    with translation.override("ru"):
        imported = tried(content, year="")
        said = [*imported.said, *told(imported)]
    assert len(said) > 4
    for line in said:
        plain = re.sub(r"“[^”]*”|«[^»]*»|\([^)]*\)|[a-z]+-[a-z-]+", "", line)
        assert re.search("[а-я]{3}", plain), line
        assert not re.search(r"\b(the|was|were|rows|column|is|not)\b", plain), line


def test_the_command_speaks_english(tmp_path: Path):
    path = tmp_path / "figures.csv"
    path.write_text("indicator,state,year,value,source\npopulation,GEO,2031,x1,wdi\n")
    with pytest.raises(CommandError, match="is not a number"):
        call_command("import_figures", str(path), "--dry-run")
