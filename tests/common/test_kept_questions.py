"""Questions whose statement is written once are asked with the values of now."""

import sys
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.common.dates import today
from registry.common.kept_questions import Question, Statement
from registry.contacts.models import ContactPoint
from registry.contacts.terms import offices, posts_of
from registry.desk.access import edition_for_page
from registry.drafting.desk_pages import part_of_edition
from tests import make

pytestmark = pytest.mark.django_db


def questions() -> list[Question]:
    modules = [module for name, module in sys.modules.items() if name.startswith("registry.")]
    found = {
        id(value): value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Question)
    }
    return sorted(found.values(), key=named)


def named(question: Question) -> str:
    return question.rows.__name__


def test_there_are_the_questions_of_a_save():
    names = {named(question) for question in questions()}
    assert {"offices", "edition_for_page", "part_of_edition", "what_refers"} <= names


@pytest.mark.parametrize("question", questions(), ids=named)
def test_no_question_holds_a_moment_of_when_it_was_written(question, monkeypatch):
    """Its statement serves for as long as the process does."""

    def stopped():
        raise AssertionError("a question reads the clock when it is written")

    monkeypatch.setattr(timezone, "now", stopped)
    monkeypatch.setattr(timezone, "localdate", stopped)
    Statement(question.rows.__wrapped__())


def test_the_second_asking_is_of_other_values(georgia, nino, dato):
    first, second = nino, dato
    assert posts_of(first.account, today()) == [first]
    assert posts_of(second.account, today()) == [second]
    assert posts_of(first.account, today()) == [first]


def test_a_term_that_ends_is_seen_by_the_next_asking(nino):
    assert posts_of(nino.account, today()) == [nino]
    ContactPoint.objects.filter(pk=nino.pk).update(until=today() - timedelta(days=1))
    assert posts_of(nino.account, today()) == []
    assert posts_of(nino.account, today() - timedelta(days=1)) == [nino]


def test_records_come_with_what_they_are_read_with(nino):
    with CaptureQueriesContext(connection) as asked:
        (post,) = offices(account=nino.account.pk, on=today())
        assert (post.state.slug, post.account.email) == ("georgia", "nino@example.org")
        assert post.authority.state_id == post.state_id
    assert len(asked) == 1
    assert post.since == nino.since
    post.role_label, post.save()  # a record like any other


def test_a_question_says_what_the_query_set_says(georgia):
    edition = make.edition(georgia)
    kept = edition_for_page(edition=edition.pk)
    assert kept == list(type(edition).objects.for_page().filter(pk=edition.pk))
    assert kept[0].profile.state == georgia


def test_a_field_that_was_left_out_is_read_when_asked_for(nino):
    rows = Question(lambda: ContactPoint.objects.only("email").order_by("pk")[:1])
    (post,) = rows()
    assert post.get_deferred_fields()
    assert post.state_id == nino.state_id


def test_a_value_that_is_not_given_is_an_error():
    with pytest.raises(KeyError, match="edition"):
        edition_for_page(editon=1)


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, -(2**70), 10**30])
def test_a_number_that_no_row_can_have_finds_nothing(number):
    assert edition_for_page(edition=number) == []


def test_another_thread_asks_on_its_own_connection(nino):
    """The statement is kept, the connection it was written on is not."""
    posts_of(nino.account, today())
    (statement,) = offices.statements.values()
    found = []

    def asked():
        query = statement.query("default", {"account": 1, "on": today()})
        return query.get_compiler("default").connection

    thread = Thread(target=lambda: found.append((asked(), connections["default"])))
    thread.start()
    thread.join()
    ((used, own),) = found
    assert used is own is not asked()
    assert asked() is connections["default"]
    assert statement.compiler.connection is None


def test_a_text_goes_in_as_a_value(georgia):
    part = make.section(make.edition(georgia), "background", "<p>Text.</p>")
    slug = part.template_section.slug
    assert part_of_edition(edition=part.edition_id, slug=slug) == [part]
    assert part_of_edition(edition=part.edition_id, slug=f"{slug}' OR '1'='1") == []
