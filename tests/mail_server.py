"""A mail server for tests: takes messages, or behaves badly in one of several ways."""

import socket
import threading
import time
from typing import Any, Self


class MailServer:
    """`talk`: "" takes everything; "silent" accepts the connection and says nothing; "trickles"
    says a greeting without end; "silent after data" says nothing once it has a message. `slow`:
    seconds before each answer."""

    def __init__(self, *, talk: str = "", slow: float = 0) -> None:
        self.talk, self.slow = talk, slow
        self.recipients: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.is_closed = False
        # How far it came with somebody: connections, or messages where it goes silent after one
        self.talks = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self.is_closed = True
        self.socket.close()

    def point(self, settings) -> None:
        settings.EMAIL_BACKEND = "registry.common.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", self.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = None

    def wait_for(self, number: int, most: float = 20) -> None:
        until = time.monotonic() + most
        while len(self.recipients) < number:
            assert time.monotonic() < until, self.recipients
            time.sleep(0.02)

    def wait_for_talk(self) -> None:
        until = time.monotonic() + 20
        while not self.talks:
            assert time.monotonic() < until
            time.sleep(0.02)

    def accept(self) -> None:
        while not self.is_closed:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        try:
            if self.talk == "silent":
                self.talks += 1
                while not self.is_closed:
                    time.sleep(0.05)
            elif self.talk == "trickles":
                while not self.is_closed:
                    connection.sendall(b"2")
                    time.sleep(0.1)
            else:
                self.converse(connection)
        except OSError:
            return
        finally:
            connection.close()

    def converse(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"220 hello\r\n")
        for line in lines:
            time.sleep(self.slow)
            command = line[:4].upper()
            if command == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if command == b"DATA":
                connection.sendall(b"354 go on\r\n")
                for text in lines:
                    if text == b".\r\n":
                        break
                self.recipients.append(recipient)
                self.talks += 1
                while self.talk == "silent after data" and not self.is_closed:
                    time.sleep(0.05)
            connection.sendall(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return
