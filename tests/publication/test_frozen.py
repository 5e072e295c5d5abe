"""What is published never changes: no form, no import, no act, and not the database either."""

import pytest
from django.db import IntegrityError, connection, transaction

from registry.drafting.sections import Section, SectionFigure
from registry.profiles.models import Edition
from registry.profiles.templates import TemplateSection
from registry.publication.contents import EditionContent
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(georgia):
    edition = make.written_edition(georgia)
    section = edition.sections.get(template_section__slug="background-size-borders")
    indicator = section.template_section.indicators.first()
    SectionFigure.objects.create(section=section, indicator=indicator, gap="not_collected")
    return make.publish(edition, on=TODAY)


def refused(deed) -> bool:
    with (
        pytest.raises(IntegrityError, match="a published edition never changes"),
        transaction.atomic(),
    ):
        deed()
    return True


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("year", 2035),
        ("checksum", "x"),
        ("submitted_on", TODAY),
        ("origin", "national"),
        ("published_on", None),
        ("status", "draft"),
        ("status", "withdrawn"),
        ("correction_note_en", "x"),
    ],
)
def test_its_row_stays(published, column, value):
    assert refused(lambda: Edition.objects.filter(pk=published.pk).update(**{column: value}))


def test_a_later_endorsement_and_superseding_are_written(published):
    Edition.objects.filter(pk=published.pk).update(
        endorsement="endorsed", endorsed_on=TODAY, status="superseded"
    )
    published.refresh_from_db()
    assert (published.is_endorsed, published.status) == (True, "superseded")


def test_its_parts_stay(published):
    section = published.sections.first()
    for column, value in (
        ("text_en", "x"),
        ("text_ru", "x"),
        ("gap", "later"),
        ("written_on", None),
    ):
        assert refused(
            lambda c=column, v=value: Section.objects.filter(pk=section.pk).update(**{c: v})
        )
    assert refused(section.delete)
    extra = TemplateSection.objects.exclude(template=published.template).first()
    assert refused(lambda: Section.objects.create(edition=published, template_section=extra))


def test_its_figures_and_contents_stay(published):
    assert refused(
        lambda: SectionFigure.objects.filter(section__edition=published).update(gap="confidential")
    )
    assert refused(lambda: SectionFigure.objects.filter(section__edition=published).delete())
    assert refused(lambda: EditionContent.objects.filter(edition=published).update(content={}))
    assert refused(lambda: EditionContent.objects.filter(edition=published).delete())


def test_it_is_not_deleted(published):
    assert refused(published.delete)
    assert refused(lambda: delete_by_sql(published.pk))


def delete_by_sql(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_edition WHERE id = %s", [pk])


def test_a_draft_and_a_document_without_text_are_free(georgia):
    draft = make.written_edition(georgia)
    draft.sections.update(text_en="x")
    draft.delete()
    document = Edition.objects.get(profile__state=georgia, profile__kind="extended", year=2010)
    Edition.objects.filter(pk=document.pk).update(publisher="x")
