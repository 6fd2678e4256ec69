"""What makes `python3 main.py` enough on a fresh machine: set up what is missing, then hand over.

It runs before anything is installed, so it is the standard library alone, and it keeps to the grammar of
Python 3.8 so that an old Python, too, ends in a sentence. A set-up counts only once its stamp is written:
an interrupted one is done again, and a folder that was moved or lost its Python is noticed.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, Popen
from typing import TYPE_CHECKING

from dispatcher_app.machine import (
    apt_install,
    display_problem,
    install_line,
    library_problem,
    may_install,
    missing_packages,
)
from dispatcher_app.venv import PROJECT, Venv, choose_venv, lock_file

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import NoReturn

__all__ = ["display_problem", "library_problem", "prepare"]

OLDEST_PYTHON = (3, 11)
OTHER_PYTHONS = ("python3.13", "python3.12", "python3.11")
HANDED_OVER = "DISPATCHER_HANDED_OVER"
WHOLE_SUITE = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
"""The suite waits for windows and servers more than it computes; each worker has a server of its own."""
UNAVAILABLE = 69  # EX_UNAVAILABLE: something outside this project has to be installed first

COUNTED = ("Collecting ", "Processing ", "Requirement already satisfied: ")
PIP_TROUBLE = (
    ("No space left on device", "The packages could not be installed: the disk is full."),
    ("DO NOT MATCH THE HASHES", "The packages could not be installed: one is not the file that was locked."),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "The packages could not be fetched: this machine does not trust the server's certificate.",
    ),
    ("connection broken by", "The packages could not be fetched: no network. Connect, then start again."),
    ("No matching distribution", "The packages could not be installed: one does not exist for this Python or system."),
    ("", "The packages could not be installed."),
)


class SetupError(Exception):
    """The one sentence a failed start ends with, and its exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


class Progress:
    """Turns pip's lines into one line a person understands: redrawn on a terminal, now and then elsewhere."""

    def __init__(self, total: int) -> None:
        self.total = max(total, 1)
        self.done = 0
        self.tenths = -1

    def follow(self, line: str) -> None:
        """Take one line of pip's output."""
        start = next((start for start in COUNTED if line.startswith(start)), None)
        if start:
            self.done = min(self.done + 1, self.total)
            name = re.split(r"==|-\d", Path(line[len(start) :].split(maxsplit=1)[0]).name)[0]
            self._show(f"package {self.done} of {self.total}, {name}")
        elif line.startswith("Installing collected packages"):
            self.tenths = -1
            self._show(f"putting {self.total} packages in place")

    def end(self) -> None:
        """Take the line off the terminal."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _show(self, text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[KSetting up Dispatcher: {text}")
            sys.stderr.flush()
        elif self.tenths != self.done * 10 // self.total:
            self.tenths = self.done * 10 // self.total
            say(f"Setting up Dispatcher: {text}")


def prepare(arguments: Sequence[str]) -> None:
    """Return once this process can run the application; until then set up and hand over to the venv's Python.

    `test` runs the suite and `setup [--develop]` only sets up; neither returns. Raises SystemExit, with the
    reason on standard error.
    """
    if getattr(sys, "frozen", False):
        return
    try:
        _prepare(list(arguments))
    except SetupError as problem:
        say(str(problem))
        raise SystemExit(problem.code) from None
    except OSError as problem:
        say(f"Dispatcher could not be set up: {problem.strerror}: {problem.filename}.")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        say("The set-up was stopped; the next start completes it.")
        raise SystemExit(130) from None


def _prepare(arguments: list[str]) -> None:
    was_handed_over = os.environ.pop(HANDED_OVER, "")
    develop = arguments[:1] == ["test"] or arguments[:2] == ["setup", "--develop"]
    venv = choose_venv(develop=develop)
    if not venv.is_ready(develop=develop):
        require_python(arguments)
        set_up(venv, develop=develop)
    if not venv.is_running():
        if was_handed_over:
            raise SetupError(f"The Python in {venv.path} does not start as it should: delete that folder, start again.")
        os.environ[HANDED_OVER] = "1"
        hand_over([str(venv.python), str(PROJECT / "main.py"), *arguments])
    run_own_verb(venv, arguments, develop=develop)


def run_own_verb(venv: Venv, arguments: list[str], *, develop: bool) -> None:
    """Run `test` and `setup`, which the application does not know, and install what a window needs if that is us."""
    verb = arguments[0] if arguments else ""
    if verb in ("", "setup", "test") or verb.startswith("-"):
        platform = "offscreen" if develop or "--grab" in arguments else None
        if library_problem(platform) and may_install():
            install_system_packages(missing_packages(), venv)
        problem = library_problem(platform)
        if problem and verb in ("setup", "test"):
            raise SetupError(problem, UNAVAILABLE)
    if verb == "setup":
        raise SystemExit(0)
    if verb == "test":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.chdir(PROJECT)
        cache = [] if os.access(PROJECT, os.W_OK) else ["-p", "no:cacheprovider"]
        hand_over([str(venv.python), "-m", "pytest", *cache, *(arguments[1:] or WHOLE_SUITE)])


def require_python(arguments: list[str]) -> None:
    """Return on a Python that is new enough; else start again with one from PATH, or raise SetupError."""
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return
    for name in OTHER_PYTHONS:
        python = shutil.which(name)
        if python and Popen([python, "-c", ""], stderr=DEVNULL).wait() == 0:  # noqa: S603
            hand_over([python, str(PROJECT / "main.py"), *arguments])
    raise SetupError("Dispatcher needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info[:2]))


def set_up(venv: Venv, *, develop: bool) -> None:
    """Bring the venv to what the lock says, one start at a time. Raises SetupError, OSError."""
    venv.path.mkdir(parents=True, exist_ok=True)
    with locked(venv.path) as descriptors:
        if venv.is_ready(develop=develop):
            return
        is_sound = venv.is_sound()
        venv.stamp.unlink(missing_ok=True)
        if not is_sound:
            create(venv, descriptors)
        lock = lock_file("develop" if develop else "run")
        progress = Progress(sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines()))
        pip = [str(venv.python), "-I", "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
        options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "2"]
        try:
            code, output = run([*pip, *options, "-r", str(lock)], venv, descriptors, progress.follow)
        finally:
            progress.end()
        if code:
            sentence = next(sentence for sign, sentence in PIP_TROUBLE if sign in output)
            raise SetupError(f"{sentence} The details are in {venv.log}.")
        venv.write_stamp(develop=develop)
        say("Dispatcher is set up.")


def create(venv: Venv, descriptors: tuple[int, ...]) -> None:
    """Make the venv anew in its folder. Raises SetupError when Python's venv support is missing or fails."""
    say("Setting up Dispatcher: this happens once and takes a minute or so.")
    for entry in venv.path.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    if find_spec("ensurepip") is None:
        install_system_packages(["python{}.{}-venv".format(*sys.version_info[:2])], venv)
        importlib.invalidate_caches()
    base = getattr(sys, "_base_executable", "") or sys.executable
    if run([base, "-I", "-m", "venv", str(venv.path)], venv, descriptors)[0]:
        raise SetupError(f"Python's virtual environment could not be made. The details are in {venv.log}.")


@contextmanager
def locked(folder: Path) -> Iterator[tuple[int, ...]]:
    """Hold the folder's lock; the yielded descriptors go to child processes, so that it outlives a killed parent."""
    if sys.platform == "win32":
        yield ()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is setting Dispatcher up; waiting for it.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield (descriptor,)
    finally:
        os.close(descriptor)


def run(
    command: list[str], venv: Venv, descriptors: tuple[int, ...] = (), follow: Callable[[str], None] | None = None
) -> tuple[int, str]:
    """Run a tool, its output going to the log; return its exit code and output."""
    environment = dict(os.environ, PIP_USER="0", DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    lines = []
    process = Popen(  # noqa: S603 - our own argument lists, no shell
        command,
        env=environment,
        pass_fds=descriptors,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        text=True,
        errors="replace",
    )
    try:
        for line in process.stdout or ():
            lines.append(line)
            if follow:
                follow(line)
    except BaseException:
        process.terminate()
        raise
    finally:
        process.wait()
        with venv.log.open("a", encoding="utf-8") as log:
            log.writelines(lines)
    return process.returncode, "".join(lines)


def install_system_packages(names: list[str], venv: Venv) -> None:
    """Install Debian packages if this user may. Raises SetupError, with the line to type if that is the remedy."""
    if not may_install():
        raise SetupError(f"A system package is missing. {install_line(names)}", UNAVAILABLE)
    say(f"Installing system packages: {' '.join(names)}.")
    if not apt_install(names, lambda command: run(command, venv)[0]):
        raise SetupError(f"The system packages could not be installed. The details are in {venv.log}.", UNAVAILABLE)


def hand_over(command: list[str]) -> NoReturn:
    """Become that command; its exit code and signals are then ours."""
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":
        raise SystemExit(Popen(command).wait())  # noqa: S603
    os.execv(command[0], command)  # noqa: S606


def say(sentence: str) -> None:
    """Write one line for the person who started us."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
