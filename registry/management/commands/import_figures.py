from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.common.errors import RuleError
from registry.common.store import raise_content_version
from registry.figures import importing


class Command(BaseCommand):
    help = (
        "Load observations from a CSV file (plain or .gz); the columns are described in registry/figures/importing.py."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options) -> None:
        try:
            rows = importing.import_file(file)
        except (RuleError, OSError) as error:
            raise CommandError(str(error)) from None
        raise_content_version()
        self.stdout.write(f"{rows:,} observations read from {file.name}.")
