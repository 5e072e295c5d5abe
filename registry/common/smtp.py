"""Django's way to a mail server, with an end: its time-out is for each answer, and a server may
let its answers trickle."""

import smtplib
import socket
import threading
from typing import Any

from django.core.mail.backends import smtp

LONGEST = 120.0  # seconds, from connecting to the last answer


class Bounded(smtplib.SMTP):
    """`has_begun_data`: the words of a message were on their way, so that it may have arrived
    whatever came afterwards."""

    has_begun_data = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.end = threading.Timer(LONGEST, self.break_off)
        self.end.daemon = True
        self.end.start()
        try:
            super().__init__(*args, **kwargs)
        except BaseException:
            self.end.cancel()
            raise

    def _get_socket(self, *args: Any, **kwargs: Any) -> socket.socket:
        # known before the server has said a word
        self.sock = super()._get_socket(*args, **kwargs)  # type: ignore[misc]  # private
        return self.sock

    def break_off(self) -> None:
        if sock := getattr(self, "sock", None):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.has_begun_data = True
        return super().data(msg)

    def close(self) -> None:
        self.end.cancel()
        super().close()


class Encrypted(Bounded, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Encrypted if self.use_ssl else Bounded
