"""One record, one line: no text in it can end the line, look like another record or steer a terminal."""

import logging
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given

from dispatcher_app.bootstrap.logs import LineFormatter, start_logs
from tests.texts import NASTY, any_text

LINE = "%(levelname)s %(name)s %(message)s"
FORGED = "fine\n2026-07-01 12:00:00,000 INFO dispatcher forged\x1b[2J\u2028\u202eforged"


def record(message: str, error: BaseException | None = None) -> logging.LogRecord:
    facts = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("desk", logging.INFO, __file__, 1, "%s", (message,), facts)


def _raise(words: str) -> None:
    raise ValueError(words)


def raised(words: str) -> ValueError:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the words are the test's)
        _raise(words)
    return caught.value


def test_a_text_cannot_make_a_line_of_its_own() -> None:
    line = LineFormatter(LINE).format(record(FORGED))
    assert line == r"INFO desk fine\n2026-07-01 12:00:00,000 INFO dispatcher forged\x1b[2J\u2028\u202eforged"


def test_no_line_of_a_traceback_looks_like_a_record() -> None:
    told = record("a verb failed", raised(FORGED))
    # Another handler has been there before, and kept the traceback at the record.
    logging.Formatter(LINE).format(told)
    first, *others = LineFormatter(LINE).format(told).splitlines()
    assert first == "INFO desk a verb failed"
    assert all(line.startswith("    | ") for line in others)
    assert "Traceback" in others[0]
    assert others[-1] == r"    | 2026-07-01 12:00:00,000 INFO dispatcher forged\x1b[2J\u2028\u202eforged"


def test_a_stack_is_barred_too() -> None:
    told = record("here")
    told.stack_info = f"Stack\n{FORGED}"
    assert [line[:6] for line in LineFormatter(LINE).format(told).splitlines()[1:]] == ["    | "] * 3


@given(any_text())
def test_any_text_is_one_line(text: str) -> None:
    told = record(text, raised(text))
    first, *others = LineFormatter(LINE).format(told).splitlines()
    assert first.startswith("INFO desk ")
    assert all(line.startswith("    | ") for line in others)
    assert len(first) < 250_000
    assert not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "".join([first, *others]))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a folder that the test may remove")
def test_the_files_are_written_that_way(tmp_path: Path) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    dispatches = logging.getLogger("dispatcher.dispatch")
    # What listens for the tests' own report cannot hand on what is no text at all.
    for handler in before:
        root.removeHandler(handler)
    try:
        start_logs(tmp_path / "log")
        for text in (FORGED, "\udcff", *NASTY):
            logging.getLogger("desk").warning("%s", text)
    finally:
        for log in (root, dispatches):
            for handler in list(log.handlers):
                log.removeHandler(handler)
                handler.close()
        for handler in before:
            root.addHandler(handler)
        root.setLevel(level)
        dispatches.propagate = True
    lines = (tmp_path / "log" / "desk.log").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(NASTY) + 2
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} WARNING desk ", line) for line in lines)
