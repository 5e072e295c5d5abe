"""The overview of profiles: what all states share is said once, what is rare stands out."""

import pytest

from registry.profiles.coverage import coverage_of, rows_by_standing, shared_by_most
from registry.profiles.models import Edition
from registry.states.models import State
from tests import make
from tests.clients import one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def compiled() -> list[State]:
    """Four states with a compiled edition of one year, one of them with an endorsed one too."""
    states = [make.state(f"QQ{letter}") for letter in "ABCD"]
    for state in states:
        make.edition(state, year=2031, status="published", origin="compiled")
    return states


def test_what_most_have_alike_is_found(compiled):
    shared = shared_by_most(coverage_of(compiled))
    assert (shared.kind, shared.year, shared.lacking) == ("light", 2031, 0)
    assert len(shared.editions) == 4
    more = [*compiled, *(make.state(f"QQ{letter}") for letter in "EFGH")]
    assert shared_by_most(coverage_of(more)) is None
    assert shared_by_most([]) is None


def test_only_states_with_more_have_a_row_the_best_standing_first(compiled):
    first, second = compiled[:2]
    make.edition(first, year=2016, status="published", endorsement="not_endorsed", origin="state")
    make.edition(second, year=2015, status="published", endorsement="endorsed", origin="state")
    covered = coverage_of(compiled)
    found = rows_by_standing(covered, shared_by_most(covered))
    assert [(standing, [row.state for row in rows]) for standing, rows in found] == [
        ("endorsed", [second]),
        ("published", [first]),
    ]
    years = [[edition.year for edition in editions] for _kind, editions in found[0][1][0].cells]
    assert sorted(years) == [[], [2015]]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_public_edition_of_today_has_its_link(client, language):
    text = one_line(client.get(f"/{language}/profiles/").content.decode())
    for edition in Edition.objects.current().select_related("profile__state"):
        address = edition.get_absolute_url().replace("/en/", f"/{language}/")
        assert f'href="{address}"' in text


def test_an_edition_that_is_a_document_is_cited_as_the_document(client):
    edition = Edition.objects.current().filter(checksum="").exclude(document_url="").first()
    text = one_line(client.get(edition.get_absolute_url()).content.decode())
    cite = text[text.index('id="cite"') :]
    assert edition.document_url.replace("&", "&amp;") in cite
    assert "Found in the Prague Process Registry" in cite
    assert "дата обращения" in cite
    assert "Version 1" not in cite[: cite.index("ГОСТ")]
    for form, field in (("bib", "url = {"), ("ris", "UR  - ")):
        found = client.get(f"{edition.version_url()}cite.{form}").content.decode()
        assert f"{field}{edition.document_url}" in found
