from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.hidden_characters import refusal_of
from registry.figure_imports.agreeing import Agreed
from registry.figure_imports.choices import Choices
from registry.figure_imports.files import import_file
from registry.figure_imports.imports import CONSTANTS, TARGETS, FigureImport


class Command(BaseCommand):
    help = (
        "Load figures from CSV, TSV or text (plain, .gz or .zip), SDMX-CSV, .xlsx, .xls or .ods."
        " Columns are matched by name, and by the formats of publishers that the admin holds. What"
        " the file leaves open is asked, with the option that answers it. All or nothing; the"
        " import can be undone in the admin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="ADDRESS", help="the account that answers for it")
        parser.add_argument("--reason", default="", help="why; stands in the list of imports")
        add_pairs(
            parser,
            "--set",
            "NAME=VALUE",
            "what holds for every row, whatever its columns say: indicator=population, source=wdi,"
            " year=2025, status=provisional, sex=female, scale=1000",
        )
        parser.add_argument("--state", default="", help="the state of the whole file: GEO, Georgia")
        add_pairs(
            parser,
            "--column",
            "HEADING=NAME",
            f"what a column is: {', '.join(TARGETS)}; “=” nothing",
        )
        parser.add_argument(
            "--sheet", action="append", default=[], help="a sheet that is read; may be repeated"
        )
        parser.add_argument("--group", default="", help="of several groups of columns of years one")
        parser.add_argument(
            "--decimal", choices=[".", ","], default="", help="with what decimals begin"
        )
        add_answers(parser)
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
        if refusal := refusal_of(reason):
            raise CommandError(f"--reason: {refusal}")
        agreed = agreed_of(options)
        account = User.objects.filter(email__iexact=by).first() if by else None
        if by and account is None:
            raise CommandError(f"No account has the address {by}.")
        try:
            done = import_file(
                file,
                on=today(),
                by=account,
                reason=reason,
                agreed=agreed,
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


def add_answers(parser: CommandParser) -> None:
    """To what a file leaves open."""
    add_pairs(parser, "--keep", "HEADING=VALUE", "read only the rows with this value")
    parser.add_argument(
        "--sum",
        action="append",
        default=[],
        metavar="HEADING",
        help="add up the rows that this column tells apart",
    )
    parser.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="HEADING",
        help="a column that does not matter",
    )
    add_pairs(
        parser,
        "--word",
        "TEXT=MEANING",
        "what a word of the file means here; “-” leaves it out",
    )
    parser.add_argument("--dates-are-years", action="store_true", help="a day stands for its year")
    parser.add_argument(
        "--values-are-right",
        action="store_true",
        help="somebody looked at the values that are far from what stands",
    )


def add_pairs(parser: CommandParser, name: str, metavar: str, words: str) -> None:
    parser.add_argument(name, action="append", default=[], metavar=metavar, help=words)


def agreed_of(options: dict[str, Any]) -> Agreed:
    constants = constants_of(options["set"])
    if options["state"]:
        constants["state"] = options["state"]
    if options["leave_out_others"]:
        constants["others"] = "left out"
    columns = dict(pairs_of("--column", options["column"]))
    wrong = [target for target in columns.values() if target and target not in TARGETS]
    if wrong:
        raise CommandError(f"--column …={wrong[0]}: a column may be: {', '.join(TARGETS)}.")
    keep: dict[str, list[str]] = {}
    for heading, value in pairs_of("--keep", options["keep"]):
        keep.setdefault(heading, []).append(value)
    choices = Choices(
        sheets=options["sheet"],
        group=options["group"],
        keep=keep,
        sums=options["sum"],
        ignored=options["ignore"],
        words=dict(pairs_of("--word", options["word"])),
        are_right=options["values_are_right"],
        dates_are_years=options["dates_are_years"],
    )
    return Agreed(columns, constants, options["decimal"], choices)


def pairs_of(option: str, given: list[str]) -> list[tuple[str, str]]:
    pairs = []
    for one in given:
        before, is_pair, after = one.rpartition("=")
        if not is_pair or not before:
            raise CommandError(f"{option} {one}: write what the file has, =, and what it means.")
        pairs.append((before, after))
    return pairs


def constants_of(given: list[str]) -> dict[str, str]:
    constants = dict(one.partition("=")[::2] for one in given)
    wrong = [name for name, value in constants.items() if name not in CONSTANTS or not value]
    if wrong:
        raise CommandError(
            f"--set {wrong[0]}={constants[wrong[0]]}: write NAME=VALUE; a name is one of"
            f" {', '.join(CONSTANTS)}."
        )
    if not constants.get("scale", "1").isdecimal() or constants.get("scale") == "0":
        raise CommandError(f"--set scale={constants['scale']}: a whole number, for instance 1000.")
    return constants
