"""What the desk says, in the reader's words: no field names, no raw browsers, no English among the
Russian."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from registry.accounts.user_agents import browser_worded
from registry.common.dates import midnight_of, today
from registry.contacts.confirmation import ask_to_confirm, confirm
from registry.contacts.details import change_own
from registry.contacts.dialling import CODES
from registry.contacts.models import PERSONAL_DETAILS, ContactPoint
from registry.drafting.consulting import ask
from registry.drafting.exchange import Consultation
from registry.drafting.review import accept_section
from registry.drafting.starting import start_edition
from registry.drafting.writing import save_section
from registry.profiles.models import Edition
from registry.secretariat.daily_work import COLLEAGUE_AFTER
from registry.states.models import State
from tests import make
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/131.0.0.0 Safari/537.36"
)


@pytest.fixture
def draft(georgia, editor) -> Edition:
    return start_edition(make.profile(georgia, "light"), 2031, by=editor, on=today())


def seen(client, path: str) -> str:
    """The main part of a page, without its tags."""
    text = client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/131.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
            " like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", "an unknown browser"),
        ("", "an unknown browser"),
    ],
)
def test_a_browser_in_words(agent, said):
    assert browser_worded(agent) == said


def test_sessions_are_named_as_people_name_them(nino):
    client = signed_in(nino.account)
    nino.account.usersession_set.create(
        session_key=client.session.session_key,
        ip="192.0.2.1",
        user_agent=CHROME,
        last_seen_at=timezone.now(),
    )
    text = seen(client, "/en/account/sessions/")
    assert "Chrome on Windows" in text
    assert "today" in text
    assert "Chrome, Windows , сегодня" in seen(client, "/ru/account/sessions/")
    assert "Mozilla" not in text + seen(client, "/en/desk/privacy/data/")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_own_data_has_no_field_names(nino, language):
    change_own(
        nino, {"room": "12", "phone_visibility": "public"}, by=nino.account, seen=nino.version
    )
    text = seen(signed_in(nino.account), f"/{language}/desk/privacy/data/")
    names = set(PERSONAL_DETAILS) - {"email", "phone", "mobile", "spoken", "address", "room"}
    for name in (*names, "last_signed_in", "phone_visibility", "digest", "contact_point", "GEO"):
        assert not re.search(rf"\b{name}\b", text), name
    assert {"en": "Telephone: who sees it", "ru": "Телефон: кто видит"}[language] in text


def test_how_long_a_link_works_is_said_in_russian(ion, editor):
    edition = start_edition(make.profile(ion.state, "light"), 2031, by=editor, on=today())
    text = seen(signed_in(ion.account), f"/ru/desk/editions/{edition.pk}/ask/")
    assert "14 дней" in text
    assert "14 days" not in text


def test_the_annex_has_its_russian_name(ion, editor):
    edition = start_edition(make.profile(ion.state, "extended"), 2031, by=editor, on=today())
    text = seen(signed_in(ion.account), f"/ru/desk/editions/{edition.pk}/")
    assert "Приложение" in text
    assert "Annex" not in text


def test_states_are_in_the_order_of_the_language(nino):
    client = signed_in(nino.account)
    for language, earlier, later in (("en", "Georgia", "Germany"), ("ru", "Германия", "Грузия")):
        options = client.get(f"/{language}/desk/network/").content.decode()
        assert options.index(f">{earlier}<") < options.index(f">{later}<")


def test_people_of_the_network_are_in_the_order_of_the_language(nino, georgia):
    germany = State.objects.get(iso_alpha3="DEU")
    make.contact_point(germany)
    client = signed_in(nino.account)
    for language, order in (("en", ["GEO", "DEU"]), ("ru", ["DEU", "GEO"])):
        people = client.get(f"/{language}/desk/network/").context["people"]
        assert [one.state.iso_alpha3 for one in people] == order


def test_the_hint_has_the_code_of_ones_own_state(nino, ion):
    assert "+995 …" in seen(signed_in(nino.account), f"/en/desk/details/{nino.pk}/")
    assert "+373 …" in seen(signed_in(ion.account), f"/en/desk/details/{ion.pk}/")
    assert set(State.objects.values_list("iso_alpha3", flat=True)) <= set(CODES)


def test_a_decision_of_the_review_is_not_a_save(nino, editor, draft):
    section = draft.sections.in_order().first()
    save_section(
        section, {"text_en": "<p>Mine.</p>"}, by=nino.account, on=today(), seen=section.version
    )
    path = f"/en/desk/editions/{draft.pk}/parts/{section.template_section.slug}/"
    assert "by you" in seen(signed_in(nino.account), path)
    Edition.objects.filter(pk=draft.pk).update(status="submitted")
    section.refresh_from_db()
    accept_section(section, by=editor)
    text = seen(signed_in(nino.account), path)
    assert "by you" in text
    assert not re.search(r"saved \S+ \S+ by the Secretariat", text)


def test_a_link_that_was_tried_too_often_is_not_said_to_work(nino, draft, post):
    ask(
        draft,
        [draft.sections.in_order().first()],
        by=nino.account,
        post=nino,
        organisation="Ministry",
        email="m@example.org",
        language="en",
        note="",
        days=14,
    )
    path = f"/en/desk/editions/{draft.pk}/"
    assert "the link works until" in seen(signed_in(nino.account), path)
    Consultation.objects.update(attempts=5)
    text = seen(signed_in(nino.account), path)
    assert "closed after five wrong tries" in text
    assert "the link works until" not in text
    assert not Consultation.objects.get().is_open
    assert not Consultation.objects.open().exists()


def asked_long_ago(one: ContactPoint) -> None:
    link = ask_to_confirm(one, occasion=("x",))
    at = midnight_of(today() - timedelta(days=COLLEAGUE_AFTER))  # clocks may change meanwhile
    type(link).objects.filter(pk=link.pk).update(created_at=at)


def silent() -> list[ContactPoint]:
    return ContactPoint.objects.unanswered(today() - timedelta(days=COLLEAGUE_AFTER), today())


def test_who_does_not_answer_is_silent(georgia):
    one = make.contact_point(georgia)
    asked_long_ago(one)
    assert silent() == [one]


def test_who_answered_the_same_day_is_not_called_silent(georgia):
    """Confirmed, asked by hand, and confirmed once more on one day: the clock stands where it
    was."""
    one = make.contact_point(georgia)
    long_ago = today() - timedelta(days=COLLEAGUE_AFTER)
    confirm(one, by=None, on=long_ago)
    one.refresh_from_db()
    asked_long_ago(one)
    confirm(one, by=None, on=long_ago)
    assert silent() == []


def test_who_signed_in_since_is_not_called_silent(nino):
    asked_long_ago(nino)
    assert silent() == [nino]
    nino.account.last_login = timezone.now()
    nino.account.save()
    assert silent() == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "(one of the two is enough)"), ("ru", "(достаточно одного из двух)")],
)
@pytest.mark.parametrize("page", ["details", "hand-over"])
def test_two_names_of_which_one_is_needed_are_not_called_optional(nino, language, words, page):
    desk = signed_in(nino.account)
    text = one_line(desk.get(f"/{language}/desk/{page}/{nino.pk}/").content.decode())
    for name in ("id_name_latin", "id_name_cyrillic"):
        label = re.search(rf'<label for="{name}">(.*?)</label>', text)[1]
        assert label.count("<span") == 1
        assert words in label
