"""A contact point's personal details are in no output of the product, but for those who may see
them."""

import json
import logging

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.urls import reverse

from registry.common.importing import resource_for
from registry.contacts.models import DETAILS, PERSONAL_DETAILS, ContactPoint, Escalation, Visibility
from tests import make
from tests.conftest import form_data, signed_in, with_account
from tests.test_api import LISTS as API_LISTS
from tests.test_contract import LISTS, PAGES

pytestmark = pytest.mark.django_db
VALUES = {
    "name_latin": "Testa Personova",
    "name_cyrillic": "Теста Персонова",
    "email": "testa.personova@example.org",
    "shared_email": "office-of-testa@example.org",
    "phone": "+000 99 000",
    "mobile": "+000 11 111",
    "spoken": "Esperanto, Volapük",
    "address": "1 Secret Street",
    "room": "Room Q17",
}
API = [*API_LISTS, "schema"]


@pytest.fixture
def person(georgia):
    return with_account(make.contact_point(georgia, **VALUES))


def assert_silent(content: str, where: str) -> None:
    for name, secret in VALUES.items():
        assert secret not in content, f"{where} shows {name}"


def public_addresses(person) -> list[str]:
    addresses = [f"/{language}/{page}" for page in PAGES for language in ("en", "ru")]
    addresses += [f"/en/{name}/?format={form}" for name in LISTS for form in ("csv",)]
    addresses += [f"/api/v1/{name}/" for name in API]
    addresses += [
        f"/en/contact-points/{person.pk}/",
        "/en/nothing/",
        "/api/v1/authorities/?format=csv",
        "/api/v1/nothing/",
    ]
    addresses += ["/en/contact-points/?q=Personova", "/en/states/?q=testa.personova@example.org"]
    return addresses


def test_every_detail_is_named_here():
    assert set(VALUES) == set(PERSONAL_DETAILS)


def test_no_public_output_shows_them(client, person):
    for address in public_addresses(person):
        text = client.get(address).content.decode()
        if "?q=" in address:
            text = text.replace("Personova", "", 1).replace(
                "testa.personova@example.org", ""
            )  # what was typed stands in the field
        assert_silent(text, address)


def test_what_is_shown_to_the_network_is_not_shown_to_the_public(client, person):
    ContactPoint.objects.update(**{f"{name}_visibility": Visibility.NETWORK for name in DETAILS})
    for address in public_addresses(person)[:-2]:
        assert_silent(client.get(address).content.decode(), address)
    assert_silent(
        client.post(f"/en/contact-points/{person.pk}/").content.decode(),
        "the page of one contact point",
    )


def test_what_is_for_the_secretariat_is_not_shown_to_the_network(person, ion):
    client = signed_in(ion.account)
    for address in (
        "desk/",
        "desk/network/",
        f"desk/network/{person.pk}/",
        f"desk/network/{person.pk}.vcf",
        "desk/network.vcf",
        "desk/privacy/data/",
    ):
        response = client.get(f"/en/{address}")
        assert response.status_code == 200
        assert_silent(response.content.decode(), address)
    assert client.get("/en/desk/network/?q=Personova").context["people"] == []
    for address in (
        f"desk/details/{person.pk}/",
        f"desk/details/{person.pk}/seen/",
        f"desk/hand-over/{person.pk}/",
    ):
        response = client.get(f"/en/{address}")
        assert response.status_code == 404
        assert_silent(response.content.decode(), address)


def test_each_visibility_opens_its_circle_and_no_other(client, person, ion):
    ContactPoint.objects.filter(pk=person.pk).update(
        phone_visibility=Visibility.PUBLIC, mobile_visibility=Visibility.NETWORK
    )
    public = client.get("/en/states/georgia/").content.decode()
    assert VALUES["phone"] in public
    assert VALUES["mobile"] not in public
    card = signed_in(ion.account).get(f"/en/desk/network/{person.pk}/").content.decode()
    assert VALUES["phone"] in card
    assert VALUES["mobile"] in card
    assert VALUES["room"] not in card


def test_a_public_address_is_shown_on_request_only(client, person):
    ContactPoint.objects.filter(pk=person.pk).update(email_visibility=Visibility.PUBLIC)
    for address in (
        "/en/contact-points/",
        "/en/states/georgia/",
        f"/en/contact-points/{person.pk}/",
        "/en/contact-points/?format=csv",
    ):
        assert VALUES["email"] not in client.get(address).content.decode()
    address = f"/en/contact-points/{person.pk}/"
    assert VALUES["email"] in client.post(address).content.decode()
    answers = [client.post(address) for _try in range(25)]
    assert answers[-1].status_code == 429
    assert VALUES["email"] not in answers[-1].content.decode()


def test_history_log_and_export_are_silent(staff, person):
    address = f"/admin/registry/contactpoint/{person.pk}/change/"
    data = form_data(staff, address) | {"phone": "+000 99 000 1"}
    assert staff.post(address, data).status_code == 302
    person.refresh_from_db()
    assert person.phone == "+000 99 000 1"
    entry = LogEntry.objects.get()
    assert_silent(f"{entry.object_repr} {entry.change_message}", "the log")
    row = person.history.first()
    assert not {field.name for field in row._meta.fields} & set(PERSONAL_DETAILS)
    assert_silent(str(resource_for(ContactPoint)().export().csv), "the export")
    assert_silent(str(person), "the text of the record")
    for page in (
        "",
        "registry/contactpoint/",
        f"registry/contactpoint/{person.pk}/history/",
        "registry/sentmessage/",
        "registry/look/",
        "registry/detailchange/",
    ):
        assert_silent(staff.get(f"/admin/{page}").content.decode(), page)


def test_the_escalation_path_stays_with_the_secretariat(client, georgia):
    Escalation.objects.create(
        state=georgia,
        head_of_unit="Secretia Hidden",
        head_of_unit_email="secretia@example.org",
        mission_email="mission@example.org",
    )
    assert_silent(str(resource_for(Escalation)().export().csv), "the export")
    assert "secretia@" not in str(resource_for(Escalation)().export().csv)
    for address in ("/en/states/georgia/", "/en/contact-points/"):
        assert "secretia" not in client.get(address).content.decode()


def test_the_program_logs_ids_and_no_values(person, post, caplog, client, settings):
    settings.EMAIL_BACKEND = "tests.conftest.DeadServer"
    with caplog.at_level(logging.DEBUG):
        client.post("/en/account/sign-in/", {"email": VALUES["email"]})
        call_command("remind")
        client.get("/en/nothing/")
    assert "was not sent" in caplog.text
    assert_silent(caplog.text, "the log of the program")


def test_sent_messages_are_logged_without_address_and_words(person, post):
    from registry.common.models import SentMessage

    call_command("remind")
    assert SentMessage.objects.count() >= 2
    rows = [list(map(str, values)) for values in SentMessage.objects.values_list()]
    assert_silent(json.dumps(rows, ensure_ascii=False), "the log of messages")


def test_personal_pages_are_nobody_elses_to_keep(person):
    client = signed_in(person.account)
    for address in (
        reverse("desk"),
        reverse("desk_details", args=[person.pk]),
        reverse("desk_own_data"),
        "/en/",
        "/en/contact-points/",
    ):
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_fixtures_hold_no_person():
    from django.conf import settings

    for path in (settings.BASE_DIR / "fixtures").glob("*.yaml"):
        assert "ContactPoint" not in path.read_text()
