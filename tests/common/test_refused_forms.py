"""A refused form of the admin: every error with the way to its field, and no file lost silently."""

import io
import re

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext, pgettext
from PIL import Image

from registry.common.refused_forms import CHOOSE_AGAIN
from registry.figure_imports.forms import BringForm
from registry.projects.models import Project
from registry.publication.forms import EndorsedOnBehalfForm
from tests.conftest import form_data

pytestmark = pytest.mark.django_db


def places(text: str) -> dict[str, str]:
    """Of the errors at the top of the page: the words by the id that they lead to."""
    listed = text.partition('class="error-places"')[2].partition("</ul>")[0]
    found = re.findall(r'<a href="#([\w-]+)">(.*?)</a>', listed, re.S)
    return {place: strip_tags(words).strip() for place, words in found}


def test_each_error_of_a_long_form_leads_to_its_field(staff):
    project = Project.objects.get(slug="bmp")
    page = f"/admin/registry/project/{project.pk}/change/"
    typed = form_data(staff, page) | {"starts_on": "bad"}
    number = int(typed["partners-TOTAL_FORMS"])
    typed |= {"partners-TOTAL_FORMS": number + 1, f"partners-{number}-role": "partner"}
    text = staff.post(page, typed).content.decode()
    found = places(text)
    assert found["id_starts_on"].startswith("Starts on: Write the day as")
    assert any(words.startswith(f"Partner {number + 1}") for words in found.values()), found
    for place in found:
        assert f'id="{place}"' in text
    assert not places(staff.get(page).content.decode())


def test_a_picture_that_was_not_taken_is_asked_for_again(staff):
    page = "/admin/registry/picture/add/"
    file = io.BytesIO()
    Image.new("RGB", (600, 400)).save(file, "PNG")
    typed = form_data(staff, page) | {"upload": SimpleUploadedFile("a.png", file.getvalue())}
    answer = staff.post(page, typed)
    assert places(answer.content.decode())["id_upload"] == f"File: {CHOOSE_AGAIN}"


@pytest.mark.parametrize(
    ("form_class", "name", "data", "typed"),
    [
        (EndorsedOnBehalfForm, "letter", b"%PDF-1.7", {"endorsed_on": "bad"}),
        (BringForm, "file", b"a,b", {"reason": ""}),
    ],
)
def test_other_forms_ask_again_too(form_class, name, data, typed):
    form = form_class(typed, {name: SimpleUploadedFile("file.pdf", data)})
    assert form.errors[name] == [CHOOSE_AGAIN]
    assert len(form.errors) == 2


def test_what_acts_on_a_list_is_named_in_russian_too():
    """The home page leads with the same English word, which has other words in Russian."""
    with translation.override("ru"):
        assert gettext("Go") == "Выполнить"
        assert pgettext("to what was typed", "Go") == "Найти"


def test_no_kind_of_record_has_a_plural_that_english_forms_otherwise():
    for model in apps.get_app_config("registry").get_models():
        plural = str(model._meta.verbose_name_plural)
        assert not re.search(r"[^aeiou]ys$|(s|x|ch|sh)s$", plural), model
