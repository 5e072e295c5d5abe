"""The notice on an edition's standing that each reader gets: it travels with the edition to every
page, file and answer of the API.

The rule (Senior Officials' Meeting, Budapest, July 2015): after formal submission of a draft a
state has three months to comment and endorse. If it does not, the profile may still be published,
as a draft that does not reflect the state's official position; the state may endorse an updated one
at any later time. Source: pragueprocess.eu, news 242, and the news list of 2015.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from registry.common.dates import worded
from registry.common.elsewhere import Elsewhere
from registry.profiles.models import Edition

RULE_PAGE = "endorsement"  # slug of the page that explains the rule


@dataclass(frozen=True, slots=True)
class Notice:
    lead: str
    text: str

    def __str__(self) -> str:
        return f"{self.lead} {self.text}"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an edition is, in few words. `look`: "sure" (endorsed), "open" (not the state's
    position) or "plain"."""

    text: str
    look: str


def notice(edition: Edition) -> Notice | None:
    """In the active language; None where the edition is the state's own position."""
    if edition.is_endorsed and not edition.is_known_as_endorsed:
        return Notice(
            _("Endorsement not confirmed."),
            _(
                "That the state endorsed this edition is a reading of the sources at hand, which"
                " the Secretariat has still to confirm."
            ),
        )
    if edition.is_endorsed or edition.origin == Edition.Origin.NATIONAL:
        return None
    not_official = _("Does not reflect the state’s official position.")
    later = _("The state may endorse an updated text at any time.")
    if edition.is_compiled:
        how = _(
            "The Prague Process Secretariat compiled this edition from open figures; the state has"
            " not endorsed it."
        )
        return Notice(not_official, f"{how} {later}")
    if edition.endorsement == Edition.Endorsement.NOT_STATED:
        return Notice(
            _("Endorsement not on record."),
            _("No source at hand says whether the state endorsed this edition."),
        )
    if edition.submitted_on:
        how = _(
            "The state was asked to endorse this text on %(date)s; three months passed without an"
            " answer."
        )
        return Notice(not_official, f"{how % {'date': worded(edition.submitted_on)}} {later}")
    how = _(
        "The Secretariat drafted this text; the state did not endorse it within three months of its"
        " formal submission."
    )
    return Notice(not_official, f"{how} {later}")


def kept(edition: Edition) -> str:
    """What the registry has of an edition of which it holds no text."""
    before = _("This edition came before the registry.")
    held = {
        Elsewhere.ORIGINAL: _(
            "The registry keeps its place in the series and the address of the original; it does"
            " not hold its text."
        ),
        Elsewhere.COPY: _(
            "The registry keeps its place in the series and the address of a copy on another site;"
            " it does not hold its text."
        ),
        Elsewhere.ANNOUNCED: _(
            "The registry keeps its place in the series and the address where it was listed or"
            " announced, not that of the original; it does not hold its text."
        ),
        None: _(
            "The registry keeps its place in the series and has no address of it; it does not hold"
            " its text."
        ),
    }
    return f"{before} {held[edition.elsewhere]}"


def stamp(edition: Edition) -> Stamp:
    if edition.is_endorsed and not edition.is_known_as_endorsed:
        return Stamp(_("Endorsement not confirmed"), "plain")
    if edition.is_endorsed:
        if edition.endorsed_on:
            return Stamp(_("Endorsed %(date)s") % {"date": worded(edition.endorsed_on)}, "sure")
        return Stamp(_("Endorsed by the state"), "sure")
    if edition.is_compiled:
        return Stamp(_("Compiled from open sources, not endorsed"), "open")
    if edition.origin == Edition.Origin.NATIONAL:
        return Stamp(_("National publication"), "plain")
    if edition.endorsement == Edition.Endorsement.NOT_STATED:
        return Stamp(_("Endorsement not on record"), "plain")
    return Stamp(_("Draft, not endorsed"), "open")
