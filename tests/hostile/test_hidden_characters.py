"""Characters that nobody sees: each door refuses them with their place, or leaves them out of
formatted text and says so; what people write with stays."""

import pytest
from django import forms
from django.core.management import CommandError, call_command

from registry.common.dates import today
from registry.common.hidden_characters import refusal_of
from registry.common.richtext import cleaned
from registry.contacts.models import ContactPoint
from registry.figures.models import Observation
from registry.pages.models import NewsItem
from registry.process.models import CooperationArea
from registry.proposals import tokens
from registry.proposals.models import Proposal
from tests import importing, make
from tests.conftest import form_data, signed_in
from tests.figure_imports.brought import told, tried
from tests.proposals.test_doors import FIGURE, figures, send

HIDDEN = [*"\x01\x08\x0b\x1b\x7f\x85\x9f\u202a\u202e\u2066\u2069\ufeff\ufff9\ufffe"]
OF_USE = "soft\u00adly, a mark\u200e and another\u200f, \u200bzero, 👩\u200d👩\u200d👧, a\tb\r\nc"
TURNED = "Work\u202epermits"
SAID = "(U+202E, after “Work”)"


@pytest.mark.parametrize("character", HIDDEN)
def test_a_field_refuses_it_and_says_where(character):
    for field in (forms.CharField(), forms.CharField(widget=forms.Textarea)):
        with pytest.raises(forms.ValidationError, match=f"U\\+{ord(character):04X}, after “Mig”"):
            field.clean(f"Mig{character}ration")
    with pytest.raises(forms.ValidationError):
        forms.URLField(assume_scheme="https").clean(f"https://example.org/a{character}b")
    with pytest.raises(forms.ValidationError):
        forms.EmailField().clean(f'"a{character}b"@example.org')


def test_what_people_write_with_is_taken():
    assert forms.CharField().clean(OF_USE) == OF_USE
    assert not refusal_of(OF_USE)
    assert cleaned(f"<p>{OF_USE}</p>").left_out == []


@pytest.mark.parametrize("written", ["a\u202eb", "<p>a\u202eb</p>", "<p>a&#x202E;b</p>"])
def test_formatted_text_leaves_it_out_and_says_so(written):
    found = cleaned(written)
    assert found.html == "<p>ab</p>"
    assert [str(row) for row in found.left_out] == ["1 invisible character"]
    assert cleaned("<p>one\x0btwo</p>").html == "<p>one\ntwo</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["title_en", "title_ru", "body_en"])
def test_a_form_of_the_admin_refuses_it(staff, name):
    row = NewsItem.objects.first()
    address = f"/admin/registry/newsitem/{row.pk}/change/"
    answer = staff.post(address, form_data(staff, address) | {name: TURNED})
    assert SAID in answer.content.decode()
    assert row.version == NewsItem.objects.get(pk=row.pk).version


@pytest.mark.django_db
def test_a_file_of_records_refuses_it_at_its_row(staff):
    area = CooperationArea.objects.get(slug="asylum")
    row = importing.exported(area) | {"name_en": TURNED}
    found = importing.errors(importing.bring(staff, CooperationArea, row))
    assert found[0][:2] == (2, "name_en")
    assert SAID in found[0][2]
    assert CooperationArea.objects.get(pk=area.pk).name_en == area.name_en


@pytest.mark.django_db
def test_the_desk_refuses_it_in_the_language_of_its_reader(ion):
    address = f"/ru/desk/details/{ion.pk}/"
    browser = signed_in(ion.account)
    shown = browser.get(address).context["form"]
    data = {shown.add_prefix(name): shown[name].value() or "" for name in shown.fields}
    answer = browser.post(address, data | {"name_latin": "Ion\u202eMunteanu"})
    assert "невидимый знак (U+202E, после «Ion»)" in answer.content.decode()
    assert ContactPoint.objects.get(pk=ion.pk).name_latin == "Ion Munteanu"


@pytest.mark.django_db
def test_a_part_of_a_draft_is_saved_without_it_and_says_so(nino, georgia):
    edition = make.written_edition(georgia)
    section = edition.sections.get(template_section__slug="challenges")
    address = f"/en/desk/editions/{edition.pk}/parts/challenges/"
    data = {"seen": section.version, "text_en": f"<p>{TURNED}</p>", "text_ru": "", "gap": ""}
    page = signed_in(nino.account).post(address, data | {"do": "save"}, follow=True)
    assert "1 invisible character" in page.content.decode()
    section.refresh_from_db()
    assert section.text_en == "<p>Workpermits</p>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        figures(FIGURE | {"note_en": TURNED}),
        {"kind": "details", "details": {"name_latin": TURNED}},
    ],
)
def test_a_states_system_is_refused_by_its_place(client, nino, body):
    _row, token = tokens.make_token(nino, "Statistics", by=nino.account, on=today())
    answer = send(client, token, body)
    assert answer.status_code == 400
    assert SAID in answer.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_a_note_in_a_file_of_figures_is_refused_at_its_row():
    table = f"state,indicator,year,value,note_en\nGEO,population,2031,1,{TURNED}\n"
    assert SAID in str(told(tried(table, source="unhcr")))
    assert not Observation.objects.filter(year=2031).exists()


@pytest.mark.django_db
def test_commands_refuse_it(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text("state,indicator,year,value\nGEO,population,2031,1\n")
    with pytest.raises(CommandError, match="U\\+202E"):
        call_command("import_figures", str(path), "--reason", TURNED)
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("invite", '"a\x08b"@example.org', "--editor")
