from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from registry.operating.packages import packages
from registry.operating.parts_list import parts_list


class Command(BaseCommand):
    help = "Write what the product is made of, with licences (SBOM, CycloneDX 1.6 as JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="Without it to the console."
        )
        parser.add_argument(
            "--licences", action="store_true", help="A line for each package, and no JSON."
        )

    def handle(self, *args: Any, file: Path | None, licences: bool, **options: Any) -> None:
        if licences:
            lines = [
                f"{one.name} {one.pinned}: {one.licence or 'not installed here'}"
                for one in packages(everywhere=True)
            ]
            text = "\n".join(lines)
        else:
            text = parts_list(timezone.now())
        if file:
            file.write_text(f"{text}\n")
        else:
            self.stdout.write(text)
