"""What is made of one part of the content is made anew when that part changes, and stays while
other content does."""

import re

import pytest
from django.db import connection, transaction
from django.db.models import F

from registry.common import content, store, version_file
from registry.common.once_a_version import once_a_version
from registry.figures.about_indicators import held
from registry.figures.brought_in import brought_in
from registry.figures.caveats import Caveat, reaches
from registry.figures.key_figures import of_a_states_page
from registry.figures.known import every_source
from registry.figures.models import Indicator, Observation, Source
from registry.figures.region import sums_of
from registry.pages.models import Page
from registry.states.designations import register
from registry.states.known import every_state
from registry.states.models import Designation, GroupMembership, Participation, RegionalGroup, State
from tests import make
from tests.test_queries import COST

pytestmark = pytest.mark.django_db
READ = re.compile(r'(?:FROM|JOIN) "(registry_\w+)"')
FIGURES, INDICATORS, STATES = "figures", "indicators", "states"


def touch_page() -> None:
    Page.objects.filter(slug="privacy").update(order=7)


def touch_figure() -> None:
    Observation.objects.filter(pk=Observation.objects.order_by("pk").first().pk).update(note_en="x")


def touch_state() -> None:
    State.objects.filter(slug="georgia").update(version=F("version"))


def join_caveat() -> None:
    Caveat.objects.first().states.add(State.objects.get(slug="georgia"))


def sums_of_the_region() -> dict:
    return sums_of([Indicator(pk=1)], [State(pk=1), State(pk=2)])


def risen(act) -> set[str]:
    """The versions that rise: of all content, and of its parts."""

    def versions() -> dict[str, int]:
        of_parts = {part: store.part_version(part) for part in version_file.PARTS}
        return {"all": store.content_version(), **of_parts}

    before = versions()
    act()
    return {name for name, version in versions().items() if version != before[name]}


def in_a_request(*acts):
    def act() -> None:
        with content.renewed_afterwards():
            for each in acts:
                each()

    return act


@pytest.mark.parametrize(
    ("acts", "parts"),
    [
        ([touch_page], set()),
        ([touch_figure], {FIGURES}),
        ([touch_state], {STATES}),
        ([join_caveat], {INDICATORS}),
        ([touch_page, touch_figure], {FIGURES}),
        ([touch_figure, touch_page], {FIGURES}),
        ([touch_figure, touch_page, touch_state], {FIGURES, STATES}),
    ],
)
def test_the_version_of_a_part_rises_with_it_alone(acts, parts, django_capture_on_commit_callbacks):
    assert risen(in_a_request(*acts)) == {"all", *parts}

    def in_a_command() -> None:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            for each in acts:
                each()

    assert risen(in_a_command) == {"all", *parts}


@pytest.mark.parametrize(
    ("model", "part"),
    [
        (Indicator, INDICATORS),
        (Source, INDICATORS),
        (Caveat, INDICATORS),
        (Designation, STATES),
        (GroupMembership, STATES),
        (Participation, STATES),
        (RegionalGroup, STATES),
    ],
)
def test_what_belongs_to_a_part_counts_as_it(model, part):
    def touch() -> None:
        model.objects.update(version=F("version"))

    assert risen(in_a_request(touch)) == {"all", part}


def test_every_part_has_its_models_and_its_file():
    assert set(content.tables_of_parts()) == set(version_file.PARTS)


def test_whoever_does_not_know_what_changed_renews_everything():
    assert risen(store.raise_content_version) == {"all", FIGURES, INDICATORS, STATES}
    version_file.part_file(FIGURES).unlink()
    assert store.part_version(FIGURES) == store.content_version()


@pytest.mark.parametrize(
    ("read", "parts"),
    [
        (held, {FIGURES}),
        (brought_in, {FIGURES, INDICATORS}),
        (sums_of_the_region, {FIGURES, INDICATORS}),
        (every_source, {INDICATORS}),
        (of_a_states_page, {INDICATORS}),
        (reaches, {INDICATORS}),
        (every_state, {STATES}),
        (register, {STATES}),
    ],
)
def test_what_is_kept_reads_its_parts_alone(read, parts, django_assert_num_queries):
    tables: set[str] = set()

    def look(execute, sql, params, many, context):
        tables.update(READ.findall(sql))
        return execute(sql, params, many, context)

    store.raise_content_version()
    with connection.execute_wrapper(look):
        before = read()
    if read is reaches:
        tables.discard("registry_state")  # keys alone, and a caveat keeps its states
    assert tables
    assert content.parts_of(tables) == parts
    assert all(content.parts_of({table}) for table in tables)
    store.raise_content_version(parts={*version_file.PARTS} - parts)
    with django_assert_num_queries(0):
        assert read() is before


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

    assert once_a_version("slow", make_it, of=("figures",)) == "old"
    assert once_a_version("slow", lambda: "new", of=("figures",)) == "new"


def test_no_page_hangs_anything_of_another_part_on_what_is_kept(client):
    """A page that reads further from a kept row would keep that, too, beyond its change."""
    for address in COST:
        client.get(address)
    states, indicators = every_state(), list(of_a_states_page().values())
    rows = [*states, *indicators, *every_source().values()]
    rows += [row for named in register().values() for row in named]
    for state in states:
        rows += [*state.memberships.all(), *state.participations.all()]
    hanging = {
        (type(row).__name__, name)
        for row in rows
        for name in {*row._state.fields_cache, *getattr(row, "_prefetched_objects_cache", {})}
    }
    assert hanging <= {
        ("State", "memberships"),
        ("State", "participations"),
        ("GroupMembership", "state"),
        ("GroupMembership", "group"),
        ("Participation", "state"),
        ("Designation", "state"),
        ("Indicator", "source"),
        ("Indicator", "numerator"),
        ("Indicator", "denominator"),
    }
