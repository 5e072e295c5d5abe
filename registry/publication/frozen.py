"""What is published never changes: the database refuses too, on SQLite and PostgreSQL, whatever the
way in.

An edition is frozen when it is public and bears a checksum. Its row may then change only in
Edition.FREE_AFTER_PUBLICATION (a later endorsement, superseding), its sections in
Section.FREE_AFTER_PUBLICATION, its figures and contents not at all; nothing of it can be deleted or
added. Put in place after each migrate (a table rebuild on SQLite drops triggers, and a trigger that
names another table blocks that table's rebuild). A refusal is an IntegrityError on both.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from registry.common import triggers
from registry.common.triggers import Trigger, columns, differs
from registry.drafting.sections import Section, SectionFigure
from registry.profiles.models import Edition
from registry.publication.contents import EditionContent

MODELS = (Edition, Section, EditionContent, SectionFigure)
MESSAGE = "a published edition never changes"
OF_EDITION = (
    "EXISTS (SELECT 1 FROM registry_edition AS frozen WHERE frozen.id = {row}.edition_id AND"
    " {is_frozen})"
)
OF_SECTION = (
    "EXISTS (SELECT 1 FROM registry_section AS part JOIN registry_edition AS frozen ON frozen.id ="
    " part.edition_id WHERE part.id = {row}.section_id AND {is_frozen})"
)
IS_FROZEN = "{alias}.status IN ('published', 'superseded') AND {alias}.checksum <> ''"


def rules(is_sqlite: bool) -> Iterator[tuple[str, str, str, str]]:
    """(name, event, table, condition under which the database refuses)."""
    own = IS_FROZEN.format(alias="OLD")
    of_edition = OF_EDITION.replace("{is_frozen}", IS_FROZEN.format(alias="frozen"))
    of_section = OF_SECTION.replace("{is_frozen}", IS_FROZEN.format(alias="frozen"))
    edition = Edition._meta.db_table
    changed = differs(columns(Edition, Edition.FREE_AFTER_PUBLICATION), is_sqlite)
    taken_back = "NEW.status NOT IN ('published', 'superseded')"
    yield "edition_frozen_update", "UPDATE", edition, f"{own} AND ({changed} OR {taken_back})"
    yield "edition_frozen_delete", "DELETE", edition, own
    for model, clause, free in (
        (Section, of_edition, Section.FREE_AFTER_PUBLICATION),
        (EditionContent, of_edition, ()),
        (SectionFigure, of_section, ()),
    ):
        table, name = model._meta.db_table, model._meta.model_name
        changed = differs(columns(model, free), is_sqlite)
        yield f"{name}_frozen_insert", "INSERT", table, clause.format(row="NEW")
        yield f"{name}_frozen_update", "UPDATE", table, f"{clause.format(row='OLD')} AND {changed}"
        yield f"{name}_frozen_delete", "DELETE", table, clause.format(row="OLD")


def refusals(using: str) -> list[Trigger]:
    is_sqlite = connections[using].vendor == "sqlite"
    return [
        Trigger(name=name, event=event, table=table, condition=condition, message=MESSAGE)
        for name, event, table, condition in rules(is_sqlite)
    ]


def install(sender: Any, using: str, **kwargs: Any) -> None:
    if triggers.are_whole(using, MODELS):
        triggers.install(using, refusals(using))


def remove(sender: Any, using: str, **kwargs: Any) -> None:
    triggers.remove(using, refusals(using))
