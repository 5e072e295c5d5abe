"""The Secretariat's work in the admin."""

import csv
import io
import re

import openpyxl
import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.common.dates import today, worded
from registry.common.records import Record
from registry.contacts.group_mail import GroupMail
from registry.contacts.models import ContactPoint, Escalation
from registry.drafting.rounds import CollectionRound
from registry.library.models import Document
from registry.media.models import Picture
from registry.packs.models import MeetingPack
from registry.pages.models import NewsItem, Page
from registry.process.models import CooperationArea, Meeting
from registry.projects.models import Project
from registry.states.models import State
from tests import make
from tests.clients import one_line
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
RECORDS = [model for model in admin.site._registry if issubclass(model, Record)]


MADE = {
    ContactPoint: make.contact_point,
    Escalation: lambda state: Escalation.objects.create(state=state),
    CollectionRound: make.collection_round,
    Picture: lambda state: make.picture(),
    GroupMail: lambda state: GroupMail.objects.create(subject_en="A letter", body_en="Dear {name}"),
    MeetingPack: lambda state: MeetingPack.objects.create(meeting=Meeting.objects.earliest("pk")),
}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_record_has_list_form_history_and_export(staff, model):
    name = model._meta.model_name
    assert staff.get(reverse(f"admin:registry_{name}_changelist")).status_code == 200
    assert staff.get(reverse(f"admin:registry_{name}_changelist"), {"q": "ge"}).status_code == 200
    is_the_only_one = model.__name__ == "FrameSettings"
    assert staff.get(reverse(f"admin:registry_{name}_add")).status_code == (
        403 if is_the_only_one else 200
    )
    row = model.objects.first() or MADE[model](State.objects.get(iso_alpha3="GEO"))
    assert staff.get(reverse(f"admin:registry_{name}_change", args=[row.pk])).status_code == 200
    assert staff.get(reverse(f"admin:registry_{name}_history", args=[row.pk])).status_code == 200
    own_import = model.__name__ == "Observation"  # figures come by one that can be undone
    assert staff.get(reverse(f"admin:registry_{name}_import")).status_code == (
        403 if own_import else 200
    )


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_what_is_exported_can_be_imported_unchanged(model):
    from registry.common.importing import resource_for

    if model.__name__ in ("ContactPoint", "Observation"):
        return
    rows = model.objects.order_by("pk")[:15]
    data = resource_for(model)().export(rows)
    result = resource_for(model)().import_data(data, dry_run=True)
    assert not result.has_errors(), [
        str(error.error) for row in result.rows for error in row.errors
    ][:2]
    assert not result.has_validation_errors(), result.invalid_rows[0].error_dict
    assert {row.import_type for row in result.rows} <= {"skip"}


def test_the_front_page_shows_coverage_and_changes(staff):
    page = Page.objects.get(slug="privacy")
    address = f"/admin/registry/page/{page.pk}/change/"
    staff.post(address, form_data(staff, address) | {"title_en": "Privacy notice"})
    text = one_line(staff.get("/admin/").content.decode())
    assert "Privacy notice" in text
    assert re.search(r"<b>Edita</b> changed <a href[^>]+>Privacy notice</a>", text)
    assert 'title="Kazakhstan"' in text
    text = one_line(staff.get("/admin/?table=1").content.decode())
    assert "2010–2011" in text
    assert f"{today().year - 2011} years old · Endorsement not confirmed" in text


def test_two_people_at_one_record_lose_nothing(staff, second_editor, editor):
    item = NewsItem.objects.get(slug="2011-poznan")
    address = f"/admin/registry/newsitem/{item.pk}/change/"
    mine = form_data(staff, address)
    other = signed_in(second_editor, second_factor=True)
    assert (
        other.post(address, form_data(other, address) | {"title_en": "Their title"}).status_code
        == 302
    )

    told = staff.post(address, mine | {"title_en": "My title", "body_en": "My long text"})
    text = told.content.decode()
    assert told.status_code == 200
    assert "was saved by Secunda while you were editing" in text
    assert re.search(r"<td>Their title</td>\s*<td>My title</td>", text)
    assert 'name="choice-title_en" value="theirs"' in text
    assert 'name="choice-body_en"' not in text
    assert 'value="My title"' in text
    assert "My long text</textarea>" in text
    item.refresh_from_db()
    assert item.title_en == "Their title"

    again = mine | {
        "title_en": "My title",
        "body_en": "My long text",
        "seen_version": re.search(r'name="seen_version" value="(\d+)"', text)[1],
    }
    assert staff.post(address, again).status_code == 302
    item.refresh_from_db()
    assert (item.title_en, item.body_en) == ("My title", "<p>My long text</p>")
    assert item.history.count() == 3


def test_two_people_at_one_inline_row(staff, second_editor):
    project = Project.objects.get(slug="pp1")
    address = f"/admin/registry/project/{project.pk}/change/"
    mine = form_data(staff, address)
    other = signed_in(second_editor, second_factor=True)
    theirs = form_data(other, address)
    output = next(name for name in theirs if re.fullmatch(r"outputs-\d+-title_en", name))
    assert other.post(address, theirs | {output: "Their output"}).status_code == 302
    told = staff.post(address, mine | {output: "My output"})
    assert told.status_code == 200
    assert "Their output" in told.content.decode()
    assert project.outputs.get().title_en == "Their output"


def test_history_tells_who_changed_what(staff, editor):
    area = CooperationArea.objects.get(slug="asylum")
    address = f"/admin/registry/cooperationarea/{area.pk}/change/"
    staff.post(address, form_data(staff, address) | {"name_en": "Asylum"})
    latest = area.history.first()
    assert latest.history_user == editor
    assert [
        change.field
        for change in latest.diff_against(latest.prev_record).changes
        if change.field != "version"
    ] == ["name_en"]


def test_what_others_rest_on_is_not_deleted_and_the_list_says_what(staff):
    area = CooperationArea.objects.get(slug="asylum")
    text = staff.post(
        f"/admin/registry/cooperationarea/{area.pk}/delete/", {"post": "yes"}
    ).content.decode()
    assert CooperationArea.objects.filter(pk=area.pk).exists()
    assert "protected" in text
    assert "VI.2" in text


def test_sixty_sections_can_be_saved_at_once(staff):
    from registry.profiles.templates import ProfileTemplate, TemplateSection

    template = ProfileTemplate.objects.create(
        kind="light", number=7, name_en="Long", in_use_from=2030
    )
    TemplateSection.objects.bulk_create(
        TemplateSection(
            template=template,
            slug=f"s{number}",
            number=str(number),
            order=number,
            heading_en=f"Heading {number}",
        )
        for number in range(60)
    )
    address = f"/admin/registry/profiletemplate/{template.pk}/change/"
    data = form_data(staff, address)
    data |= {f"filler-{number}": "x" for number in range(700)}
    assert len(data) > 1000
    assert staff.post(address, data | {"name_en": "Longer"}).status_code == 302
    template.refresh_from_db()
    assert template.name_en == "Longer"


def export(staff, model: str, form: int) -> bytes:
    from registry.common.importing import resource_for

    page = staff.get(f"/admin/registry/{model}/export/")
    fields = [
        name
        for name in page.context["form"].fields
        if name.startswith(resource_for(Document).__name__.lower())
    ]
    return staff.post(
        f"/admin/registry/{model}/export/",
        {"format": str(form), "resource": "0"} | dict.fromkeys(fields, "on"),
    ).content


def test_exports_are_neutralised_in_both_formats(staff):
    Document.objects.filter(slug="hb-readmission").update(
        title_en="=cmd|' /C calc'!A0", publisher="@x", authors="-x"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(export(staff, "document", 0))).active
    rows = list(csv.reader(io.StringIO(export(staff, "document", 1).decode("utf-8-sig"))))
    cells = [str(cell.value or "") for line in sheet.iter_rows(min_row=2) for cell in line]
    for cell in cells + [cell for row in rows[1:] for cell in row]:
        assert not cell.startswith(("=", "+", "@", "-")), cell
    assert "'=cmd|' /C calc'!A0" in cells


def upload(staff, text: str, model: str = "cooperationarea"):
    file = SimpleUploadedFile("rows.csv", text.encode(), "text/csv")
    return staff.post(
        f"/admin/registry/{model}/import/", {"format": "1", "import_file": file, "resource": "0"}
    )


HEAD = "slug,number,order,name_en,name_ru,note_en,note_ru,source_url,certainty,editor_note"


def test_an_import_changes_nothing_until_it_is_confirmed(staff):
    response = upload(staff, f"{HEAD}\nasylum,VI,6,New name,Новое имя,,,,stated,\n")
    assert "New name" in response.content.decode() or "<ins" in response.content.decode()
    area = CooperationArea.objects.get(slug="asylum")
    assert area.name_en != "New name"
    form = response.context["confirm_form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert staff.post("/admin/registry/cooperationarea/process_import/", data).status_code == 302
    area.refresh_from_db()
    assert area.name_en == "New name"
    assert area.history.first().history_user is not None


def test_an_import_names_row_and_cell_of_an_error(staff):
    text = upload(
        staff, f"{HEAD}\nasylum,VI,six,Name,Имя,,,,stated,\nnew,VII,7,Name,Имя,,,,surely,\n"
    ).content.decode()
    assert "confirm" not in text.lower() or "Please correct" in text
    assert "order" in text
    assert "six" in text
    assert "certainty" in text.lower()
    assert "surely" in text


def test_an_import_names_a_relation_that_does_not_exist(staff):
    head = "document,language,url,url_note_en"
    text = upload(
        staff, f"{head}\nno-such-paper,en,https://example.org,\n", "documentversion"
    ).content.decode()
    assert "No document “no-such-paper”" in text


def test_the_admin_is_in_english_whatever_the_browser_asks_for(staff):
    text = staff.get("/admin/registry/state/", headers={"accept-language": "ru"}).content.decode()
    assert "Select state to change" in text


def test_view_on_site(staff):
    project = Project.objects.get(slug="pp4")
    text = staff.get(f"/admin/registry/project/{project.pk}/change/").content.decode()
    link = re.search(r'href="(/admin/r/[^"]+)" class="viewsitelink"', text)[1]
    assert staff.get(link)["Location"].endswith("/en/pilot-projects/4/")


def test_a_frozen_edition_and_its_sections_cannot_be_edited(staff, light_georgia):
    section = light_georgia.sections.first()
    text = staff.get(f"/admin/registry/section/{section.pk}/change/").content.decode()
    assert 'name="_save"' not in text
    form = (
        staff.get(f"/admin/registry/edition/{light_georgia.pk}/change/").context["adminform"].form
    )
    assert set(form.fields) == {"standing_note_en", "standing_note_ru", "seen_version"}
    assert staff.get(f"/admin/registry/edition/{light_georgia.pk}/delete/").status_code == 403


def test_a_frozen_edition_is_not_changed_by_an_import_either(light_georgia):
    from registry.common.importing import resource_for
    from registry.drafting.sections import Section
    from registry.profiles.models import Edition

    for row, column, value in (
        (light_georgia, "publisher", "Somebody else"),
        (light_georgia.sections.first(), "text_en", "<p>Other</p>"),
    ):
        model = Edition if row is light_georgia else Section
        data = resource_for(model)().export(model.objects.filter(pk=row.pk))
        data.dict = [data.dict[0] | {column: value}]
        result = resource_for(model)().import_data(data, dry_run=False)
        assert result.has_validation_errors()
        assert "never changes" in str(result.invalid_rows[0].error.messages)


def test_a_state_may_endorse_later_and_its_letter_is_kept(staff, light_georgia):
    address = f"/admin/registry/edition/{light_georgia.pk}/act/endorse_later/"
    assert "This field is required" in staff.post(address).content.decode()
    letter = SimpleUploadedFile("Letter of somebody.pdf", b"%PDF-1.7 letter")
    assert staff.post(address, {"letter": letter, "reason": "Note no. 7"}).status_code == 302
    assert (
        f"Endorsed {worded(today())}"
        in staff.get(light_georgia.get_absolute_url()).content.decode()
    )
    row = light_georgia.transitions.last()
    assert (row.step, row.on_behalf, row.reason) == ("endorse_later", True, "Note no. 7")
    assert (
        b"".join(staff.get(f"/admin/registry/edition/letters/{row.pk}/").streaming_content)
        == b"%PDF-1.7 letter"
    )


def test_the_notice_cannot_be_edited_away(staff, georgia):
    edition = make.edition(georgia, year=2031, origin="secretariat")
    make.section(edition, "challenges", "<p>Text.</p>")
    address = f"/admin/registry/edition/{edition.pk}/change/"
    data = form_data(staff, address) | {
        "endorsement": "endorsed",
        "origin": "national",
        "status": "published",
    }
    staff.post(address, data)
    edition.refresh_from_db()
    assert (edition.endorsement, edition.origin, edition.status) == (
        "not_endorsed",
        "secretariat",
        "draft",
    )


def test_a_new_edition_is_filled_from_open_figures(staff, georgia):
    edition = make.edition(georgia, year=2031)
    own = make.section(edition, "challenges", "<p>The state's own.</p>")
    staff.post(f"/admin/registry/edition/{edition.pk}/act/fill/")
    assert edition.sections.count() == edition.template.sections.count()
    own.refresh_from_db()
    assert own.text_en == "<p>The state's own.</p>"
    assert "3.70" in edition.sections.get(template_section__slug="background-size-borders").text_en


def test_a_step_that_is_not_possible_says_why_and_where(staff, georgia):
    edition = make.edition(georgia, year=2031, status="submitted")
    section = make.section(edition, "challenges")
    address = f"/admin/registry/edition/{edition.pk}/act/ask_endorsement/"
    text = staff.get(address).content.decode()
    assert "These parts have neither text nor a reason" in text
    assert f"/admin/registry/section/{section.pk}/change/" in text
    told = staff.post(address, follow=True).context["messages"]
    assert any("is not possible yet" in str(message) for message in told)
    edition.refresh_from_db()
    assert edition.status == "submitted"


def test_editors_do_not_manage_accounts(staff):
    assert staff.get("/admin/registry/user/").status_code == 403


def test_strangers_see_only_the_door(client):
    for model in RECORDS:
        address = reverse(f"admin:registry_{model._meta.model_name}_changelist")
        assert client.get(address)["Location"].startswith("/admin/login/")
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
