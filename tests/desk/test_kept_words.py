"""A form that was posted after the session had ended is shown as its writer typed it: a line
for each field, with its label, and no mark of ours."""

import pytest
from django.utils import translation

from registry.common.kept_words import lines_of
from tests.conftest import signed_in
from tests.desk.test_sent_again import SUCCESSOR, really_signed_in, sign_in

pytestmark = pytest.mark.django_db


def as_posted(client, path: str, **typed: str) -> dict[str, str]:
    """The whole form as a browser sends it, hidden values and the button included."""
    form = client.get(path).context["form"]
    data = {}
    for field in form:
        data[field.name] = field.value() or ""
        if field.field.show_hidden_initial:
            data[form.add_initial_prefix(field.name)] = field.value() or ""
    return data | typed | {"confirm": "1"}


def told(page) -> list[tuple[str, str]]:
    return [(line.label, line.value) for line in page.context["kept"].told]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", [("Room", "12"), ("Who sees it", "everyone")]),
        ("ru", [("Кабинет", "12"), ("Кто это видит", "все")]),
    ],
)
def test_what_was_typed_comes_back_a_line_a_field(post, nino, language, expected):
    client = really_signed_in(post, "nino@example.org")
    path = f"/{language}/desk/details/{nino.pk}/"
    data = as_posted(client, path, room="12", phone_visibility="public")
    del client.cookies["sessionid"]
    client.post(path, data)
    sign_in(client, post, "nino@example.org")
    page = client.get(f"/{language}/account/sign-in/again/?next={path}")
    assert sorted(told(page)) == sorted(expected)
    assert f"{expected[0][0]}: 12" in " ".join(page.content.decode().split())
    assert dict(page.context["kept"].fields)["initial-room"] == ""  # and is sent all the same


def test_days_and_choices_are_worded_and_buttons_left_out(post, nino):
    desk = signed_in(nino.account)
    here = {"HTTP_ORIGIN": "http://testserver", "HTTP_X_CSRFTOKEN": "x" * 64}
    answer = desk.post(f"/en/desk/hand-over/{nino.pk}/", SUCCESSOR | {"_save": "Save"}, **here)
    assert told(answer) == [
        ("Name in Latin script", "Ana Testova"),
        ("Personal e-mail", "ana@example.org"),
        ("Language of messages", "English"),
        ("Takes over on", "31 January 2031"),
    ]


def test_of_a_form_that_nobody_names_only_words_are_shown():
    posted = [
        ("ticket", "a b"),
        ("initial-x", "Two words"),
        ("side", "secretariat"),
        ("row", "12"),
        ("row-TOTAL_FORMS", "3"),
        ("said", "Not this year."),
    ]
    assert [(line.label, line.value) for line in lines_of("/en/nowhere/", posted)] == [
        ("", "Not this year.")
    ]


def test_a_page_of_the_admin_gives_its_own_labels():
    lines = lines_of("/admin/registry/handover/add/", [("since", "2031-01-31"), ("note", "x")])
    assert [(line.label, line.value) for line in lines] == [
        ("Takes over on", "31 January 2031"),
        ("Note to the Secretariat", "x"),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "What you typed is kept for an hour"), ("ru", "Введённые данные сохранены")],
)
def test_the_sign_in_says_that_it_is_kept(post, nino, language, words):
    client = really_signed_in(post, "nino@example.org")
    assert words not in client.get(f"/{language}/account/sign-in/").content.decode()
    del client.cookies["sessionid"]
    with translation.override(language):
        door = client.post(f"/{language}/desk/hand-over/{nino.pk}/", SUCCESSOR)["Location"]
    assert words in " ".join(client.get(door).content.decode().split())
    plain = client.get(f"/{language}/account/sign-in/?next=/{language}/desk/")
    assert words not in plain.content.decode()
