"""A state's figures are kept like its text: nothing that was typed is lost, nobody overwrites what
they have not seen, and what cannot be right is asked about."""

import json
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from registry.common.errors import RuleError
from registry.contacts.handover import confirm_handover, name_successor
from registry.drafting import review, starting, writing
from registry.drafting.figure_checks import doubts_of
from registry.drafting.figure_forms import as_text, figure_forms
from registry.drafting.figure_writing import (
    EMPTY,
    FigureEntry,
    as_typed,
    row_of,
    save_figures,
    stored_rows,
)
from registry.drafting.sections import KeptText, Section, SectionFigure, TypedFigure
from registry.figures.models import Indicator, Observation
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db
PART = "background-size-borders"


@pytest.fixture
def edition(georgia, light_georgia, nino, editor):
    return starting.start_edition(light_georgia.profile, 2031, by=editor, on=TODAY)


@pytest.fixture
def part(edition):
    return edition.sections.get(template_section__slug=PART)


@pytest.fixture
def population():
    return Indicator.objects.get(slug="population")


@pytest.fixture
def area():
    return Indicator.objects.get(slug="area-km2")


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


def address(edition, rest: str = "", language: str = "en") -> str:
    return f"/{language}/desk/editions/{edition.pk}/parts/{PART}/{rest}"


def form(page) -> dict:
    """Every field of the page's form, as a browser sends it: a box only where it is ticked."""
    context = page.context
    data = {name: context["form"][name].value() or "" for name in ("seen", "text_en", "text_ru")}
    for row in context["figures"]:
        for name in row.fields:
            if name != "confirmed" or row.is_ticked:
                data[row.add_prefix(name)] = row[name].value() or ""
    return data | {"gap": context["form"]["gap"].value() or "", "ticket": context["ticket"]}


def own(indicator, **fields) -> dict:
    return {f"figure-{indicator.pk}-{name}": text for name, text in fields.items()}


GOOD = {"value": "3 700 100", "year": "2024", "source": "Geostat"}


def entry(indicator, before=EMPTY, **fields) -> FigureEntry:
    """As a valid row of the form gives it."""
    typed = as_typed({name: str(text) for name, text in fields.items()})
    figure = {
        "value": Decimal(typed["value"]) if typed["value"] else None,
        "year": int(typed["year"]) if typed["year"] else None,
        "gap": typed["gap"],
        "source": typed["source"],
        "note_en": typed["note_en"],
        "note_ru": typed["note_ru"],
        "is_confirmed": False,
    }
    return FigureEntry(
        indicator=indicator.pk,
        before=before,
        typed=typed,
        figure=figure if typed != EMPTY else None,
    )


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
        ({"value": "3700000", "year": "20x"}, "Enter a whole number"),
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
    assert "Correct the marked figures below" in text
    assert 'value="many"' in text
    part.refresh_from_db()
    assert part.progress == "written"


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
    sent = page | own(population, **GOOD | {"value": "3 700 101"}) | {"do": "save"}
    assert desk.post(address(edition), sent)["Location"] == address(edition)
    assert SectionFigure.objects.get().value == 3_700_101


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
        since=TODAY,
    )
    successor = confirm_handover(named, by=editor, on=TODAY)
    assert KeptText.objects.of_person(part, None, [successor]).figures == kept.figures


# Full precision, and whose figure it is


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "3,712,345.67"), ("ru", "3\xa0712\xa0345,67")]
)
def test_a_figure_is_shown_and_saved_as_exactly_as_it_is(
    desk, edition, part, population, nino, language, shown
):
    row = entry(population, **GOOD | {"value": "3712345.67"})
    save_figures(part, [row], by=nino.account, on=TODAY)
    page = desk.get(address(edition, language=language))
    field = next(row for row in page.context["figures"] if row.beside.indicator == population)
    assert field["value"].value() == shown
    desk.post(address(edition, language=language), form(page) | {"do": "figures"})
    assert SectionFigure.objects.get(indicator=population).value == Decimal("3712345.67")


def test_done_makes_no_open_figure_the_states_own(desk, edition):
    desk.post(address(edition), form(desk.get(address(edition))) | {"do": "done"})
    assert not SectionFigure.objects.exists()


def test_what_is_confirmed_stays_the_sources_figure(desk, edition, population):
    page = desk.get(address(edition))
    desk.post(address(edition), form(page) | {"do": "figures"})
    figure = SectionFigure.objects.get()
    assert (figure.indicator, figure.value, figure.is_confirmed) == (population, 3_699_557, True)
    assert "World Bank" in figure.source
    page = desk.get(address(edition))
    assert page.context["figures"][0].is_ticked
    unticked = form(page) | {"do": "save"}
    del unticked[f"figure-{population.pk}-confirmed"]
    desk.post(address(edition), unticked)
    assert not SectionFigure.objects.exists()


def test_a_figure_that_changed_since_it_was_shown_is_not_confirmed(
    desk, edition, georgia, population
):
    page = form(desk.get(address(edition)))
    page[f"figure-{population.pk}-confirmed"] = "2024:3699557"
    make.observation(georgia, "population", 2025, 3_690_000)
    desk.post(address(edition), page | {"do": "save"})
    assert not SectionFigure.objects.exists()
    assert "has changed since" in desk.get(address(edition)).content.decode()


def test_an_own_figure_takes_the_place_of_a_confirmed_one(desk, edition, population):
    desk.post(address(edition), form(desk.get(address(edition))) | {"do": "figures"})
    data = form(desk.get(address(edition))) | own(population, **GOOD)
    desk.post(address(edition), data | {"do": "save"})
    figure = SectionFigure.objects.get()
    assert (figure.value, figure.is_confirmed) == (3_700_100, False)


def test_a_correction_carries_reasons_and_confirmations(light_georgia, editor, population, area):
    section = make.section(make.edition(light_georgia.profile.state, year=2032), PART, "<p>x</p>")
    SectionFigure.objects.create(
        section=section,
        indicator=population,
        value=1,
        year=2024,
        source="S",
        note_en="Why.",
        is_confirmed=True,
    )
    made = Section(edition=make.edition(light_georgia.profile.state, year=2033))
    made.template_section, made.carried_from = section.template_section, section
    made.save()
    starting.carry_figures([made])
    carried = made.figures.get()
    assert (carried.note_en, carried.is_confirmed) == ("Why.", True)


# Plausible


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"year": "2100"}, "year", "The year 2100 has not begun yet."),
        ({"value": "-5"}, "value", "This figure cannot be negative."),
        ({"value": "3 000 000 000"}, "value", "This figure cannot be above 2,000,000,000."),
    ],
)
def test_what_is_impossible_is_refused_beside_the_field(
    desk, edition, population, typed, field, told
):
    note = {"note_en": "It is so."}
    data = form(desk.get(address(edition))) | own(population, **GOOD | note | typed)
    answer = desk.post(address(edition, "autosave/"), data).json()
    assert answer["figures"][f"figure-{population.pk}"]["errors"][field] == told
    text = desk.post(address(edition), data | {"do": "done"}).content.decode()
    assert told in text
    assert not SectionFigure.objects.exists()


def test_what_is_doubtful_needs_a_word_of_why(desk, edition, population):
    page = form(desk.get(address(edition)))
    data = page | own(population, **GOOD | {"value": "37 000"})
    answer = desk.post(address(edition, "autosave/"), data).json()
    stands = answer["figures"][f"figure-{population.pk}"]
    assert "World Development Indicators: 3,699,557 in 2024. Is yours right?" in stands["asks"]
    assert "Say why" in stands["errors"]["note_en"]
    assert not SectionFigure.objects.exists()
    data |= own(population, note_ru="Новая перепись.")
    desk.post(address(edition), data | {"do": "save"})
    figure = SectionFigure.objects.get()
    assert (figure.value, figure.note_ru, figure.note_in("en")) == (
        37_000,
        "Новая перепись.",
        "Новая перепись.",
    )


def test_a_part_is_compared_with_its_total(edition, georgia, part, population):
    idps = Indicator.objects.get(slug="idps")
    other = edition.sections.filter(template_section__indicators=idps).first()
    SectionFigure.objects.create(
        section=other, indicator=idps, value=4_000_000, year=2024, source="S"
    )
    [(figure, reasons)] = doubts_of(edition, TODAY)
    assert figure.indicator == idps
    assert any("more than the total it is a part of" in reason.text for reason in reasons)


def test_an_edition_has_one_value_for_an_indicator_and_year(georgia, population, nino):
    edition = make.written_edition(georgia, kind="extended")
    first = edition.sections.get(template_section__slug="front-general-information")
    second = edition.sections.get(template_section__slug="a-introduction")
    save_figures(first, [entry(population, **GOOD)], by=nino.account, on=TODAY)
    rows = {row.beside.indicator: row for row in figure_forms(second)}
    assert rows[population].beside.stands_elsewhere == [("0", "3,700,100 (2024)")]
    data = {
        **own(population, **GOOD | {"value": "3 700 101", "note_en": "Why not"}),
        f"figure-{population.pk}-before": "",
    }
    (form_,) = [row for row in figure_forms(second, data) if row.is_bound]
    assert "Part 0 says 3,700,100 for 2024" in str(form_.errors["value"])
    other = entry(population, **GOOD | {"value": 3_700_101, "note_en": "Why not"})
    save_figures(second, [other], by=nino.account, on=TODAY)
    assert not second.figures.exists()  # whoever calls: kept as typed, never a second value
    assert stored_rows(second)[population.pk]["value"] == "3700101"


def test_a_typed_row_comes_back_as_it_was_compared(edition, part, population):
    figure = SectionFigure(indicator=population, value=Decimal("3712345.6700"), year=2024)
    figure.source = "Geostat"
    row = row_of(figure)
    assert row["value"] == "3712345.67"
    assert as_typed(json.loads(as_text(row))) == row


def test_doubts_cost_no_more_queries_for_more_figures(
    edition, part, population, area, django_assert_max_num_queries
):
    rows = [(population, 5_000_000), (area, 1)]
    for indicator, value in rows:
        SectionFigure.objects.create(
            section=part, indicator=indicator, value=value, year=2024, source="S"
        )
    with django_assert_max_num_queries(8):
        assert len(doubts_of(edition, TODAY)) == 1


# Review


def test_a_figure_in_an_accepted_part_has_it_reviewed_again(edition, part, population, nino):
    Section.objects.filter(pk=part.pk).update(review="accepted")
    save_figures(part, [entry(population, **GOOD)], by=nino.account, on=TODAY)
    part.refresh_from_db()
    assert (part.review, part.progress) == ("", "written")


def test_a_typed_point_is_no_answer_to_what_was_returned(edition, part, population, nino):
    Section.objects.filter(pk=part.pk).update(review="returned")
    saved = writing.save_section(
        part, {"text_en": part.text_en + "<p>.</p>"}, by=nino.account, on=TODAY, seen=part.version
    )
    assert saved.review == "returned"
    save_figures(saved, [entry(population, **GOOD)], by=nino.account, on=TODAY)
    saved.refresh_from_db()
    assert saved.review == "returned"
    assert writing.finish_section(saved, by=nino.account, on=TODAY).review == ""


def test_the_review_lists_doubtful_figures_with_the_states_word(staff, edition, part, population):
    SectionFigure.objects.create(
        section=part,
        indicator=population,
        value=37_000,
        year=2024,
        source="Geostat",
        note_en="A new census.",
    )
    text = staff.get(f"/admin/registry/edition/{edition.pk}/review/").content.decode()
    assert "Figures to look at" in text
    assert "3,699,557 in 2024" in text
    assert "A new census." in text


def test_a_doubtful_figure_without_a_word_stops_each_step_on_the_way_out(
    georgia, population, nino, editor
):
    edition = make.written_edition(georgia)
    part = edition.sections.get(template_section__slug=PART)
    figure = SectionFigure.objects.create(
        section=part, indicator=population, value=37_000, year=2024, source="Geostat"
    )
    with pytest.raises(RuleError, match="cannot be right, or needs a word of why"):
        perform(edition, "submit", by=nino.account, on=TODAY)
    Edition.objects.filter(pk=edition.pk).update(status="submitted")
    review.accept_rest(edition, by=editor)
    with pytest.raises(RuleError, match="cannot be right, or needs a word of why"):
        perform(edition, "ask_endorsement", by=editor, on=TODAY)
    Edition.objects.filter(pk=edition.pk).update(status="endorsed", submitted_on=TODAY)
    with pytest.raises(RuleError, match="cannot be right, or needs a word of why"):
        perform(edition, "publish", by=editor, on=TODAY)
    figure.note_en = "A new census."
    figure.save()
    assert perform(edition, "publish", by=editor, on=TODAY).status == "published"


def test_the_script_says_that_figures_are_not_finished(desk, edition, population):
    data = form(desk.get(address(edition))) | own(population, value="many")
    answer = desk.post(address(edition, "autosave/"), data).json()
    assert "figures that are marked are not finished" in answer["saved"]
    text = desk.post(address(edition), data | {"do": "save"}, follow=True).content.decode()
    assert "Figures that are not finished are marked below." in text


def test_open_figures_that_an_old_button_made_own_ones_are_confirmed(
    edition, part, population, area
):
    """By the migration that brought the mark: rounded as the form showed them then."""
    (path,) = (settings.BASE_DIR / "registry/migrations").glob("*_figures_are_expected.py")
    migration = import_module(f"registry.migrations.{path.stem}")
    Observation.objects.filter(indicator=population, year=2024).update(value=Decimal("3699557.4"))
    wdi = population.source
    for indicator, value, source in (
        (population, 3_699_557, wdi.title_en),
        (area, 69_700, "Geostat"),
    ):
        SectionFigure.objects.create(
            section=part, indicator=indicator, value=value, year=2024, source=source
        )
    migration.mark_confirmed(apps, None)
    found = {row.indicator.slug: (row.is_confirmed, row.value) for row in part.figures.all()}
    assert found == {
        "population": (True, Decimal("3699557.4")),
        "area-km2": (False, Decimal(69_700)),
    }


def test_who_endorses_reads_the_words_of_why_and_what_was_confirmed(
    desk, edition, part, population, area
):
    SectionFigure.objects.create(
        section=part,
        indicator=population,
        value=Decimal("3700100.5"),
        year=2024,
        source="Geostat",
        note_ru="Новая перепись.",
    )
    SectionFigure.objects.create(
        section=part, indicator=area, value=69_700, year=2024, source="S", is_confirmed=True
    )
    text = desk.get(f"/en/desk/editions/{edition.pk}/read/").content.decode()
    for told in ("3,700,100.5 (2024; Geostat)", "Новая перепись.", "confirmed by the state"):
        assert told in text
