from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.operating.doctor import Level, examine
from registry.operating.installation_checks import QUESTIONS


class Command(BaseCommand):
    help = "Look at this installation and say what is wrong with it and what to do."
    requires_system_checks: list[str] = []  # what they say is one of the findings

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with status 1 where something is at fault; a warning leaves it 0."""
        counts = dict.fromkeys(Level, 0)
        for found in examine(QUESTIONS):
            counts[found.level] += 1
            self.stdout.write(str(found))
        said = f"{counts[Level.FAULT]} faults, {counts[Level.WARNING]} warnings"
        if counts[Level.FAULT]:
            raise CommandError(said)
        self.stdout.write(said)
