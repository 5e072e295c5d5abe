from django.core.management.base import BaseCommand, CommandParser

from registry.common.dates import today
from registry.reports.links import check_links


class Command(BaseCommand):
    help = "Asks whether the addresses in the records answer. Reports list those that do not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=300, help="how many addresses")
        parser.add_argument("--seconds", type=float, default=600, help="for how long")

    def handle(self, *args, **options) -> None:
        done = check_links(most=options["most"], seconds=options["seconds"], on=today())
        self.stdout.write(
            f"{done['asked']} asked, {done['broken']} do not answer, {done['left']} left for the"
            " next run"
        )
