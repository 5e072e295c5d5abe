"""A pack for a meeting: begun, ordered, commented, frozen; its page and files say the same."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from docx import Document

from registry.common.errors import RuleError
from registry.figures.models import Observation
from registry.packs.blocks import shown_to
from registry.packs.models import MeetingPack, PackPart
from registry.packs.packing import add_parts, content_of, freeze, is_as_frozen
from registry.packs.paper import docx, pack_paper, pdf
from registry.process.models import Meeting
from registry.profiles.models import Edition
from tests import make
from tests.conftest import form_data, signed_in
from tests.databases import TODAY
from tests.paper.reading import squeezed, texts

pytestmark = pytest.mark.django_db
LIST = "/admin/registry/meetingpack/"


@pytest.fixture
def som(db) -> Meeting:
    return Meeting.objects.create(
        slug="som-2031",
        kind="som",
        title_en="Senior Officials’ Meeting 2031",
        title_ru="Встреча старших должностных лиц 2031",
        starts_on=date(2031, 5, 6),
        stage="ready",
    )


@pytest.fixture
def pack(som, editor) -> MeetingPack:
    row = MeetingPack.objects.create(meeting=som)
    add_parts(row, by=editor)
    return row


def part_of(content: dict, kind: str) -> dict:
    return next(part for part in content["parts"] if part["kind"] == kind)


def words_of(content: dict) -> str:
    return str(content)


def table_of(part: dict) -> dict:
    return next(block for block in part["blocks"] if block["n"] == "table")


def test_the_matrix_names_every_state_with_year_and_standing(pack, light_georgia):
    table = table_of(part_of(content_of(pack, TODAY), "matrix"))
    georgia = next(row for row in table["rows"] if row[0] == "Georgia")
    assert str(light_georgia.year) in georgia[3]
    assert "not endorsed" in georgia[3]
    assert len(table["rows"]) > 45


def test_an_endorsement_is_overdue_after_three_months(pack, georgia):
    make.edition(
        georgia, year=2031, status=Edition.Status.WITH_STATE, submitted_on=date(2026, 3, 1)
    )
    content = content_of(pack, date(2026, 6, 1))
    assert "Overdue endorsements: none." in words_of(part_of(content, "endorsements"))
    table = table_of(part_of(content_of(pack, date(2026, 6, 3)), "endorsements"))
    assert table["caption"] == "Overdue endorsements"
    assert table["rows"] == [
        ["Georgia", "Light Migration Profile 2031", "1 March 2026", "1 June 2026", "2"]
    ]
    public = shown_to([part_of(content, "endorsements")], "participants")
    assert "1 March 2026" not in str(public)


def test_no_personal_detail_stands_in_any_version(pack, georgia):
    person = make.contact_point(georgia, phone="+000 99 000")
    for language in ("en", "ru"):
        with translation.override(language):
            told = str(pack_paper(pack, "internal", TODAY))
        for secret in (person.name_latin, person.name_cyrillic, person.email, person.phone):
            assert secret not in told


def test_participants_get_no_contact_points_and_at_most_names_of_states(pack, georgia):
    make.contact_point(georgia)
    kinds = [part["kind"] for part in pack_paper(pack, "participants", TODAY)["parts"]]
    assert "contacts" not in kinds
    pack.parts.filter(kind="contacts").update(is_internal=False)
    parts = pack_paper(MeetingPack.objects.get(), "participants", TODAY)["parts"]
    contacts = next(part for part in parts if part["kind"] == "contacts")
    assert "Ministry of Testing" not in str(contacts)
    assert "Georgia" in str(contacts)


def test_parts_stand_in_the_order_of_their_numbers_and_what_is_left_out_is_not_there(pack):
    pack.parts.filter(kind="meetings").update(place=0, comment_en="Save the date.\n\nSecond.")
    pack.parts.filter(kind="figures").update(is_in=False)
    content = content_of(MeetingPack.objects.get(), TODAY)
    assert content["parts"][0]["kind"] == "meetings"
    texts = [block["text"] for block in content["parts"][0]["comment"]]
    assert texts == ["Save the date.", "Second."]
    assert "figures" not in [part["kind"] for part in content["parts"]]


def test_figures_move_between_years_of_one_source_without_silly_factors(pack, georgia):
    rows = Observation.objects.filter(state=georgia, indicator__slug="refugees-hosted")
    rows.exclude(year__in=(2024, 2025)).delete()
    rows.filter(year=2024).update(value=40_000, status="official")
    rows.filter(year=2025).update(value=900_000, status="official")
    table = table_of(part_of(content_of(pack, TODAY), "figures"))
    row = next(row for row in table["rows"] if row[1] == "Georgia" and "efugees" in row[0])
    assert row[2:4] == ["40,000 (2024)", "900,000 (2025)"]
    assert row[4] == "+860,000"
    assert "Doubtful" in row[5]


def test_a_project_without_lead_and_an_action_without_project_are_named(pack):
    from registry.projects.models import Project

    Project.objects.create(
        slug="lost",
        kind="project",
        title_en="A lost project",
        starts_on=date(2025, 1, 1),
        stage="ready",
    )
    assert "A lost project" in words_of(part_of(content_of(pack, TODAY), "carriers"))


def test_a_frozen_pack_keeps_its_words(pack, georgia, editor):
    frozen = freeze(pack, by=editor, on=TODAY)
    assert frozen.frozen_on == TODAY
    assert len(frozen.checksum) == 64
    assert is_as_frozen(frozen)
    before = content_of(frozen, TODAY)
    Edition.objects.filter(profile__state=georgia).update(standing_note_en="x")
    Meeting.objects.filter(pk=pack.meeting_id).update(title_en="Another title")
    frozen = MeetingPack.objects.get()
    assert content_of(frozen, date(2032, 1, 1)) == before
    with pytest.raises(RuleError, match="frozen on"):
        freeze(frozen, by=editor, on=TODAY)


def test_the_database_refuses_to_change_a_frozen_pack(pack, editor):
    freeze(pack, by=editor, on=TODAY)
    rows = MeetingPack.objects.all()
    for write, given in (
        (rows.update, {"foreword_en": "x"}),
        (rows.update, {"checksum": ""}),
        (PackPart.objects.update, {"comment_en": "x"}),
        (pack.contents.all().update, {"content": {}}),
        (pack.contents.all().delete, {}),
        (PackPart.objects.filter(kind="matrix").delete, {}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(**given)


def test_a_pack_without_parts_is_not_frozen(pack, editor):
    pack.parts.update(is_in=False)
    with pytest.raises(RuleError, match="No part"):
        freeze(pack, by=editor, on=TODAY)


def test_a_later_pack_says_what_changed(pack, som, georgia, editor):
    late = make.edition(
        georgia, year=2031, status=Edition.Status.WITH_STATE, submitted_on=date(2026, 3, 1)
    )
    freeze(pack, by=editor, on=TODAY)
    late.delete()
    after = MeetingPack.objects.create(meeting=som, number=2, follows=MeetingPack.objects.get())
    add_parts(after, by=editor)
    told = words_of(part_of(content_of(after, TODAY), "since"))
    assert "No longer overdue: Georgia, Light Migration Profile 2031" in told
    assert "Nothing that stood in it has changed." in told  # of what participants may know
    assert after.number == 2


def test_pdf_and_word_file_say_what_the_page_says(pack, editor, staff):
    pack.parts.filter(kind="meetings").update(comment_en="Save the date.", comment_ru="Запишите.")
    freeze(pack, by=editor, on=TODAY)
    frozen = MeetingPack.objects.get()
    for language, comment in (("en", "Save the date."), ("ru", "Запишите.")):
        page = staff.get(f"{LIST}{pack.pk}/papers/internal/{language}/")
        assert page.status_code == 200
        with translation.override(language):
            paper = pack_paper(frozen, "internal", TODAY)
            printed = squeezed("".join(texts(pdf(paper))))
            document = Document(io.BytesIO(docx(paper)))
        written = "\n".join(paragraph.text for paragraph in document.paragraphs)
        for text in (comment, frozen.checksum[:32]):
            assert squeezed(text) in printed
            assert text in written
            assert text in page.content.decode()
        tables = sum(block["n"] == "table" for part in paper["parts"] for block in part["blocks"])
        assert len(document.tables) == tables


def test_the_footnote_of_a_designation_stands_in_the_pack(pack, kosovo):
    notes = content_of(pack, TODAY)["footnotes"]
    assert any("1244" in note for note in notes)


def test_staff_begin_order_and_freeze_a_pack(staff, som):
    answer = staff.post(f"{LIST}add/", {"meeting": som.pk, "number": 1, "foreword_en": "Dear all"})
    pack = MeetingPack.objects.get()
    assert answer.url == f"{LIST}{pack.pk}/change/"
    assert pack.parts.count() == len(PackPart.Kind.values)
    data = form_data(staff, answer.url)
    at = next(
        name.rpartition("-")[0]
        for name, value in data.items()
        if name.endswith("-id") and value == pack.parts.get(kind="meetings").pk
    )
    data |= {f"{at}-place": 0, f"{at}-comment_en": "First of all."}
    assert staff.post(answer.url, data).status_code == 302
    assert pack.parts.first().kind == "meetings"
    staff.post(f"{LIST}{pack.pk}/act/freeze/")
    pack.refresh_from_db()
    assert pack.is_frozen
    assert "First of all." in staff.get(f"{LIST}{pack.pk}/papers/participants/en/").content.decode()


def test_a_frozen_pack_is_not_deleted_and_staff_read_why(staff, pack, editor):
    freeze(pack, by=editor, on=TODAY)
    answer = staff.post(f"{LIST}{pack.pk}/delete/", {"post": "yes"}, follow=True)
    assert "handed round" in answer.content.decode()
    assert MeetingPack.objects.exists()


def test_who_saves_a_pack_that_was_frozen_meanwhile_reads_why_it_was_not(staff, pack, editor):
    freeze(pack, by=editor, on=TODAY)
    data = {"foreword_en": "Late.", "_save": "1"}
    answer = staff.post(f"{LIST}{pack.pk}/change/", data, follow=True)
    assert answer.status_code == 200
    assert "is frozen" in answer.content.decode()
    pack.refresh_from_db()
    assert pack.foreword_en != "Late."


def test_lists_and_forms_cost_few_queries(staff, pack, django_assert_max_num_queries):
    for address in (LIST, f"{LIST}add/", f"{LIST}{pack.pk}/change/"):
        staff.get(address)
        with django_assert_max_num_queries(15):
            staff.get(address)


def test_who_may_not_see_contact_points_gets_the_participants_version_alone(pack, editor):
    from django.contrib.auth.models import Permission

    editor.groups.clear()
    editor.user_permissions.set(Permission.objects.filter(codename="view_meetingpack"))
    client = signed_in(editor, second_factor=True)
    assert client.get(f"{LIST}{pack.pk}/papers/participants/en/pdf/").status_code == 200
    assert client.get(f"{LIST}{pack.pk}/papers/internal/en/pdf/").status_code == 403
    assert client.get(f"{LIST}{pack.pk}/papers/nobody/en/pdf/").status_code == 404


def test_what_was_said_of_what_changed_stands_without_an_earlier_pack(pack):
    said = "The first pack of its kind."
    parts = content_of(pack, TODAY)["parts"]
    assert parts
    assert all(part["kind"] != "since" for part in parts)
    pack.parts.filter(kind="since").update(comment_en=said, comment_ru=said)
    pack = MeetingPack.objects.for_page().get(pk=pack.pk)
    part = part_of(content_of(pack, TODAY), "since")
    assert said in str(part["comment"])
    assert "This pack follows no earlier one." in str(part["blocks"])
