"""The thread of a serving process that sends what waits in the outbox (outbox.py)."""

import logging
import threading

from django.db import close_old_connections, connections

from registry.common import daily_mail, outbox

logger = logging.getLogger("registry.mail")
POLL = 15.0  # seconds; what other processes wrote, and what is due again


class Sender(threading.Thread):
    def __init__(self) -> None:
        super().__init__(name="mail", daemon=True)
        self.is_stopping = threading.Event()

    def run(self) -> None:
        while not self.is_stopping.is_set():
            outbox.woken.clear()
            close_old_connections()
            try:
                daily_mail.gather_overdue()
                outbox.drain(goes_on=self.goes_on)
            except Exception as error:  # the database may be away; the next look is soon
                logger.warning("the outbox was not read: %s", type(error).__name__)
            connections.close_all()  # of this thread: 3 MB that would wait with it
            outbox.woken.wait(POLL)

    def goes_on(self) -> bool:
        return not self.is_stopping.is_set()

    def stop(self, seconds: float = 35) -> None:
        """Lets the message in hand finish."""
        self.is_stopping.set()
        outbox.wake()
        self.join(seconds)
