"""The soak takes a minute of waiting: it runs in a process of its own beside the other tests, and is looked at last."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOAK_SECONDS = 60

_HERE = Path(__file__).parent
_PROJECT = _HERE.parent.parent
_RUNNING: pytest.StashKey["subprocess.Popen[str]"] = pytest.StashKey()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look at the soak last."""
    items.sort(key=lambda item: item.path == _HERE / "test_soak.py")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin the soak first, if it is among what runs."""
    is_wanted = any(item.path == _HERE / "test_soak.py" for item in session.items)
    if is_wanted and not session.config.option.collectonly:
        command = [sys.executable, "-m", "tests.chaos.soak", "--json", "--seconds", str(SOAK_SECONDS)]
        session.config.stash[_RUNNING] = subprocess.Popen(command, cwd=_PROJECT, stdout=subprocess.PIPE, text=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave nothing running where the tests were broken off."""
    running = session.config.stash.get(_RUNNING, None)
    if running is not None and running.poll() is None:
        running.terminate()
        running.wait(30)


@pytest.fixture
def soaking(request: pytest.FixtureRequest) -> Iterator["subprocess.Popen[str]"]:
    """The soak that was begun with the first test."""
    running = request.config.stash[_RUNNING]
    yield running
    if running.stdout is not None:
        running.stdout.close()
