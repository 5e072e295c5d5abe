from django.core.management.base import BaseCommand

from registry.takeaway.standing import make_standing


class Command(BaseCommand):
    help = "Make the files that pages of states and indicators offer, so that they tell the size."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{make_standing()} at hand.")
