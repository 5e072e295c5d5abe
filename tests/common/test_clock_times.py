"""A time as staff type it, in Vienna's time: what has passed and what the clock skips or repeats is
asked about in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from registry.common.appearing import clock_worded, this_minute
from registry.common.clock_times import ClockTimeField
from registry.library.models import Document
from registry.pages.models import NewsItem, Page
from registry.projects.models import Project
from tests.conftest import form_data, signed_in
from tests.importing import as_csv, confirm, confirmation, exported, preview

TWO_PM = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "26 November 2026, 14:00",
        "26 Nov 2026 14:00",
        "2026-11-26 14:00",
        "2026-11-26T14:00",
        "26.11.2026 14:00",
        "  26 November 2026, 14:00 CET ",
        "2026-11-26T13:00:00+00:00",
    ],
)
def test_a_time_is_read_as_people_and_files_write_it(typed):
    assert ClockTimeField().clean(typed) == TWO_PM


def test_it_is_shown_as_it_is_read():
    field = ClockTimeField()
    for moment in (TWO_PM, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), None):
        shown = field.prepare_value(moment)
        assert field.clean(shown) == moment
        assert not field.has_changed(moment, shown)
    assert clock_worded(TWO_PM) == "26 November 2026, 14:00"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("29 March 2026, 02:30", "02:30 on 29 March 2026 does not exist.*Write 03:30"),
        ("25 October 2026, 02:30", "comes twice.*02:30 CEST.*02:30 CET"),
        ("26 November 2026, 14:00 CEST", "has CET, not CEST"),
        ("tomorrow at noon", "Write day and time as"),
        ("26 November 0026, 14:00", "out of range|Write day and time"),
        ("26 November 2026", "Write day and time as"),
        ("9" * 500, "Write day and time as"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_what_to_write(typed, words):
    with pytest.raises(ValidationError, match=words):
        ClockTimeField().clean(typed)


def test_the_hour_that_comes_twice_is_settled_by_its_name():
    first = ClockTimeField().clean("25 October 2026, 02:30 CEST")
    second = ClockTimeField().clean("25 October 2026, 02:30 CET")
    assert second - first == timedelta(hours=1)
    assert clock_worded(first).endswith("CEST")


@pytest.fixture
def desk(editor):
    return signed_in(editor, second_factor=True)


@pytest.fixture
def news() -> NewsItem:
    return NewsItem.objects.create(
        slug="first", date=datetime(2026, 1, 1).date(), title_en="A title", body_en="Words."
    )


def sent(desk, row, **values):
    address = f"/admin/registry/{row._meta.model_name}/{row.pk}/change/"
    return desk.post(address, form_data(desk, address) | values)


def error_of(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.context["adminform"].form.errors.as_text().split())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"appears_at": "1 March 2020, 10:00"}, "1 March 2020, 10:00 has passed. For at once"),
        ({"goes_at": "1 March 2020, 10:00"}, "has passed. To hide it now"),
        ({"appears_at": "25 October 2037, 02:30"}, "comes twice"),
        ({"appears_at": "29 March 2037, 02:30"}, "does not exist"),
        (
            {"appears_at": "2 March 2037, 10:00", "goes_at": "1 March 2037, 10:00"},
            "It would go before it appears",
        ),
    ],
)
def test_the_form_asks_about_it_and_keeps_what_was_typed(desk, news, values, words):
    answer = sent(desk, news, **values)
    assert words in error_of(answer)
    for typed in values.values():
        assert typed in answer.content.decode()
    news.refresh_from_db()
    assert (news.appears_at, news.goes_at) == (None, None)


@pytest.mark.django_db
def test_a_time_that_has_passed_since_it_was_set_stands_in_nobodys_way(desk, news):
    NewsItem.objects.filter(pk=news.pk).update(appears_at=TWO_PM - timedelta(days=900))
    assert sent(desk, news, title_en="Another title").status_code == 302


@pytest.mark.django_db
def test_a_form_that_says_nothing_of_it_leaves_it_as_it_is(desk, news):
    NewsItem.objects.filter(pk=news.pk).update(stage="offline")
    address = f"/admin/registry/newsitem/{news.pk}/change/"
    data = form_data(desk, address) | {"title_en": "Changed"}
    del data["stage"]
    assert desk.post(address, data).status_code == 302
    news.refresh_from_db()
    assert (news.title_en, news.stage) == ("Changed", "offline")


@pytest.mark.django_db
def test_what_is_begun_is_a_draft_until_somebody_says_otherwise(desk):
    for name in ("newsitem", "page", "document", "project", "meeting"):
        text = desk.get(f"/admin/registry/{name}/add/").content.decode()
        assert '<option value="draft" selected>' in text, name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [{"stage": "draft"}, {"stage": "offline"}, {"appears_at": "1 March 2037, 10:00"}],
)
def test_a_page_of_the_frame_is_hidden_by_no_form_and_no_act(desk, client, values):
    terms = Page.objects.get(slug="terms")
    assert "Every page of the registry links" in error_of(sent(desk, terms, **values))
    desk.post(f"/admin/registry/page/{terms.pk}/act/take-offline/")
    assert client.get("/en/about/terms/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "name"), [(NewsItem, "newsitem"), (Document, "document"), (Project, "project")]
)
def test_taken_offline_and_put_online_by_a_button_with_a_trace(desk, client, editor, model, name):
    row = model.objects.public().first()
    act = f"/admin/registry/{name}/{row.pk}/act"
    assert "Readers no longer find it" in desk.get(f"{act}/take-offline/").content.decode()
    desk.post(f"{act}/take-offline/")
    assert client.get(row.get_absolute_url()).status_code == 404
    gone = model.objects.get(pk=row.pk)
    assert (gone.stage, gone.version) == ("offline", row.version + 1)
    assert gone.history.first().history_user == editor
    desk.post(f"{act}/take-offline/")  # a second tab: nothing more happens
    assert model.objects.get(pk=row.pk).version == row.version + 1
    desk.post(f"{act}/put-online/")
    assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_a_file_sets_times_by_the_rules_of_the_form_and_takes_back_what_it_gave(desk, news):
    NewsItem.objects.filter(pk=news.pk).update(appears_at=TWO_PM, stage="draft")
    news.refresh_from_db()
    row = exported(news)
    unchanged = preview(desk, NewsItem, as_csv(row))
    assert unchanged.context["result"].totals["skip"] == 1
    for value, words in (
        ("2020-03-01 10:00", "has passed"),
        ("2037-10-25 02:30", "comes twice"),
        ("2037-03-29 02:30", "does not exist"),
    ):
        answer = preview(desk, NewsItem, as_csv(row | {"appears_at": value}))
        assert words in answer.content.decode()
        assert not confirmation(answer)
    answer = preview(desk, NewsItem, as_csv(row | {"appears_at": "2037-03-29 14:30"}))
    confirm(desk, NewsItem, answer)
    news.refresh_from_db()
    assert news.appears_at == datetime(2037, 3, 29, 12, 30, tzinfo=UTC)
    terms = Page.objects.get(slug="terms")
    hidden = preview(desk, Page, as_csv(exported(terms) | {"stage": "offline"}))
    assert "Every page of the registry links" in hidden.content.decode()


@pytest.mark.django_db
def test_the_list_says_of_each_when_readers_see_it(desk, news):
    NewsItem.objects.filter(pk=news.pk).update(appears_at=this_minute() + timedelta(days=9))
    text = desk.get("/admin/registry/newsitem/?stage__exact=ready").content.decode()
    assert f"appears {clock_worded(this_minute() + timedelta(days=9))}" in text
