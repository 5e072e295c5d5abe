"""Every form that a page shows can be sent: the token that the server asks for is in it. As
Django's own client posts it."""

import logging
import re
from html.parser import HTMLParser

import pytest
from django import test
from django.db import transaction

from tests import everybody
from tests.clients import forms_without_token
from tests.everybody import Cast
from tests.test_address_by_role import ADMIN_ROUTES, ROUTES, admin_address, filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]
cast = everybody.cast


class PostedForms(HTMLParser):
    """The forms of a page that are posted: [(action, {name: value})], as they are sent when
    nothing is typed; and the fields of them that cut what is pasted."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.fields: dict | None = None
        self.area = ""
        self.cutting: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = dict(attributes)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            self.fields = None
            if (given.get("method") or "").lower() == "post":
                self.fields = {}
                self.found.append((given.get("action") or "", self.fields))
        elif self.fields is None or not name:
            return
        if "maxlength" in given:
            self.cutting.append(name)
        if tag == "textarea":
            self.area, self.fields[name] = name, ""
        elif tag == "button" or (tag == "input" and given.get("type") == "submit"):
            if not any(key in self.fields for key in ("do", "_save", name)):
                self.fields[name] = value
        elif tag == "input" and given.get("type") not in ("checkbox", "radio", "file"):
            self.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.fields = None


def addresses(cast: Cast) -> list[str]:
    found = [
        filled(route, name, cast.arguments)
        for route, name in ROUTES
        if not route.startswith("api/v1/^")
    ]
    for _route, name, model in ADMIN_ROUTES:
        page = name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
        found.append(admin_address(model, page))
    return [address for address in found if address]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "least"),
    [("public", 5), ("contact point of A", 25), ("editor", 60), ("administrator", 60)],
)
def test_every_form_on_every_page_is_taken(cast, role, least, caplog):
    browser = test.Client(enforce_csrf_checks=True, raise_request_exception=False)
    cookies = cast[role].cookies
    posted, wrong = set(), []
    logging.getLogger("django.security.csrf").addHandler(caplog.handler)
    for address in addresses(cast):
        browser.cookies = cookies.copy()
        answer = browser.get(address)
        if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        text = answer.content.decode()
        wrong += [f"{address}: no token in {form}" for form in forms_without_token(text)]
        forms = PostedForms(text)
        wrong += [f"{address}: {name} cuts what is pasted" for name in forms.cutting]
        for action, fields in forms.found:
            target = (action or address).partition("#")[0]
            kind = re.sub(r"\d+|/[\w-]{20,}/", "N", target)
            if kind in posted:
                continue
            posted.add(kind)
            caplog.clear()
            with transaction.atomic():
                sent = browser.post(target, fields)
                transaction.set_rollback(True)
            refused = [record.getMessage() for record in caplog.records if "CSRF" in record.msg]
            if refused or sent.status_code >= 500:
                wrong.append(f"{address} to {target}: {sent.status_code} {refused}")
            browser.cookies = cookies.copy()
            browser.cookies.update(answer.cookies)
    logging.getLogger("django.security.csrf").removeHandler(caplog.handler)
    assert not wrong, "\n".join(wrong)
    assert len(posted) >= least, len(posted)


def test_a_form_without_a_token_is_found():
    with_token = '<form method="post"><input name="csrfmiddlewaretoken" value="abc"></form>'
    without = '<form class="x"\n method=POST action="/a/"><input name="a"></form>'
    asks = '<form method="get" action="/b/"></form><form></form>'
    assert forms_without_token(with_token + asks) == []
    assert forms_without_token(with_token + without + asks) == [
        '<form class="x"\n method=POST action="/a/">'
    ]
