"""The production server alone: one process. Several may stand behind a proxy, one a core."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}


class Command(BaseCommand):
    help = "Serve the registry with waitress. `start` sets up what is missing first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args, host: str, port: int, threads: int = 4, **options) -> None:
        """Waitress reads a request whole before a thread is taken, so a slow client costs no worker; sizes and times are limited."""
        import waitress

        from pragueprocess.wsgi import application

        proxy = {}
        if settings.PROXIES:
            proxy = {
                "trusted_proxy": "*",
                "trusted_proxy_count": settings.PROXIES,
                "trusted_proxy_headers": PROXY_HEADERS,
            }
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
            clear_untrusted_proxy_headers=True,
            **proxy,
        )
