"""What goes over all figures is read anew when figures change, and stays while other content
does."""

import re

import pytest
from django.db import connection, transaction
from django.db.models import F

from registry.common import content, store
from registry.common.once_a_version import once_a_version
from registry.figures.about_indicators import held
from registry.figures.brought_in import brought_in
from registry.figures.models import Indicator, Observation, Source
from registry.pages.models import Page
from tests import make

pytestmark = pytest.mark.django_db
READ = re.compile(r'(?:FROM|JOIN) "(registry_\w+)"')


def touch_page() -> None:
    Page.objects.filter(slug="privacy").update(order=7)


def touch_figure() -> None:
    Observation.objects.filter(pk=Observation.objects.order_by("pk").first().pk).update(note_en="x")


def risen(act) -> tuple[bool, bool]:
    """Whether the version of all content rises, and that of figures."""
    before = store.content_version(), store.figures_version()
    act()
    return store.content_version() != before[0], store.figures_version() != before[1]


def in_a_request(*acts):
    def act() -> None:
        with content.renewed_afterwards():
            for each in acts:
                each()

    return act


@pytest.mark.parametrize(
    ("acts", "of_figures"),
    [
        ([touch_page], False),
        ([touch_figure], True),
        ([touch_page, touch_figure], True),
        ([touch_figure, touch_page], True),
    ],
)
def test_the_figures_version_rises_with_figures_alone(
    acts, of_figures, django_capture_on_commit_callbacks
):
    assert risen(in_a_request(*acts)) == (True, of_figures)

    def in_a_command() -> None:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            for each in acts:
                each()

    assert risen(in_a_command) == (True, of_figures)


@pytest.mark.parametrize("model", [Indicator, Source])
def test_what_figures_hang_on_counts_as_figures(model):
    def rename() -> None:
        model.objects.update(title_en=F("title_en"))

    assert risen(in_a_request(rename)) == (True, True)


def test_whoever_does_not_know_what_changed_renews_both():
    assert risen(store.raise_content_version) == (True, True)
    store.figures_file().unlink()
    assert store.figures_version() == store.content_version()


@pytest.mark.parametrize("read", [held, brought_in])
def test_what_is_kept_reads_figures_alone(read, django_assert_num_queries):
    tables: set[str] = set()

    def look(execute, sql, params, many, context):
        tables.update(READ.findall(sql))
        return execute(sql, params, many, context)

    store.raise_content_version()
    with connection.execute_wrapper(look):
        before = read()
    assert tables
    assert tables <= content.figure_tables()
    store.raise_content_version(figures=False)
    with django_assert_num_queries(0):
        assert read() == before


def test_a_new_figure_is_seen(georgia):
    indicator = Indicator.objects.get(slug="population")
    before = held()[indicator.pk].observations
    with content.renewed_afterwards():
        make.observation(georgia, "population", year=1901, value=1)
        assert held()[indicator.pk].observations == before + 1  # not told yet: read anew
    assert held()[indicator.pk].observations == before + 1


def test_an_answer_of_the_old_figures_is_not_kept():
    def make_it() -> str:
        store.raise_content_version()
        return "old"

    assert once_a_version("slow", make_it, of_figures=True) == "old"
    assert once_a_version("slow", lambda: "new", of_figures=True) == "new"
