from django.core.management.base import BaseCommand, CommandError

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.secretariat.trying_out import demo_accounts


class Command(BaseCommand):
    help = (
        "Make one staff and two contact-point accounts for trying out; print a link that signs in"
        " to each."
    )

    def handle(self, *args, **options) -> None:
        try:
            for label, url in demo_accounts(on=today()):
                self.stdout.write(f"{label}\n    {url}")
        except RuleError as error:
            raise CommandError(str(error)) from None
