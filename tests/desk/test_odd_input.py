"""Whatever is typed into a form of the desk, of a consultation or of signing in, the answer is a
page: never a failure. PostgreSQL takes no NUL; here nothing passes one to the database."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from registry.common.dates import today
from registry.drafting.starting import start_edition
from registry.profiles.models import Edition
from tests import everybody, make
from tests.clients import Client
from tests.desk.test_every_form import Walk
from tests.everybody import Cast
from tests.walking import Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
cast = everybody.cast
NUL = "a\0b"
EVERYWHERE = {  # in all fields of a form at once
    "nothing": "",
    "blanks": " \t\r\n\u00a0\u200b",
    "control characters": "a\x01\x08\x1b\x7f\x85b",
    "right to left": "\u202eabc\u202c \u200f\u2066",
    "beyond the first plane": "😀 👨\u200d👩\u200d👧 𝔄",
    "code": "'\"><script>alert(1)</script>{{ 7*7 }} %s %(day)s {0} ${7*7}",
    "a huge number": "9" * 400,
    "no number": "NaN",
    "an endless number": "1e999999",
    "digits of others": "\uff11\uff12\u0663",
    "words of code": "../../etc/passwd; DROP TABLE registry_edition;--",
}
LONG = "Ж" * 600_000
PART = "background-size-borders"
PAGES = (
    "details/{post}/",
    "details/{post}/office/",
    "hand-over/{post}/",
    "network/",
    "privacy/erasure/",
    "editions/{edition}/parts/{part}/",
    "editions/{edition}/ask/",
    "editions/{edition}/steps/submit/",
    "editions/{edition}/steps/decline/",
)
KIND_OF_FORM = re.compile(r"/\d+/|(?<=/parts)/[\w-]+/|(?<=/figure)-\d+")


def refuse_nul(execute, sql, values, many, context):
    if "\0" in str(sql) or any(isinstance(one, str) and "\0" in one for one in values or ()):
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")
    return execute(sql, values, many, context)


class OddWalk(Walk):
    def send_all(self, page: Page) -> None:
        for form in page.forms:
            for body in form.bodies():
                key = f"{KIND_OF_FORM.sub('/', form.action)} {sorted(body)}"
                if not form.is_disabled and key not in self.sent:
                    self.sent.add(key)
                    self.send_odd(page.address, form.method, form.action, body)

    def send_odd(self, shown_at: str, method: str, target: str, body: dict) -> None:
        for name, text in EVERYWHERE.items():
            self.answer(name, method, target, dict.fromkeys(body, text))
        for field in body if method == "post" else ():
            self.answer(f"NUL in {field}", method, target, body | {field: NUL})
        if method == "post" and body:
            self.answer("a long text", method, target, dict.fromkeys(body, LONG))

    def answer(self, what: str, method: str, target: str, body: dict) -> None:
        try:
            with transaction.atomic():
                status = getattr(self.client, method)(target, body).status_code
                transaction.set_rollback(True)
        except Exception as error:  # whatever a server would answer with 500
            self.wrong.append(f"{method} {target} with {what}: {error!r:.300}")
        else:
            if status >= 500:
                self.wrong.append(f"{method} {target} with {what}: {status}")


@contextmanager
def nul_refused():
    with connection.execute_wrapper(refuse_nul):
        yield


@pytest.fixture
def draft(cast, nino, editor) -> Edition:
    edition = make.written_edition(nino.state, 2032)
    Edition.objects.filter(pk=edition.pk).update(status="with_state", submitted_on=today())
    return start_edition(make.profile(nino.state, "light"), 2033, by=editor, on=today())


def test_at_the_desk(cast: Cast, draft, nino):
    walk = OddWalk(cast["contact point of A"])
    places = [place.format(post=nino.pk, edition=draft.pk, part=PART) for place in PAGES]
    with nul_refused():
        for place in places:
            page = walk.open(f"/en/desk/{place}")
            if page:
                walk.send_all(page)
    assert not walk.wrong, "\n".join(walk.wrong)
    assert len(walk.sent) > 10


def test_in_a_consultation(cast: Cast, post):
    address, digits = post.link("ministry@example.org", "consultation")
    client = Client()
    with nul_refused():
        walk = OddWalk(client).go(address, "/en/consultation/")
        client.post(address, {"digits": digits})
        walk = OddWalk(client).go(address, "/en/consultation/")
    assert not walk.wrong, "\n".join(walk.wrong)


def test_at_the_door(cast: Cast, nino):
    client, door = Client(), "/en/account/sign-in/"
    with nul_refused():
        walk = OddWalk(client).go(door, "/en/account/sign-in/")
        client.post(door, {"email": nino.account.email})
        walk.open(f"{door}code/")
    assert not walk.wrong, "\n".join(walk.wrong)


def test_addresses_with_what_nobody_has(cast: Cast):
    """Numbers and slugs of an address that are odd, with a query that is."""
    client = cast["contact point of A"]
    odd = ("9" * 30, "0", "%00", "a%00b", "%F0%9F%98%80", "%E2%80%AE")
    with nul_refused():
        for one in odd:
            for place in ("editions/{}/", "editions/{}/read/", "details/{}/", "network/{}/"):
                assert client.get(f"/en/desk/{place.format(one)}").status_code in (404, 400), one
            for page in ("", "network/", "mail/"):
                status = client.get(f"/en/desk/{page}?q={one}&page={one}&state={one}").status_code
                assert status < 500, (page, one)


def test_the_walk_notices_a_failure(cast: Cast, monkeypatch):
    def fail(*_asked, **_named):
        raise ValueError("no")

    walk = OddWalk(cast["public"])
    monkeypatch.setattr(walk.client, "post", fail)
    walk.send_odd("/", "post", "/en/", {"a": "b"})
    assert len(walk.wrong) == len(EVERYWHERE) + 2
