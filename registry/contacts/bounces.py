"""What mail servers sent back: a mailbox file of delivery reports, matched with the addresses of
those in office."""

import mailbox
from dataclasses import dataclass
from datetime import date
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from flufl.bounce import all_failures

from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Bounce

LARGEST = 50 * MEGABYTE


@dataclass(slots=True)
class Reading:
    messages: int = 0
    recorded: int = 0
    unknown: int = 0
    unreadable: int = 0


@transaction.atomic
def read_mailbox(path: Path, on: date) -> Reading:
    """An mbox file. Reading it again records nothing twice. Raises RuleError where it is not
    such a file."""
    if not path.is_file():
        raise RuleError(f"{path.name}: there is no such file.")
    if path.stat().st_size > LARGEST:
        raise RuleError(f"{path.name} is larger than 50 MB. Split the mailbox.")
    with path.open("rb") as file:
        if not file.read(5) == b"From ":
            raise RuleError(
                f"{path.name} is not a mailbox in mbox form (its first line begins with “From ”)."
            )
    known = addresses(on)
    reading = Reading()
    box = mailbox.mbox(path, create=False)
    for number in box.keys():  # noqa: SIM118  (a mailbox by itself gives its messages)
        reading.messages += 1
        try:
            message = box[number]
            temporary, permanent = all_failures(message)
            day = day_of(message, on)
        except Exception:  # whatever somebody wrote to that mailbox, the others are read
            reading.unreadable += 1
            continue
        for addresses_failed, is_permanent in ((permanent, True), (temporary, False)):
            for address in addresses_failed:
                text = (
                    address.decode("ascii", "replace") if isinstance(address, bytes) else address
                ).lower()
                rows = known.get(text, [])
                reading.unknown += not rows
                for contact_point in rows:
                    _row, is_new = Bounce.objects.get_or_create(
                        contact_point=contact_point,
                        on=day,
                        is_permanent=is_permanent,
                        defaults={"source": Bounce.Source.MAILBOX},
                    )
                    reading.recorded += is_new
    return reading


def addresses(on: date) -> dict[str, list[ContactPoint]]:
    found: dict[str, list[ContactPoint]] = {}
    for contact_point in ContactPoint.objects.in_office(on):
        for address in filter(
            None, {contact_point.email.lower(), contact_point.shared_email.lower()}
        ):
            found.setdefault(address, []).append(contact_point)
    return found


def day_of(message: Message, on: date) -> date:
    """When the report was written; `on` where it does not say, or says a day to come."""
    try:
        written = parsedate_to_datetime(message["Date"])
    except (TypeError, ValueError):
        return on
    day = timezone.localtime(written).date() if written.tzinfo else written.date()
    return min(day, on)
