"""At the desk: how often each kind of message comes, in both languages and without a script."""

import re

import pytest

from registry.common.mail_choices import FIXED, OF_OTHERS, RULES, Pace, pace_of
from registry.common.message_kinds import MessageKind
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/en/desk/mail/"


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


def usual() -> dict[str, str]:
    return {"digest": "weekly"} | {str(kind): Pace.DAILY for kind in RULES}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_kind_is_there_with_what_may_be_chosen_and_why(desk, language):
    text = desk.get(f"/{language}/desk/mail/").content.decode()
    for kind, rule in RULES.items():
        field = re.search(rf'<select name="{kind}".*?</select>', text, re.DOTALL)[0]
        assert re.findall(r'value="(\w+)"', field) == [str(pace) for pace in rule.paces]
    shown = [why for why in FIXED.values() if why and why != OF_OTHERS]
    assert text.count("<dt>") == len(shown)
    assert "<script" not in text.partition("<main")[2]


def test_a_choice_is_kept_and_shown_again(desk, nino):
    wanted = usual() | {"comment": "weekly", "published": "never", "endorse": "at_once"}
    assert desk.post(ADDRESS, wanted).status_code == 302
    nino.account.refresh_from_db()
    assert nino.account.mail_choices == {
        "comment": "weekly",
        "published": "never",
        "endorse": "at_once",
    }
    text = desk.get(ADDRESS).content.decode()
    field = re.search(r'<select name="published".*?</select>', text, re.DOTALL)[0]
    assert '<option value="never" selected>' in field
    data = desk.get("/en/desk/privacy/data/").content.decode()
    assert "profile published: never" in data


@pytest.mark.parametrize("pace", Pace)
def test_all_kinds_are_chosen_alike_as_far_as_the_process_lets(desk, nino, pace):
    assert desk.post(ADDRESS, usual() | {"all_kinds": pace}).status_code == 302
    nino.account.refresh_from_db()
    for kind, rule in RULES.items():
        wanted = pace if pace in rule.paces else rule.paces[-1]
        assert pace_of(kind, nino.account) == wanted
    assert pace_of(MessageKind.ENDORSE, nino.account) in ("at_once", "daily")
    text = desk.get(ADDRESS).content.decode()  # next time each kind stands as it is
    field = re.search(r'<select name="all_kinds".*?</select>', text, re.DOTALL)[0]
    assert re.findall(r'value="(\w*)" selected', field) in ([], [""])


@pytest.mark.parametrize(
    ("kind", "pace"),
    [("endorse", "never"), ("endorse", "weekly"), ("confirm", "never"), ("comment", "hourly")],
)
def test_what_the_process_requires_is_not_turned_off(desk, nino, kind, pace):
    answer = desk.post(ADDRESS, usual() | {kind: pace})
    assert answer.status_code == 200
    assert "Not saved yet." in answer.content.decode()
    nino.account.refresh_from_db()
    assert nino.account.mail_choices == {}


def test_what_gives_access_is_no_field(desk, nino):
    desk.post(ADDRESS, usual() | {"code": "never", "security": "never"})
    nino.account.refresh_from_db()
    assert nino.account.mail_choices == {}
    assert MessageKind.CODE not in RULES
