"""The page of the Process: phases, what each conference brought, projects as bars, plans with who
carries them out; each plan's own words for its areas."""

from datetime import date

import pytest

from registry.process.models import ActionPlan, Mandate, Meeting
from registry.process.phases import Phase
from registry.process.timeline import phases
from registry.projects.bars import PER_YEAR, bars_of, place
from registry.projects.models import Project
from tests.clients import one_line

pytestmark = pytest.mark.django_db


def page(client, address: str) -> str:
    return one_line(client.get(address).content.decode())


def test_each_phase_has_what_happened_in_its_years():
    shown = phases(ActionPlan.objects.all())
    assert [one.phase.number for one in shown if one.phase] == [1, 2, 3, 4]
    for one in shown:
        if one.phase:
            years = [year for year, _moments in one.years]
            assert all(one.phase.first_year <= year <= one.phase.last_year for year in years)
    moments = [moment for one in shown for _year, rows in one.years for moment in rows]
    dated = Meeting.objects.public().milestones().count()
    assert len(moments) == dated + ActionPlan.objects.count()


def test_what_lies_in_no_phase_is_shown_all_the_same():
    Phase.objects.filter(number=4).delete()
    assert phases(ActionPlan.objects.all())[-1].phase is None


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_conference_has_its_result_in_a_line(client, language):
    text = page(client, f"/{language}/process/")
    conferences = Meeting.objects.conferences()
    assert conferences.count() == 4
    for row in conferences:
        result = getattr(row, f"result_{language}")
        assert result
        assert result in text
        assert result in page(client, f"/{language}/meetings/{row.slug}/")
    answer = client.get("/api/v1/meetings/mc2-poznan-2011/").json()
    assert answer["result"].startswith("Action Plan 2012–2016")


def test_chairs_change_on_the_days_that_are_best_attested(client):
    text = page(client, "/en/process/")
    assert "April 2009 – December 2010" in text
    assert "… – 16 November 2020" in text
    for mandate in Mandate.objects.offices():
        assert mandate.note in text


def test_plans_name_who_carries_them_out(client):
    text = page(client, "/en/process/")
    plans = text[text.index('id="plans"') :]
    assert "PP TI" in plans[: plans.index("</section>")]
    assert "CAPS" in plans[: plans.index("</section>")]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/action-plans/2012-2016/", "Preventing and combating illegal migration"),
        ("/ru/action-plans/2012-2016/", "Предотвращение и пресечение незаконной миграции"),
        ("/en/co-operation-areas/irregular-migration/", "combating illegal migration"),
    ],
)
def test_a_plans_own_words_stand_beside_todays_term(client, address, words):
    text = page(client, address)
    assert words in text
    today = "irregular migration" if "/en/" in address else "Предотвращение незаконной миграции"
    assert today in text


def test_a_bar_runs_from_beginning_to_end_and_a_project_within_another_is_below_it():
    found = bars_of(Project.objects.on_the_time_line(), 2027)
    by_name = {bar.project.slug: bar for bar in found.rows}
    assert len(found.rows) == Project.objects.count()
    bmp = by_name["bmp"]
    assert (bmp.x, bmp.x + bmp.width) == (place(date(2009, 5, 1)), place(date(2011, 6, 30)))
    assert by_name["pp1"].is_open
    assert by_name["caps"].width == 0
    assert max(bar.x + bar.width for bar in found.rows) <= found.width == 19 * PER_YEAR
    order = [bar.project.slug for bar in found.rows]
    assert order[order.index("pp-ti") + 1 :][:7] == [f"pp{number}" for number in range(1, 8)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_missions_own_description_of_the_process_is_there(client, language):
    text = page(client, f"/{language}/about/the-process/")
    words = {
        "en": [
            "Global Approach to Migration and Mobility",
            "dialogue towards the East",
            "rights and human dignity of migrants",
            "all states of the Process took part",
            "2 August 2012",
            "border management institutions",
            "illegal migration",
        ],
        "ru": [
            "Глобального подхода к миграции и мобильности",
            "восточном направлении",
            "человеческое достоинство мигрантов",
            "участвовали все государства",
            "2 августа 2012 года",
            "пограничные ведомства",
            "illegal migration",
        ],
    }[language]
    for part in words:
        assert part in text, part
