"""Keys that no row has, of every form, at every address that takes one: never a fault."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import urlencode

from registry.common.dates import today
from registry.contacts.models import ContactPoint
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
KEYS = ("abc", "-1", "1.5", "²", "%00", "9" * 25, str(2**63), "9" * 4500)
POSTED = ("abc", "²", "\0", "9" * 25)
GROUP = re.compile(r"<(?:(\w+):)?(\w+)>|\((?:\?P<(\w+)>)?[^()]*\)")
NUMBERS = ("0", "9" * 25, str(2**63))


@pytest.fixture
def browser(administrator) -> Client:
    client = signed_in(administrator, second_factor=True)
    client.raise_request_exception = False
    return client


def routes(patterns: list, before: str = "") -> Iterator[str]:
    for entry in patterns:
        route = before + str(entry.pattern).removeprefix("^").removesuffix("$").replace(r"\Z", "")
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route


def addresses(route: str) -> list[str]:
    """With each key in the place of each parameter."""
    is_number = "<int:" in route
    keys = NUMBERS if is_number else KEYS
    return [GROUP.sub(key.replace("\\", ""), route) for key in keys]


def admin_routes() -> list[str]:
    found = [f"/admin/{route}" for route in routes(admin.site.get_urls())]
    return sorted({route for route in found if GROUP.search(route)})


def own_routes() -> list[str]:
    found = [f"/{route}" for route in routes(get_resolver().url_patterns)]
    return sorted({route for route in found if "<int:" in route and "/admin/" not in route})


def faults(answers: Iterator[tuple[str, int]]) -> list[str]:
    return [f"{what[:120]}: {status}" for what, status in answers if status >= 500]


def test_there_are_routes_to_try():
    assert len(admin_routes()) > 100
    assert any("<int:" in route for route in own_routes())


def test_keys_in_addresses_of_the_admin(browser):
    tried = [address for route in admin_routes() for address in addresses(route)]
    assert faults((one, browser.get(one).status_code) for one in tried) == []


def test_keys_posted_to_addresses_of_the_admin(browser):
    tried = [address for route in admin_routes() for address in addresses(route)[::3]]
    assert faults((one, browser.post(one).status_code) for one in tried) == []


def test_acts_on_keys_that_no_row_has(browser):
    tried = [
        f"/admin/registry/{model._meta.model_name}/{key}/act/{act}/"
        for model, options in admin.site._registry.items()
        for act in getattr(options, "acts", {})
        for key in KEYS
    ]
    assert len(tried) > 50
    assert faults((one, browser.post(one).status_code) for one in tried) == []


def act_on(browser: Client, model: type, action: str, key: str) -> int:
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    data = {"action": action, ACTION_CHECKBOX_NAME: key, "index": "0", "confirmed": "yes"}
    return browser.post(address, data).status_code


def test_keys_of_chosen_rows(browser, rf, administrator):
    request = rf.get("/")
    request.user = administrator
    answers = [
        (f"{model.__name__} {action} {key!r}", act_on(browser, model, action, key))
        for model, options in admin.site._registry.items()
        for action in options.get_actions(request)
        for key in POSTED
    ]
    assert len(answers) > 100
    assert faults(answers) == []


def test_values_of_filters(browser, rf):
    request = rf.get("/")
    tried = []
    for model, options in admin.site._registry.items():
        wanted = [("q", "\0")] if options.search_fields else []
        if model is ContactPoint:
            wanted += [("p", "abc"), ("p", "-1"), ("o", "9" * 25), ("_to_field", "abc")]
        for name in options.listed_names(request):
            wanted += [(f"{name}__exact", "abc"), (f"{name}__id__exact", "9" * 25)]
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        tried += [f"{address}?{urlencode([pair])}" for pair in wanted]
    assert len(tried) > 100
    assert faults((one, browser.get(one).status_code) for one in tried) == []


def test_keys_posted_to_pages_of_our_own(browser, nino):
    page = "/admin/registry/contactpoint/reachability/"
    answers = [(key, browser.post(page, {"state": key}).status_code) for key in POSTED]
    assert {status for _key, status in answers} == {404}
    assert browser.post(page).status_code == 404
    bulk = {"action": "end_term", ACTION_CHECKBOX_NAME: [str(nino.pk), "abc"], "confirmed": "yes"}
    assert browser.post("/admin/registry/contactpoint/", bulk).status_code == 404
    assert ContactPoint.objects.in_office(today()).filter(pk=nino.pk).exists()


def test_numbers_in_addresses_of_the_site(browser, nino):
    signed = signed_in(nino.account)
    signed.raise_request_exception = False
    tried = [address for route in own_routes() for address in addresses(route)]
    assert faults((one, signed.get(one).status_code) for one in tried) == []
    assert faults((one, signed.post(one).status_code) for one in tried) == []
    assert faults((one, browser.get(one).status_code) for one in tried) == []
