"""A sheet is brought once, also by two uploads at the same time, and does not stay for ever."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from registry.common.dates import today
from registry.secretariat.daily_work import run
from registry.sheets import bringing, deciding
from registry.sheets.deciding import KEPT_BLOCKED, put_aside_blocked
from registry.sheets.models import FigureSheet
from registry.word.models import WordProposal
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def row(part: str, indicator: str, value: str) -> dict:
    return {
        "part": part,
        "indicator": indicator,
        "before": {},
        "typed": {"value": value, "year": "2024"},
        "remarks": [],
        "standing": "",
    }


@pytest.fixture
def place(nino, editor):
    """An edition, and a part and an indicator of it."""
    from registry.drafting.figures_beside import figures_of_edition
    from registry.drafting.starting import start_edition
    from tests import make

    edition = start_edition(make.profile(nino.state, "light"), 2031, by=editor, on=today())
    for section, besides in figures_of_edition(edition):
        if besides:
            return edition, section.template_section.slug, besides[0].indicator.slug
    raise AssertionError


def kept(place, nino, value: str) -> FigureSheet:
    edition, part, indicator = place
    rows = [row(part, indicator, value)]
    return bringing.kept(edition, rows, [], name="f.xlsx", by=nino.account)


def test_the_same_sheet_waits_once_whoever_is_quicker(place, nino):
    first = kept(place, nino, "12")
    assert kept(place, nino, "12").pk == first.pk
    assert kept(place, nino, "13").pk != first.pk
    twice = {"edition": first.edition, "fingerprint": first.fingerprint}
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureSheet.objects.create(file_name="f.xlsx", brought_by=nino.account, **twice)
    bringing.put_aside(first, on=today())
    assert kept(place, nino, "12").pk != first.pk, "what was put aside may be brought again"


def test_a_sheet_of_which_nothing_can_be_taken_says_so_and_goes(place, nino):
    sheet = kept(place, nino, "many")
    address = f"/en/desk/editions/{sheet.edition_id}/figures/{sheet.pk}/"
    page = signed_in(nino.account).get(address).content.decode()
    assert "Nothing of this file can be taken as it is" in page
    later = today() + KEPT_BLOCKED
    assert put_aside_blocked(later) == 0
    assert put_aside_blocked(later + timedelta(days=2)) == 1
    sheet.refresh_from_db()
    assert not sheet.is_open


def test_a_sheet_of_which_something_can_be_taken_stays(place, nino):
    sheet = kept(place, nino, "12")
    lines = deciding.lines_of(sheet, today())
    if not deciding.is_blocked(lines):
        assert put_aside_blocked(today() + KEPT_BLOCKED * 3) == 0


def test_the_daily_run_does_it(place, nino):
    kept(place, nino, "many")
    assert "put_aside_sheets" in run(today())


def test_a_persons_own_data_have_the_word_files_that_they_brought(place, nino):
    edition, _part, _indicator = place
    item = {
        "key": "1",
        "kind": "text",
        "section": 1,
        "decision": "",
        "texts": {"en": "<p>Ours.</p>"},
    }
    proposal = WordProposal.objects.create(
        edition=edition, contact_point=nino, by=nino.account, file_name="ours.docx", content=[item]
    )
    client = signed_in(nino.account)
    page = client.get("/en/desk/privacy/data/").content.decode()
    assert "ours.docx: parts that wait: 1" in page
    (found,) = client.get("/en/desk/privacy/data/?format=json").json()["offices"][0]["word_files"]
    assert found["waits"] == [{"kind": "text", "texts": {"en": "<p>Ours.</p>"}}]
    proposal.content, proposal.closed_at, proposal.file_name = [], proposal.at, ""
    proposal.save()
    assert "all of it decided on" in client.get("/en/desk/privacy/data/").content.decode()
