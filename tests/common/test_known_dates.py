"""A date is typed as exactly as it is known, in one field."""

import re
from datetime import date

import pytest
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.utils import translation

from registry.common.admin import RecordAdmin
from registry.common.known_dates import KnownDateField, PrecisionField, WithKnownDates, read, shown
from registry.pages.models import NewsItem
from registry.process.models import ActionPlan, Meeting
from registry.projects.models import Project
from tests.common import test_two_editors as two_editors
from tests.common.test_two_editors import at
from tests.conftest import form_data, signed_in
from tests.importing import bring, exported

pytestmark = pytest.mark.django_db

DAY, MONTH, YEAR = "day", "month", "year"


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("2016", date(2016, 1, 1), YEAR),
        (" 2016 г. ", date(2016, 1, 1), YEAR),
        ("2016 год", date(2016, 1, 1), YEAR),
        ("May 2016", date(2016, 5, 1), MONTH),
        ("may, 2016", date(2016, 5, 1), MONTH),
        ("2016 May", date(2016, 5, 1), MONTH),
        ("май 2016", date(2016, 5, 1), MONTH),
        ("мая 2016 г.", date(2016, 5, 1), MONTH),
        ("2016-05", date(2016, 5, 1), MONTH),
        ("05.2016", date(2016, 5, 1), MONTH),
        ("5/2016", date(2016, 5, 1), MONTH),
        ("4 November 2011", date(2011, 11, 4), DAY),
        ("04 Nov. 2011", date(2011, 11, 4), DAY),
        ("November 4, 2011", date(2011, 11, 4), DAY),
        ("Sept 4 2011", date(2011, 9, 4), DAY),
        ("4 ноября 2011 года", date(2011, 11, 4), DAY),
        ("4 НОЯ 2011", date(2011, 11, 4), DAY),
        ("2011-11-04", date(2011, 11, 4), DAY),
        ("4.11.2011", date(2011, 11, 4), DAY),
        ("31/05/2009", date(2009, 5, 31), DAY),
        ("05/31/2009", date(2009, 5, 31), DAY),
        ("5/5/2009", date(2009, 5, 5), DAY),
    ],
)
def test_a_date_is_read_as_people_write_it(text, first, precision):
    assert read(text) == (first, precision)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("04/11/2011", "may be 4 November 2011 or 11 April 2011"),
        ("31 February 2011", "There is no such day: 31 February 2011"),
        ("13.2016", "There is no such day"),
        ("June 31 2011", "There is no such day"),
        ("0216", "The year 0216 is out of range"),
        ("2116-01-01", "The year 2116 is out of range"),
        ("Brumaire 2016", "Write the day as"),
        ("ma 2016", "Write the day as"),
        ("spring 2016", "Write the day as"),
        ("12.05.16", "Write the day as"),
        ("2016–2017", "Write the day as"),
        ("soon", "Write the day as"),
    ],
)
def test_what_may_be_two_dates_or_none_is_asked(text, told):
    with pytest.raises(ValidationError, match=told):
        read(text)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("is_end", [False, True])
@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("precision", [DAY, MONTH, YEAR])
def test_what_is_shown_is_read_as_the_same(language, is_end, month, precision):
    with translation.override(language):
        known = read(f"2024-{month}" if precision == MONTH else "2024", is_end=is_end)
        stored = known._replace(precision=precision)
        again = shown(stored, is_end=is_end)
        field = KnownDateField(precision="p", is_end=is_end)
        assert field.to_python(again) == stored.day
        assert not field.has_changed(again, str(again))


def test_the_last_day_of_a_month_or_year_ends_a_period():
    assert read("February 2024", is_end=True).day == date(2024, 2, 29)
    assert read("2024", is_end=True).day == date(2024, 12, 31)
    assert shown(read("2024", is_end=True), is_end=False) == date(2024, 12, 31)


def test_every_form_that_shows_how_exactly_a_date_is_known_settles_it(rf, administrator):
    request = rf.get("/")
    request.user = administrator
    found = 0
    for model, listed in site._registry.items():
        shown_forms = [(model, listed.get_form(request))] if isinstance(listed, RecordAdmin) else []
        for inline in listed.get_inline_instances(request):
            shown_forms.append((inline.model, inline.get_formset(request).form))
        for of_model, form in shown_forms:
            for name, field in form.base_fields.items():
                if name.endswith("_precision"):
                    assert isinstance(field, PrecisionField), (of_model, name)
                    assert issubclass(form, WithKnownDates)
                    assert set(field.tells) <= set(form.base_fields), (of_model, name)
                    found += 1
    assert found >= 10


# In the admin


@pytest.fixture
def item(staff) -> NewsItem:
    row = NewsItem.objects.get(slug="2011-poznan")
    save(staff, row, date="May 2016")
    return row


def save(client, row, **values) -> None:
    two_editors.save(client, row, **values)
    row.refresh_from_db()


def test_one_field_says_the_date_and_how_exactly_it_is_known(staff, client, item):
    assert (item.date, item.date_precision) == (date(2016, 5, 1), MONTH)
    text = client.get("/en/news/2011-poznan/").content.decode()
    assert "May 2016" in text
    page = staff.get(at(item)).content.decode()
    assert 'name="date" value="May 2016"' in page
    assert "As exactly as it is known: 2016, May 2016 or 4 November 2011." in page
    assert '<input type="hidden" name="date_precision"' in page
    save(staff, item, title_en="Another title")
    assert (item.date, item.date_precision) == (date(2016, 5, 1), MONTH)
    save(staff, item, date="1 May 2016")
    assert (item.date, item.date_precision) == (date(2016, 5, 1), DAY)
    save(staff, item, date="2016")
    assert (item.date, item.date_precision) == (date(2016, 1, 1), YEAR)


def test_a_record_that_nothing_was_changed_in_gets_no_version(staff, item):
    before = item.version
    save(staff, item)
    assert item.version == before


def test_a_date_that_cannot_be_read_is_kept_and_asked_about(staff, item):
    answer = staff.post(at(item), form_data(staff, at(item)) | {"date": "04/11/2011"})
    text = answer.content.decode()
    assert "may be 4 November 2011 or 11 April 2011: write the month as a word." in text
    assert 'value="04/11/2011"' in text


def test_a_date_that_needs_its_day_says_so(staff):
    plan = ActionPlan.objects.first()
    answer = staff.post(at(plan), form_data(staff, at(plan)) | {"adopted_on": "May 2016"})
    assert "This date needs its day" in answer.content.decode()
    save(staff, plan, adopted_on="4 ноября 2011")
    assert plan.adopted_on == date(2011, 11, 4)


def test_the_end_of_a_project_is_the_last_day_of_its_month(staff):
    project = Project.objects.filter(ends_precision=MONTH).first()
    save(staff, project, starts_on="2014", ends_on="Feb 2016")
    assert (project.starts_on, project.starts_precision) == (date(2014, 1, 1), YEAR)
    assert (project.ends_on, project.ends_precision) == (date(2016, 2, 29), MONTH)


def test_both_dates_of_a_meeting_are_known_equally_well(staff):
    meeting = Meeting.objects.filter(date_precision=DAY, ends_on__isnull=False).first()
    typed = {"starts_on": "May 2016", "ends_on": "3 June 2016"}
    answer = staff.post(at(meeting), form_data(staff, at(meeting)) | typed)
    assert "Write both dates equally exactly." in answer.content.decode()
    save(staff, meeting, starts_on="May 2016", ends_on="June 2016")
    known = (meeting.starts_on, meeting.ends_on, meeting.date_precision)
    assert known == (date(2016, 5, 1), date(2016, 6, 30), MONTH)


def test_two_editors_of_one_date_choose_it_as_a_whole(staff, second_editor, item):
    other = signed_in(second_editor, second_factor=True)
    mine = form_data(staff, at(item)) | {"date": "2016"}
    save(other, item, date="12 May 2016")
    told = staff.post(at(item), mine).content.decode()
    assert set(re.findall(r'name="choice-(\w+)"', told)) == {"date"}
    assert re.search(r"<td>12 May 2016</td>\s*<td>2016</td>", told)
    seen = re.search(r'name="seen_version" value="(\d+)"', told)[1]
    answer = staff.post(at(item), mine | {"seen_version": seen, "choice-date": "theirs"})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.date, item.date_precision) == (date(2016, 5, 12), DAY)


def test_how_exactly_it_is_known_comes_along_with_the_date_of_the_other(staff, second_editor, item):
    other = signed_in(second_editor, second_factor=True)
    save(staff, item, date="1 May 2016")
    mine = form_data(staff, at(item)) | {"title_en": "Mine"}
    save(other, item, date="May 2016")
    assert staff.post(at(item), mine).status_code == 302
    item.refresh_from_db()
    assert (item.title_en, item.date, item.date_precision) == ("Mine", date(2016, 5, 1), MONTH)


# In a file


def test_a_file_that_does_not_say_how_exactly_leaves_it(staff, item):
    row = exported(item)
    del row["date_precision"]
    bring(staff, NewsItem, row | {"title_en": "From a file"})
    item.refresh_from_db()
    assert (item.title_en, item.date, item.date_precision) == (
        "From a file",
        date(2016, 5, 1),
        MONTH,
    )
    row = exported(item)
    del row["date_precision"]
    bring(staff, NewsItem, row | {"date": "2016-05-12"})
    item.refresh_from_db()
    assert (item.date, item.date_precision) == (date(2016, 5, 12), DAY)


def test_what_a_file_says_holds(staff, item):
    bring(staff, NewsItem, exported(item) | {"date": "2017-03-04", "date_precision": YEAR})
    item.refresh_from_db()
    assert (item.date, item.date_precision) == (date(2017, 3, 4), YEAR)
    bring(staff, NewsItem, exported(item) | {"date_precision": DAY})
    item.refresh_from_db()
    assert (item.date, item.date_precision) == (date(2017, 3, 4), DAY)


def test_a_date_that_is_only_shown_stays_as_it_is_known(item):
    class Shown(WithKnownDates):
        date = KnownDateField(precision="date_precision", disabled=True)
        date_precision = PrecisionField(start="date", end="")

        class Meta:
            model = NewsItem
            fields = ("date", "date_precision")

        def clean(self):
            self.settle_precisions()
            return self.cleaned_data

    form = Shown({}, instance=item)
    assert form.is_valid(), form.errors
    assert (form.instance.date, form.instance.date_precision) == (date(2016, 5, 1), MONTH)
