"""A telephone number has its country code and as many digits as one can dial, whoever enters
it."""

import pytest
from django.core.exceptions import ValidationError

from registry.contacts.telephones import telephone
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db

RIGHT = (
    "+995 32 212 34 56",
    "+43 (1) 504 4677-0",
    "0043 1 5044677",
    "+7 (495) 123-45-67, доб. 12",
    "+373 22 123 456 ext. 105",
    "+995\u00a032\u00a0212\u00a034\u00a056",
    "+49/30/1234567",
    "+374 10 22 33",
)
WRONG = {
    "12": "country code",
    "032 212 34 56": "country code",
    "8 (495) 123-45-67": "country code",
    "+995": "7 to 15 digits",
    "+995 32": "7 to 15 digits",
    "+995 32 212 34 56, +995 32 212 34 57": "country code",
    "+99532212345612345": "7 to 15 digits",
    "00 12 345": "7 to 15 digits",
    "call me": "digits, spaces",
    "+995 twelve": "digits, spaces",
    "ext. 12": "digits, spaces",
}


@pytest.mark.parametrize("number", RIGHT)
def test_numbers_as_people_write_them_are_taken(number):
    telephone(number)


@pytest.mark.parametrize(("number", "told"), WRONG.items())
def test_what_cannot_be_dialled_from_another_state_is_refused_in_words(number, told):
    with pytest.raises(ValidationError, match=told):
        telephone(number)


@pytest.mark.parametrize("name", ["phone", "mobile"])
def test_the_persons_own_page_asks_for_the_country_code(nino, name):
    desk, page = signed_in(nino.account), f"/en/desk/details/{nino.pk}/"
    form = desk.get(page).context["form"]
    data = {field.name: field.value() for field in form}
    data = {key: value for key, value in data.items() if value not in (None, False)}
    text = desk.post(page, data | {name: "12"}).content.decode()
    assert f'id="id_{name}_error"' in text
    assert "Begin with the country code" in text
    desk.post(page, data | {name: "+995 32 212 34 56"})
    nino.refresh_from_db()
    assert getattr(nino, name) == "+995 32 212 34 56"


def test_the_admin_asks_for_it_too(staff, nino):
    address = f"/admin/registry/contactpoint/{nino.pk}/change/"
    data = form_data(staff, address) | {"phone": "12"}
    text = staff.post(address, data).content.decode()
    assert "Begin with the country code" in text
    nino.refresh_from_db()
    assert nino.phone != "12"
