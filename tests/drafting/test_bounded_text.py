"""A text beyond the limits at each door of a draft: a sentence, an answer in bounded time, and
what was typed is still there."""

import time

import pytest
from django.utils.html import escape

from registry.common.scope import scope
from registry.drafting import consulting, review, writing
from registry.drafting.contradictions import contradictions_of
from registry.drafting.exchange import Suggestion
from registry.drafting.parity import keep_lags
from registry.drafting.sections import KeptText, Section
from registry.publication.workflow import perform
from tests import make
from tests.bounded import assert_bounded
from tests.clients import Client
from tests.conftest import TODAY, form_data, signed_in

pytestmark = pytest.mark.django_db

DEEP = "<ul><li>Typed with care" * 8_000  # 184 KB
MANY = "<p>&nbsp;" * 21_000 + "<p>Typed with care</p>"
TOLD = "more than 60 levels deep. Paste the text without formatting"
FEW_WORDS = [f"<p>{words * (100_000 // len(words))}</p>" for words in ("a b ", "b a a a ")]


@pytest.fixture
def edition(georgia):
    return make.written_edition(georgia)


@pytest.fixture
def section(edition):
    return edition.sections.get(template_section__slug="challenges")


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


def address(edition, rest: str = "") -> str:
    return f"/en/desk/editions/{edition.pk}/parts/challenges/{rest}"


def data(section, **changes) -> dict:
    return {
        "seen": section.version,
        "text_en": section.text_en,
        "text_ru": section.text_ru,
        "gap": "",
    } | changes


def posted(client, *args, **kwargs):
    found = []
    assert_bounded(lambda: found.append(client.post(*args, **kwargs)))
    return found[0]


def test_a_part_is_not_saved_and_the_form_keeps_it(desk, edition, section):
    page = posted(desk, address(edition), data(section, text_en=DEEP, do="save")).content.decode()
    assert TOLD in page
    assert escape(DEEP) in page
    section.refresh_from_db()
    assert section.text_en == "<p>Words on 3.</p>"


def test_the_sentence_is_in_the_language_of_the_page(desk, edition, section):
    path = address(edition).replace("/en/", "/ru/")
    page = posted(desk, path, data(section, text_ru=DEEP, do="save")).content.decode()
    assert "вложены друг в друга более чем на 60" in page


def test_the_script_is_told(desk, edition, section):
    answer = posted(desk, address(edition, "autosave/"), data(section, text_en=DEEP))
    assert answer.status_code == 400
    assert TOLD in answer.json()["error"]
    answer = posted(desk, address(edition, "autosave/"), data(section, text_en=MANY))
    assert answer.status_code == 200
    section.refresh_from_db()
    assert section.text_en == "<p>Typed with care</p>"


def test_after_the_session_the_words_are_kept_without_their_formatting(desk, edition, section):
    ticket = desk.get(address(edition)).context["ticket"]
    answer = posted(
        Client(),
        address(edition, "autosave/"),
        data(section, text_en=DEEP, ticket=ticket),
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["is_kept"]) == (401, True)
    assert KeptText.objects.get().text_en == "<p>Typed with care</p>" * 8_000
    page = desk.get(address(edition, "merge/"))
    assert page.status_code == 200


def test_after_the_session_a_reader_without_script_learns_it_where_he_signs_in(
    desk, edition, section
):
    ticket = desk.get(address(edition)).context["ticket"]
    sent = data(section, text_en="<p>Typed late</p>", ticket=ticket, do="save")
    page = Client().post(address(edition), sent, follow=True)
    assert page.redirect_chain
    assert "What you wrote is kept; sign in and it is here." in page.content.decode()
    assert KeptText.objects.get().text_en == "<p>Typed late</p>"


def test_after_the_session_the_script_learns_what_could_not_be_kept(desk, edition, section):
    ticket = desk.get(address(edition)).context["ticket"]
    answer = posted(
        Client(),
        address(edition, "autosave/"),
        data(section, text_en="<p>" + "&" * 199_000, ticket=ticket),
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["is_kept"]) == (401, False)
    assert not KeptText.objects.exists()


def test_a_choice_between_two_texts_of_few_words_is_shown(desk, edition, section, nino, editor):
    writing.save_section(section, {"text_en": FEW_WORDS[0]}, by=editor, on=TODAY, seen=1)
    section.refresh_from_db()
    desk.get(address(edition))
    more = f"{FEW_WORDS[0]}<p>More.</p>"
    writing.save_section(section, {"text_en": more}, by=editor, on=TODAY, seen=section.version)
    posted(desk, address(edition), data(section, text_en=FEW_WORDS[1], do="save"))
    assert KeptText.objects.get().text_en == FEW_WORDS[1]
    found = []
    assert_bounded(lambda: found.append(desk.get(address(edition, "merge/")).content.decode()))
    assert "could not be compared word by word to the end" in found[0]


def test_a_part_shows_what_changed_and_that_it_is_coarse(desk, edition, section, editor):
    section.text_en = FEW_WORDS[0]
    section.ru_reflects, section.ru_reflects_on = FEW_WORDS[1], TODAY
    keep_lags(section)
    section.save()
    Suggestion.objects.bulk_create(
        Suggestion(
            section=section, language="en", old=FEW_WORDS[0], new=FEW_WORDS[1], side="secretariat"
        )
        for _number in range(4)
    )
    found = []
    assert_bounded(lambda: found.append(desk.get(address(edition)).content.decode()))
    assert found[0].count("could not be compared word by word to the end") == 5


def test_a_ministry_keeps_what_it_typed(client, edition, section, nino, post):
    consulting.ask(
        edition,
        [section],
        by=nino.account,
        post=nino,
        organisation="Ministry",
        email="m@example.org",
        language="en",
        note="",
        days=14,
    )
    path, digits = post.link("m@example.org", "consultation")
    client.post(path, {"digits": digits})
    rows = client.get(path).context["rows"]
    fields = {row.add_prefix(name): row[name].value() or "" for row in rows for name in row.fields}
    name = next(key for key in fields if key.endswith("text_en"))
    page = posted(client, path, fields | {name: DEEP}).content.decode()
    assert TOLD in page
    assert escape(DEEP) in page
    passages = "".join(f"<p>Passage {number}</p>" for number in range(9_000))
    page = posted(client, path, fields | {name: passages}).content.decode()
    assert f"{review.MOST_CHANGES} are taken at once" in page
    assert escape(passages) in page
    assert not Suggestion.objects.exists()


def test_one_answer_has_one_budget(edition, nino, post, monkeypatch):
    monkeypatch.setattr(consulting, "MOST_PIECES", 100)
    sections = list(edition.sections.all()[:2])
    row = consulting.ask(
        edition,
        sections,
        by=nino.account,
        post=nino,
        organisation="Ministry",
        email="m@example.org",
        language="en",
        note="",
        days=14,
    )
    text = "<p>x</p>" * 30
    answers = [consulting.MinistryAnswer(one, "", {"en": (one.text_en, text)}) for one in sections]
    with pytest.raises(consulting.RuleError, match="Send it part by part"):
        consulting.answer(row, answers)
    assert consulting.answer(row, answers[:1])


@pytest.mark.parametrize("button", ["_save", "_suggest"])
def test_staff_keep_what_they_typed(staff, edition, nino, button):
    perform(edition, "submit", by=nino.account, on=TODAY)
    section = edition.sections.get(template_section__slug="challenges")
    path = f"/admin/registry/section/{section.pk}/change/"
    fields = form_data(staff, path)
    fields.pop("_save", None)
    passages = "".join(f"<p>Passage {number}</p>" for number in range(9_000))
    for typed, told in (
        (DEEP, TOLD),
        ("<p>" + "я" * 150_000 + "</p>", "a section holds 200 KB"),
        *([(passages, "are taken at once")] if button == "_suggest" else []),
    ):
        answer = posted(staff, path, fields | {"text_en": typed, button: "1"})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert told in page
        assert escape(typed) in page
    section.refresh_from_db()
    assert section.text_en == "<p>Words on 3.</p>"


def test_the_review_shows_texts_of_few_words(staff, edition, section, nino):
    before = make.section(
        make.edition(edition.profile.state, year=2030), "challenges", FEW_WORDS[0], FEW_WORDS[0]
    )
    Section.objects.filter(pk=section.pk).update(
        text_en=FEW_WORDS[1], text_ru=FEW_WORDS[1], carried_from=before
    )
    found = []
    path = f"/admin/registry/edition/{edition.pk}/review/"
    assert_bounded(lambda: found.append(staff.get(path).content.decode()))
    assert found[0].count("could not be compared word by word to the end") == 2


NUMBERS = {
    "a sentence of numbers": f"<p>{'7 1234 2019 ' * 8_000}</p>",
    "sentences of a number": f"<p>{'A 1234. ' * 12_000}</p>",
    "lines of a year": "1999<br>" * 12_000,
}


@pytest.mark.parametrize("what", NUMBERS)
def test_a_text_of_numbers_is_held_against_figures_in_bounded_work(edition, section, what):
    """Each number with each year of each indicator would keep the page of the part for minutes."""
    sections = list(edition.sections.all())
    for row in sections:
        row.text_en = row.text_ru = NUMBERS[what]
    began = time.process_time()
    with scope():
        assert contradictions_of(edition, sections, TODAY) == []
    assert time.process_time() - began < 10
