"""Structured logs: one JSON line an event, with nothing in it that a caller did not choose to say."""

import json
import logging
from datetime import UTC, datetime

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Django hangs the request (address, headers, cookies) on some records; it never goes into a line.
NEVER = {"request", "response"}


class JsonFormatter(logging.Formatter):
    """Time (UTC), level, logger, message and the `extra` fields; a traceback keeps its frames but no local values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        extra = {key: value for key, value in vars(record).items() if key not in STANDARD | NEVER}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line | extra, default=str, ensure_ascii=False)
