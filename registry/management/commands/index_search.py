import time

from django.core.management.base import BaseCommand, CommandParser

from registry.search.indexing import make_ready, rebuild
from registry.search.models import SearchEntry


class Command(BaseCommand):
    help = "Make the index of the search anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--behind",
            action="store_true",
            help="Only what was written since the last time, where there is an index.",
        )

    def handle(self, *args, behind: bool, **options) -> None:
        started = time.monotonic()
        written = make_ready() if behind else rebuild()
        entries = SearchEntry.objects.count()
        self.stdout.write(
            f"{written:,} entries written, {entries:,} in the index, in"
            f" {time.monotonic() - started:.1f} s."
        )
