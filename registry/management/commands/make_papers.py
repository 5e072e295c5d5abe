from django.core.management.base import BaseCommand

from registry.paper.making import make_missing, make_missing_sheets


class Command(BaseCommand):
    help = (
        "Make the files for paper that have not been asked for yet: of every public edition, state,"
        " project and indicator."
    )

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{make_missing() + make_missing_sheets()} made.")
