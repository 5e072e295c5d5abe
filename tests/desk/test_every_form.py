"""Every page that somebody can walk to from the desk, and every form on it, serves the one who
sees it: it has its token, and the address it is sent to does not refuse them."""

import re

import pytest
from django.db import transaction

from registry.common.dates import today
from registry.contacts.seeing_as import SEE_AS
from registry.drafting.starting import start_edition
from registry.profiles.models import Edition
from tests import everybody, make
from tests.clients import Client, forms_without_token
from tests.everybody import Cast
from tests.walking import Page, within

pytestmark = [pytest.mark.django_db, pytest.mark.once]
cast = everybody.cast
REFUSED = (403, 404, 405)
DESK = ("/en/desk/", "/en/account/second-factor/", "/en/account/sessions/")
NOT_WALKED = re.compile(r"/sign-out/|\.vcf|/deactivate|/recovery-codes/(?:generate|download)")
# Offered only at first, as a link, to who has shown a second factor
MOST_PAGES = 150


class Walk:
    """`wrong`: what a page offered and an address refused."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.wrong: list[str] = []
        self.pages: set[str] = set()
        self.sent: set[str] = set()

    def go(self, start: str, *places: str) -> "Walk":
        waiting = [start]
        while waiting and len(self.pages) < MOST_PAGES:
            address = waiting.pop(0)
            page = self.open(address)
            if page:
                self.send_all(page)
                found = within(page.links, *places)
                waiting += [one for one in found if self.is_new(one) and one not in waiting]
        return self

    def is_new(self, address: str) -> bool:
        return address not in self.pages and not NOT_WALKED.search(address)

    def open(self, address: str) -> Page | None:
        self.pages.add(address)
        with transaction.atomic():
            answer = self.client.get(address)
        if answer.status_code in REFUSED:
            self.wrong.append(f"the link to {address}: {answer.status_code}")
        if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            return None
        text = answer.content.decode()
        for form in forms_without_token(text):
            self.wrong.append(f"{address}: no token in {form}")
        return Page(address, text)

    def send_all(self, page: Page) -> None:
        for form in page.forms:
            for body in form.bodies():
                key = re.sub(r"\d+", "N", f"{form.action} {sorted(body)}")
                if not form.is_disabled and key not in self.sent:
                    self.sent.add(key)
                    self.send(page.address, form.method, form.action, body)

    def send(self, shown_at: str, method: str, target: str, body: dict) -> None:
        with transaction.atomic():
            answer = getattr(self.client, method)(target, body)
            transaction.set_rollback(True)
        if answer.status_code in REFUSED or answer.status_code >= 500:
            self.wrong.append(f"{shown_at}: {method} {target}: {answer.status_code}")


@pytest.fixture
def asked(cast, nino, editor) -> Edition:
    """Another edition of the state, which waits for its endorsement."""
    edition = make.written_edition(nino.state, 2032)
    Edition.objects.filter(pk=edition.pk).update(status="with_state", submitted_on=today())
    start_edition(make.profile(nino.state, "extended"), 2033, by=editor, on=today())
    return edition


@pytest.mark.slow
@pytest.mark.parametrize("role", ["contact point of A", "deputy of A"])
def test_who_holds_an_office_is_refused_nowhere(cast: Cast, asked, role):
    walk = Walk(cast[role]).go("/en/desk/", *DESK)
    assert not walk.wrong, "\n".join(walk.wrong)
    assert len(walk.pages) > 40
    assert len(walk.sent) > 30


@pytest.mark.slow
def test_staff_who_see_a_desk_are_offered_what_they_may_do(cast: Cast, asked, nino):
    client = cast["editor"]
    session = client.session
    session[SEE_AS] = nino.pk
    session.save()
    walk = Walk(client).go("/en/desk/", "/en/desk/")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert len(walk.pages) > 30


def test_a_ministry_that_was_asked_is_refused_nowhere(cast: Cast, post):
    address, digits = post.link("ministry@example.org", "consultation")
    walk = Walk(Client()).go(address, "/en/consultation/")
    assert not walk.wrong, "\n".join(walk.wrong)
    walk.client.post(address, {"digits": digits})
    opened = Walk(walk.client).go(address, "/en/consultation/")
    assert not opened.wrong, "\n".join(opened.wrong)
    assert len(opened.sent) >= 1


def test_the_walk_finds_what_refuses(cast: Cast):
    """A form that leads nowhere, one for somebody else, and a field of a disabled group."""
    walk = Walk(cast["public"])
    for target in ("/en/nowhere/", "/en/desk/"):
        text = f'<form method="post" action="{target}"><button>x</button></form>'
        walk.send_all(Page("/en/", text))
    assert walk.wrong == ["/en/: post /en/nowhere/: 404"]
    off = Page("/en/", '<fieldset disabled><form method="post"></form></fieldset>')
    assert off.forms[0].is_disabled
