"""Where log lines go: `dispatch.log` for each dispatch attempt, `desk.log` for everything else worth keeping."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from dispatcher_app.domain.texts import laid_open
from dispatcher_app.operations.dispatch_log import DISPATCH_LOG

_BYTES_PER_FILE = 2_000_000
_FILES_KEPT = 10
_LONGEST_LINE = 20_000
"""In characters: one record never pushes all others out of the files."""


class LineFormatter(logging.Formatter):
    """Gives each record one line, whatever texts are in it; a traceback's lines follow, indented by a bar."""

    def format(self, record: logging.LogRecord) -> str:
        """Lay open what would end a line or steer a terminal, so that only a record looks like a record."""
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        lines = [laid_open(self.formatMessage(record), _LONGEST_LINE)]
        if record.exc_info:
            # Not what another handler's formatter has left at the record: that is not laid open.
            lines += _barred(self.formatException(record.exc_info))
        if record.stack_info:
            lines += _barred(self.formatStack(record.stack_info))
        return "\n".join(lines)


def start_logs(folder: Path) -> None:
    """Open both files, rotating. A folder that cannot be written leaves the desk without logs, never without a desk."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        dispatches = _file(folder / "dispatch.log", "%(asctime)s %(message)s")
        rest = _file(folder / "desk.log", "%(asctime)s %(levelname)s %(name)s %(message)s")
    except OSError:
        logging.getLogger().addHandler(logging.NullHandler())
        return
    DISPATCH_LOG.setLevel(logging.INFO)
    DISPATCH_LOG.propagate = False
    DISPATCH_LOG.addHandler(dispatches)
    logging.getLogger().setLevel(logging.INFO)
    logging.getLogger().addHandler(rest)


def _file(path: Path, line: str) -> RotatingFileHandler:
    handler = RotatingFileHandler(path, maxBytes=_BYTES_PER_FILE, backupCount=_FILES_KEPT, encoding="utf-8")
    handler.setFormatter(LineFormatter(line))
    return handler


def _barred(text: str) -> list[str]:
    return [f"    | {laid_open(line, _LONGEST_LINE)}" for line in text.split("\n")]
