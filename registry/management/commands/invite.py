from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from registry.accounts.inviting import invitation_url, invite
from registry.accounts.models import Invitation
from registry.common import outbox
from registry.common.dates import today
from registry.common.hidden_characters import refuse_hidden, without_hidden
from registry.contacts.models import ContactPoint


class Command(BaseCommand):
    help = (
        "Invite somebody to an account and print the link with its digits. Without an option the"
        " address is that of a contact point in office."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        role = parser.add_mutually_exclusive_group()
        role.add_argument("--editor", action="store_true", help="A Secretariat editor.")
        role.add_argument("--administrator", action="store_true", help="An administrator.")
        parser.add_argument("--language", choices=["en", "ru"], default="en")

    def handle(
        self, *args, email: str, editor: bool, administrator: bool, language: str, **options
    ) -> None:
        try:
            validate_email(email)
            refuse_hidden(email)
        except ValidationError:
            raise CommandError(f"“{without_hidden(email)}” is not an e-mail address.") from None
        role, post = (
            Invitation.Role.ADMINISTRATOR if administrator else Invitation.Role.EDITOR,
            None,
        )
        if not editor and not administrator:
            role, post = (
                Invitation.Role.CONTACT_POINT,
                ContactPoint.objects.by_address(email, today()),
            )
            if post is None:
                raise CommandError(
                    f"{email} is not the personal address of a contact point in office. Enter it in"
                    " the admin first, or say --editor or --administrator."
                )
            language = post.mail_language
        _row, secret = invite(email, role=role, language=language, by=None, contact_point=post)
        outbox.drain()
        self.stdout.write(
            f"{invitation_url(secret, language)}\nDigits: {secret.digits}\nThe same goes to {email}"
            " by mail."
        )
