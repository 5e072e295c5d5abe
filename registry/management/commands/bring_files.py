from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.common.backup import bring_files
from registry.common.errors import RuleError


class Command(BaseCommand):
    help = (
        "Copy uploaded files from a directory into the bucket of STORAGE_URL: from MEDIA_ROOT when"
        " moving there, or from an unpacked backup. May run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIRECTORY")

    def handle(self, *args, directory: Path, **options) -> None:
        if not directory.is_dir():
            raise CommandError(f"{directory} is no directory.")
        try:
            count = bring_files(directory)
        except (RuleError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count} files are in the storage.")
