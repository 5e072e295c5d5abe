"""Thousands of words in the searches of the admin, in the address of a list's column, and a body
that is too large for the door."""

import logging
import time

import pytest
from django.contrib import admin
from django.urls import reverse

from registry.accounts.models import User
from registry.common.admin_searches import MOST_WORDS, cut_search
from registry.common.sizes import MEGABYTE, body_limit
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
WORDS = " ".join(f"word{number}" for number in range(1_000))
CUT = "Only the first words were searched for"
MOST_SECONDS = 10


@pytest.fixture
def administrator(db):
    user = User.objects.create_user("a@example.org", is_staff=True, is_superuser=True)
    return signed_in(user, second_factor=True)


def test_a_search_is_cut_to_its_first_words():
    assert cut_search("  two words ") == "  two words "
    assert cut_search('"one passage" two') == '"one passage" two'
    assert cut_search(WORDS).split() == WORDS.split()[:MOST_WORDS]
    assert len(cut_search("a" * 1_000)) == 200


def test_every_list_cuts_it_and_says_so(administrator):
    for model, listed in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        began = time.process_time()
        answer = administrator.get(address, {"q": WORDS[:7_000]}, follow=True)
        assert answer.status_code in (200, 403), address
        assert time.process_time() - began < MOST_SECONDS, address
        if answer.status_code == 200 and listed.search_fields:
            assert CUT in answer.content.decode(), address


def test_choices_and_files_cut_it_too(administrator):
    term = {"app_label": "registry", "model_name": "section", "field_name": "edition"}
    for address, asked in (
        ("/admin/autocomplete/", term | {"term": WORDS[:7_000]}),
        ("/admin/registry/state/export/", {"q": WORDS[:7_000]}),
    ):
        began = time.process_time()
        assert administrator.get(address, asked).status_code < 500
        assert time.process_time() - began < MOST_SECONDS, address


def test_a_quotation_mark_that_nothing_closes_is_searched_for(administrator):
    address = reverse("admin:registry_observation_changelist")
    assert administrator.get(address, {"q": '"abc'}).status_code == 200


def test_a_column_that_no_list_offers_is_a_warning(administrator, caplog):
    with caplog.at_level(logging.WARNING):
        answer = administrator.get("/admin/registry/user/", {"email__startswith": "a"})
    assert answer.status_code == 400
    levels = {row.levelname for row in caplog.records if row.name.startswith("django.security")}
    assert levels == {"WARNING"}


def test_forms_about_an_account_are_short():
    assert body_limit("/en/account/sign-in/", "") == MEGABYTE
    assert body_limit("/ru/account/second-factor/webauthn/login/", "") == MEGABYTE
    assert body_limit("/en/desk/", "") > MEGABYTE
