"""The production server alone, in a single process. Several can run behind a proxy, one for each
core."""

import signal
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from registry.common import sizes
from registry.common.sender import Sender

PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}


class Command(BaseCommand):
    help = "Serve the registry with waitress. `start` sets up what is missing first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args, host: str, port: int, threads: int = 4, **options) -> None:
        """Waitress reads a request whole before a thread is taken; its sizes and times are limited.

        A thread beside the workers sends the mail (outbox.py).
        """
        # needs the settings, and is slow to import
        from pragueprocess.wsgi import application
        from registry.common import file_modes, slow_clients, store

        file_modes.tighten()
        store.remove_unfinished()
        proxy = {}
        if settings.PROXIES:
            proxy = {
                "trusted_proxy": "*",
                "trusted_proxy_count": settings.PROXIES,
                "trusted_proxy_headers": PROXY_HEADERS,
            }
        server = slow_clients.server(
            application,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_header_size=sizes.LONGEST_HEADERS,
            max_request_body_size=sizes.largest_body(),
            clear_untrusted_proxy_headers=True,
            **proxy,
        )
        sender = Sender()
        sender.start()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # in order, as after Ctrl+C
        try:
            server.run()
        finally:
            sender.stop()
