"""What a file of records may write, and what is left to forms and acts."""

from datetime import date, timedelta

import pytest

from registry.accounts.models import PrivacyNotice
from registry.common.dates import today
from registry.contacts.group_mail import GroupMail, send_letter
from registry.contacts.models import Authority, ContactPoint
from registry.drafting.rounds import CollectionRound
from registry.drafting.sections import Section
from registry.profiles.models import Edition
from registry.states.models import State
from tests import importing, make
from tests.common.refused_files import refused
from tests.conftest import form_data

pytestmark = pytest.mark.django_db

HAND = "This column is not changed by an import"


# Contact points: offices, consent, accounts


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("account", "administrator"),
        ("phone_visibility", "public"),
        ("name_visibility", "network"),
        ("confirmed_on", "2026-01-02"),
        ("ended_at", "2026-01-02 10:00:00"),
        ("erased_on", "2026-01-02"),
        ("merged_into", "GEO/contact_point/2020-01-01"),
    ],
)
def test_what_is_the_persons_own_does_not_come_by_import(
    staff, administrator, ion, nino, column, value
):
    value = {"administrator": str(administrator.pk)}.get(value, value)
    row = importing.exported(ion) | {column: value}
    response = importing.bring(staff, ContactPoint, row)
    assert any(name == column for _row, name, _problem in importing.errors(response))
    before = ContactPoint.objects.filter(pk=ion.pk).values().get()
    ion.refresh_from_db()
    assert (ion.account.email, ion.phone_visibility) == ("ion@example.org", "secretariat")
    assert ContactPoint.objects.filter(pk=ion.pk).values().get() == before


def test_an_editor_does_not_become_administrator_through_a_contact_point(
    staff, administrator, georgia
):
    """A contact point with the administrator's account, whose address would then be changed in
    its form."""
    one = make.contact_point(georgia, email="editor@example.org")
    row = importing.exported(one) | {"account": str(administrator.pk)}
    refused(importing.bring(staff, ContactPoint, row), "account", HAND)
    refused(
        importing.bring(staff, ContactPoint, row | {"since": "2026-02-03", "version": ""}),
        "account",
        HAND,
    )
    one.refresh_from_db()
    assert one.account is None
    assert not administrator.posts.exists()
    administrator.refresh_from_db()
    assert administrator.email == "administrator@example.org"


def test_personal_details_are_no_columns(staff, nino):
    row = importing.exported(nino)
    assert not {"email", "phone", "name_latin", "room"} & set(row)
    response = importing.bring(staff, ContactPoint, row | {"email": "other@example.org"})
    refused(response, "", "Personal details do not come by import: email")
    nino.refresh_from_db()
    assert nino.email == "nino@example.org"


def test_an_authority_of_another_state_is_refused_in_file_and_form(staff, nino, ion):
    other = Authority.objects.create(state=ion.state, name_en="Ministry elsewhere")
    row = importing.exported(nino) | {"authority": other.reference}
    refused(importing.bring(staff, ContactPoint, row), "authority", "belongs to another state")
    address = f"/admin/registry/contactpoint/{nino.pk}/change/"
    told = staff.post(address, form_data(staff, address) | {"authority": other.pk})
    assert "belongs to another state" in told.content.decode()
    nino.refresh_from_db()
    assert nino.authority.state == nino.state


def test_several_records_of_one_reference_are_not_guessed_at(staff, georgia):
    first = make.contact_point(georgia, email="a@example.org")
    make.contact_point(georgia, email="b@example.org")
    row = importing.exported(first) | {"language": "ru"}
    refused(importing.bring(staff, ContactPoint, row), "", "Several records are known by this")


# Letters and notices


def test_a_sent_letter_is_not_rewritten(staff, editor, nino):
    letter = GroupMail.objects.create(subject_en="Hello", body_en="As it was sent.")
    send_letter(letter, by=editor, on=today())
    letter.refresh_from_db()
    row = importing.exported(letter) | {"body_en": "Otherwise."}
    refused(importing.bring(staff, GroupMail, row), "", "This letter was sent")
    refused(
        importing.bring(
            staff, GroupMail, row | {"subject_en": "Another", "sent_at": "2026-01-02 10:00:00"}
        ),
        "sent_at",
        HAND,
    )
    letter.refresh_from_db()
    assert letter.body_en == "As it was sent."
    assert GroupMail.objects.count() == 1


def test_a_draft_of_a_letter_is(staff):
    letter = GroupMail.objects.create(subject_en="Hello", body_en="A draft.")
    row = importing.exported(letter) | {"body_en": "Dear {nobody}"}
    refused(importing.bring(staff, GroupMail, row), "body_en", "is not a placeholder")
    assert importing.bring(staff, GroupMail, row | {"body_en": "Better."}).status_code == 302
    letter.refresh_from_db()
    assert (letter.body_en, letter.version) == ("Better.", 2)


def test_a_privacy_notice_in_force_or_accepted_is_not_rewritten(staff, nino):
    notice = PrivacyNotice.objects.get()
    row = importing.exported(notice) | {"text_en": "<p>We sell it.</p>"}
    refused(importing.bring(staff, PrivacyNotice, row), "", "in force")
    address = f"/admin/registry/privacynotice/{notice.pk}/change/"
    answer = staff.post(address, {"text_en": "<p>We sell it.</p>"}, follow=True)
    assert "in force" in answer.content.decode(), "why nothing was saved"
    assert "We sell it" not in PrivacyNotice.objects.get().text_en
    coming = PrivacyNotice.objects.create(
        number=7, date=today() + timedelta(days=9), text_en="<p>Draft.</p>"
    )
    row = importing.exported(coming) | {"text_en": "<p>Better.</p>"}
    assert importing.bring(staff, PrivacyNotice, row).status_code == 302
    coming.refresh_from_db()
    assert coming.text_en == "<p>Better.</p>"
    coming.acceptances.create(account=nino.account)
    row = importing.exported(coming) | {"text_en": "<p>Worse.</p>"}
    refused(importing.bring(staff, PrivacyNotice, row), "", "was accepted")


# Editions: standing changes by steps alone


PUBLISHED = {
    "status": "published",
    "endorsement": "endorsed",
    "origin": "compiled",
    "published_on": "2026-02-03",
}


def test_an_edition_is_not_published_or_endorsed_by_import(staff, light_georgia):
    profile = make.profile(State.objects.get(iso_alpha3="ALB"))
    row = {"profile": "ALB/light", "year": "2027", "number": "1", "template": "light/1"}
    response = importing.bring(staff, Edition, row | PUBLISHED)
    for column in PUBLISHED:
        refused(response, column, "changes by a step of the workflow")
    assert not profile.editions.exists()
    assert importing.bring(staff, Edition, row | {"publisher": "A ministry"}).status_code == 302
    made = profile.editions.get()
    assert (made.status, made.endorsement, made.origin) == ("draft", "not_endorsed", "state")
    assert (made.publisher, made.history.first().history_change_reason) == (
        "A ministry",
        "import of rows.csv",
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "published"),
        ("endorsement", "endorsed"),
        ("endorsed_on", "2026-01-02"),
        ("submitted_on", "2026-01-02"),
        ("published_on", "2026-01-02"),
        ("origin", "national"),
        ("supersedes", "GEO/light/2026/1"),
        ("parity_waiver", "because"),
        ("review_round", "4"),
    ],
)
def test_the_standing_of_a_draft_does_not_change_by_import(staff, georgia, column, value):
    edition = make.edition(georgia)
    row = importing.exported(edition) | {column: value}
    response = importing.bring(staff, Edition, row)
    assert [name for _row, name, _problem in importing.errors(response)][:1] == [column]
    before = Edition.objects.filter(pk=edition.pk).values().get()
    assert (before[f"{column}_id" if column == "supersedes" else column] or "") != value


@pytest.mark.parametrize("name", ["status", "endorsement", "endorsed_on", "submitted_on", "origin"])
def test_a_new_edition_begins_as_a_draft_in_the_form_too(staff, georgia, name):
    profile = make.profile(georgia)
    said = {
        "status": "published",
        "endorsement": "endorsed",
        "endorsed_on": "2026-01-02",
        "submitted_on": "2026-01-02",
        "origin": "compiled",
    }
    address = "/admin/registry/edition/add/"
    data = form_data(staff, address) | {"profile": profile.pk, "year": 2033}
    data |= {"template": light_template(), name: said[name]}
    staff.post(address, data)
    made = profile.editions.filter(year=2033).first()
    assert made is None or str(getattr(made, name)) != said[name]


def light_template() -> int:
    from registry.profiles.templates import ProfileTemplate

    return ProfileTemplate.objects.get(kind="light").pk


def test_a_document_elsewhere_is_entered_by_its_step(staff, georgia):
    profile = make.profile(georgia, "extended")
    address = "/admin/registry/edition/add/"
    data = form_data(staff, address) | {
        "profile": profile.pk,
        "year": 2033,
        "template": light_template(),
        "origin": "national",
        "endorsement": "not_stated",
        "document_url": "https://example.org/profile.pdf",
    }
    assert staff.post(address, data).status_code == 302
    made = profile.editions.get(year=2033)
    assert (made.status, made.origin, made.endorsement) == ("draft", "national", "not_stated")
    staff.post(f"/admin/registry/edition/{made.pk}/act/enter_document/")
    made.refresh_from_db()
    assert made.status == "published"
    change = f"/admin/registry/edition/{made.pk}/change/"
    staff.post(change, form_data(staff, change) | {"endorsement": "endorsed", "publisher": "M"})
    made.refresh_from_db()
    assert (made.endorsement, made.publisher) == ("not_stated", "M")


def test_an_edition_says_itself_that_its_standing_changes_by_steps(georgia):
    from django.core.exceptions import ValidationError

    row = Edition(profile=make.profile(georgia), template_id=light_template(), year=2033)
    row.full_clean()
    for name, value in (
        ("status", "published"),
        ("endorsement", "endorsed"),
        ("submitted_on", date(2026, 1, 2)),
        ("origin", "compiled"),
    ):
        with pytest.raises(ValidationError, match="by a step of the workflow"):
            Edition(
                profile=row.profile, template_id=row.template_id, year=2033, **{name: value}
            ).clean()


def test_a_part_that_is_written_by_import_is_saved_by_the_act_of_the_desk(staff, georgia):
    section = make.section(make.edition(georgia), "challenges", "<p>Before.</p>", is_prefilled=True)
    row = importing.exported(section) | {"text_en": "<h1>After</h1><script>x()</script>"}
    assert importing.bring(staff, Section, row).status_code == 302
    section.refresh_from_db()
    assert (section.text_en, section.is_prefilled, section.version) == ("<h3>After</h3>", False, 2)
    for column, value in (("progress", "done"), ("review", "accepted"), ("is_prefilled", "1")):
        response = importing.bring(staff, Section, importing.exported(section) | {column: value})
        refused(response, column, HAND)


def test_a_round_is_opened_by_its_act_alone(staff, georgia):
    one = make.collection_round(georgia)
    row = importing.exported(one) | {"opened_on": "2026-01-02"}
    refused(importing.bring(staff, CollectionRound, row), "opened_on", HAND)
