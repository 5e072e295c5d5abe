"""What people type finds what they mean."""

import pytest

from registry.search.finding import catalogue, find
from registry.search.models import Synonyms

pytestmark = pytest.mark.django_db


def keys(text: str, **asked) -> list[str]:
    rows = catalogue().rows
    return [rows[number].key for number in find(text, **asked).numbers]


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("Georgia", "georgia"),
        ("Грузии", "georgia"),
        ("Gruzia", "georgia"),
        ("uhepbz", "georgia"),
        ("пущкпшф", "georgia"),
        ("Geogria", "georgia"),
        ("GEO", "georgia"),
        ("Kazahstan", "kazakhstan"),
        ("Tadjikistan", "tajikistan"),
        ("Kirghizia", "kyrgyzstan"),
        ("Киргизия", "kyrgyzstan"),
        ("Turkey", "turkiye"),
        ("Turkiye", "turkiye"),
        ("the former Yugoslav Republic of Macedonia", "north-macedonia"),
        ("Чешская Республика", "czechia"),
        ("босния герцеговина", "bosnia-and-herzegovina"),
        ("Kosovo", "kosovo"),
    ],
)
def test_a_state_is_found_first_under_every_name(typed, state):
    assert keys(typed)[0] == f"state:{state}"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("readmission georgia", "part:georgia/light/2026/return-readmission"),
        ("реадмиссия грузия", "part:georgia/light/2026/return-readmission"),
        ("population georgia", "figure:population/georgia"),
        ("ВВП", "indicator:gdp"),
        ("BMP", "project:bmp"),
        ("пилотный проект 4", "project:pp4"),
        ("утечка мозгов", "action:2023-2027/ap2023-md-3"),
        ("СДЛ кишинёв", "meeting:som-2024-chisinau"),
        ("релоканты", "document:br-relokanty"),
        ("ten years of the prague process", "news:2019-bucharest"),
        ("licence and terms", "page:terms"),
    ],
)
def test_each_kind_is_found(typed, first):
    assert keys(typed)[0] == first


def test_words_in_quotation_marks_stand_side_by_side():
    loose, strict = keys("migration circular"), keys('"migration circular"')
    assert loose
    assert not strict
    assert keys("«circular migration»") == keys('"circular migration"') != []


def test_a_minus_takes_away():
    every, fewer = set(keys("readmission")), set(keys("readmission -handbook"))
    assert fewer < every
    assert "document:hb-readmission" in every - fewer


def test_filters_may_be_typed_or_chosen():
    typed = keys("state:georgia year:2015")
    assert typed == keys("", filters={"state": "georgia", "year": "2015"}) != []
    assert typed == keys("страна:GEO год:2015")
    rows = {row.key: row for row in catalogue().rows.values()}
    assert all("GEO" in rows[key].states and "2015" in rows[key].years for key in typed)


def test_a_facet_counts_what_choosing_it_leaves():
    result = find("migration")
    assert len(result.facets["kind"]) > 3
    for name in ("kind", "state", "year", "area", "lang"):
        for value, count in result.facets[name][:3]:
            assert len(find("migration", filters={name: value}).numbers) == count


def test_only_these_words_leaves_synonyms_and_forms_out():
    assert "state:georgia" in keys("Gruzia")
    assert keys("Gruzia", only_exact=True) != keys("Gruzia")
    assert len(keys("refugees", only_exact=True)) < len(keys("refugees"))


def test_where_no_page_has_all_words_the_most_are_given_and_it_is_said():
    result = find("georgia zzzyyyxxx")
    assert result.is_partial
    assert result.missing == ["zzzyyyxxx"]
    assert catalogue().rows[result.numbers[0]].key == "state:georgia"


def test_a_corrected_word_is_told():
    assert find("Geogria").question.corrected == {"geogria": "georgia"}
    assert find("uhepbz").question.corrected == {"uhepbz": "грузия"}
    assert not find("Georgia").question.corrected


def test_synonyms_that_staff_add_are_found_at_once():
    assert not keys("zwiebelturm")
    Synonyms.objects.create(slug="test", words_en="zwiebelturm\nConcluding Readmission Agreements")
    result = find("zwiebelturm")
    assert catalogue().rows[result.numbers[0]].key == "document:hb-readmission"


def test_the_last_word_may_be_unfinished_while_typing():
    rows = catalogue().rows
    found = [rows[pk].key for pk in find("geor", is_prefix=True).numbers[:3]]
    assert "state:georgia" in found
    assert not find("geor").numbers or find("geor").question.corrected
