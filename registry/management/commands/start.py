"""`make run` in one command: migrate, seed an empty database, collect static files, serve."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from registry.models import SeededRecord


class Command(BaseCommand):
    help = "Set up what is missing and serve the registry with the production server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args, host: str, port: int, threads: int, **options) -> None:
        call_command("migrate", verbosity=0)
        if not SeededRecord.objects.exists():
            self.stdout.write("First start: loading the records (half a minute) …")
            call_command("seed", stdout=self.stdout)
        collect_static_files()
        self.stdout.write(f"The registry is at http://{host}:{port}/  (stop: Ctrl+C)")
        self.stdout.flush()
        serve(host, port, threads)


UNUSED = (
    "drf_spectacular_sidecar/redoc*",
    "drf_spectacular_sidecar/swagger-ui-dist/*.map",
    "*es-bundle*",
    "rest_framework/*",
)


def collect_static_files() -> None:
    """Collect and compress them, unless nothing that goes in has changed since the last time: compressing takes seconds."""
    sources = [settings.BASE_DIR / "requirements.txt", *(settings.BASE_DIR / "registry" / "static").rglob("*")]
    newest = max(path.stat().st_mtime for path in sources)
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(UNUSED))


def serve(host: str, port: int, threads: int) -> None:
    """Waitress reads a request whole before a thread is taken, so a slow client costs no worker; sizes and times are limited."""
    import waitress

    from pragueprocess.wsgi import application

    waitress.serve(
        application,
        host=host,
        port=port,
        threads=threads,
        ident=None,
        max_request_header_size=32 * 1024,
        max_request_body_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 2,
        channel_timeout=60,
        connection_limit=500,
        **(
            {"trusted_proxy": "*", "trusted_proxy_count": settings.PROXIES, "trusted_proxy_headers": PROXY_HEADERS}
            if settings.PROXIES
            else {}
        ),
    )


PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}
