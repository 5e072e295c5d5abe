"""An edition as it would be published today, before it is: the same content as publishing freezes,
and nothing is written."""

from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.profiles.models import Edition
from registry.publication.publishing import contents_of


@dataclass(frozen=True, slots=True)
class Preview:
    """`edition`: a copy in memory, as it would be then; `content`: in one language."""

    edition: Edition
    content: dict[str, Any]


def preview(edition: Edition, language: str, *, on: date, is_endorsed: bool) -> Preview:
    """`is_endorsed`: as the state’s own position; else with the notice that it is not. What was
    compiled from open figures always bears its notice."""
    shown = copy(edition)
    shown.published_on = on
    if shown.origin == Edition.Origin.NATIONAL:
        shown.origin = Edition.Origin.STATE
    if is_endorsed and not shown.is_compiled:
        shown.endorsement = Edition.Endorsement.ENDORSED
        shown.endorsed_on = edition.endorsed_on or on
    else:
        shown.endorsement, shown.endorsed_on = Edition.Endorsement.NOT_ENDORSED, None
    return Preview(shown, contents_of(shown, (language,))[language])
