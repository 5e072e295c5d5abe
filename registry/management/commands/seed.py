import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registry.accounts.roles import set_up_roles
from registry.apps import TOPICS
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.loading import Step, progress
from registry.common.seeding import load_all, note_whole
from registry.figure_imports.files import import_once
from registry.figures.computing import compute
from registry.pictures import kept_pictures
from registry.publication.compiling import compile_light_editions
from registry.reports.counting import count_reports
from registry.search.behind import held

EVERY = 10  # editions
FIXTURES = settings.BASE_DIR / "fixtures"


def fixture_files(directory: Path) -> list[Path]:
    """In the order of the topics; a topic may have several files (pages.yaml, pages.news.yaml)."""
    found: list[Path] = []
    for topic in TOPICS:
        found += sorted(directory.glob(f"{topic}.yaml"))
        found += sorted(directory.glob(f"{topic}.*.yaml"))
    return found


class Command(BaseCommand):
    help = "Load the fixtures: idempotent; edits and deletions made since are left alone."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--fixtures", type=Path, default=FIXTURES, help="Another directory of fixtures."
        )

    def handle(self, *args, fixtures: Path, **options) -> None:
        started = time.monotonic()
        try:
            set_up_roles()
            with held():
                self.load(fixtures)
            note_whole()
        except RuleError as error:
            raise CommandError(str(error)) from None
        self.say(f"Seeded in {time.monotonic() - started:.0f} s.")

    def load(self, fixtures: Path) -> None:
        files = fixture_files(fixtures)

        def say_file(name: str) -> None:
            progress.at(Step.RECORDS, [path.name for path in files].index(name), len(files))
            self.say(f"  {name}")

        counts = load_all(files, say_file)
        self.say(", ".join(f"{number:,} {what}" for what, number in counts.items()))
        progress.at(Step.FIGURES)
        for path in sorted(fixtures.glob("*.csv.gz")):
            rows = import_once(path, on=today())
            self.say(f"  {path.name}: {f'{rows:,} observations' if rows else 'loaded before'}")
        kept_pictures.unpack()
        compute(on=today())  # where the formula is new, and the figures are not
        compile_light_editions(on=today(), say=self.say_editions)
        count_reports(today())

    def say_editions(self, done: int, whole: int) -> None:
        progress.at(Step.EDITIONS, done, whole)
        if done == whole or done and done % EVERY == 0:
            self.say(f"  Light editions from open figures: {done} of {whole}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
