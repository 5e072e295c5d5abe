"""A period ends and the next begins in one save of a state's page; two that overlap are refused."""

from datetime import date

import pytest

from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
ROWS = "participations"


@pytest.fixture
def staff(editor):
    return signed_in(editor, second_factor=True)


def page_of(state) -> str:
    return f"/admin/registry/state/{state.pk}/change/"


def periods(state) -> list[tuple]:
    rows = state.participations.order_by("since")
    return [(row.status, row.since, row.until) for row in rows]


def new_row(number: int, **values) -> dict:
    fields = {
        "since_precision": "day",
        "until_precision": "day",
        "certainty": "stated",
        "until": "",
    }
    return {f"{ROWS}-{number}-{name}": value for name, value in (fields | values).items()}


def test_one_ends_and_the_next_begins_in_one_save(staff, georgia):
    data = form_data(staff, page_of(georgia))
    first = georgia.participations.get().since
    data |= {f"{ROWS}-0-until": "2026-10-31", f"{ROWS}-TOTAL_FORMS": 2}
    data |= new_row(1, status="suspended", since="2026-11-01")
    answer = staff.post(page_of(georgia), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert periods(georgia) == [
        ("active", first, date(2026, 10, 31)),
        ("suspended", date(2026, 11, 1), None),
    ]


@pytest.mark.parametrize(
    ("ends", "begins"), [("2026-11-30", "2026-12-01"), ("2026-09-30", "2026-10-01")]
)
def test_the_day_between_two_moves_either_way(staff, georgia, ends, begins):
    test_one_ends_and_the_next_begins_in_one_save(staff, georgia)
    data = form_data(staff, page_of(georgia))
    numbers = {data[f"{ROWS}-{number}-status"]: number for number in (0, 1)}
    data[f"{ROWS}-{numbers['active']}-until"] = ends
    data[f"{ROWS}-{numbers['suspended']}-since"] = begins
    answer = staff.post(page_of(georgia), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert [row[1:] for row in periods(georgia)][1][0] == date.fromisoformat(begins)


def test_two_that_overlap_are_refused_at_the_row(staff, georgia):
    before = periods(georgia)
    data = form_data(staff, page_of(georgia)) | {f"{ROWS}-TOTAL_FORMS": 2}
    data |= new_row(1, status="suspended", since="2026-11-01")
    answer = staff.post(page_of(georgia), data)
    assert answer.status_code == 200
    assert "This period overlaps with another one" in answer.content.decode()
    assert periods(georgia) == before


def test_a_row_that_goes_makes_room(staff, georgia):
    data = form_data(staff, page_of(georgia)) | {f"{ROWS}-TOTAL_FORMS": 2}
    data |= {f"{ROWS}-0-DELETE": "on"} | new_row(1, status="active", since="2011-01-01")
    assert staff.post(page_of(georgia), data).status_code == 302
    assert periods(georgia) == [("active", date(2011, 1, 1), None)]
