from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.takeaway.making import make_copy


class Command(BaseCommand):
    help = "Write the public registry as files that need no server, in both languages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "directory", type=Path, metavar="DIR", help="Empty, or a copy: then it is renewed."
        )

    def handle(self, *args, directory: Path, **options) -> None:
        try:
            made = make_copy(directory, on=today())
        except RuleError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{directory}: {made.files} files, {made.pages} of them pages,"
            f" {made.size / 1_000_000:.0f} MB; {made.written} written, {made.removed} removed;"
            f" {made.beyond} addresses lead to the site"
        )
        for address, status in sorted(made.failed.items()):
            self.stderr.write(f"A page leads to {address}, which answers {status}.")
