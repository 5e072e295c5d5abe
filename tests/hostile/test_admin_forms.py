"""Naughty words in each field of each form of the admin, in its address and posted by hand: a
refusal at the field, and never a failure."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import reverse

from registry.accounts.models import User
from tests.conftest import signed_in
from tests.hostile.naughty import WORDS

pytestmark = pytest.mark.django_db
NO_KEYS = ("abc", "-1", "²", "NaN", "9" * 25, "1,abc", WORDS["line ends"])
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*?name="([^"]+)"')
MANAGEMENT = re.compile(r'name="([^"]+_FORMS)" value="([^"]*)"')


@pytest.fixture
def administrator(db):
    user = User.objects.create_user("a@example.org", is_staff=True, is_superuser=True)
    client = signed_in(user, second_factor=True)
    client.raise_request_exception = False
    return client


def forms(client) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """The address of each form for a new record, its fields, and what says how many rows it has."""
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        answer = client.get(address)
        if answer.status_code == 200:
            page = answer.content.decode()
            names = [
                name for name in dict.fromkeys(FIELD.findall(page)) if "__prefix__" not in name
            ]
            yield address, names, dict(MANAGEMENT.findall(page))


def test_no_address_of_a_form_fails(administrator):
    wrong, number = [], 0
    for address, names, _management in forms(administrator):
        number += 1
        for word in NO_KEYS:
            answer = administrator.get(address, dict.fromkeys(names, word))
            if answer.status_code >= 500:
                wrong.append(f"{address} {word!r}")
    assert number > 20
    assert not wrong, "\n".join(wrong)


def test_no_form_fails(administrator):
    wrong = []
    for address, names, management in forms(administrator):
        for word in NO_KEYS:
            typed = {name: [word, word] for name in names if name != "csrfmiddlewaretoken"}
            answer = administrator.post(address, typed | management)
            if answer.status_code >= 500:
                wrong.append(f"{address} {word!r}")
    assert not wrong, "\n".join(wrong)
