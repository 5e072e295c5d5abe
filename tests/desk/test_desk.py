"""The desk as its owner uses it."""

from datetime import timedelta

import pytest

from registry.accounts.models import Acceptance, PrivacyNotice
from registry.common.dates import add_months, today, worded
from registry.common.mail_choices import RULES
from registry.contacts.models import ASKED_BEFORE, ContactPoint, Visibility
from registry.contacts.traces import Look
from registry.desk.asks import asks_of
from registry.reports.models import ReadCount
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


def own_form(desk, nino) -> dict:
    """As a browser posts it, with what the page showed."""
    form = desk.get(f"/en/desk/details/{nino.pk}/").context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    shown = {f"initial-{name}": values[name] for name in values if name != "seen"}
    return values | shown


def test_the_one_list_puts_the_late_first(nino):
    nino.confirmed_on = add_months(today(), -13)
    nino.save()
    asks = asks_of(nino.account, [nino], today())
    assert [ask.title for ask in asks] == [
        "Are your details still right?",
        "Read the privacy notice",
    ]
    assert asks[0].is_late


def test_nothing_asked_says_when_we_ask_again(desk, nino):
    nino.confirmed_on = today()
    nino.save()
    Acceptance.objects.create(account=nino.account, notice=PrivacyNotice.objects.get())
    text = one_line(desk.get("/en/desk/").content.decode())
    assert "Nothing is asked of you at present" in text
    asked = nino.due_on - timedelta(days=ASKED_BEFORE)
    assert f"again on {worded(asked)}, for an answer until {worded(nino.due_on)}" in text
    assert "When the Secretariat opens the next collection round" in text


def test_details_are_confirmed_in_one_step(desk, nino):
    response = desk.post(
        f"/en/desk/details/{nino.pk}/", own_form(desk, nino) | {"confirm": "1"}, follow=True
    )
    nino.refresh_from_db()
    assert nino.confirmed_on == today()
    assert "your details are confirmed" in response.content.decode()


def test_details_are_changed_and_the_page_says_when_they_were_saved(desk, nino):
    data = own_form(desk, nino) | {"phone": "+995 32 222", "phone_visibility": "network"}
    text = desk.post(f"/en/desk/details/{nino.pk}/", data, follow=True).content.decode()
    nino.refresh_from_db()
    assert (nino.phone, nino.phone_visibility) == ("+995 32 222", Visibility.NETWORK)
    assert nino.confirmed_on is None
    assert "Your details are kept. Saved " in text


def test_a_wrong_number_is_told_beside_its_field_and_nothing_typed_is_lost(desk, nino):
    data = own_form(desk, nino) | {"phone": "call me", "room": "17 b", "confirm": "1"}
    text = desk.post(f"/en/desk/details/{nino.pk}/", data).content.decode()
    nino.refresh_from_db()
    assert nino.confirmed_on is None
    assert 'id="id_phone_error"' in text
    assert '<a href="#id_phone">Telephone</a>' in text
    assert 'value="call me"' in text
    assert 'value="17 b"' in text


def test_two_pages_that_change_different_details_both_keep_theirs(desk, nino):
    page = f"/en/desk/details/{nino.pk}/"
    first, second = own_form(desk, nino), own_form(desk, nino)
    desk.post(page, first | {"phone": "+995 32 222"})
    text = desk.post(page, second | {"room": "17 b"}, follow=True).content.decode()
    nino.refresh_from_db()
    assert (nino.phone, nino.room) == ("+995 32 222", "17 b")
    assert "Your details are kept." in text


def test_a_detail_that_both_pages_changed_asks_with_both_values(desk, nino):
    page = f"/en/desk/details/{nino.pk}/"
    first, second = own_form(desk, nino), own_form(desk, nino)
    desk.post(page, first | {"room": "theirs", "phone": "+995 32 222"})
    response = desk.post(page, second | {"room": "mine", "address": "A St"})
    text = response.content.decode()
    assert "changed elsewhere" in text
    assert "Saved elsewhere meanwhile: “theirs”. Yours: “mine”" in text
    assert 'value="+995 32 222"' in text  # what only the other page changed stands there
    nino.refresh_from_db()
    assert (nino.room, nino.address) == ("theirs", second["address"])
    again = {name: field.value() for name, field in fields_of(response).items()}
    initial = {f"initial-{name}": saved(response, name) for name in again if name != "seen"}
    desk.post(page, {k: v or "" for k, v in (again | initial).items()})
    nino.refresh_from_db()
    assert (nino.room, nino.phone, nino.address) == ("mine", "+995 32 222", "A St")


def fields_of(response) -> dict:
    form = response.context["form"]
    return {name: form[name] for name in form.fields}


def saved(response, name) -> str:
    return response.context["form"].data[f"initial-{name}"]


def test_nobody_confirms_what_another_page_changed_unseen(desk, nino):
    page = f"/en/desk/details/{nino.pk}/"
    first, second = own_form(desk, nino), own_form(desk, nino)
    desk.post(page, first | {"phone": "+995 32 222"})
    text = desk.post(page, second | {"room": "17 b", "confirm": "1"}, follow=True).content.decode()
    nino.refresh_from_db()
    assert nino.room == "17 b"
    assert nino.confirmed_on is None
    assert "Look at them once more, then confirm." in text


def test_a_page_of_an_older_kind_asks_before_it_overwrites(desk, nino):
    data = own_form(desk, nino) | {"room": "mine"}
    data = {name: value for name, value in data.items() if not name.startswith("initial-")}
    ContactPoint.objects.filter(pk=nino.pk).update(version=5)
    text = desk.post(f"/en/desk/details/{nino.pk}/", data).content.decode()
    assert "changed elsewhere" in text
    assert 'value="mine"' in text


def test_one_sees_oneself_as_others_do(desk, nino):
    ContactPoint.objects.update(
        phone_visibility=Visibility.PUBLIC, mobile="555", mobile_visibility=Visibility.NETWORK
    )
    response = desk.get(f"/en/desk/details/{nino.pk}/seen/")
    public, network = (one.details for _circle, one in response.context["circles"])
    assert (public.phone, public.mobile, public.name) == (nino.phone, "", "")
    assert (network.phone, network.mobile, network.name) == (nino.phone, "555", "")


def test_the_network_is_filtered_and_a_look_at_a_card_is_remembered(desk, nino, ion):
    ContactPoint.objects.filter(pk=ion.pk).update(
        name_visibility=Visibility.NETWORK, phone_visibility=Visibility.NETWORK
    )
    assert "Ion Munteanu" in desk.get("/en/desk/network/?q=Munteanu").content.decode()
    assert "Ion Munteanu" not in desk.get("/en/desk/network/?state=georgia").content.decode()
    assert (
        "Ion Munteanu"
        in desk.get(
            "/en/desk/network/?group=eastern-partnership&role=contact_point"
        ).content.decode()
    )
    assert not Look.objects.exists()
    assert ion.phone in desk.get(f"/en/desk/network/{ion.pk}/").content.decode()
    row = Look.objects.get()
    assert (row.contact_point, row.by, row.where) == (ion, nino.account, "network")


def test_a_wrong_filter_is_told(desk):
    assert 'role="alert"' in desk.get("/en/desk/network/?state=atlantis").content.decode()


def test_vcards_hold_what_the_network_may_see(desk, nino, ion):
    ContactPoint.objects.filter(pk=ion.pk).update(
        name_visibility=Visibility.NETWORK, email_visibility=Visibility.NETWORK, phone="+373 22 1"
    )
    card = desk.get(f"/en/desk/network/{ion.pk}.vcf")
    assert card["Content-Type"].startswith("text/vcard")
    text = card.content.decode()
    assert "FN:Ion Munteanu" in text
    assert "N:Munteanu;Ion" in text
    assert "ion@example.org" in text
    assert "+373" not in text
    everybody = desk.get("/en/desk/network.vcf").content.decode()
    assert everybody.count("BEGIN:VCARD") == 2
    assert desk.get("/en/desk/network.vcf?state=moldova").content.decode().count("BEGIN:VCARD") == 1
    assert Look.objects.filter(where="all_vcards", contact_point=ion).count() == 2


def test_the_privacy_notice_is_read_once_for_each_version(desk, nino):
    desk.post("/en/desk/privacy/")
    assert Acceptance.objects.get().account == nino.account
    assert "Read the privacy notice" not in desk.get("/en/desk/").content.decode()
    PrivacyNotice.objects.create(number=2, date=today(), text_en="<p>New.</p>")
    PrivacyNotice.objects.create(
        number=3, date=today() + timedelta(days=30), text_en="<p>Later.</p>"
    )
    assert "Version 2" in desk.get("/en/desk/").content.decode()


def test_how_often_the_summary_comes_is_a_choice(desk, nino):
    kinds = {str(kind): "daily" for kind in RULES}
    desk.post("/en/desk/mail/", kinds | {"digest": "never"})
    nino.account.refresh_from_db()
    assert nino.account.digest == "never"
    assert desk.post("/en/desk/mail/", kinds | {"digest": "hourly"}).status_code == 200


def test_the_desk_speaks_russian(ion):
    client = signed_in(ion.account)
    text = client.get("/ru/desk/").content.decode()
    assert "От вас требуется" in text
    assert "Молдова" in text


def test_staff_have_no_desk(staff):
    response = staff.get("/en/desk/")
    assert response.status_code == 403
    assert "works in the admin" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["desk/", "desk/network/", "desk/network.vcf", "desk/privacy/data/"]
)
def test_the_number_of_queries_does_not_grow_with_the_network(desk, nino, ion, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from registry.states.models import State
    from tests import make

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/en/{address}").status_code == 200
        return len(queries)

    cost()
    before = cost()
    for code in ("ARM", "AZE", "UKR", "BLR"):
        make.contact_point(State.objects.get(iso_alpha3=code))
    assert cost() <= before


def test_who_reads_the_own_state_is_told_in_words_with_what_is_not_known(desk, nino, georgia):
    def counted(page: str, number: int, language: str = "en") -> None:
        kind = page.strip("/").split("/")[0]
        ReadCount.objects.create(day=today(), kind=kind, page=page, language=language, count=number)

    text = one_line(desk.get("/en/desk/").content.decode())
    assert "were read 0 times" in text
    counted("/states/georgia/", 7)
    counted("/states/georgia/", 2, "ru")
    counted("/profiles/georgia/light/2026/", 5)
    counted("/profiles/georgia/light/2026/1/changes/", 1)
    counted("/profiles/georgia/light/", 1)
    counted("/states/armenia/", 1000)
    text = one_line(desk.get("/en/desk/").content.decode())
    assert "were read 16 times" in text
    assert "The page of your state <b>9</b>" in text
    assert "Light Migration Profile 2026 <b>6</b>" in text
    assert "Light Migration Profile: all years <b>1</b>" in text
    assert "Pages are counted, not people" in text
    text = one_line(desk.get("/ru/desk/").content.decode())
    assert "Учитываются страницы, а не люди" in text
    assert "16 раз" in text


def test_all_pages_that_are_read_are_behind_one_press(desk, georgia):
    for year in range(2010, 2020):
        page = f"/profiles/georgia/extended/{year}/"
        ReadCount.objects.create(day=today(), kind="profiles", page=page, language="en", count=year)
    text = one_line(desk.get("/en/desk/").content.decode())
    assert "Extended Migration Profile 2010 <b>2,010</b>" in text
