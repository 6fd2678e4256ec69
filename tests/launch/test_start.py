"""`main.py` as a person starts it, in a copy with a venv that holds no packages, so nothing is fetched."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MODULES = ("__init__.py", "launch.py", "machine.py", "venv.py")
CLI = """\
import sys

def main():
    print(sys.prefix)
    print(sys.argv[1:])
    print(sorted({name.partition(".")[0] for name in sys.modules}))
    return 7
"""
STAMP = "from dispatcher_app import venv; v = venv.choose_venv(develop=False); v.write_stamp(develop=True)"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what starts Dispatcher, with a stamped venv, in a folder with a space."""
    folder = tmp_path_factory.mktemp("the desk") / "with a space"
    (folder / "dispatcher_app").mkdir(parents=True)
    for name in MODULES:
        shutil.copy(PROJECT / "dispatcher_app" / name, folder / "dispatcher_app" / name)
    (folder / "dispatcher_app" / "cli.py").write_text(CLI, encoding="utf-8")
    shutil.copy(PROJECT / "main.py", folder)
    shutil.copytree(PROJECT / "resources" / "locks", folder / "resources" / "locks")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    subprocess.run([sys.executable, "-c", STAMP], cwd=folder, check=True)
    return folder


def start(desk: Path, python: Path | str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start main.py from another folder."""
    command = [str(python), str(desk / "main.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=desk.parent, timeout=60)


def test_another_python_hands_over_with_arguments_and_exit_code(desk: Path) -> None:
    """The application runs on the venv's Python and does not notice."""
    done = start(desk, sys.executable, "import", "a b", "--x=ä")
    assert done.stdout.splitlines()[:2] == [str(desk / ".venv"), "['import', 'a b', '--x=ä']"]
    assert (done.returncode, done.stderr) == (7, "")


def test_a_start_in_place_imports_nothing_heavy(desk: Path) -> None:
    """What the start costs before the application's own imports is the standard library's."""
    done = start(desk, desk / ".venv" / "bin" / "python", "import")
    imported = set(ast.literal_eval(done.stdout.splitlines()[2]))
    assert not imported & {"PySide6", "shiboken6", "peewee", "playhouse", "psycopg", "click", "rich", "pip", "venv"}
    assert "dispatcher_app" in imported


def test_what_a_start_in_place_costs_is_shown(desk: Path) -> None:
    """Printed, not asserted: a busy machine is not a mistake."""
    python = str(desk / ".venv" / "bin" / "python")
    costs = []
    for statement in ("", "from dispatcher_app import launch; launch.prepare(['import'])"):
        before = time.perf_counter()
        subprocess.run([python, "-c", statement], check=True, cwd=desk)
        costs.append(time.perf_counter() - before)
    print(f"\nbare Python {costs[0] * 1000:.0f} ms, with the check {costs[1] * 1000:.0f} ms")


def test_a_venv_whose_python_is_not_one_ends_in_a_sentence(desk: Path) -> None:
    """Instead of starting itself for ever: without its pyvenv.cfg, a venv's Python does not know the venv."""
    config = desk / ".venv" / "pyvenv.cfg"
    kept = config.read_text(encoding="utf-8")
    config.unlink()
    try:
        done = start(desk, sys.executable, "import")
    finally:
        config.write_text(kept, encoding="utf-8")
    assert done.returncode == 1
    assert "delete that folder" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_setup_alone_returns_when_all_is_there(desk: Path) -> None:
    """It does not go on into the application."""
    done = start(desk, sys.executable, "setup", "--develop")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("path", [Path("main.py"), *(Path("dispatcher_app") / name for name in MODULES)])
def test_an_old_python_can_read_it(path: Path) -> None:
    """Else it would say "invalid syntax" where a sentence is due."""
    ast.parse((PROJECT / path).read_text(encoding="utf-8"), feature_version=(3, 8))
