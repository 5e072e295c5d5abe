from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.common.backup import back_up
from registry.common.errors import RuleError


class Command(BaseCommand):
    help = (
        "Write a backup of the database, the uploaded files and the keys, while the registry runs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIRECTORY", help="It must not exist.")

    def handle(self, *args, directory: Path, **options) -> None:
        try:
            copy = back_up(directory)
        except RuleError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{directory}: the database and {copy['uploaded_files']} uploaded files")
        if copy["missing_files"]:
            names = ", ".join(copy["missing_files"])
            self.stderr.write(f"Records name files that are not in MEDIA_ROOT: {names}")
