"""A template changes by a new version: the one in use is copied, and the copy is edited. Editions
that were written by the old version keep it."""

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.history import written_by
from registry.common.records import BOOKKEEPING
from registry.profiles.templates import ProfileTemplate, SectionIndicator, TemplateSection

Copied = TypeVar("Copied", ProfileTemplate, TemplateSection, SectionIndicator)


@transaction.atomic
def copy_as_new_version(
    template: ProfileTemplate, *, by: User | None, in_use_from: int
) -> ProfileTemplate:
    """All of its sections, with guidance and figures, under the next number. Raises RuleError where
    the new version would be in use before the newest one."""
    versions = ProfileTemplate.objects.select_for_update().filter(kind=template.kind)
    newest = max(versions, key=lambda version: version.number)
    if in_use_from <= newest.in_use_from:
        raise RuleError(
            _("%(template)s is in use from %(year)s on; a new version follows it in a later year.")
            % {"template": newest, "year": newest.in_use_from}
        )
    new = copied(template, by, number=newest.number + 1, in_use_from=in_use_from)
    sections: dict[int | None, TemplateSection] = {}
    for section in template.sections.order_by("order"):
        sections[section.pk] = copied(section, by, template=new, parent=None)
    for section in template.sections.exclude(parent=None):
        copy = sections[section.pk]
        copy.parent = sections[section.parent_id]
        written_by(copy, by).save()
    for row in SectionIndicator.objects.filter(section__template=template):
        copied(row, by, section=sections[row.section_id])
    return new


def copied(row: Copied, by: User | None, **changed: Any) -> Copied:
    """A new row with the same contents."""
    names = [field.name for field in row._meta.concrete_fields if field.name not in BOOKKEEPING]
    kept = {name: getattr(row, name) for name in names}
    copy = type(row)(**kept | changed)
    written_by(copy, by, reason=f"copied from {row.reference}").save()
    return copy
