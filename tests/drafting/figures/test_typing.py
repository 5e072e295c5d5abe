"""A state's figures are kept like its text: nothing that was typed is lost, nobody overwrites what
they have not seen."""

import json
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.translation import override

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts.handover import confirm_handover, name_successor
from registry.drafting import writing
from registry.drafting.figure_writing import (
    as_typed,
    save_figures,
)
from registry.drafting.sections import LARGEST, KeptText, SectionFigure, TypedFigure
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests.conftest import TODAY, signed_in
from tests.drafting.figures.entries import GOOD, address, entry, form, own

pytestmark = pytest.mark.django_db


# What is typed is kept


@pytest.mark.parametrize("button", ["save", "in_step", "done", "figures", "still_valid", ""])
def test_every_button_saves_the_figures(desk, edition, population, button):
    data = form(desk.get(address(edition))) | own(population, **GOOD)
    desk.post(address(edition), data | {"do": button})
    figure = SectionFigure.objects.get(indicator=population)
    assert (figure.value, figure.year, figure.source) == (3_700_100, 2024, "Geostat")
    assert not figure.is_confirmed


def test_autosave_saves_the_figures_and_answers_what_stands(desk, edition, part, population):
    data = form(desk.get(address(edition))) | own(population, **GOOD)
    answer = desk.post(address(edition, "autosave/"), data).json()
    assert SectionFigure.objects.get().value == 3_700_100
    stands = answer["figures"][f"figure-{population.pk}"]
    assert json.loads(stands["before"])["value"] == "3700100"
    assert stands["errors"] == {}
    part.refresh_from_db()
    assert (part.progress, part.version) == ("written", answer["version"])


def test_an_empty_row_takes_the_figure_back(desk, edition, population):
    data = form(desk.get(address(edition))) | own(population, **GOOD)
    desk.post(address(edition), data | {"do": "save"})
    data = form(desk.get(address(edition))) | own(population, value="", year="", source="")
    desk.post(address(edition), data | {"do": "save"})
    assert not SectionFigure.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"value": "abc"}, "This is not a number"),
        ({"value": "3700000"}, "Of which year is it?"),
        ({"value": "3700000", "year": "20x"}, "A year has four digits"),
        ({"value": "3700000", "year": "20244"}, "A year has four digits"),
        ({"year": "2024"}, "Give the number, or say why there is none."),
        ({"value": "1", "gap": "not_collected"}, "Give either a number or the reason"),
        ({"gap": "expected"}, "In which year is it expected?"),
        ({"value": "1" * 40}, "at most 30 characters"),
    ],
)
def test_what_is_no_figure_yet_is_kept_as_typed_and_marked(desk, edition, population, typed, told):
    data = form(desk.get(address(edition))) | own(population, **typed)
    answer = desk.post(address(edition, "autosave/"), data).json()
    assert told in " ".join(answer["figures"][f"figure-{population.pk}"]["errors"].values())
    assert not SectionFigure.objects.exists()
    page = desk.get(address(edition))
    row = next(row for row in page.context["figures"] if row.beside.indicator == population)
    assert {name: as_typed({name: row[name].value()})[name] for name in typed} == typed
    assert told in page.content.decode()


def test_done_asks_for_what_is_not_finished_and_loses_nothing(desk, edition, part, population):
    data = form(desk.get(address(edition))) | own(population, value="many")
    text = desk.post(address(edition), data | {"do": "done"}).content.decode()
    assert "Still to correct" in text
    assert 'value="many"' in text
    part.refresh_from_db()
    assert part.progress == "written"


@pytest.mark.parametrize(
    ("language", "told", "year"),
    [
        ("en", "The text and the correct figures are saved. Still to correct:", "Year"),
        ("ru", "Текст и верные показатели сохранены. Осталось исправить:", "Год"),
    ],
)
def test_done_lists_what_is_to_correct_with_links(desk, edition, population, language, told, year):
    page = desk.get(address(edition, language=language))
    good = next(row for row in page.context["figures"] if row.beside.indicator != population)
    row = own(population, **GOOD | {"year": ""})
    data = form(page) | row | own(good.beside.indicator, gap="not_collected")
    page = desk.post(address(edition, language=language), data | {"do": "done"})
    alert = re.search(r'role="alert">(.*?)</div>', page.content.decode(), re.DOTALL)[1]
    assert told in alert
    assert re.findall(r'<a href="#(.*?)">(.*?)</a>', alert) == [
        (f"id_figure-{population.pk}-year", f"{page_title(page, population)}, {year}")
    ]
    assert f'id="id_figure-{population.pk}-year"' in page.content.decode()
    assert SectionFigure.objects.get().indicator == good.beside.indicator


def page_title(page, indicator) -> str:
    """In the language of the page."""
    with override(page.headers["Content-Language"]):
        return str(indicator.title)


def test_done_lists_an_open_figure_that_changed_after_it_was_confirmed(desk, edition, population):
    data = form(desk.get(address(edition))) | own(population, confirmed="1990:1")
    text = desk.post(address(edition), data | {"do": "done"}).content.decode()
    alert = re.search(r'role="alert">(.*?)</div>', text, re.DOTALL)[1]
    assert f'href="#id_figure-{population.pk}-confirmed"' in alert
    assert "The open figure has changed since." in alert


# The page knows which press of a button has arrived


def test_the_page_says_which_press_of_a_button_has_arrived(desk, edition, population):
    data = form(desk.get(address(edition))) | own(population, **GOOD)
    saved = desk.post(address(edition), data | {"do": "save", "sent": "first"}, follow=True)
    assert 'data-draft-arrived="first"' in saved.content.decode()
    data = form(saved) | own(population, value="many")
    asked = desk.post(address(edition), data | {"do": "done", "sent": "second"})
    assert 'data-draft-arrived="second"' in asked.content.decode()


def test_what_was_refused_has_not_arrived(desk, edition):
    data = form(desk.get(address(edition))) | {"text_en": "x" * (LARGEST + 1), "sent": "it"}
    page = desk.post(address(edition), data | {"do": "save"}).content.decode()
    assert 'data-draft-arrived=""' in page
    assert 'data-draft-answers="it"' in page


def test_what_is_kept_beside_the_part_has_arrived(desk, edition, part, editor):
    data = form(desk.get(address(edition))) | {"text_en": "<p>Mine.</p>", "sent": "it"}
    theirs = {"text_en": "<p>Theirs.</p>"}
    writing.save_section(part, theirs, by=editor, on=TODAY, seen=part.version)
    assert desk.post(address(edition), data | {"do": "save"}).url.endswith("/merge/")
    assert 'data-draft-arrived="it"' in desk.get(address(edition)).content.decode()


def test_what_is_kept_after_the_session_ended_has_arrived(desk, edition, nino):
    data = form(desk.get(address(edition))) | {"text_en": "<p>Mine.</p>", "sent": "it"}
    del desk.cookies["sessionid"]
    desk.post(address(edition), data | {"do": "save"})
    desk.force_login(nino.account)
    assert 'data-draft-arrived="it"' in desk.get(address(edition)).content.decode()


def test_what_is_not_finished_is_not_submitted(edition, part, population, nino):
    TypedFigure.objects.create(section=part, indicator=population, typed={"value": "many"})
    with pytest.raises(RuleError, match="figures are typed and not finished"):
        perform(edition, "submit", by=nino.account, on=TODAY)


def test_a_figure_is_finished_in_place_of_what_was_typed(desk, edition, population):
    for typed in ({"value": "many"}, GOOD):
        data = form(desk.get(address(edition))) | own(population, **typed)
        desk.post(address(edition), data | {"do": "save"})
    assert SectionFigure.objects.get().value == 3_700_100
    assert not TypedFigure.objects.exists()


def test_a_figure_of_another_part_is_refused(edition, population, nino):
    challenges = edition.sections.get(template_section__slug="challenges")
    with pytest.raises(RuleError, match="does not belong"):
        save_figures(challenges, [entry(population, **GOOD)], by=nino.account, on=TODAY)


# Nobody overwrites what they have not seen


def test_a_stale_page_does_not_put_the_value_of_before_back(desk, edition, population, dato):
    page = form(desk.get(address(edition)))
    colleague = signed_in(dato.account)
    data = form(colleague.get(address(edition))) | own(population, **GOOD)
    colleague.post(address(edition), data | {"do": "save"})
    desk.post(address(edition), page | {"do": "save"})
    desk.post(address(edition), page | {"do": "figures"})
    assert SectionFigure.objects.get(indicator=population).value == 3_700_100


def test_two_values_for_one_figure_lead_to_a_choice_of_three(desk, edition, population, dato, part):
    first = form(desk.get(address(edition))) | own(population, **GOOD)
    desk.post(address(edition), first | {"do": "save"})
    page = form(desk.get(address(edition)))
    colleague = signed_in(dato.account)
    data = form(colleague.get(address(edition))) | own(population, value="3 700 200")
    colleague.post(address(edition), data | {"do": "save"})
    response = desk.post(
        address(edition), page | own(population, value="3 700 300") | {"do": "done"}
    )
    assert response["Location"] == address(edition, "merge/")
    text = desk.get(response["Location"]).content.decode()
    for value in ("3,700,100", "3,700,200", "3,700,300"):
        assert value in text
    part.refresh_from_db()
    chosen = {"seen": part.version, f"figure-{population.pk}": "mine"}
    assert desk.post(response["Location"], chosen)["Location"] == address(edition)
    assert SectionFigure.objects.get().value == 3_700_300
    assert not KeptText.objects.exists()


def test_theirs_may_be_chosen_too_and_a_choice_is_asked_for(desk, edition, part, population, dato):
    page = form(desk.get(address(edition))) | own(population, **GOOD)
    save_figures(
        part, [entry(population, **GOOD | {"value": 3_700_500})], by=dato.account, on=TODAY
    )
    answer = desk.post(address(edition, "autosave/"), page)
    assert (answer.status_code, answer.json()["url"]) == (409, address(edition, "merge/"))
    part.refresh_from_db()
    merge = address(edition, "merge/")
    assert desk.post(merge, {"seen": part.version}).status_code == 200
    desk.post(merge, {"seen": part.version, f"figure-{population.pk}": "theirs"})
    assert SectionFigure.objects.get().value == 3_700_500
    assert not KeptText.objects.exists()


def test_a_button_pressed_before_the_autosave_is_answered_is_no_conflict(desk, edition, population):
    page = form(desk.get(address(edition)))
    desk.post(address(edition, "autosave/"), page | own(population, **GOOD))
    on_its_way = json.dumps([GOOD])  # the script of the page writes it there
    later = GOOD | {"value": "3 700 101", "own": on_its_way}
    sent = page | own(population, **later) | {"do": "save"}
    assert desk.post(address(edition), sent)["Location"] == address(edition)
    assert SectionFigure.objects.get().value == 3_700_101


def test_a_second_page_of_the_same_person_overwrites_nothing_unseen(desk, edition, population):
    page = form(desk.get(address(edition)))
    desk.post(address(edition), page | own(population, **GOOD) | {"do": "save"})
    stale = page | own(population, **GOOD | {"value": "3 700 102"})
    answer = desk.post(address(edition, "autosave/"), stale)
    assert (answer.status_code, answer.json()["url"]) == (409, address(edition, "merge/"))
    assert SectionFigure.objects.get().value == 3_700_100
    assert KeptText.objects.get().figures[str(population.pk)]["mine"]["value"] == "3700102"


def test_a_page_that_is_shown_again_goes_on_from_what_it_has_sent(desk, edition, population):
    refused = {"text_en": "x" * 210_000, "do": "save"}  # the text is, the figure is not
    page = form(desk.get(address(edition)))
    again = desk.post(address(edition), page | own(population, **GOOD) | refused)
    (row,) = [one for one in again.context["figures"] if one.beside.indicator == population]
    shown = {"before": row["before"].value(), "own": row.sent}
    later = GOOD | shown | {"value": "3 700 103"}
    answer = desk.post(address(edition, "autosave/"), page | own(population, **later))
    assert answer.status_code == 200
    assert SectionFigure.objects.get().value == 3_700_103


def test_figures_are_saved_where_the_texts_are_in_conflict(desk, edition, part, population, editor):
    page = form(desk.get(address(edition))) | own(population, **GOOD)
    writing.save_section(part, {"text_en": "<p>Theirs.</p>"}, by=editor, on=TODAY, seen=1)
    response = desk.post(address(edition), page | {"text_en": "<p>Mine.</p>", "do": "done"})
    assert response["Location"] == address(edition, "merge/")
    assert SectionFigure.objects.get().value == 3_700_100
    assert KeptText.objects.get().text_en == "<p>Mine.</p>"


def test_a_colleagues_figures_are_no_conflict_of_texts(desk, edition, part, population, dato):
    page = form(desk.get(address(edition)))
    save_figures(part, [entry(population, **GOOD)], by=dato.account, on=TODAY)
    response = desk.post(address(edition), page | {"text_en": "<p>New.</p>", "do": "save"})
    assert response["Location"] == address(edition)
    part.refresh_from_db()
    assert part.text_en == "<p>New.</p>"


def test_figures_outlive_the_end_of_a_session(desk, edition, part, population, nino):
    page = form(desk.get(address(edition))) | own(population, **GOOD)
    Client().post(address(edition), page | {"gap": "later", "text_en": "", "text_ru": ""})
    kept = KeptText.objects.get()
    assert (kept.account, kept.gap) == (nino.account, "later")
    assert not SectionFigure.objects.exists()
    text = desk.get(address(edition)).content.decode()
    assert "was kept and is not in the draft yet" in text
    chosen = {
        "seen": part.version,
        "en-0": "mine",
        "ru-0": "mine",
        f"figure-{population.pk}": "mine",
    }
    desk.post(address(edition, "merge/"), chosen)
    assert SectionFigure.objects.get().value == 3_700_100
    part.refresh_from_db()
    assert part.gap == "later"


def test_figures_typed_while_a_colleague_submits_are_kept_for_the_successor(
    desk, edition, part, population, nino, editor, post
):
    page = form(desk.get(address(edition))) | own(population, **GOOD)
    Edition.objects.filter(pk=edition.pk).update(status="submitted")
    answer = desk.post(address(edition, "autosave/"), page)
    assert answer.status_code == 400
    kept = KeptText.objects.get()
    assert kept.figures[str(population.pk)]["mine"]["value"] == "3700100"
    named = name_successor(
        nino,
        by=nino.account,
        name_latin="Maia",
        email="maia@example.org",
        language="en",
        since=today(),
    )
    successor = confirm_handover(named, by=editor, on=today())
    assert KeptText.objects.of_person(part, None, [successor]).figures == kept.figures


# Full precision, and whose figure it is


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "3,712,345.67"), ("ru", "3\xa0712\xa0345,67")]
)
def test_a_figure_is_shown_and_saved_as_exactly_as_it_is(
    desk, edition, part, population, nino, language, shown
):
    row = entry(population, **GOOD | {"value": "3712345.67", "note_en": "An estimate."})
    save_figures(part, [row], by=nino.account, on=TODAY)
    page = desk.get(address(edition, language=language))
    field = next(row for row in page.context["figures"] if row.beside.indicator == population)
    assert field["value"].value() == shown
    desk.post(address(edition, language=language), form(page) | {"do": "figures"})
    assert SectionFigure.objects.get(indicator=population).value == Decimal("3712345.67")
