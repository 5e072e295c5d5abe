import pytest

from registry.contacts.models import Visibility
from registry.contacts.visibility import visible_details
from tests import make

pytestmark = pytest.mark.django_db


def test_details_start_at_the_narrowest_circle(georgia):
    person = make.contact_point(georgia)
    for circle in (Visibility.PUBLIC, Visibility.NETWORK):
        details = visible_details(person, circle, "en")
        assert (details.name, details.email, details.phone) == ("", "", "")
    assert visible_details(person, Visibility.SECRETARIAT, "en").email == person.email


def test_each_detail_has_its_own_circle(georgia):
    person = make.contact_point(georgia, name_visibility="public", email_visibility="network")
    public = visible_details(person, Visibility.PUBLIC, "en")
    network = visible_details(person, Visibility.NETWORK, "en")
    assert (public.name, public.email, public.phone) == ("Testa Personova", "", "")
    assert (network.name, network.email, network.phone) == (
        "Testa Personova",
        "testa.personova@example.org",
        "",
    )


def test_the_name_is_in_the_readers_script(georgia):
    person = make.contact_point(georgia, name_visibility="public")
    assert visible_details(person, Visibility.PUBLIC, "ru").name == "Теста Персонова"
    person.name_cyrillic = ""
    assert visible_details(person, Visibility.PUBLIC, "ru").name == "Testa Personova"


def test_a_person_who_consented_is_shown_and_one_whose_term_ended_is_not(client, georgia):
    from datetime import date

    make.contact_point(georgia, name_visibility="public", until=date(2025, 12, 31))
    assert "Testa Personova" not in client.get("/en/states/georgia/").content.decode()
    make.contact_point(georgia, name_visibility="public", since=date(2026, 1, 1))
    for address in ("/en/states/georgia/", "/en/contact-points/"):
        text = client.get(address).content.decode()
        assert "Testa Personova" in text
        assert "testa.personova@example.org" not in text
