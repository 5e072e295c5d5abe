"""Publishing freezes an edition; what is published never changes."""

import hashlib
import json

import pytest
from django.db import IntegrityError, transaction

from registry.common.errors import RuleError
from registry.figures.models import Observation
from registry.profiles.models import Edition
from tests import make
from tests.conftest import TODAY
from tests.make import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(georgia):
    edition = make.edition(georgia)
    make.section(edition, "background-size-borders", "<p>Text &amp; more.</p>", "<p>Текст.</p>")
    make.section(edition, "challenges", "<p>Only in English.</p>")
    return edition


def part(edition, language, code):
    return next(one for one in edition.content_in(language)["sections"] if one["code"] == code)


@pytest.mark.charts
def test_text_figures_charts_and_names_are_frozen(draft, editor):
    edition = publish(draft, by=editor, on=TODAY)
    found = part(edition, "en", "background-size-borders")
    population = found["figures"][0]
    assert found["html"] == "<p>Text &amp; more.</p>"
    assert population["latest"] == [2024, "3,699,557"]
    assert population["chart"]["wide"].startswith("<svg")
    assert len(population["years"]) == 35
    assert found["figures"][1]["gap"] == (
        "not held here yet; published by the World Bank; not provided by the state"
    )
    assert part(edition, "ru", "background-size-borders")["figures"][0]["latest"] == [
        2024,
        "3\xa0699\xa0557",
    ]
    assert edition.content_in("en")["designation"]["name"] == "Georgia"
    assert edition.content_in("ru")["designation"]["name"] == "Грузия"


def test_later_figures_do_not_change_what_was_published(draft, client):
    edition = publish(draft, on=TODAY)
    Observation.objects.filter(state=draft.profile.state, indicator__slug="population").update(
        value=1
    )
    assert part(edition, "en", "background-size-borders")["figures"][0]["latest"][1] == "3,699,557"
    assert "3,699,557" in client.get(edition.get_absolute_url()).content.decode()


def test_the_checksum_is_over_the_content_of_both_languages(draft):
    edition = publish(draft, on=TODAY)
    contents = {row.language: row.content for row in edition.contents.all()}
    canonical = json.dumps(contents, sort_keys=True, ensure_ascii=False)
    assert edition.checksum == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_section_in_one_language_is_shown_and_marked_in_the_other(draft, client):
    edition = publish(draft, on=TODAY)
    assert part(edition, "ru", "challenges")["language"] == "en"
    text = client.get(edition.get_absolute_url().replace("/en/", "/ru/")).content.decode()
    assert '<div lang="en"><p>Only in English.</p></div>' in text


def test_who_published_is_recorded(draft, editor):
    transition = publish(draft, by=editor, on=TODAY, reason="ready").transitions.get()
    assert (transition.from_status, transition.to_status, transition.by, transition.reason) == (
        "draft",
        "published",
        editor,
        "ready",
    )


def test_a_published_edition_is_not_published_again(draft):
    publish(draft, on=TODAY)
    with pytest.raises(RuleError, match="is not possible: the edition is “published”"):
        publish(draft, on=TODAY)


def test_an_edition_without_sections_is_not_published(georgia):
    with pytest.raises(RuleError, match="no parts yet"):
        publish(make.edition(georgia), on=TODAY)


def test_a_correction_supersedes_the_version_before(draft, georgia, client):
    first = publish(draft, on=TODAY)
    second = make.edition(georgia, number=2)
    make.section(second, "challenges", "<p>Corrected.</p>")
    publish(second, on=TODAY)
    first.refresh_from_db()
    assert first.superseded_by == second
    assert first.status == Edition.Status.SUPERSEDED
    assert first.content_in("en") is not None
    assert "Corrected." in client.get(second.get_absolute_url()).content.decode()


def test_a_draft_is_not_public(draft, client):
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft not in Edition.objects.public()
    assert not draft.is_public


def test_the_queryset_and_the_row_agree_on_what_is_public():
    listed = set(Edition.objects.public())
    assert listed
    assert all((edition in listed) == edition.is_public for edition in Edition.objects.all())


def test_scripts_do_not_get_into_a_frozen_text(georgia):
    edition = make.edition(georgia)
    make.section(
        edition,
        "challenges",
        '<p onclick="x()">A<script>b()</script><a href="javascript:c()">d</a></p>',
    )
    html = part(publish(edition, on=TODAY), "en", "challenges")["html"]
    assert html == "<p>A<a>d</a></p>"


def test_one_profile_per_state_and_kind(georgia):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.MigrationProfile.objects.create(state=georgia, kind="light")


def test_one_edition_per_profile_year_and_version(draft, georgia):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.edition(georgia)


def test_one_published_version_a_year(draft, georgia):
    publish(draft, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.edition(georgia, number=2, status="published")


@pytest.mark.parametrize(
    "fields", [{"year": 1999}, {"year": 2010, "last_year": 2010}, {"endorsed_on": TODAY}]
)
def test_years_and_endorsement_make_sense(georgia, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.edition(georgia, **({"year": 2031} | fields))
