from datetime import date

from django.core.management.base import BaseCommand, CommandParser

from registry.common import outbox
from registry.common.dates import today
from registry.common.start_lock import the_only_one
from registry.secretariat.daily_work import run


class Command(BaseCommand):
    help = (
        "Daily: questions to confirm details, privacy notices, summaries, what is to be forgotten."
        " Safe to run twice, or late."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            default=None,
            metavar="YYYY-MM-DD",
            help="Another day than today.",
        )

    def handle(self, *args, on: date | None, **options) -> None:
        with the_only_one("remind") as is_mine:
            if not is_mine:
                self.stdout.write("The daily work is going on elsewhere: nothing is done twice.")
                return
            for name, number in run(on or today()).items():
                self.stdout.write(f"{name.replace('_', ' ')}: {number}")
        outbox.drain()
