"""How a line of the log is written: for people, or as JSON for a machine that collects logs
(LOG_FORMAT). Both say the same, and neither says who asked.

What a line may hold is decided in logs.py: an exception's text leaves out what it quotes.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from registry.common import request_ids
from registry.common.logs import chain_of, discreet, is_of_database, told_without_values, unquoted


class RequestFilter(logging.Filter):
    """Notes of which request a line is; of some lines Django still knows it after its end."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = vars(record).get("request")
        has_one = hasattr(request, "META")
        number = request_ids.current_id(request if has_one else None)
        of_request = f" [{number}]" if number else ""
        record.__dict__.update(request_id=number, of_request=of_request)
        return True


class LineFormatter(logging.Formatter):
    """Tracebacks without what a database says about values ("Key (email)=(…) already exists"), and
    without what an exception quotes."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802  (the library's name)
        text = super().formatException(exc_info)
        for error in chain_of(exc_info[1]):
            said = str(error)
            if is_of_database(error) and said:
                text = text.replace(said, told_without_values(error))
            elif said != unquoted(said):
                text = text.replace(said, unquoted(said))
        return discreet(text)


class JsonFormatter(LineFormatter):
    """An object on a line. `route` is the pattern of the address, never the address itself."""

    def format(self, record: logging.LogRecord) -> str:
        request = vars(record).get("request")
        match = getattr(request, "resolver_match", None)
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": vars(record).get("request_id", ""),
            "status": getattr(record, "status_code", None),
            "method": getattr(request, "method", None),
            "route": match.route if match else None,
            "exception": self.formatException(record.exc_info) if record.exc_info else None,
        }
        kept = {name: value for name, value in said.items() if value not in (None, "")}
        return json.dumps(kept, ensure_ascii=False)
