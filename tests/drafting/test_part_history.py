"""Earlier versions of a part: one row a person and half hour, one a day when they are old, and each
version that something still needs."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from registry.drafting import consulting, review, writing
from registry.drafting.part_history import note_shown, thin_history, version_of
from registry.drafting.sections import KeptText, Section
from registry.publication.workflow import perform
from registry.secretariat import daily_work
from tests import make
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 10, 1, tzinfo=timezone.get_default_timezone())


class Clock:
    """The time of day, which a test moves."""

    def __init__(self) -> None:
        self.at = MORNING

    def now(self) -> datetime:
        return self.at

    def go_on(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    return clock


@pytest.fixture
def section(georgia, clock):
    edition = make.written_edition(georgia)
    return edition.sections.get(template_section__slug="challenges")


def save(section, by, text, seen=None):
    seen = seen or Section.objects.get(pk=section.pk).version
    return writing.save_section(section, {"text_en": text}, by=by, on=TODAY, seen=seen)


def address(section) -> str:
    slug = section.template_section.slug
    return f"/en/desk/editions/{section.edition_id}/parts/{slug}/"


def versions(section) -> list[int]:
    return list(section.history.order_by("version").values_list("version", flat=True))


def test_what_a_person_saves_within_half_an_hour_is_one_row(section, nino, clock):
    for number in range(20):
        save(section, nino.account, f"<p>Text {number}.</p>")
        clock.go_on(seconds=30)
    assert versions(section) == [1, 21]
    assert section.history.first().history_user == nino.account
    assert version_of(section, 21).text_en == "<p>Text 19.</p>"
    assert version_of(section, 1).text_en == "<p>Words on 3.</p>"


def test_the_next_half_hour_has_a_row_of_its_own(section, nino, clock):
    for _half_hour in range(3):
        save(section, nino.account, f"<p>{clock.at}</p>")
        save(section, nino.account, f"<p>{clock.at}!</p>")
        clock.go_on(minutes=30)
    assert versions(section) == [1, 3, 5, 7]


def test_no_person_replaces_the_row_of_another(section, nino, dato, editor):
    for person in (nino.account, dato.account, nino.account, editor):
        save(section, person, f"<p>By {person}.</p>")
    assert versions(section) == [1, 2, 3, 4, 5]


def test_the_version_from_which_a_kept_text_began_is_found(section, nino, dato):
    save(section, nino.account, "<p>First.</p>")  # version 2, which Dato opens
    writing.keep_text(section, {"text_en": "<p>Mine.</p>"}, account=dato.account, seen=2)
    for number in range(3):
        save(section, nino.account, f"<p>Text {number}.</p>")
    kept = KeptText.objects.get()
    assert version_of(section, kept.base_version).text_en == "<p>First.</p>"
    assert versions(section) == [1, 2, 5]


def test_the_version_of_a_page_that_is_open_is_found(section, nino, dato):
    save(section, nino.account, "<p>First.</p>")
    assert signed_in(dato.account).get(address(section)).status_code == 200
    for number in range(3):
        save(section, nino.account, f"<p>Text {number}.</p>")
    with pytest.raises(writing.StaleError):
        save(section, dato.account, "<p>Mine.</p>", seen=2)
    assert version_of(section, KeptText.objects.get().base_version).text_en == "<p>First.</p>"
    assert versions(section) == [1, 2, 5]


def test_a_page_that_saves_itself_leaves_one_row(section, nino):
    desk = signed_in(nino.account)
    seen = desk.get(address(section)).context["form"]["seen"].value()
    for number in range(5):
        data = {"seen": seen, "text_en": f"<p>{number}</p>", "text_ru": section.text_ru, "gap": ""}
        seen = desk.post(f"{address(section)}autosave/", data).json()["version"]
    assert versions(section) == [1, 6]


def test_a_page_that_saves_itself_asks_little(section, nino, django_assert_max_num_queries):
    """Many pages do so every few seconds, beside the readers."""
    desk = signed_in(nino.account)
    data = {"seen": 1, "text_en": "<p>0</p>", "text_ru": section.text_ru, "gap": ""}
    desk.post(f"{address(section)}autosave/", data)
    for number in range(2, 4):
        data |= {"seen": number, "text_en": f"<p>{number}</p>"}
        with django_assert_max_num_queries(16):  # a savepoint counts as two
            answer = desk.post(f"{address(section)}autosave/", data)
        assert answer.json()["version"] == number + 1


def test_without_the_cache_every_version_is_kept(section, nino, monkeypatch):
    def away(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr("registry.drafting.part_history.cache.get", away)
    monkeypatch.setattr("registry.drafting.part_history.cache.set", away)
    note_shown(section)
    for number in range(3):
        save(section, nino.account, f"<p>Text {number}.</p>")
    assert versions(section) == [1, 2, 3, 4]


def test_a_text_whose_base_was_replaced_is_merged_from_the_version_before(section, nino, dato):
    """The version before is an ancestor of both texts: nothing is lost, nothing is taken for
    unchanged that was changed."""
    for number in range(3):
        save(section, nino.account, f"<p>Text {number}.</p>")
    with pytest.raises(writing.StaleError):
        save(section, dato.account, "<p>Mine.</p>", seen=2)
    assert version_of(section, KeptText.objects.get().base_version).version == 1


def test_while_a_ministry_may_answer_each_version_is_found(section, nino, clock):
    asked = consulting.ask(
        section.edition,
        [section],
        by=nino.account,
        post=nino,
        organisation="Ministry of Economy",
        email="econ@example.org",
        language="en",
        note="",
        days=14,
    )
    for number in range(3):
        save(section, nino.account, f"<p>Text {number}.</p>")
    assert [version_of(section, seen).version for seen in (1, 2, 3, 4)] == [1, 2, 3, 4]
    consulting.revoke(asked)
    save(section, nino.account, "<p>Text 3.</p>")
    assert versions(section) == [1, 2, 3, 5]


def test_the_text_as_it_was_submitted_stays(section, nino, editor, clock):
    save(section, nino.account, "<p>Submitted.</p>")
    clock.go_on(minutes=1)
    writing.waive_parity(section.edition, by=nino.account, reason="The Russian follows.")
    perform(section.edition, "submit", by=nino.account, on=TODAY)
    review.return_section(section, by=editor, reason="Source?")
    perform(section.edition, "send_back", by=editor, on=TODAY)
    clock.go_on(minutes=1)
    save(section, nino.account, "<p>Answered.</p>")
    clock.go_on(minutes=1)
    save(section, nino.account, "<p>Answered at length.</p>")
    texts = list(section.history.order_by("version").values_list("text_en", flat=True))
    assert texts == [
        "<p>Words on 3.</p>",
        "<p>Submitted.</p>",
        "<p>Submitted.</p>",  # returned
        "<p>Answered at length.</p>",
    ]


@pytest.fixture
def old(section, nino, dato, clock):
    """Published on 27 November 2026; written over two days by two people in turn, five times a
    day."""
    for _day in range(2):
        for number in range(5):
            person = dato if number % 2 else nino
            save(section, person.account, f"<p>{clock.at:%d}, {number}</p>")
            clock.go_on(minutes=31)
        clock.go_on(days=1, hours=-3)
    return make.publish(section.edition, on=date(2026, 11, 27))


def test_a_year_after_publication_each_day_keeps_its_last_version(section, old):
    assert thin_history(date(2027, 11, 26)) == 0
    assert len(versions(section)) == 11
    assert thin_history(date(2027, 11, 27)) == 11 - 2
    assert versions(section) == [6, 11]
    assert version_of(section, 11).text_en == Section.objects.get(pk=section.pk).text_en
    assert thin_history(date(2027, 11, 28)) == 0


def test_of_old_versions_those_that_a_kept_text_needs_stay(section, old, nino):
    KeptText.objects.create(section=section, account=nino.account, base_version=3)
    thin_history(date(2028, 1, 1))
    assert versions(section) == [3, 6, 11]


def test_what_is_in_work_is_not_thinned(section, nino, dato):
    for person in (nino, dato, nino):
        save(section, person.account, f"<p>By {person}.</p>")
    assert thin_history(date(2030, 1, 1)) == 0


def test_the_daily_run_thins(section, old):
    assert daily_work.run(date(2028, 1, 1))["thinned_history_of_parts"] == 9


def test_no_history_of_a_part_holds_more_than_the_part():
    fields = {field.name for field in Section.history.model.tracked_fields}
    assert fields <= {field.name for field in Section._meta.fields}
    assert "email" not in fields
