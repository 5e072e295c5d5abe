"""What a state answered in the form of a nomination becomes a contact point, or a handover that
waits, once staff have looked at it and confirmed."""

import re
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_ALT
from django.utils.translation import gettext as _

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.history import written_by
from registry.common.languages import LANGUAGES
from registry.contacts.handover import name_successor
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.naming import send_privacy_notice
from registry.contacts.traces import Handover
from registry.states.models import State

NUMBERS = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
WORDED = re.compile(r"(\d{1,2})\s+([^\W\d_]+)\s+(\d{4})(?:\s*(?:г\.?|года))?")
LANGUAGE_WORDS = {
    "en": ("en", "english", "английский", "английском", "на английском"),
    "ru": ("ru", "russian", "русский", "русском", "на русском"),
}
ROLE_WORDS = {
    ContactPoint.Role.DEPUTY.value: ("deputy", "заместител"),
    ContactPoint.Role.CONTACT_POINT.value: ("contact point", "контактн", "ncp"),
}
YES = ("yes", "y", "да", "true")


@dataclass(frozen=True, slots=True)
class Nomination:
    """As staff confirm it. `predecessor`: who hands over; None where a new post is filled."""

    state: State
    role: str
    authority: Authority
    name_latin: str
    name_cyrillic: str
    email: str
    phone: str
    language: str
    since: date
    predecessor: ContactPoint | None
    note: str = ""


@transaction.atomic
def confirm(given: Nomination, *, by: User, on: date) -> ContactPoint | Handover:
    """Writes it: a handover waits for its own confirmation, as every other. Raises RuleError where
    the person holds an office already, or a successor was named before."""
    if ContactPoint.objects.by_address(given.email, on):
        raise RuleError(_("Somebody in office has this e-mail already. Look at that record first."))
    if given.predecessor:
        return name_successor(
            given.predecessor,
            by=by,
            name_latin=given.name_latin,
            name_cyrillic=given.name_cyrillic,
            email=given.email,
            language=given.language,
            since=given.since,
            note=given.note,
        )
    row = ContactPoint(
        state=given.state,
        authority=given.authority,
        role=given.role,
        name_latin=given.name_latin,
        name_cyrillic=given.name_cyrillic,
        email=given.email,
        phone=given.phone,
        language=given.language,
        since=given.since,
    )
    row.full_clean()
    written_by(row, by, reason="Nominated on paper.").save()
    record_event(SecurityEvent.What.RIGHTS_CHANGED, about=f"contact point {row.pk}")
    send_privacy_notice(row, by=by)
    return row


def day_in(text: str) -> str:
    """A day as people write it in either language, as 2026-12-31; else the text as it is, for the
    form to refuse."""
    text = " ".join(text.split()).lower()
    numbers: tuple[str, ...] = ()
    if found := ISO.fullmatch(text):
        numbers = found.groups()
    elif found := NUMBERS.fullmatch(text.rstrip(".г ")):
        numbers = found.groups()[::-1]
    elif found := WORDED.fullmatch(text):
        number = months().get(found[2])
        numbers = (found[3], str(number), found[1]) if number else ()
    if not numbers:
        return text
    year, month, day = map(int, numbers)
    return f"{year:04}-{month:02}-{day:02}"


def months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for names in (MONTHS, MONTHS_ALT):
                for number, name in names.items():
                    found[str(name).lower()] = number
    return found


def language_in(text: str) -> str:
    """en or ru; "" where it is neither, or both."""
    words = text.casefold()
    found = [code for code, names in LANGUAGE_WORDS.items() if words in names]
    return found[0] if found else ""


def role_in(text: str) -> str:
    """A deputy is told before a contact point: "deputy contact point"."""
    words = text.casefold()
    for role, names in ROLE_WORDS.items():
        if any(name in words for name in names):
            return role
    return ""


def says_yes(text: str) -> bool:
    return text.casefold().strip(" .") in YES
