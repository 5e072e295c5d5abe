"""What is equal after analysis is the same word: in both languages, both scripts, and as people
type it."""

import pytest

from registry.search.analysis import plain_words, stem, stems, words
from registry.search.scripts import is_one_letter_off, on_the_other_keyboard, shortened, sound_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ещё", "еще"),
        ("TÜRKİYE", "türkiye"),
        ("Türkiye", "turkiye"),
        ("Côte d’Ivoire", "cote divoire"),
        ("Armenia’s", "armenia"),
        ("миграция", "МИГРАЦИИ"),
        ("readmission", "Readmissions"),
        ("беженцы", "беженцев"),
        ("Łódź", "lodz"),
        ("ma\N{SOFT HYPHEN}na\N{RIGHT-TO-LEFT MARK}ging", "managing"),
    ],
)
def test_two_spellings_are_one_word(one, other):
    from registry.search.analysis import cleaned

    assert stems(cleaned(one)) == stems(cleaned(other))


def test_short_i_is_a_letter_of_its_own():
    assert plain_words("мой мои") == ["мой", "мои"]


def test_a_word_with_a_hyphen_is_found_in_parts_and_as_one():
    assert stems("co-operation") == ["co", stem("operation"), stem("cooperation")]
    assert stem("cooperation") in stems("EaP Co\N{NON-BREAKING HYPHEN}operation")


def test_stop_words_are_left_out_of_stems_and_stay_in_exact_words():
    assert stems("the state of the union") == stems("state union")
    assert plain_words("the state") == ["the", "state"]


def test_words_keep_their_places_in_the_text():
    text = "Georgia’s  “readmission” д’Ивуар"
    assert [text[word.start : word.end] for word in words(text)] == [
        "Georgia",
        "readmission",
        "д’Ивуар",
    ]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Казахстан", "Kazakhstan", "Kazahstan"),
        ("Таджикистан", "Tajikistan", "Tadjikistan", "Tadzhikistan"),
        ("Азербайджан", "Azerbaijan", "Azerbaidzhan"),
        ("Россия", "Rossiya", "Rossija", "Rossiia"),
        ("Хорватия", "Horvatia", "Khorvatiya"),
        ("Армения", "Armenija", "Armeniya"),
        ("Киргизия", "Kirghizia", "Kirgiziya"),
        ("Щукин", "Shchukin"),
    ],
)
def test_a_name_sounds_the_same_however_it_is_romanised(spellings):
    assert len({sound_key(word) for name in spellings for word in plain_words(name)}) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("uhepbz", "грузия"), ("пущкпшф", "georgia"), ("rfpf[cnfy", "казахстан"), ("Ghfuf", "Прага")],
)
def test_the_other_keyboard_gives_what_was_meant(typed, meant):
    assert on_the_other_keyboard(typed) == meant
    assert on_the_other_keyboard(meant) == typed


@pytest.mark.parametrize("other", ["georgia", "gorgia", "geeorgia", "geirgia", "goergia"])
def test_one_letter_off_shares_a_shortened_form(other):
    assert is_one_letter_off("georgia", other)
    assert shortened("georgia") & shortened(other)


@pytest.mark.parametrize("other", ["serbia", "goregai", "geo", "georgiaan"])
def test_two_letters_off_is_another_word(other):
    assert not is_one_letter_off("georgia", other)
