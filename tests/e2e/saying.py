"""Verbs in this process: hundreds of runs, each watched for faults."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from dispatcher_app.cli import group
from tests.texts import any_text

DONE, BAD_INPUT, NOT_ALLOWED, NOT_THERE, CONFLICT, NO_DATABASE = 0, 2, 3, 4, 5, 69

Say = Callable[..., Result]

many = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
some = settings(many, max_examples=30)

no_nul = any_text().filter(lambda text: "\x00" not in text)
"""What a shell can hand over."""


class _Hearing(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.faults: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.faults.append(self.format(record))


@contextmanager
def saying(conninfo: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    """Give what runs a verb, and sees that however it ended it was no fault and was said clearly."""
    # No log can be opened under a file: nothing is left open by hundreds of runs.
    (folder / "file").touch()
    monkeypatch.setenv("DISPATCHER_LOG_DIR", str(folder / "file" / "log"))
    monkeypatch.setenv("DISPATCHER_CONFIG", str(folder / "config.toml"))
    monkeypatch.chdir(folder)
    hearing = _Hearing()
    logging.getLogger().addHandler(hearing)

    def run(*words: str, before: tuple[str, ...] = (), database: str = conninfo, typed: str = "") -> Result:
        done = CliRunner().invoke(group, [f"--database={database}", *before, *words], input=typed)
        faults, hearing.faults = hearing.faults, []
        assert not faults
        known = {DONE, BAD_INPUT, NOT_ALLOWED, NOT_THERE, CONFLICT, NO_DATABASE}
        assert done.exit_code in known, (done.output, done.exception)
        assert done.output.strip()
        assert done.exit_code == DONE or len(done.output) < 2_000
        assert not set(done.output) & set("\x00\x1b\x9b\u202e")
        return done

    yield run
    logging.getLogger().removeHandler(hearing)
