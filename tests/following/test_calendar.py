"""Meetings as a calendar, read with a library that others wrote."""

from datetime import date

import pytest
from icalendar import Calendar

from registry.process.models import Meeting

pytestmark = pytest.mark.django_db


def events(client, language: str = "en") -> dict:
    answer = client.get(f"/calendar/{language}/meetings.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Language"] == language
    found = Calendar.from_ical(answer.content)
    assert found["VERSION"] == "2.0"
    return {str(event["UID"]): event for event in found.walk("VEVENT")}


@pytest.fixture
def meeting(georgia) -> Meeting:
    return Meeting.objects.create(
        slug="talks",
        kind="workshop",
        title_en="Talks, with a comma; and a semicolon",
        title_ru="Переговоры",
        starts_on=date(2027, 3, 30),
        ends_on=date(2027, 3, 31),
        place_en="Tbilisi",
        place_ru="Тбилиси",
        country=georgia,
    )


def of(client, meeting: Meeting, language: str = "en"):
    return events(client, language)[f"meeting-{meeting.pk}@127.0.0.1"]


def test_a_meeting_is_whole_days_with_place_and_address(client, meeting):
    event = of(client, meeting)
    assert event["SUMMARY"] == "Talks, with a comma; and a semicolon"
    assert event["DTSTART"].dt == date(2027, 3, 30)
    assert event["DTEND"].dt == date(2027, 4, 1)  # the morning after
    assert event["LOCATION"] == "Tbilisi, Georgia"
    assert event["URL"].endswith("/en/meetings/talks/")
    assert event["STATUS"] == "CONFIRMED"
    russian = of(client, meeting, "ru")
    assert (russian["SUMMARY"], russian["LOCATION"]) == ("Переговоры", "Тбилиси, Грузия")


def test_a_month_is_no_day_and_what_readers_do_not_see_is_not_there(client, meeting):
    everything = events(client)
    shown = Meeting.objects.public().filter(date_precision="day", starts_on__isnull=False)
    assert len(everything) == shown.count() > 10
    for hidden in ({"date_precision": "month"}, {"starts_on": None}, {"stage": "draft"}):
        row = Meeting.objects.create(
            slug="hidden",
            kind="workshop",
            title_en="Hidden",
            **{"starts_on": date(2027, 1, 1)} | hidden,
        )
        assert f"meeting-{row.pk}@127.0.0.1" not in events(client)
        row.delete()


def test_a_cancelled_meeting_is_struck_out_with_a_later_number(client, staff, meeting):
    from tests.conftest import form_data

    before = of(client, meeting)["SEQUENCE"]
    address = f"/admin/registry/meeting/{meeting.pk}/change/"
    answer = staff.post(address, form_data(staff, address) | {"is_cancelled": "on"})
    assert answer.status_code == 302
    event = of(client, meeting)
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] > before
    assert "This meeting was cancelled." in client.get("/en/meetings/talks/").content.decode()
    assert "cancelled" in client.get("/feeds/en/meetings.atom").content.decode()
    found = client.get("/api/v1/meetings/talks/").json()
    assert found["is_cancelled"] is True
    assert "Встреча отменена." in client.get("/ru/meetings/talks/").content.decode()


def test_what_is_not_sure_is_tentative(client, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(certainty="uncertain")
    assert of(client, meeting)["STATUS"] == "TENTATIVE"


def test_who_asks_again_gets_nothing_where_nothing_changed(client):
    address = "/calendar/en/meetings.ics"
    mark = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
    assert client.head(address).status_code == 200
    assert client.get("/calendar/de/meetings.ics").status_code == 404


def test_the_list_leads_to_it(client):
    assert "/calendar/ru/meetings.ics" in client.get("/ru/meetings/").content.decode()
