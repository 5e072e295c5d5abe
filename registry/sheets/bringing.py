"""A sheet comes in. It waits until somebody at the desk of the state has looked at it."""

import hashlib
import json
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.drafting.figures_beside import FigureBeside, figures_of_edition
from registry.drafting.sections import why_closed
from registry.profiles.models import Edition
from registry.profiles.templates import Kind
from registry.sheets.layout import Whose
from registry.sheets.models import FigureSheet
from registry.sheets.notices import Remark
from registry.sheets.opening import opened
from registry.sheets.reading import read_rows, whose_is
from registry.states.designations import designation
from registry.states.models import State

MOST_WAITING = 10  # of one edition


def bring(
    edition: Edition, source: BinaryIO, *, size: int, name: str, by: User
) -> FigureSheet | None:
    """None where the file changes nothing and leaves nothing to say. Raises RuleError where it is
    not one of this edition, cannot be read, or where the edition is not written now."""
    if why_closed(edition, by):
        raise RuleError(
            _("This edition is “%(status)s”: its figures do not change now.")
            % {"status": edition.get_status_display()}
        )
    found = opened(source, size)
    said = whose_is(found)
    refuse_another(edition, said)
    assert said is not None
    rebases = said.number != edition.number
    read = read_rows(found, by_key(edition), language=said.language, rebases=rebases)
    notices = [["rebased", str(said.number)], *read.notices] if rebases else read.notices
    if not read.rows and not notices:
        return None
    return kept(edition, read.rows, notices, name=name, by=by)


@transaction.atomic
def kept(
    edition: Edition, rows: list[dict[str, Any]], notices: list[Remark], *, name: str, by: User
) -> FigureSheet:
    """Who sends twice, one after the other or at once, has brought one sheet: that which says the
    same and waits, untouched."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    waiting = FigureSheet.objects.of_edition(edition).waiting()
    said = json.dumps([by.pk, rows, notices], sort_keys=True).encode()
    fingerprint = hashlib.sha256(said).hexdigest()
    known = waiting.filter(fingerprint=fingerprint).first()
    if known is not None:
        return known
    if waiting.count() >= MOST_WAITING:
        raise RuleError(_("Several sheets wait already. Decide about them, or put them aside."))
    return FigureSheet.objects.create(
        edition=edition,
        brought_by=by,
        file_name=name[:100],
        rows=rows,
        notices=notices,
        fingerprint=fingerprint,
    )


def by_key(edition: Edition) -> dict[tuple[str, str], FigureBeside]:
    found = {}
    for section, besides in figures_of_edition(edition):
        for beside in besides:
            found[section.template_section.slug, beside.indicator.slug] = beside
    return found


def refuse_another(edition: Edition, said: Whose | None) -> None:
    if said is None:
        raise RuleError(
            _(
                "The file does not say which edition it is of. Take a new sheet here, and copy your"
                " numbers into it."
            )
        )
    profile = edition.profile
    if said.state != profile.state.slug:
        named = State.objects.filter(slug=said.state).first()
        raise RuleError(
            _("The file is of another state (%(state)s). Bring the one of your own.")
            % {"state": designation(named).name if named else said.state}
        )
    if (said.kind, said.year) != (profile.kind, edition.year):
        kinds = dict(Kind.choices)
        raise RuleError(
            _(
                "The file is of another edition (%(edition)s). Take the sheet of this one here, and"
                " copy your numbers into it."
            )
            % {"edition": f"{kinds.get(said.kind, said.kind)} {said.year}"}
        )


@transaction.atomic
def put_aside(sheet: FigureSheet, *, on: date) -> FigureSheet:
    """What was not taken of it stays as it is at the desk."""
    sheet = FigureSheet.objects.select_for_update().get(pk=sheet.pk)
    sheet.closed_at = sheet.closed_at or timezone.now()
    sheet.save(update_fields=["closed_at"])
    return sheet
