"""What stands on a state's page, on a day."""

from typing import Any

from registry.common.as_of import AsOf
from registry.common.once_a_version import once_a_version
from registry.compare.peers import peers_of
from registry.contacts.models import ContactPoint
from registry.contacts.network import shown_people
from registry.figures.key_figures import in_the_region, key_figures
from registry.imap.small_map import ends_on_map, land
from registry.library.models import Document
from registry.pages.happened import happened
from registry.pages.models import NewsItem
from registry.process.mandates import mandates_of
from registry.process.models import Meeting
from registry.profiles.models import Edition, MigrationProfile
from registry.projects.models import Partner
from registry.projects.partners import parts_in_projects
from registry.states.known import taking_part
from registry.states.models import State
from registry.states.standing import standing_of


def shown_of(found: State, as_of: AsOf) -> dict[str, Any]:
    day = as_of.day
    participating = taking_part(day)
    group = found.group_on(day)
    shown = {
        "state": found,
        "as_of": as_of,
        "group": group,
        "standing": standing_of(found, day),
        "key_figures": key_figures(found, day),
        "region": in_the_region(found, group, day, participating),
        "ends": ends_on_map(found, day),
        "land": land(),
        "peers": peers_of([found], participating, day),
        "profiles": profiles_with_notes(found),
    }
    today_or_then = of_the_day(found, as_of)
    editions = list(today_or_then["editions"])
    current = latest_of_each_kind(editions)
    today_or_then |= {
        "current": current,
        "earlier": [edition for edition in editions if edition not in current],
        "parts": parts_in_projects(today_or_then["partnerships"]),
        "happened": happened(today_or_then["meetings"], today_or_then["news"]),
    }
    return shown | today_or_then


def profiles_with_notes(found: State) -> list[MigrationProfile]:
    """Few have one: they are read once until content changes."""

    def read() -> list[MigrationProfile]:
        return list(MigrationProfile.objects.exclude(note_en="", note_ru=""))

    return [one for one in once_a_version("profiles with notes", read) if one.state_id == found.pk]


def latest_of_each_kind(editions: list[Edition]) -> list[Edition]:
    """Of editions that come latest first."""
    by_kind: dict[str, Edition] = {}
    for edition in editions:
        by_kind.setdefault(edition.profile.kind, edition)
    return list(by_kind.values())


def of_the_day(found: State, as_of: AsOf) -> dict:
    """What a state has today, or had on an earlier day. Authorities and people of an earlier day
    are not shown."""
    if not as_of.is_past:
        return {
            "editions": Edition.objects.of_state(found),
            "partnerships": Partner.objects.public().of_state(found),
            "authorities": found.authorities.today_first(as_of.day),
            "mandates": mandates_of(found),
            "contact_points": shown_people(ContactPoint.objects.of_state(found, on=as_of.day)),
            "meetings": Meeting.objects.public().hosted_by(found),
            "documents": Document.objects.about(found),
            "news": NewsItem.objects.public().about_state(found),
        }
    return {
        "editions": Edition.objects.standing_on(as_of.day).of_states([found]).for_page(),
        "partnerships": Partner.objects.public().of_state(found).begun_by(as_of.day),
        "meetings": Meeting.objects.public().hosted_by(found).held_by(as_of.day),
        "documents": Document.objects.about(found).published_by(as_of.day),
        "news": NewsItem.objects.public().about_state(found).by_day(as_of.day),
        "mandates": mandates_of(found, on=as_of.day),
    }
