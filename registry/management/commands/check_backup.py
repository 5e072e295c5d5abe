from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.common.backup import check
from registry.common.errors import RuleError


class Command(BaseCommand):
    help = "Compare a backup with the checksums that were written with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIRECTORY")

    def handle(self, *args, directory: Path, **options) -> None:
        try:
            copy = check(directory)
        except RuleError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Whole: {copy['made_at']}, {copy['uploaded_files']} uploaded files")
