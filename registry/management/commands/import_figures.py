from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.figure_imports import importing
from registry.figure_imports.imports import CONSTANTS, FigureImport


class Command(BaseCommand):
    help = (
        "Load figures from CSV (plain or .gz), SDMX-CSV or XLSX; columns are matched by name"
        " (registry/figure_imports/columns.py). All or nothing; the import can be undone in the"
        " admin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="ADDRESS", help="the account that answers for it")
        parser.add_argument("--reason", default="", help="why; stands in the list of imports")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=(
                "what holds for every row: indicator=population, source=wdi, year=2025,"
                " status=provisional"
            ),
        )
        parser.add_argument(
            "--leave-out-others",
            action="store_true",
            help="leave out rows of countries and areas that the registry does not hold",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and write nothing"
        )

    def handle(
        self, *args, file: Path, by: str | None, reason: str, dry_run: bool, **options
    ) -> None:
        constants = constants_of(options["set"]) | (
            {"others": "left out"} if options["leave_out_others"] else {}
        )
        account = User.objects.filter(email__iexact=by).first() if by else None
        if by and account is None:
            raise CommandError(f"No account has the address {by}.")
        try:
            done = importing.import_file(
                file,
                on=today(),
                by=account,
                reason=reason,
                constants=constants,
                is_trial=dry_run,
                say=self.tell,
            )
        except (RuleError, OSError) as error:
            raise CommandError(str(error)) from None
        verb = "would be" if dry_run else "were"
        for notice in done.said:
            self.stdout.write(notice)
        self.stdout.write(
            f"{done.rows:,} rows read from {file.name}: {done.new:,} figures {verb} added,"
            f" {done.changed:,} {verb} changed, {done.same:,} stand already."
        )

    def tell(self, imported: FigureImport) -> None:
        self.stdout.write(
            f"  {imported.percent} %: {imported.rows:,} rows, {imported.errors:,} errors"
        )


def constants_of(given: list[str]) -> dict[str, str]:
    constants = dict(one.partition("=")[::2] for one in given)
    wrong = [name for name, value in constants.items() if name not in CONSTANTS or not value]
    if wrong:
        raise CommandError(
            f"--set {wrong[0]}={constants[wrong[0]]}: write NAME=VALUE; a name is one of"
            f" {', '.join(CONSTANTS)}."
        )
    return constants
