"""`make run` in one command: migrate, seed an empty database, index, collect static files,
serve. Meanwhile the address answers already, and says what is being loaded."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pragueprocess import env
from registry.common import seeding
from registry.common.child_process import beside
from registry.common.errors import RuleError
from registry.common.loading import Step, answering, progress
from registry.common.start_lock import setting_up, waiting_for
from registry.management import new_tables

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (nothing is bound to: no link could name these)


class Command(BaseCommand):
    help = "Set up what is missing and serve the registry with the production server."
    requires_system_checks: list = []  # they take seconds; whoever waits is answered before

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, host: str, port: int, **options) -> None:
        lead_links_here(host, port)
        try:
            with beside(partial(self.is_set_up, host, port)) as wait:
                from pragueprocess import urls  # noqa: F401  (slow to import: meanwhile)

                wait()  # the next one reads what the files for browsers are
                from pragueprocess import wsgi  # noqa: F401  (slow to import: before the change)
        except RuleError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The registry is at http://{host}:{port}/  (stop: Ctrl+C)")
        self.stdout.flush()
        call_command("serve", host=host, port=port)

    @contextmanager
    def is_set_up(self, host: str, port: int) -> Iterator[None]:
        """Answers until whoever serves is ready."""
        with setting_up(), answering(host, port):
            note_address()
            self.set_up()
            yield

    def set_up(self) -> None:
        """Files are compressed beside the rest, on another core."""
        with ThreadPoolExecutor(1) as another:
            collecting = another.submit(collect_static_files)
            progress.at(Step.DATABASE)
            self.check()
            new_tables.make_at_once()
            call_command("migrate", verbosity=0)
            if not seeding.is_whole():
                self.stdout.write("First start: loading the records (a minute or two) …")
                self.stdout.flush()
                call_command("seed", stdout=self.stdout)
            progress.at(Step.SEARCH)
            call_command("index_search", behind=True, stdout=self.stdout)
            progress.at(Step.FILES)
            collecting.result()


def lead_links_here(host: str, port: int) -> None:
    """Links that the product writes lead to where it is served, unless SITE_URL says otherwise."""
    if not env.SITE_URL:
        name = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
        settings.SITE_URL = f"http://{name}:{port}"


def note_address() -> None:
    """For the links of other commands."""
    if not env.SITE_URL:
        (settings.STATE_DIR / env.SERVED_AT).write_text(f"{settings.SITE_URL}\n")


UNUSED = (
    "drf_spectacular_sidecar/redoc*",
    "drf_spectacular_sidecar/swagger-ui-dist/*.map",
    "*es-bundle*",
    "rest_framework/*",
)


def collect_static_files() -> None:
    """Collect and compress them, unless nothing that goes in has changed since the last time:
    compressing takes seconds. Installations of one checkout share the files: one collects, the
    others wait and find them."""
    with waiting_for(settings.STATIC_ROOT.with_suffix(".lock")):
        collect_if_changed()


def collect_if_changed() -> None:
    sources = [
        settings.BASE_DIR / "requirements.txt",
        *(settings.BASE_DIR / "registry" / "static").rglob("*"),
    ]
    newest = max(path.stat().st_mtime for path in sources)
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(UNUSED))
