"""The set-up itself, with the tools it runs replaced by ones that write down what they were asked."""

from __future__ import annotations

import fcntl
import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from dispatcher_app import launch
from dispatcher_app.venv import Venv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NO_NETWORK = "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\nERROR: No matching distribution"


class Tools:
    """Stands for `python -m venv` and pip: makes the venv's Python, answers what it is told to."""

    def __init__(self, venv: Venv) -> None:
        self.venv = venv
        self.commands: list[list[str]] = []
        self.pip_answer = (0, "")

    def run(
        self, command: list[str], _venv: Venv, _descriptors: object = (), follow: Callable[[str], None] | None = None
    ) -> tuple[int, str]:
        """Take the place of launch.run."""
        self.commands.append(command)
        if "venv" in command:
            self.venv.python.parent.mkdir(parents=True)
            self.venv.python.symlink_to(sys.executable)
            return 0, ""
        if follow:
            follow("Collecting click==8.5.1\n")
        return self.pip_answer

    def names(self) -> list[str]:
        """Return the modules that were run."""
        return [command[command.index("-m") + 1] for command in self.commands]


@pytest.fixture
def venv(tmp_path: Path) -> Venv:
    """A venv that is not there yet, in a folder with a space."""
    return Venv(tmp_path / "the desk" / ".venv")


@pytest.fixture
def tools(venv: Venv, monkeypatch: pytest.MonkeyPatch) -> Tools:
    """The replaced tools."""
    fake = Tools(venv)
    monkeypatch.setattr(launch, "run", fake.run)
    return fake


def test_a_fresh_set_up_is_made_once(venv: Venv, tools: Tools) -> None:
    """Then the lock is in place and the next start asks nobody."""
    launch.set_up(venv, develop=False)
    launch.set_up(venv, develop=False)
    assert tools.names() == ["venv", "pip"]
    assert tools.commands[0][-1] == str(venv.path)
    assert "--require-hashes" in tools.commands[1]
    assert tools.commands[1][-1].endswith("run.txt")


def test_an_interrupted_set_up_is_done_again_from_the_start(venv: Venv, tools: Tools) -> None:
    """No stamp, so what is there is not trusted."""
    (venv.path / "lib").mkdir(parents=True)
    (venv.path / "lib" / "half.py").touch()
    launch.set_up(venv, develop=False)
    assert not (venv.path / "lib").exists()
    assert venv.is_ready(develop=False)


def test_develop_packages_come_on_top(venv: Venv, tools: Tools) -> None:
    """A sound venv is kept."""
    launch.set_up(venv, develop=False)
    launch.set_up(venv, develop=True)
    assert tools.names() == ["venv", "pip", "pip"]
    assert venv.is_ready(develop=True)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (NO_NETWORK, "The packages could not be fetched: no network."),
        ("ERROR: [Errno 28] No space left on device", "The packages could not be installed: the disk is full."),
        ("connection broken by CERTIFICATE_VERIFY_FAILED", "does not trust the server's certificate."),
        ("ERROR: No matching distribution found for x", "one does not exist for this Python or system."),
        ("anything else", "The packages could not be installed."),
    ],
)
def test_trouble_with_pip_is_one_sentence(venv: Venv, tools: Tools, output: str, sentence: str) -> None:
    """It names the log, and no stamp is left that would call it done."""
    tools.pip_answer = (1, output)
    with pytest.raises(launch.SetupError) as caught:
        launch.set_up(venv, develop=False)
    assert sentence in str(caught.value)
    assert str(venv.log) in str(caught.value)
    assert not venv.stamp.exists()


def test_no_venv_module(venv: Venv, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian packs it apart; an ordinary user is told the package of this very Python."""
    monkeypatch.setattr(launch, "find_spec", lambda _name: None)
    monkeypatch.setattr(launch, "may_install", lambda: False)
    with pytest.raises(launch.SetupError) as caught:
        launch.set_up(venv, develop=False)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert str(caught.value).endswith(f"sudo apt-get install {package}")
    assert caught.value.code == 69
    assert tools.commands == []


def test_a_second_start_waits_and_says_so(venv: Venv, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes on when the first has let go, whoever still held the lock."""
    venv.path.mkdir(parents=True)
    said, entered = threading.Event(), threading.Event()
    monkeypatch.setattr(launch, "say", lambda _sentence: said.set())

    def start() -> None:
        with launch.locked(venv.path):
            entered.set()

    first = os.open(venv.path, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    second = threading.Thread(target=start)
    second.start()
    try:
        assert said.wait(10)
        assert not entered.is_set()
    finally:
        os.close(first)
        second.join(10)
    assert entered.is_set()


def test_progress_off_a_terminal_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """One about every tenth, with what is being fetched; never more packages than there are."""
    progress = launch.Progress(2)
    for line in (
        "Looking in indexes\n",
        "Collecting click==8.5.1 (from -r a b)\n",
        "Processing /x/rich-15.0.0-py3.whl\n",
    ):
        progress.follow(line)
    progress.follow("Requirement already satisfied: pip in /x\n")
    progress.follow("Installing collected packages: click\n")
    progress.end()
    assert capsys.readouterr().err.splitlines() == [
        "Setting up Dispatcher: package 1 of 2, click",
        "Setting up Dispatcher: package 2 of 2, rich",
        "Setting up Dispatcher: putting 2 packages in place",
    ]


def test_progress_on_a_terminal_is_redrawn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, taken away at the end."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = launch.Progress(30)
    progress.follow("Collecting click==8.5.1\n")
    progress.end()
    assert capsys.readouterr().err == "\r\x1b[KSetting up Dispatcher: package 1 of 30, click\r\x1b[K"


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """When no newer one is on PATH."""
    monkeypatch.setattr(launch, "OLDEST_PYTHON", (99, 0))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(launch.SetupError, match=r"^Dispatcher needs Python 3\.11 or newer; this is Python 3\.\d+\.$"):
        launch.require_python([])


def test_a_frozen_bundle_needs_no_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It carries its packages."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(launch, "choose_venv", lambda **_: pytest.fail("looked for a venv"))
    launch.prepare([])


def test_a_full_disk_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As any other trouble with files: no stack."""

    def fail(**_: object) -> Venv:
        raise OSError(28, "No space left on device", "/x")

    monkeypatch.setattr(launch, "choose_venv", fail)
    with pytest.raises(SystemExit) as caught:
        launch.prepare([])
    assert caught.value.code == 1
    assert capsys.readouterr().err == "Dispatcher could not be set up: No space left on device: /x.\n"
