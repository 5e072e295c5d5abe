"""A new version of a template is a copy, and serves no edition before its year."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from registry.common.errors import RuleError
from registry.drafting.rounds import CollectionRound
from registry.drafting.starting import start_edition
from registry.profiles.models import Edition
from registry.profiles.template_versions import copy_as_new_version
from registry.profiles.templates import ProfileTemplate, SectionIndicator
from registry.publication.compiling import compile_light_editions
from registry.states.models import State
from tests import make
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db
FROM = TODAY.year + 5


@pytest.fixture
def template() -> ProfileTemplate:
    return ProfileTemplate.objects.get(kind="light")


@pytest.fixture
def new(template, editor) -> ProfileTemplate:
    return copy_as_new_version(template, by=editor, in_use_from=FROM)


def contents(template: ProfileTemplate) -> list[tuple]:
    return [
        (
            row.slug,
            row.number,
            row.order,
            row.heading_en,
            row.heading_ru,
            row.guidance_en,
            row.guidance_ru,
            row.is_required,
            row.parent.slug if row.parent else "",
            list(row.section_indicators.values_list("indicator", "order", "has_chart")),
        )
        for row in template.sections.order_by("order")
    ]


def test_a_copy_has_all_parts_with_guidance_and_figures(template, new, editor):
    assert (new.number, new.in_use_from) == (template.number + 1, FROM)
    assert contents(new) == contents(template)
    assert SectionIndicator.objects.filter(section__template=new).exists()
    assert all(row.parent.template == new for row in new.sections.exclude(parent=None))
    assert new.history.get().history_user == editor


def test_the_next_edition_does_not_take_a_version_of_later_years(georgia, template, new, editor):
    profile = make.profile(georgia)
    before = start_edition(profile, FROM - 1, by=editor, on=TODAY)
    assert before.template == template
    assert start_edition(profile, FROM, by=editor, on=TODAY).template == new


def test_what_is_compiled_does_not_either(template, new):
    states = State.objects.filter(iso_alpha3="ARM")
    assert compile_light_editions(on=TODAY, among=states) == 1
    edition = Edition.objects.compiled().get(profile__state__iso_alpha3="ARM")
    assert edition.template == template


def test_a_version_that_was_chosen_is_held_to_its_years(georgia, new, editor):
    with pytest.raises(RuleError, match=f"in use from {FROM} on"):
        start_edition(make.profile(georgia), FROM - 1, by=editor, on=TODAY, template=new)
    round = CollectionRound(
        kind="light", template=new, year=FROM - 1, deadline=date(FROM - 1, 5, 1)
    )
    with pytest.raises(ValidationError) as refused:
        round.full_clean()
    assert "template" in refused.value.message_dict


def test_a_new_version_follows_the_newest(template, new, editor):
    with pytest.raises(RuleError, match="a new version follows it in a later year"):
        copy_as_new_version(template, by=editor, in_use_from=FROM)
    assert copy_as_new_version(template, by=editor, in_use_from=FROM + 1).number == new.number + 1


def test_staff_copy_it_from_its_page(template, editor):
    staff = signed_in(editor, second_factor=True)
    address = f"/admin/registry/profiletemplate/{template.pk}/act/copy/"
    assert "Copy as a new version" in staff.get(address).content.decode()
    answer = staff.post(address, {"in_use_from": FROM})
    new = ProfileTemplate.objects.get(kind="light", number=template.number + 1)
    assert answer.url == f"/admin/registry/profiletemplate/{new.pk}/change/"
    refused = staff.post(address, {"in_use_from": FROM}, follow=True)
    assert "a new version follows it in a later year" in refused.content.decode()
