"""Is what I hold in my hand still the current edition? An answer for every version that was ever
printed, by the key that stands on it: the beginning of its checksum, or, where the registry holds
no text of it, its name."""

import re
from dataclasses import dataclass

from registry.profiles.models import Edition
from registry.profiles.templates import Kind

KEY_LENGTH = 16  # of a checksum: no two editions share so much
CHECKSUM = re.compile(r"[0-9a-f]{16,64}")
NAME = re.compile(r"(?a)([a-z0-9-]{2,60})-(light|extended)-(\d{4})-(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Checked:
    """`current`: the version of that year that stands today. `newer`: of a later year, where there
    is one. `is_whole_checksum`: all of it was asked for."""

    edition: Edition
    current: Edition
    newer: Edition | None

    @property
    def is_current(self) -> bool:
        return self.edition.pk == self.current.pk and self.newer is None


def check_key(edition: Edition) -> str:
    if edition.has_text:
        return edition.checksum[:KEY_LENGTH]
    profile = edition.profile
    return f"{profile.state.slug}-{profile.kind}-{edition.year}-{edition.number}"


def normal(key: str) -> str:
    """As people type it or copy it from paper."""
    return re.sub(r"\s+", "", key).lower()


def checked(key: str) -> Checked | None:
    """None where no public edition has that key."""
    found = edition_with(normal(key))
    if found is None:
        return None
    state, kind = found.profile.state.slug, found.profile.kind
    editions = list(Edition.objects.current().of_profile(state, kind))
    current = next((row for row in editions if row.year == found.year), found)
    newer = next((row for row in editions if row.year > found.year), None)
    return Checked(edition=found, current=current, newer=newer)


def edition_with(key: str) -> Edition | None:
    if CHECKSUM.fullmatch(key):
        return Edition.objects.public().with_checksum(key).for_page().first()
    named = NAME.fullmatch(key)
    if named is None:
        return None
    state, kind, year, number = named.groups()
    rows = Edition.objects.public().of_profile(state, Kind(kind))
    return rows.of_year(int(year)).with_number(int(number)).first()
