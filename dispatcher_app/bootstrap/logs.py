"""Where log lines go: `dispatch.log` for each dispatch attempt, `desk.log` for everything else worth keeping."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from dispatcher_app.operations.dispatch_log import DISPATCH_LOG

_BYTES_PER_FILE = 2_000_000
_FILES_KEPT = 10


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
    handler.setFormatter(logging.Formatter(line))
    return handler
