from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts.bounces import read_mailbox


class Command(BaseCommand):
    help = "Read delivery reports from a mailbox file (mbox) and record whose mail bounced."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options) -> None:
        try:
            reading = read_mailbox(file, today())
        except RuleError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{reading.messages} messages: {reading.recorded} bounces recorded, "
            f"{reading.unknown} of unknown addresses, {reading.unreadable} not readable."
        )
